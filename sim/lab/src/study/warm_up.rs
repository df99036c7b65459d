//! The warm-up of a steady study: one cut for all replications, from pilot runs of their own.

use statistics::{average_series, mser5};
use units::time::Span;
use world::metrics::series;
use world::scenario::Scenario;

use super::{Failure, Options, Phase, Progress, simulate_all};

/// Pilot runs: five, as measured in reference/validation.md section 5 (coverage 0.93 to 0.96).
pub(super) const PILOTS: u32 = 5;
/// Points of a pilot's series: batches of five of them still resolve half a percent of the run.
const POINTS: u32 = 1_000;

/// Where the warm-up ends, by MSER-5 on the average of the pilots' series.
pub(super) fn cut(scenario: &Scenario, options: &Options) -> Result<Span, Failure> {
    let pilot = Scenario { points: POINTS, ..scenario.clone() };
    // Numbers from the end: no replication of any study has them.
    let numbers: Vec<u32> = (0..PILOTS).map(|i| u32::MAX - i).collect();
    let tell = |share: f64| {
        options.tell(&Progress {
            phase: Phase::Pilot,
            share,
            done: (share * f64::from(PILOTS)) as usize,
            planned: PILOTS as usize,
            estimate: &|| None,
        });
    };
    let watched = if scenario.users.is_empty() { "active_nodes" } else { "in_system_requests" };
    let column = series::columns(scenario).iter().position(|c| c.name == watched && c.owner.is_empty());
    let column = column.expect("every scenario has this column");
    let mut paths = Vec::new();
    for (number, outcome) in numbers.iter().zip(simulate_all(&pilot, &numbers, options, &tell, &|_| ())) {
        match outcome {
            Ok(outcome) => paths.push(outcome.series[column].clone()),
            Err(stopped) => return Err(Failure::of(*number, stopped)),
        }
    }
    let paths: Vec<&[f64]> = paths.iter().map(Vec::as_slice).collect();
    let horizon = scenario.horizon.ns();
    let dropped = mser5(&average_series(&paths)).ok_or(Failure::TooShort(Span::from_ns(horizon)))?;
    Ok(Span::from_ns((u128::from(horizon) * dropped as u128 / u128::from(POINTS)) as u64))
}
