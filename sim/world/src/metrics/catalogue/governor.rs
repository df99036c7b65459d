//! Metrics of governors: where they moved their settings, and how often.

use super::service::each;
use super::{Metric, Owner, ratio};
use crate::world::World;
use crate::world::governors::GovernorState;

fn of(world: &World, governor: usize) -> Option<&GovernorState> {
    world.state.governors.as_ref().map(|governors| &governors.rows[governor])
}

/// A value over the reviews at which the setting had a number.
fn found(world: &World, governor: usize, value: impl Fn(&GovernorState) -> f64) -> Option<f64> {
    of(world, governor).filter(|state| state.settings > 0).map(value)
}

pub(super) const METRICS: &[Metric] = &[
    each!(Governor, "governor_moves", Neither, "times that the governor changed its setting", |w, i, _now| {
        Some(f64::from(of(w, i)?.moves))
    }),
    each!(
        Governor,
        "governor_turns",
        Less,
        "changes of its setting that went back on the one before: up after down, or down after up",
        |w, i, _now| Some(f64::from(of(w, i)?.turns))
    ),
    each!(
        Governor,
        "governor_refused",
        Less,
        "changes that it decided on and that other settings were in the way of",
        |w, i, _now| Some(f64::from(of(w, i)?.refused))
    ),
    each!(
        Governor,
        "governor_reading_mean",
        Neither,
        "what it follows, mean over its reviews that had a value",
        |w, i, _now| {
            let state = of(w, i)?;
            ratio(state.readings, f64::from(state.reviews))
        }
    ),
    each!(
        Governor,
        "governor_setting_mean",
        Neither,
        "its setting, in its unit, mean over its reviews",
        |w, i, _now| { found(w, i, |state| state.sum / f64::from(state.settings)) }
    ),
    each!(
        Governor,
        "governor_setting_least",
        Neither,
        "its setting, in its unit, the least at a review",
        |w, i, _now| { found(w, i, |state| state.least) }
    ),
    each!(
        Governor,
        "governor_setting_most",
        Neither,
        "its setting, in its unit, the most at a review",
        |w, i, _now| { found(w, i, |state| state.most) }
    ),
    each!(
        Governor,
        "governor_bound_share",
        Less,
        "share of its reviews at which it wanted its setting at a bound, or beyond",
        |w, i, _now| {
            let state = of(w, i)?;
            ratio(f64::from(state.bounded), f64::from(state.reviews))
        }
    ),
];
