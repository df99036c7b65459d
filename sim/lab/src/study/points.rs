//! Studies that are played together: how they are opened, and what may become of one.

use std::sync::Arc;

use scenario::Checked;

use super::failure::Failure;
use super::findings::Findings;

/// Studies to be played, each opened when its turn comes.
pub(crate) trait Points: Sync {
    /// How many there are.
    fn n(&self) -> usize;
    /// The number of the first replication of each: an experiment may play more of a study than it had, or others.
    fn first(&self) -> u32 {
        0
    }
    /// The replication that a point plays alone; none for all that it plans.
    fn only(&self, _: usize) -> Option<u32> {
        None
    }
    /// Opens one.
    ///
    /// # Errors
    /// What is wrong with it, rendered.
    fn open(&self, at: usize) -> Result<Arc<Checked>, String>;
    /// Whether a study that was aborted has findings; else it failed.
    fn keeps_aborted(&self) -> bool {
        false
    }
    /// Whether findings keep the block of every replication.
    fn keeps_blocks(&self) -> bool {
        false
    }
}

/// Why a point has no findings.
#[derive(Clone, Debug)]
pub(crate) enum PointFault {
    /// Its scenario is not valid.
    Refused(String),
    /// Its study failed.
    Failed(Failure),
    /// A row is not among those that are kept, and none is to be added.
    Missing,
}

impl std::fmt::Display for PointFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(text) => f.write_str(text),
            Self::Failed(failure) => failure.fmt(f),
            Self::Missing => f.write_str("not all replications of this point are there"),
        }
    }
}

/// What became of a point.
pub(crate) type Played = Result<(Arc<Checked>, Findings), PointFault>;
