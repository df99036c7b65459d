//! How a study is run, and how it tells of its progress.

use std::sync::atomic::{AtomicBool, Ordering};

use statistics::Estimate;

/// How a study is run.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Threads; 0 for as many as there are cores.
    pub threads: usize,
    /// Set by somebody who wants the study to end with what is finished.
    pub interrupted: Option<&'a AtomicBool>,
    /// Says when it is too late to start anything more: what is under way is finished.
    pub is_late: Option<&'a (dyn Fn() -> bool + Sync)>,
    /// Told now and then how far the study is.
    pub progress: Option<&'a (dyn Fn(&Progress<'_>) + Sync)>,
}

impl Options<'_> {
    pub(crate) fn tell(&self, progress: &Progress) {
        if let Some(tell) = self.progress {
            tell(progress);
        }
    }
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
    /// Whether nothing more is to be started.
    pub(crate) fn is_late(&self) -> bool {
        self.is_late.is_some_and(|is_late| is_late())
    }
}

/// How far a study is.
pub struct Progress<'a> {
    /// What is being done.
    pub phase: Phase,
    /// Part of the replications planned so far that is done, from 0 to 1.
    pub share: f64,
    /// Replications finished; points of an experiment.
    pub done: usize,
    /// Replications planned so far; points of an experiment.
    pub planned: usize,
    /// Gives the metric that is watched with its running estimate. It is computed when asked for: an interval costs as
    /// much as a short replication, and most calls show nothing.
    pub estimate: &'a dyn Fn() -> Option<(String, Estimate)>,
}

/// What a study is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Pilot runs that fix the warm-up.
    Pilot,
    /// Replications.
    Replications,
    /// Points of an experiment.
    Points,
}
