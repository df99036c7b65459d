//! Whom a gateway bans.

use units::ids::NodeId;

/// Whom a gateway bans, and how each node has fared with it.
#[derive(Clone, Debug)]
pub(crate) struct Bans {
    pub(crate) records: Vec<Record>,
    /// Who is banned now.
    pub(crate) banned: Vec<NodeId>,
}

/// How a node has fared with a gateway since its last answer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Record {
    /// Failed tries since the last ban.
    pub(crate) failed: u32,
    /// Bans in a row.
    pub(crate) bans: u32,
    pub(crate) is_banned: bool,
}

impl Bans {
    pub(crate) fn new(n_nodes: usize) -> Self {
        Self { records: vec![Record::default(); n_nodes], banned: Vec::new() }
    }
    /// Who is banned now.
    pub(crate) fn banned(&self) -> &[NodeId] {
        &self.banned
    }
    /// Whether a node is banned now.
    pub(crate) fn has(&self, node: NodeId) -> bool {
        self.records[node.row()].is_banned
    }
    /// Failed tries of a node since its last answer or ban.
    pub(crate) fn failed(&self, node: NodeId) -> u32 {
        self.records[node.row()].failed
    }
    /// A node has answered: what was is forgotten, but for a ban under way.
    pub(crate) fn forgive(&mut self, node: NodeId) {
        let record = &mut self.records[node.row()];
        (record.failed, record.bans) = (0, 0);
    }
}
