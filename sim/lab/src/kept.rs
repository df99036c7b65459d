//! The rows of a run that has not ended, so that one that was killed goes on where it was.

use std::path::{Path, PathBuf};

use files::publish::Fault;
use scenario::Checked;

use crate::record;
use crate::store::Store;

/// The folder of the rows, in the folder of the results.
const ROWS: &str = ".rows";

/// The rows of one scenario's replications, beside its results until these are complete.
///
/// What takes less than a second leaves no trace. A second process at work on the same scenario computes all by itself.
/// If the disk refuses, the run goes on without: what it found is in memory, and is written at its end if there is
/// room.
#[derive(Debug)]
pub struct Rows {
    path: PathBuf,
    pub(crate) store: Store,
}

impl Rows {
    /// The rows of a scenario whose results go into an output folder; fresh, those of earlier lives are removed.
    ///
    /// Rows of another build are removed, too: they are never taken for those of this one.
    pub fn of(output: &Path, checked: &Checked, is_fresh: bool) -> Self {
        let target = record::target(output, checked);
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let path = output.join(ROWS).join(format!("{name}.rows"));
        Self { store: Store::later(&path, is_fresh), path }
    }
    /// Replications of this build, with their warm-up, that an earlier life left.
    pub fn found(&self) -> u64 {
        self.store.records()[0]
    }
    /// Where they are kept.
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// Why no more rows are kept, if the disk refused.
    pub fn fault(&self) -> Option<Fault> {
        self.store.fault()
    }
    /// Removes them, for the results are complete.
    pub fn remove(self) {
        self.store.remove();
    }
}
