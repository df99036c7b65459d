//! Who is on probation on a network, and how it has done since.

use units::ids::NodeId;
use units::time::Time;

use crate::scenario::Network;

/// The probation of one node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    pub(crate) since: Time,
    /// Clean epochs since its last failure.
    pub(crate) clean: u32,
    /// What it failed and passed in this epoch.
    pub(crate) has_failed: bool,
    pub(crate) passed: u32,
}

/// The probations of the nodes of a network.
#[derive(Clone, Debug)]
pub(crate) struct Probations {
    /// By node; nothing of one that is on none.
    pub(crate) terms: Vec<Option<Term>>,
    /// Whose are not over, in the order in which they began.
    pub(crate) nodes: Vec<NodeId>,
    /// Whether the end of the present epoch is scheduled.
    pub(crate) is_due: bool,
    /// Whether its nodes are on no list.
    sets_apart: bool,
}

impl Probations {
    /// Those of a network that knows any.
    pub(crate) fn of(network: &Network, n_nodes: usize) -> Option<Box<Self>> {
        let sets_apart = !network.rules.probation.as_ref()?.organic;
        Some(Box::new(Self { terms: vec![None; n_nodes], nodes: Vec::new(), is_due: false, sets_apart }))
    }
    /// Whether a node is on probation.
    #[inline]
    pub(crate) fn has(&self, node: NodeId) -> bool {
        self.terms[node.row()].is_some()
    }
    /// Whether a node is on no list for it.
    #[inline]
    pub(crate) fn sets_apart(&self, node: NodeId) -> bool {
        self.sets_apart && self.has(node)
    }
    /// The probation of a node begins.
    pub(crate) fn begin(&mut self, node: NodeId, now: Time) {
        self.terms[node.row()] = Some(Term { since: now, clean: 0, has_failed: true, passed: 0 });
        self.nodes.push(node);
    }
    /// That of a node is over, if it was on any: since when it was.
    pub(crate) fn end(&mut self, node: NodeId) -> Option<Time> {
        let term = self.terms[node.row()].take()?;
        self.nodes.retain(|&other| other != node);
        Some(term.since)
    }
}
