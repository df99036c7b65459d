//! How verdicts are told to continuous integration.

use std::path::PathBuf;

use clap::Args;

use crate::ci::{Channels, OnUndecided};

/// What verbs that judge have in common.
#[derive(Clone, Debug, Args)]
pub(crate) struct Ci {
    /// Also write the verdicts to a JUnit file, one test case per claim
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// What undecided claims, and precisions that were not reached, count as
    #[arg(long, value_name = "AS", value_enum, default_value_t = OnUndecided::Fail)]
    undecided: OnUndecided,
}

impl Ci {
    /// Where verdicts are told.
    pub(crate) fn channels(&self) -> Channels {
        Channels { junit: self.junit.clone(), undecided: self.undecided }
    }
}
