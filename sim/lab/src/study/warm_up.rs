//! The warm-up of a steady study: one cut for all replications, from pilot runs of their own.

use statistics::{average_series, mser5};
use units::time::{Span, Time};
use world::metrics::series;
use world::scenario::Scenario;

use super::failure::Failure;

/// Pilot runs: five, as measured in reference/validation.md section 5 (coverage 0.93 to 0.96).
pub(super) const PILOTS: u32 = 5;
/// Points of a pilot's series: batches of five of them still resolve half a percent of the run.
const POINTS: u32 = 1_000;

/// The scenario that pilot runs play.
pub(super) fn pilot(scenario: &Scenario) -> Scenario {
    let mut pilot = Scenario { points: POINTS, ..scenario.clone() };
    pilot.observe.aftermaths.clear();
    pilot.abort = None;
    pilot
}

/// The number of a pilot run, from the end: no replication of any study has it.
pub(super) fn number(pilot: u32) -> u32 {
    u32::MAX - pilot
}

/// The series by which a pilot run is judged.
pub(super) fn watched(scenario: &Scenario) -> usize {
    let watched = if scenario.users.is_empty() { "active_nodes" } else { "in_system_requests" };
    let column = series::columns(scenario).iter().position(|c| c.name == watched && c.owner.is_empty());
    column.expect("every scenario has this column")
}

/// Where the warm-up ends, by MSER-5 on the average of the pilots' series.
pub(super) fn cut(paths: &[&[f64]], horizon: Time) -> Result<Span, Failure> {
    let horizon = horizon.ns();
    let dropped = mser5(&average_series(paths)).ok_or(Failure::TooShort(Span::from_ns(horizon)))?;
    Ok(Span::from_ns((u128::from(horizon) * dropped as u128 / u128::from(POINTS)) as u64))
}
