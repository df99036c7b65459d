//! Metrics of disputes and canaries.

use super::service::{each, each_share};
use super::{Metric, Owner, measured, ratio};
use crate::metrics::disputes::DisputeMeter;
use crate::world::World;
use units::time::Time;

/// How often something happened in an hour, where it can happen at all.
fn hourly(is_possible: bool, n: f64, world: &World, now: Time) -> Option<f64> {
    if is_possible { ratio(n * 3600.0, measured(world, now)) } else { None }
}

fn of(world: &World, network: usize) -> &DisputeMeter {
    &world.state.meters.networks[network].disputes
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Network,
        "disputable_answers", Neither, needs Windows,
        "answers that wait for the end of the window in which they can be disputed, at the end",
        |w, i, _now| { w.state.networks[i].windows.as_ref().map(|windows| windows.waiting() as f64) }
    ),
    each!(Network, "disputes_per_h", Neither, needs Windows, "challenges that came in, per hour", |w, i, now| {
        hourly(w.state.networks[i].windows.is_some(), of(w, i).opened as f64, w, now)
    }),
    each!(
        Network,
        "late_challenges_per_h", Less, needs Windows,
        "challenges that came too late, per hour",
        |w, i, now| { hourly(w.state.networks[i].windows.is_some(), of(w, i).late as f64, w, now) }
    ),
    each_share!(
        Network,
        "disputes_upheld_share", Neither, needs Windows,
        "share of the decided disputes that the challenger won",
        |w, i| { (of(w, i).upheld, of(w, i).decided) }
    ),
    each_share!(
        Network,
        "disputes_captured_share", Less, needs Windows,
        "share of the decided disputes that whoever was wrong won",
        |w, i| { (of(w, i).against_truth, of(w, i).decided) }
    ),
    each_share!(
        Network,
        "disputes_forfeited_share", Less, needs Windows,
        "share of the decided disputes in which a side did not move in time",
        |w, i| { (of(w, i).forfeited, of(w, i).decided) }
    ),
    each_share!(
        Network,
        "disputes_undecided_share", Less, needs Windows,
        "share of the disputes that ended on which no verdict came in time",
        |w, i| { (of(w, i).undecided, of(w, i).undecided + of(w, i).decided) }
    ),
    each!(Network, "bonds_forfeited_usd", Neither, needs Windows, "bonds that losers of disputes lost", |w, i, _now| {
        w.state.networks[i].windows.as_ref().map(|_| of(w, i).forfeited_usd)
    }),
    each!(Network, "overclaimed_usd_h", Less, needs Settlement, "what operators were paid beyond what they served, per hour", |w, i, now| {
        hourly(w.state.networks[i].claims.is_some(), of(w, i).overclaimed_usd, w, now)
    }),
    each_share!(
        Network,
        "claims_unproved_share", Less, needs Settlement,
        "share of the claims of which a proof was asked that had none",
        |w, i| { (of(w, i).claims_unproved, of(w, i).claims_asked) }
    ),
    each!(Network, "appeals_per_h", Neither, needs Appeals, "appeals that were decided, per hour", |w, i, now| {
        hourly(w.state.networks[i].appeals.is_some(), of(w, i).appeals as f64, w, now)
    }),
    each_share!(
        Network,
        "appeals_reversed_share", Neither, needs Appeals,
        "share of the decided appeals that succeeded",
        |w, i| { (of(w, i).appeals_reversed, of(w, i).appeals) }
    ),
    each!(
        Network,
        "reversed_usd", Neither, needs Appeals,
        "what slashes had taken that were reversed on appeal; `slashed_usd` counts them as well",
        |w, i, _now| { w.state.networks[i].appeals.as_ref().map(|_| of(w, i).reversed_usd) }
    ),
    each!(
        Network,
        "forced_errors_per_h", Neither, needs ForcedErrors,
        "answers with a forced error whose checks are done, per hour",
        |w, i, now| { hourly(w.state.networks[i].forced.is_some(), of(w, i).forced as f64, w, now) }
    ),
    each_share!(
        Network,
        "forced_errors_found_share", More, needs ForcedErrors,
        "share of the forced errors that a checker found",
        |w, i| { (of(w, i).forced_found, of(w, i).forced) }
    ),
    each!(Network, "jackpots_usd_h", Neither, needs ForcedErrors, "jackpots that checkers won, per hour", |w, i, now| {
        hourly(w.state.networks[i].forced.is_some(), of(w, i).jackpots_usd, w, now)
    }),
    each!(
        Network,
        "jackpots_unpaid_usd_h", Less, needs ForcedErrors,
        "jackpots that the treasury could not pay, per hour",
        |w, i, now| { hourly(w.state.networks[i].forced.is_some(), of(w, i).jackpots_unpaid_usd, w, now) }
    ),
    each!(Network, "canaries_per_h", Neither, needs Canaries, "canaries sent, per hour", |w, i, now| {
        hourly(w.state.networks[i].probes, of(w, i).canaries as f64, w, now)
    }),
    each_share!(
        Network,
        "canaries_failed_share", Neither, needs Canaries,
        "share of the answered canaries whose answer was taken for wrong",
        |w, i| { (of(w, i).canaries_failed, of(w, i).canaries_answered) }
    ),
    each_share!(
        Network,
        "canaries_failed_wrongly_share", Less, needs Canaries,
        "share of the answered canaries whose right answer was taken for wrong",
        |w, i| { (of(w, i).canaries_failed - of(w, i).canaries_failed_rightly, of(w, i).canaries_answered) }
    ),
];
