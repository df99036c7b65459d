//! Metrics of memories that load LLMs; none where all LLMs are always there.

use units::time::Time;

use super::service::{each, whole};
use super::{Metric, Owner, ratio};
use crate::metrics::tally::LlmMeter;
use crate::world::World;

fn hit_share<'a>(llms: impl Iterator<Item = &'a LlmMeter>) -> Option<f64> {
    let (mut hits, mut asked) = (0, 0);
    for llm in llms {
        hits += llm.hits;
        asked += llm.hits + llm.loads;
    }
    ratio(hits as f64, asked as f64)
}

/// The part of the time that nodes of these groups are up with an empty memory.
fn unloaded(world: &World, now: Time, groups: impl Iterator<Item = usize>) -> Option<f64> {
    let (mut unloaded, mut up) = (0, 0);
    for group in groups.filter(|&g| world.state.groups[g].derived.loads) {
        let meter = &world.state.meters.groups[group];
        unloaded += meter.unloaded.area(now);
        up += meter.up.area(now);
    }
    ratio(unloaded as f64, up as f64)
}

pub(super) const METRICS: &[Metric] = &[
    whole!("residency_hit_share", More, needs AnyLoading, "share of the service starts that found their LLM in memory", |w, _now| {
        hit_share(w.state.meters.llms.iter())
    }),
    whole!("unloaded_share", Neither, needs Loading, "share of the up time in which a node that loads LLMs holds none", |w, now| {
        unloaded(w, now, 0..w.scenario.groups.len())
    }),
    each!(
        Llm,
        "residency_hit_share", More, needs AnyLoading,
        "share of the service starts that found the LLM in memory",
        |w, i, _now| { hit_share(w.state.meters.llms[i..=i].iter()) }
    ),
    each!(
        Nodes,
        "unloaded_share", Neither, needs Loading,
        "share of the up time in which a node of the group holds no LLM",
        |w, i, now| { unloaded(w, now, i..=i) }
    ),
];
