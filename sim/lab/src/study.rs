//! A study: replications in parallel, collected in order, until the claims are decided.

mod again;
mod claims;
mod course;
mod failure;
mod findings;
mod fold;
mod held;
mod method;
mod options;
mod parts;
mod pilots;
pub(crate) mod play;
mod points;
mod precision;
mod task;
mod warm_up;

use std::sync::Arc;

use scenario::Checked;

use crate::kept::Rows;
use crate::store::Store;
use crate::threads;

pub(crate) use again::judge_again;
pub use claims::{Back, Judged, Windows};
pub(crate) use course::level;
pub use failure::Failure;
pub use findings::{CORRELATED, Curve, Findings, FlowLine, SeriesLine, Status, SummaryLine};
pub(crate) use held::{held_share, is_held};
pub use method::{Effective, Method};
pub use options::{Options, Phase, Progress};
pub use precision::Reached;

pub(crate) use pilots::warm_ups;

use course::parts_at_once;
use play::{PointFault, Points, Setup, play};

/// Runs a scenario's replications and judges its claims.
///
/// The same scenario gives the same findings on any number of threads: every replication depends on its number only,
/// and results are folded in the order of these numbers.
///
/// # Errors
/// If the books do not balance, the warm-up has no end, or nothing was finished.
pub fn run(checked: &Checked, options: &Options) -> Result<Findings, Failure> {
    run_some(checked, None, None, options)
}

/// The same, with rows of earlier lives taken and those of this one kept.
///
/// # Errors
/// As [`run`].
pub fn run_kept(checked: &Checked, rows: &Rows, options: &Options) -> Result<Findings, Failure> {
    run_some(checked, None, Some(&rows.store), options)
}

/// Runs one replication of a scenario alone, as it is among the others.
///
/// # Errors
/// As [`run`].
pub fn run_one(checked: &Checked, replication: u32, options: &Options) -> Result<Findings, Failure> {
    run_some(checked, Some(replication), None, options)
}

fn run_some(
    checked: &Checked,
    only: Option<u32>,
    store: Option<&Store>,
    options: &Options,
) -> Result<Findings, Failure> {
    let point = One(Arc::new(checked.clone()));
    let setup = Setup { with_block: true, only, store };
    let mut found = None;
    let threads = threads(checked, options.threads);
    let rest = play(&point, setup, options, threads, &|_, played| played, &mut |_, played| {
        found = Some(played);
        true
    });
    let left = rest.ok().and_then(|mut rest| rest.remove(&0));
    match (found, left) {
        (Some(Ok((_, findings))), _) => Ok(findings),
        (Some(Err(PointFault::Failed(failure))), _) => Err(failure),
        (_, Some(mut course)) => {
            course.interrupt();
            course.findings()
        }
        (Some(Err(PointFault::Refused(_) | PointFault::Missing)) | None, None) => Err(Failure::Interrupted),
    }
}

/// The threads on which a study runs if so many are asked for.
pub fn threads(checked: &Checked, asked: usize) -> usize {
    threads::useful(asked, parts_at_once(checked))
}

/// A single study.
struct One(Arc<Checked>);

impl Points for One {
    fn n(&self) -> usize {
        1
    }
    fn open(&self, _: usize) -> Result<Arc<Checked>, String> {
        Ok(self.0.clone())
    }
    fn keeps_aborted(&self) -> bool {
        true
    }
}
