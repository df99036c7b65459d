//! Metrics of what nodes weigh on networks that weigh them.

use units::ids::{NetworkId, NodeId};

use super::service::each;
use super::{Metric, Owner, ratio};
use crate::world::World;

/// What each operator weighs on a network; nothing if it does not weigh its nodes.
fn operators(world: &World, network: NetworkId) -> Option<Vec<f64>> {
    let weights = world.state.networks[network.row()].weights.as_ref()?;
    let mut all = vec![0.0; world.state.operators.len()];
    for node in (0..world.state.nodes.len()).map(NodeId::of) {
        all[world.state.nodes.identity(node).operator as usize] += weights.at(node);
    }
    Some(all)
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Nodes,
        "weight_share",
        Neither,
        needs Weight,
        "share of what all nodes weigh that they weigh (`network.x.weight`), at the end; the mean of the networks that weigh them",
        |w, i, _now| {
            let networks = w.scenario.groups[i].networks.iter();
            let weighed = networks.filter_map(|network| w.state.networks[network.row()].weights.as_ref());
            let own = |node: &NodeId| w.state.group(*node).row() == i;
            let nodes = || (0..w.state.nodes.len()).map(NodeId::of).filter(own);
            let share = |of: &crate::world::weights::Weights| ratio(nodes().map(|node| of.at(node)).sum(), of.total());
            let shares: Vec<f64> = weighed.filter_map(|weights| share(weights)).collect();
            ratio(shares.iter().sum(), shares.len() as f64)
        }
    ),
    each!(
        Network,
        "weight_top_share",
        Less,
        needs Weight,
        "share of what all nodes weigh (`network.x.weight`) that the operator weighs who weighs most, at the end",
        |w, i, _now| {
            let all = operators(w, NetworkId::of(i))?;
            ratio(all.iter().copied().fold(0.0, f64::max), all.iter().sum())
        }
    ),
];
