//! Metrics of conduct that is revised: how many cheat, and when all do the same.

use super::service::{each, each_share};
use super::{Metric, Owner};
use crate::world::World;
use crate::world::conducts::Conducts;

fn of(world: &World, group: usize) -> Option<&Conducts> {
    world.state.groups[group].conducts.as_deref()
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Nodes,
        "cheating_share", Less, needs Revision,
        "part of its nodes whose conduct is not `honest`, mean over time",
        |w, i, now| of(w, i)?.cheating(now).0
    ),
    each!(
        Nodes,
        "cheating_end_share", Less, needs Revision,
        "part of its nodes whose conduct is not `honest`, at the end",
        |w, i, now| Some(of(w, i)?.cheating(now).1)
    ),
    each!(
        Nodes,
        "takeover_s", Neither, needs Revision,
        "time from the start until all its nodes had the same conduct first",
        |w, i, _now| Some(of(w, i)?.absorbed()?.0.since(units::time::Time::ZERO).as_secs())
    ),
    each_share!(
        Nodes,
        "cheats_took_over_share", Less, needs Revision,
        "of the groups that all had the same conduct once, by then, the part in which it was not `honest`",
        |w, i| match of(w, i).and_then(Conducts::absorbed) {
            Some((_, is_honest)) => (u64::from(!is_honest), 1),
            None => (0, 0),
        }
    ),
];
