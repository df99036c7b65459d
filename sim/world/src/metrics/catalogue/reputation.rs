//! Metrics of reputations: what networks think of a group's nodes, and how long newcomers take to be known.

use super::service::{each, each_share};
use super::{Metric, Owner, ratio};
use crate::world::World;
use crate::world::reputations::OfGroup;

/// What each network that keeps reputations measured of a group.
fn kept(world: &World, group: usize) -> impl Iterator<Item = &OfGroup> {
    world.state.networks.iter().filter_map(move |n| Some(n.reputations.as_ref()?.of_group(group)))
}

/// How many of a group became known, of how many that came, and how long it took them in all \[s\].
fn known(world: &World, group: usize) -> (u64, u64, f64) {
    kept(world, group).map(OfGroup::known).fold((0, 0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2))
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Nodes,
        "reputation_mean", Neither, needs Reputation,
        "public reputation of its nodes on networks that keep one, mean over time and nodes",
        |w, i, now| {
            let (sum, members) =
                kept(w, i).map(|row| row.areas(now)).fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
            ratio(sum, members)
        }
    ),
    each!(
        Nodes,
        "reputation_wait_mean_s", Neither, needs Reputation,
        "mean time from when a node comes until its public reputation is `known`, of those that got there and had to wait",
        |w, i, _now| {
            let (became, _, waited) = known(w, i);
            if waited > 0.0 { ratio(waited, became as f64) } else { None }
        }
    ),
    each_share!(
        Nodes,
        "reputed_share", Neither, needs Reputation,
        "share of its nodes that came since the start whose public reputation has been `known`",
        |w, i| {
            let (became, came, _) = known(w, i);
            (became.min(came), came)
        }
    ),
    each!(
        Nodes,
        "dividend_share", Neither, needs Dividends,
        "part of its nodes in what is paid for rating, mean over publications that paid (`reputation.yuma`)",
        |w, i, _now| {
            let (sum, n) = kept(w, i).map(OfGroup::dividends).fold((0.0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            ratio(sum, f64::from(n))
        }
    ),
];
