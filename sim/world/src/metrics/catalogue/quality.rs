//! Metrics of answers that deviate by their serving stack, and of gateways that inspect answers.

use super::service::{each, each_share, whole_share};
use super::{Metric, Owner};
use crate::metrics::quality::{QualityMeter, QualityTally};
use crate::world::World;

/// What was measured of an owner's answers; nothing where none can deviate.
fn of(world: &World, row: impl Fn(&QualityMeter) -> QualityTally) -> QualityTally {
    let meter = world.state.meters.quality.as_deref().filter(|_| !world.scenario.stacks.is_empty());
    meter.map_or(QualityTally::default(), row)
}

/// What nodes lost of their own stake for answers that deviate \[usd\]; none where none can.
fn slashed(world: &World, row: impl Fn(&QualityMeter) -> QualityTally) -> Option<f64> {
    (!world.scenario.stacks.is_empty()).then(|| of(world, row).slashed_usd)
}

/// How many of its answers a gateway inspected.
fn inspected(world: &World, gateway: usize) -> (u64, u64) {
    let inspects = world.scenario.gateways[gateway].rules.routing.policy().inspects().is_some();
    let row = world.state.meters.quality.as_deref().filter(|_| inspects).map(|meter| meter.gateways[gateway]);
    row.map_or((0, 0), |row| (row.inspected, row.answered))
}

fn deviating(tally: QualityTally) -> (u64, u64) {
    (tally.deviating, tally.answered)
}

fn convicted(tally: QualityTally) -> (u64, u64) {
    (tally.convicted, tally.answered)
}

fn all(meter: &QualityMeter) -> QualityTally {
    meter.networks.iter().fold(QualityTally::default(), |sum, row| QualityTally {
        answered: sum.answered + row.answered,
        deviating: sum.deviating + row.deviating,
        convicted: sum.convicted + row.convicted,
        ..sum
    })
}

pub(super) const METRICS: &[Metric] = &[
    whole_share!(
        "deviating_share", Less, needs Stacks,
        "share of the answers that deviate by their node's serving stack",
        |w| deviating(of(w, all))
    ),
    each_share!(
        Network, "deviating_share", Less, needs Stacks,
        "share of the network's answers that deviate by their node's serving stack",
        |w, i| deviating(of(w, |m| m.networks[i]))
    ),
    each_share!(
        Gateway, "deviating_share", Less, needs Stacks,
        "share of the gateway's answers that deviate by their node's serving stack",
        |w, i| deviating(of(w, |m| m.gateways[i]))
    ),
    each_share!(
        Users, "deviating_share", Less, needs Stacks,
        "share of the answers to these users that deviate by their node's serving stack",
        |w, i| deviating(of(w, |m| m.users[i]))
    ),
    each_share!(
        Nodes, "deviating_share", Less, needs Stacks,
        "share of these nodes' answers that deviate by their serving stack",
        |w, i| deviating(of(w, |m| m.groups[i]))
    ),
    whole_share!(
        "benign_convicted_share", Less, needs Stacks,
        "share of the answers that deviate by their node's serving stack alone and were judged wrong",
        |w| convicted(of(w, all))
    ),
    each_share!(
        Network, "benign_convicted_share", Less, needs Stacks,
        "share of the network's answers that deviate by their node's serving stack alone and were judged wrong",
        |w, i| convicted(of(w, |m| m.networks[i]))
    ),
    each_share!(
        Nodes, "benign_convicted_share", Less, needs Stacks,
        "share of these nodes' answers that deviate by their serving stack alone and were judged wrong",
        |w, i| convicted(of(w, |m| m.groups[i]))
    ),
    each!(
        Network, "benign_slashed_usd", Less, needs Stacks,
        "own stake that nodes lost for answers that deviate by their serving stack alone",
        |w, i, _now| slashed(w, |m| m.networks[i])
    ),
    each!(
        Nodes, "benign_slashed_usd", Less, needs Stacks,
        "own stake that these nodes lost for answers that deviate by their serving stack alone",
        |w, i, _now| slashed(w, |m| m.groups[i])
    ),
    each_share!(
        Gateway, "inspected_share", Neither, needs Inspections,
        "share of the gateway's answers that it inspected",
        |w, i| inspected(w, i)
    ),
];
