//! Metrics of individuals who may change their gateway.

use super::needs::Requires;
use super::service::{each, each_share, whole, whole_share};
use super::{Better, Column, Metric, Owner, measured};
use crate::metrics::crowds::CrowdMeter;
use crate::scenario::Scenario;
use crate::world::World;
use units::time::{Span, Time};

fn crowds(world: &World) -> Option<&CrowdMeter> {
    world.state.meters.crowds.as_deref().filter(|crowds| crowds.has_homes())
}

/// A mean over the time that was measured; none of no time.
fn mean(world: &World, now: Time, of: impl Fn(&CrowdMeter, f64) -> f64) -> Option<f64> {
    let ns = now.since(world.state.meters.began).ns() as f64;
    crowds(world).filter(|_| ns > 0.0).map(|crowds| of(crowds, ns))
}

fn tries_again(world: &World) -> bool {
    world.scenario.users.iter().any(|users| users.rules.tries_again())
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Gateway, "users_share", Neither, needs Homes,
        "share of the individuals with several gateways that are at this one, mean over time",
        |w, i, now| mean(w, now, |crowds, ns| crowds.mean_share(i, now, ns))
    ),
    whole!(
        "hhi_gateways", Neither, needs Homes,
        "concentration of individuals on gateways, mean over time: the sum of squared shares, 1 where all are at one",
        |w, now| mean(w, now, |crowds, ns| crowds.mean_hhi(now, ns))
    ),
    whole!("gateways_used_mean", Neither, needs Homes, "gateways with at least one individual, mean over time", |w, now| {
        mean(w, now, |crowds, ns| crowds.mean_used(now, ns))
    }),
    whole!(
        "switches_per_user_d", Neither, needs Homes,
        "changes of the gateway per individual that has several, per day",
        |w, now| {
            let (days, crowds) = (measured(w, now) / Span::days(1).as_secs(), crowds(w)?);
            (days > 0.0).then(|| crowds.switches().0 as f64 / crowds.n() / days)
        }
    ),
    whole_share!(
        "switches_back_share", Neither, needs Homes,
        "share of the changes of the gateway that lead to the one before the last change",
        |w| crowds(w).map_or((0, 0), |crowds| (crowds.switches().1, crowds.switches().0))
    ),
    each_share!(
        Gateway, "lost_tries_share", Less, needs Again,
        "share of the requests that ended at the gateway or went on from it to another try which it refused or which failed there",
        |w, i| {
            if !tries_again(w) {
                return (0, 0);
            }
            let tally = &w.state.meters.gateways[i];
            let lost = tally.refused + tally.failed + tally.passed_on;
            (lost, tally.answered + lost)
        }
    ),
    whole!(
        "user_tries_per_request", Less, needs Again,
        "how often users send a request until it ends, mean over ended requests",
        |w, _now| {
            let tally = w.state.meters.tally();
            let ended = tally.answered + tally.refused + tally.failed;
            (ended > 0 && tries_again(w)).then(|| 1.0 + tally.passed_on as f64 / ended as f64)
        }
    ),
];

/// The columns of gateways at instants that a scenario asks for.
pub(super) fn columns(scenario: &Scenario, list: &mut Vec<Column>) {
    if !scenario.users.iter().any(|users| users.rules.has_homes()) {
        return;
    }
    for at in &scenario.observe.at {
        let at = at.to_string().replace(' ', "");
        for gateway in &scenario.gateways {
            list.push(Column {
                name: format!("users_share_at_{at}").into(),
                better: Better::Neither,
                need: Requires::Homes,
                owner: format!("gateway.{}", gateway.name),
                doc: "share of the individuals with several gateways that are at this one, at this time".into(),
            });
        }
    }
}

/// Their values, in the same order.
pub(super) fn values(world: &World, list: &mut Vec<Option<f64>>) {
    let Some(crowds) = crowds(world) else { return };
    for at in 0..world.scenario.observe.at.len() {
        list.extend((0..world.scenario.gateways.len()).map(|gateway| crowds.observed_share(at, gateway)));
    }
}

/// The two numbers of the whole at an instant.
pub(super) fn instant(world: &World, at: usize) -> [Option<f64>; 2] {
    let seen = crowds(world).and_then(|crowds| crowds.observed(at));
    [seen.map(|seen| seen.0), seen.map(|seen| seen.1)]
}
