//! What an experiment will take, before it is run.

use std::cell::Cell;
use std::collections::BTreeSet;

use scenario::{Checked, Refused};
use world::metrics::catalogue::columns;
use world::outcome::simulate;
use world::scenario::Scenario;

use crate::threads;

/// What an experiment is expected to take, from one replication at each of a few points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Points that are played here.
    pub points: usize,
    /// Replications in all, as far as they are planned.
    pub replications: u64,
    /// Time on one thread \[s\].
    pub cpu_s: f64,
    /// Threads that are used.
    pub threads: usize,
    /// Rows and tables \[B\].
    pub bytes: f64,
}

/// Time that the trial of a point may take \[s\]; a longer replication is extrapolated.
const TRIAL_S: f64 = 1.0;

/// What is to be played.
pub(crate) struct Work<'a> {
    /// Points of the whole design.
    pub(crate) all: usize,
    /// Those that are played here.
    pub(crate) own: usize,
    /// Replications of each point.
    pub(crate) replications: u32,
    /// Opens a point of the whole design.
    pub(crate) open: &'a dyn Fn(usize) -> Result<Checked, Box<Refused>>,
}

/// The time of one replication on one thread \[s\], extrapolated if it would take long; `clock` gives the time in
/// seconds.
pub(crate) fn trial(scenario: &Scenario, clock: &dyn Fn() -> f64) -> f64 {
    let began = clock();
    let reached = Cell::new(0.0);
    let goes_on = |share: f64| {
        reached.set(share);
        clock() - began < TRIAL_S
    };
    let played = simulate(scenario.clone(), 0, &goes_on);
    let share = if played.is_ok() { 1.0 } else { reached.get() };
    // Stopped before it told anything: the trial was all of its first slice.
    (clock() - began) / share.max(1.0 / 64.0)
}

/// Tries the first, the middle and the last point of a design to see what all will take; `clock` gives the time in
/// seconds.
///
/// # Errors
/// What is wrong with the first point if none of the three is a valid scenario.
pub(crate) fn forecast(work: &Work, threads: usize, clock: &dyn Fn() -> f64) -> Result<Forecast, Box<Refused>> {
    let n = work.all;
    let tried: BTreeSet<usize> = [0, n / 2, n.saturating_sub(1)].into_iter().filter(|&at| at < n).collect();
    let (mut seconds, mut bytes, mut count) = (0.0, 0.0, 0.0);
    let mut error = None;
    for point in tried {
        let began = clock();
        let checked = match (work.open)(point) {
            Ok(checked) => checked,
            Err(refused) => {
                error.get_or_insert(refused);
                continue;
            }
        };
        let opened = clock() - began;
        let columns = columns(&checked.scenario).len();
        seconds += opened + trial(&checked.scenario, clock);
        // A row, its line in runs.csv, and the point's lines in summary.csv.
        let replications = f64::from(work.replications);
        bytes += columns as f64 * (20.0 + 140.0 / replications);
        count += 1.0;
    }
    if count == 0.0
        && let Some(error) = error
    {
        return Err(error);
    }
    let n = work.own;
    let replications = n as u64 * u64::from(work.replications);
    let each = |sum: f64| if count > 0.0 { sum / count * replications as f64 } else { 0.0 };
    let threads = threads::useful(threads, replications as usize);
    Ok(Forecast { points: n, replications, cpu_s: each(seconds), threads, bytes: each(bytes) })
}
