//! Metrics of trust: wrong answers, verdicts, slashes, and whether cheating pays.

use super::service::{each, each_share, whole, whole_share};
use super::{Metric, Owner, measured, ratio};
use crate::metrics::tally::{NetworkMeter, Tally};
use crate::world::World;

const YEAR_S: f64 = 365.0 * 86_400.0;

fn caught(tally: &Tally) -> (u64, u64) {
    (tally.wrong_caught, tally.wrong_caught + tally.wrong_accepted)
}

fn honest_slashes(world: &World, now: units::time::Time) -> Option<f64> {
    let honest = || (0..world.scenario.groups.len()).filter(|&g| world.state.groups[g].derived.is_honest);
    let meters = &world.state.meters;
    let slashes: u64 = honest().map(|g| meters.groups[g].slashes).sum();
    let up: f64 = honest().map(|g| meters.groups[g].up.area(now) as f64 * 1e-9).sum();
    ratio(slashes as f64 * YEAR_S, up)
}

/// What cheating brought a group against honesty \[usd\]: work saved at its cost, less fees and stakes it lost.
fn cheat_profit(world: &World, group: usize) -> f64 {
    let meter = &world.state.meters.groups[group];
    let saved_h = meter.saved as f64 * 1e-9 / 3600.0;
    let kept = saved_h * world.scenario.groups[group].usd_per_hour - meter.forfeited_wrong_usd;
    kept - meter.slashed_wrong_usd + meter.returned_wrong_usd
}

/// What a network measured that knows an amnesty.
fn amnesty(world: &World, network: usize) -> Option<&NetworkMeter> {
    world.scenario.networks[network].rules.amnesty.as_ref().map(|_| &world.state.meters.networks[network])
}

/// What a network measured that knows a probation.
fn probation(world: &World, network: usize) -> Option<&NetworkMeter> {
    world.scenario.networks[network].rules.probation.as_ref().map(|_| &world.state.meters.networks[network])
}

pub(super) const METRICS: &[Metric] = &[
    whole_share!("wrong_share", Less, "share of the answers that are wrong", |w| {
        (w.state.meters.tally().wrong, w.state.meters.tally().answered)
    }),
    whole_share!("wrong_accepted_share", Less, needs Requests, "share of the answers that are wrong and were accepted", |w| {
        (w.state.meters.tally().wrong_accepted, w.state.meters.tally().answered)
    }),
    whole_share!("wrong_caught_share", More, needs AnyCheats, "share of the settled wrong answers that were caught", |w| {
        caught(&w.state.meters.tally())
    }),
    whole_share!("right_convicted_share", Less, needs Requests, "share of the answers that are right and were judged wrong", |w| {
        (w.state.meters.tally().right_convicted, w.state.meters.tally().answered)
    }),
    whole!("detection_delay_s", Less, needs Checks, "mean time from a wrong answer until it is caught", |w, _now| {
        let tally = &w.state.meters.tally();
        ratio(tally.detection as f64 * 1e-9, tally.wrong_caught as f64)
    }),
    whole!("checked_share", Neither, needs Requests, "checks sent per answer", |w, _now| {
        let checks: u64 = w.state.meters.networks.iter().map(|n| n.checks).sum();
        ratio(checks as f64, w.state.meters.tally().answered as f64)
    }),
    whole!("unchecked_share", Less, needs Requests, "checks for which no node was found, per answer", |w, _now| {
        ratio(w.state.meters.unchecked as f64, w.state.meters.tally().answered as f64)
    }),
    whole!("verification_cost_share", Less, "work of checks as a share of all busy time", |w, now| {
        ratio(w.state.meters.checking as f64, w.state.meters.busy_area(now) as f64)
    }),
    whole!(
        "honest_slashed_per_node_year",
        Less,
        "slashes of nodes in honest groups, per node-year of up time",
        |w, now| { honest_slashes(w, now) }
    ),
    whole!(
        "cheat_profit_usd", Less, needs Cheats,
        "profit of a cheating node over honesty: cost of the saved work, less the fees and stakes that cheating lost",
        |w, _now| {
            let cheats = || (0..w.scenario.groups.len()).filter(|&g| !w.state.groups[g].derived.is_honest);
            let nodes: u32 = cheats().map(|g| w.scenario.groups[g].rules.count).sum();
            ratio(cheats().map(|g| cheat_profit(w, g)).sum(), f64::from(nodes))
        }
    ),
    each_share!(
        Network,
        "wrong_accepted_share", Less, needs Requests,
        "share of the network's answers that are wrong and were accepted",
        |w, i| {
            let tally = &w.state.meters.networks[i].tally;
            (tally.wrong_accepted, tally.answered)
        }
    ),
    each_share!(
        Network,
        "wrong_caught_share", More, needs AnyCheats,
        "share of the network's settled wrong answers that were caught",
        |w, i| { caught(&w.state.meters.networks[i].tally) }
    ),
    each!(Network, "slashed_usd", Neither, "slashed stake", |w, i, _now| Some(w.state.meters.networks[i].slashed_usd)),
    each!(Network, "jailed_nodes_mean", Neither, "nodes in jail, mean over time", |w, i, now| {
        w.state.meters.networks[i].jailed.mean(now)
    }),
    each!(Network, "jailings_per_h", Neither, "jailings per hour", |w, i, now| {
        ratio(w.state.meters.networks[i].jailings as f64 * 3600.0, measured(w, now))
    }),
    each!(
        Network,
        "forgiven_sentences", Neither, needs Amnesty,
        "sentences that an amnesty softened",
        |w, i, _now| amnesty(w, i).map(|meter| meter.forgiven as f64)
    ),
    each!(
        Network,
        "forgiven_usd", Neither, needs Amnesty,
        "stake that an amnesty left to offenders",
        |w, i, _now| amnesty(w, i).map(|meter| meter.forgiven_usd)
    ),
    each!(
        Network,
        "probation_nodes_mean", Neither, needs Probation,
        "nodes on probation, mean over time",
        |w, i, now| probation(w, i)?.on_probation.mean(now)
    ),
    each!(
        Network,
        "probations_per_h", Neither, needs Probation,
        "nodes that came on probation, per hour",
        |w, i, now| ratio(probation(w, i)?.probations as f64 * 3600.0, measured(w, now))
    ),
    each!(
        Network,
        "probation_mean_s", Neither, needs Probation,
        "mean time on probation, of those that passed it",
        |w, i, _now| {
            let meter = probation(w, i)?;
            ratio(meter.probation as f64 * 1e-9, meter.probations_over as f64)
        }
    ),
    each!(Nodes, "cheat_profit_usd", Less, needs Cheats, "profit of one of its nodes over honesty", |w, i, _now| {
        if w.state.groups[i].derived.is_honest {
            None
        } else {
            ratio(cheat_profit(w, i), f64::from(w.scenario.groups[i].rules.count))
        }
    }),
];
