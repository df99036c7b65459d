//! Which network each node serves, where operators move nodes between networks.

use units::ids::{NetworkId, NodeId};

use super::State;
use crate::scenario::{Group, Scenario};

/// The nodes of a group of which each serves one network.
#[derive(Clone, Debug)]
pub(crate) struct Berths {
    /// The network of each node, by place in the group, as a place in the group's list of networks.
    pub(crate) at: Vec<u16>,
    /// Where those go that are on their way.
    pub(crate) next: Vec<Option<u16>>,
    /// Nodes that left one network for another since the warm-up ended.
    pub(crate) moved: u64,
}

impl Berths {
    /// Of a group at the start; none where every node serves all networks of its group.
    pub(crate) fn new(group: &Group) -> Option<Self> {
        let count = group.rules.count as usize;
        let dealt = |i: usize| group.start.unwrap_or(i % group.networks.len().max(1)) as u16;
        let is_active = group.rules.migration.is_active() && !group.networks.is_empty();
        is_active.then(|| Self { at: (0..count).map(dealt).collect(), next: vec![None; count], moved: 0 })
    }
    /// The warm-up is over: what was measured so far is forgotten.
    pub(crate) fn clear(&mut self) {
        self.moved = 0;
    }
}

impl State {
    /// The networks that a node serves: all of its group, or the one where it is.
    #[inline]
    pub(crate) fn served<'a>(&self, scenario: &'a Scenario, node: NodeId) -> &'a [NetworkId] {
        let group = self.group(node).row();
        let networks = &scenario.groups[group].networks;
        match self.berths.get(group) {
            Some(Some(berths)) => {
                let at = usize::from(berths.at[node.row() - self.groups[group].first as usize]);
                &networks[at..=at]
            }
            _ => networks,
        }
    }
}
