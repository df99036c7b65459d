//! What is left of nodes' sessions.

use rules::churn::Fails;
use units::time::{Span, Time};

use crate::scenario::Scenario;

/// What is left of a node's session, for sessions that do not simply run down.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SessionClock {
    /// What is left of the session as of `since`.
    pub(crate) left: Span,
    /// When the clock last began to run.
    pub(crate) since: Time,
    /// The pending end of the session, as raw bits of an agenda's timer; 0 while the clock stands.
    pub(crate) timer: u64,
}

impl SessionClock {
    /// A clock for each node, or none where every session runs down by itself.
    pub(crate) fn all(scenario: &Scenario, n_nodes: usize) -> Vec<Self> {
        let is_needed = scenario.groups.iter().any(|g| g.rules.churn.policy().fails() == Fails::Busy)
            || scenario.groups.iter().any(|g| g.rules.are_chosen())
            || scenario.weather.iter().any(|w| w.rules.fault.ends_sessions());
        if is_needed { vec![Self::default(); n_nodes] } else { Vec::new() }
    }
    /// Whether the clock runs.
    pub(crate) fn runs(&self) -> bool {
        self.timer != 0
    }
}
