//! Scores of absence by which the stakes of a network leak.

use units::ids::NodeId;

use crate::scenario::Network;

/// The leak of a network.
#[derive(Clone, Debug)]
pub(crate) struct Leaks {
    /// By node: its score, and its stake when it was first counted \[base units\].
    pub(crate) scores: Vec<u64>,
    pub(crate) first: Vec<Option<i64>>,
    /// Epochs in a row at whose ends too little stake was up.
    pub(crate) low: u32,
}

impl Leaks {
    /// That of a network whose stakes may leak.
    pub(crate) fn of(network: &Network, n_nodes: usize) -> Option<Box<Self>> {
        network.rules.leak.as_ref()?;
        Some(Box::new(Self { scores: vec![0; n_nodes], first: vec![None; n_nodes], low: 0 }))
    }
    /// Another node has come.
    pub(crate) fn begin(&mut self, node: NodeId) {
        (self.scores[node.row()], self.first[node.row()]) = (0, None);
    }
}
