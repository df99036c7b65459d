//! What a search will take, before it is run.

use files::publish::Fault;

use super::Tune;
use crate::forecast::trial;
use crate::threads;

/// What a search is expected to take at the most, from one replication of the scenario as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Runs of the search at the most.
    pub runs: u64,
    /// Time on one thread, with the fresh replications of the winner \[s\].
    pub cpu_s: f64,
    /// Threads that are used.
    pub threads: usize,
}

/// Tries the scenario to see what all will take; `clock` gives the time in seconds.
///
/// # Errors
/// If the runs do not pay for a search.
pub fn forecast(work: &Tune, threads: usize, clock: &dyn Fn() -> f64) -> Result<Forecast, Fault> {
    let environments = work.environments() as u64;
    let replications = u64::from(work.checked.file.replications);
    let all = work.combinations().map(|n| n.saturating_mul(environments).saturating_mul(replications));
    let runs = work.runs().min(all.unwrap_or(u64::MAX));
    let least = 2 * environments * u64::from(work.tune().first).min(replications);
    if work.runs() < least {
        return Err(Fault {
            message: format!("{} runs do not pay for two candidates, which take {least}", work.runs()),
            remedy: "allow more with `--budget-runs`, or ask for fewer replications or environments".into(),
        });
    }
    let each = trial(&work.checked.scenario, clock);
    let total = runs + work.fresh_runs();
    let threads = threads::useful(threads, usize::try_from(total).unwrap_or(usize::MAX));
    Ok(Forecast { runs, cpu_s: each * total as f64, threads })
}
