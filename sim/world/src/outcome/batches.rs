//! One long run cut into batches: what is measured in each, all after the warm-up and of equal length.

use units::time::Time;

use super::Stopped;
use crate::metrics::catalogue::{self, Sample};
use crate::metrics::histogram::Histogram;
use crate::replication::Replication;
use crate::scenario::Scenario;

/// What one batch of a run measured.
#[derive(Clone, Debug)]
pub struct Batch {
    /// When it began.
    pub from: Time,
    /// When it ended.
    pub to: Time,
    /// Values in the order of [`catalogue::columns`]; none where a number does not exist.
    pub values: Vec<Option<f64>>,
    /// What they were computed from, in the same order.
    pub samples: Vec<Sample>,
    /// Answer latencies.
    pub answer: Histogram,
    /// Assured latencies.
    pub assured: Histogram,
}

/// All batches of a run.
#[derive(Clone, Debug)]
pub struct Batches {
    /// In order.
    pub list: Vec<Batch>,
    /// Hash of every event: that of [`super::simulate`] for the same replication, which it plays again.
    pub events: u64,
}

/// Plays a replication from the warm-up's end to the horizon in `n` batches; meters start anew at each, nothing else.
///
/// A request counts in the batch in which it is answered, refused or fails, so that none is lost between two.
///
/// # Errors
/// If it was asked to stop, or if the books do not balance.
pub fn simulate_batches(
    scenario: Scenario,
    replication: u32,
    n: u32,
    goes_on: &dyn Fn(f64) -> bool,
) -> Result<Batches, Stopped> {
    let (cut, horizon) = (scenario.cut, scenario.horizon);
    let measured = u128::from(horizon.since(cut).ns());
    let edge = |i: u32| Time::from_ns(cut.ns() + (measured * u128::from(i) / u128::from(n.max(1))) as u64);
    let mut run = Replication::new(scenario, replication);
    run.run_to(cut)?;
    let mut list = Vec::new();
    for i in 0..n {
        if !goes_on(f64::from(i) / f64::from(n)) {
            return Err(Stopped::Asked);
        }
        let (from, to) = (edge(i), edge(i + 1));
        run.run_to(to)?;
        let world = run.world();
        let values = catalogue::values(world, to);
        list.push(Batch {
            from,
            to,
            samples: catalogue::samples(world, to, values.len()),
            values,
            answer: world.state.meters.answer.clone(),
            assured: world.state.meters.assured().clone(),
        });
        world.state.forget_measured(&world.scenario, to);
    }
    Ok(Batches { list, events: run.history() })
}
