//! What lists of networks know of nodes.

use rules::liveness::Presence;
use units::ids::{NetworkId, NodeId};

use super::State;

/// What the list of a network knows of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    /// Whether the node is listed.
    pub(crate) is_known: bool,
    /// Whether the node went for good; its row is kept while any list knows it.
    pub(crate) is_gone: bool,
    /// When the node last came, and its phase.
    pub(crate) presence: Presence,
    /// What keeps the list from hearing of it: partitions, outages of a facilitator.
    pub(crate) silenced: u32,
    /// The pending time at which the list hears of it, as raw bits of an agenda's timer; 0 if there is none.
    pub(crate) listing: u64,
    /// The pending end of the entry, as raw bits of an agenda's timer; 0 if there is none.
    pub(crate) expiry: u64,
}

impl State {
    /// Whether the list of a network knows a node.
    #[inline]
    pub(crate) fn is_known(&self, network: NetworkId, node: NodeId) -> bool {
        match self.networks[network.row()].entries.get(node.row()) {
            Some(entry) => entry.is_known,
            None => self.nodes.is_up(node) && !self.nodes.is_draining(node),
        }
    }
}
