//! Metrics of lists that live on heartbeats; none where every list is always right.

use units::time::Time;

use super::service::{each, whole};
use super::{Metric, Owner, measured, played, ratio};
use crate::metrics::tally::RegistryMeter;
use crate::world::World;

/// The part of the entries of these lists that is dead, over time.
fn dead_share<'a>(lists: impl Iterator<Item = &'a RegistryMeter>, now: Time) -> Option<f64> {
    let (mut dead, mut listed) = (0, 0);
    for list in lists {
        dead += list.dead.area(now);
        listed += list.listed.area(now);
    }
    ratio(dead as f64, listed as f64)
}

/// The mean time from a node's going to the end of its entry on these lists \[s\].
fn stale_time<'a>(lists: impl Iterator<Item = &'a RegistryMeter>) -> Option<f64> {
    let (mut stale, mut removals) = (0, 0);
    for list in lists {
        stale += list.stale;
        removals += list.removals;
    }
    ratio(stale as f64 * 1e-9, removals as f64)
}

fn lists(world: &World) -> impl Iterator<Item = &RegistryMeter> {
    world.state.meters.networks.iter().map(|n| &n.registry)
}

pub(super) const METRICS: &[Metric] = &[
    whole!(
        "dead_listed_share", Less, needs StaleLists,
        "share of the entries of heartbeat lists whose node is down, over time",
        |w, now| { dead_share(lists(w), now) }
    ),
    whole!("stale_time_mean_s", Less, needs StaleLists, "mean time that a node stays on a heartbeat list after it left", |w, _now| {
        stale_time(lists(w))
    }),
    whole!("bans_per_h", Neither, needs Ban, "bans of nodes by gateways, per hour, where any gateway bans", |w, now| {
        let is_asked = w.scenario.gateways.iter().any(|g| g.rules.ban.is_some());
        is_asked.then(|| ratio(w.state.meters.bans as f64 * 3600.0, played(w, now))).flatten()
    }),
    each!(
        Network,
        "live_unlisted_nodes_mean", Less, needs StaleLists,
        "up nodes that are not on the network's list, mean over time",
        |w, i, now| {
            let is_kept = !w.state.networks[i].entries.is_empty();
            let missed = w.state.meters.networks[i].registry.missed.area(now) as f64 * 1e-9;
            is_kept.then(|| ratio(missed, measured(w, now))).flatten()
        }
    ),
    each!(
        Network,
        "dead_listed_share", Less, needs StaleLists,
        "share of the network's list whose node is down, over time",
        |w, i, now| { dead_share(lists(w).skip(i).take(1), now) }
    ),
    each!(
        Network,
        "stale_time_mean_s", Less, needs StaleLists,
        "mean time that a node stays on the network's list after it left",
        |w, i, _now| { stale_time(lists(w).skip(i).take(1)) }
    ),
    each!(Network, "listed_nodes", Neither, needs StaleLists, "entries of the network's heartbeat list, at the end", |w, i, _now| {
        let is_kept = !w.state.networks[i].entries.is_empty();
        is_kept.then(|| w.state.meters.networks[i].registry.listed.level() as f64)
    }),
];
