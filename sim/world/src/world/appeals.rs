//! Appeals against convictions: what waits in escrow until each is decided.

use std::collections::VecDeque;

use state::ledger::{Account, Reason};
use units::ids::NodeRef;

use crate::scenario::Network;

/// An appeal that is not decided yet.
#[derive(Clone, Debug)]
pub(crate) struct Appeal {
    /// Who appeals.
    pub(crate) node: NodeRef,
    /// The node whose check convicted it.
    pub(crate) reporter: NodeRef,
    /// Whether the answer was wrong.
    pub(crate) is_wrong: bool,
    /// What each rule took, where it goes if the appeal fails, and why \[base units\].
    pub(crate) held: Vec<(Account, i64, Reason)>,
    /// What the appeal costs if it fails \[base units\].
    pub(crate) fee: i64,
    /// Whether it succeeds.
    pub(crate) succeeds: bool,
}

impl Appeal {
    /// What is in escrow for it \[base units\].
    fn in_escrow(&self) -> i64 {
        self.fee + self.held.iter().map(|held| held.1).sum::<i64>()
    }
}

/// The appeals to a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Appeals {
    /// The one against the conviction that is being judged.
    pub(crate) open: Option<Appeal>,
    /// Those that are not decided, the oldest first: each takes as long.
    pub(crate) line: VecDeque<Appeal>,
}

impl Appeals {
    /// Those of a network that hears any.
    pub(crate) fn of(network: &Network) -> Option<Box<Self>> {
        network.rules.appeals.as_ref().map(|_| Box::default())
    }
    /// What is in escrow for all \[base units\].
    pub(crate) fn in_escrow(&self) -> i64 {
        self.line.iter().chain(&self.open).map(Appeal::in_escrow).sum()
    }
}
