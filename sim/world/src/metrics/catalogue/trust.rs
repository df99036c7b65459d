//! Metrics of trust: wrong answers, verdicts, slashes, and whether cheating pays.

use super::service::{each, each_share, whole, whole_share};
use super::{Metric, Owner, measured, ratio};
use crate::metrics::tally::Tally;
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
    saved_h * world.scenario.groups[group].usd_per_hour - meter.forfeited_wrong_usd - meter.slashed_wrong_usd
}

pub(super) const METRICS: &[Metric] = &[
    whole_share!("wrong_share", "part of the answers that is wrong", |w| {
        (w.state.meters.tally().wrong, w.state.meters.tally().answered)
    }),
    whole_share!("wrong_accepted_share", "part of the answers that is wrong and was settled as right", |w| {
        (w.state.meters.tally().wrong_accepted, w.state.meters.tally().answered)
    }),
    whole_share!("wrong_caught_share", "part of the settled wrong answers that was caught", |w| {
        caught(&w.state.meters.tally())
    }),
    whole_share!("right_convicted_share", "part of the answers that is right and was held to be wrong", |w| {
        (w.state.meters.tally().right_convicted, w.state.meters.tally().answered)
    }),
    whole!("detection_delay_s", "mean time from a wrong answer to its being caught", |w, _now| {
        let tally = &w.state.meters.tally();
        ratio(tally.detection as f64 * 1e-9, tally.wrong_caught as f64)
    }),
    whole!("checked_share", "checks sent for each answer", |w, _now| {
        let checks: u64 = w.state.meters.networks.iter().map(|n| n.checks).sum();
        ratio(checks as f64, w.state.meters.tally().answered as f64)
    }),
    whole!("unchecked_share", "checks for which no node was found, for each answer", |w, _now| {
        ratio(w.state.meters.unchecked as f64, w.state.meters.tally().answered as f64)
    }),
    whole!("verification_cost_share", "work of checks against all busy time", |w, now| {
        ratio(w.state.meters.checking as f64, w.state.meters.busy_area(now) as f64)
    }),
    whole!(
        "honest_slashed_per_node_year",
        "slashes of honest groups for each year that one of their nodes is up",
        |w, now| { honest_slashes(w, now) }
    ),
    whole!(
        "cheat_profit_usd",
        "what cheating brought a cheating node against honesty: work saved at its cost, less fees and stakes it lost",
        |w, _now| {
            let cheats = || (0..w.scenario.groups.len()).filter(|&g| !w.state.groups[g].derived.is_honest);
            let nodes: u32 = cheats().map(|g| w.scenario.groups[g].rules.count).sum();
            ratio(cheats().map(|g| cheat_profit(w, g)).sum(), f64::from(nodes))
        }
    ),
    each_share!(
        Network,
        "wrong_accepted_share",
        "part of the network's answers that is wrong and was settled as right",
        |w, i| {
            let tally = &w.state.meters.networks[i].tally;
            (tally.wrong_accepted, tally.answered)
        }
    ),
    each_share!(
        Network,
        "wrong_caught_share",
        "part of the network's settled wrong answers that was caught",
        |w, i| { caught(&w.state.meters.networks[i].tally) }
    ),
    each!(Network, "slashed_usd", "stake taken", |w, i, _now| Some(w.state.meters.networks[i].slashed_usd)),
    each!(Network, "jailed_nodes_mean", "nodes in jail, mean over time", |w, i, now| {
        w.state.meters.networks[i].jailed.mean(now)
    }),
    each!(Network, "jailings_per_h", "times a node was jailed an hour", |w, i, now| {
        ratio(w.state.meters.networks[i].jailings as f64 * 3600.0, measured(w, now))
    }),
    each!(Nodes, "cheat_profit_usd", "what cheating brought one of its nodes against honesty", |w, i, _now| {
        if w.state.groups[i].derived.is_honest {
            None
        } else {
            ratio(cheat_profit(w, i), f64::from(w.scenario.groups[i].rules.count))
        }
    }),
];
