//! Why a study has no findings.

use state::ledger::Imbalance;
use units::time::Span;
use world::outcome::Stopped;

/// Why a study has no findings.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The books of a replication do not balance.
    Imbalance(u32, Imbalance),
    /// A law that always holds was broken in a replication: a bug.
    Broken(u32, String),
    /// In a replication events bring forth others at the same time without end.
    Stuck(u32, String),
    /// A replication met the scenario's `abort_when`, at this time.
    Aborted(u32, Span, String),
    /// No end of the warm-up was found within half of the run.
    TooShort(Span),
    /// It was interrupted before any replication had finished.
    Interrupted,
}

impl Failure {
    /// Why a replication stopped.
    pub(crate) fn of(replication: u32, stopped: Stopped) -> Self {
        match stopped {
            Stopped::Asked => Self::Interrupted,
            Stopped::Imbalance(fault) => Self::Imbalance(replication, fault),
            Stopped::Broken(message) => Self::Broken(replication, message),
            Stopped::Stuck(what) => Self::Stuck(replication, what),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Imbalance(replication, fault) => {
                write!(f, "the books of replication {replication} do not balance: {}", fault.message)?;
                fault.postings.iter().try_for_each(|p| write!(f, "\n  {p}"))
            }
            Self::Broken(replication, message) => write!(f, "replication {replication} violated a law: {message}"),
            Self::Stuck(replication, what) => {
                write!(f, "in replication {replication} simulated time does not advance: {what}")
            }
            Self::Aborted(replication, at, when) => {
                write!(f, "aborted: replication {replication} met `abort_when = \"{when}\"` at {at}")
            }
            Self::TooShort(horizon) => write!(
                f,
                "five pilot runs of {horizon} have not warmed up by half of it; lengthen `horizon`, or fix `warm_up` yourself"
            ),
            Self::Interrupted => f.write_str("interrupted before any replication had finished"),
        }
    }
}

impl std::error::Error for Failure {}
