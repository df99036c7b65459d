//! The nodes that requests have tried, as chains of rows: nothing is kept for a request that was not retried.

use units::ids::NodeId;

use crate::slab::Slab;

/// The end of a chain.
pub const NOBODY: u32 = u32::MAX;

/// Chains of nodes, the latest first.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    slab: Slab<(NodeId, u32)>,
}

impl Tried {
    /// Adds a node to the chain with this head; gives the new head.
    pub fn add(&mut self, head: u32, node: NodeId) -> u32 {
        self.slab.put(|| (node, head)).0
    }
    /// The nodes of a chain.
    pub fn nodes(&self, head: u32) -> impl Iterator<Item = NodeId> {
        let mut at = head;
        std::iter::from_fn(move || {
            let &(node, next) = (at != NOBODY).then(|| self.slab.row(at))?;
            at = next;
            Some(node)
        })
    }
    /// Forgets a chain.
    pub fn forget(&mut self, head: u32) {
        let mut at = head;
        while at != NOBODY {
            let next = self.slab.row(at).1;
            self.slab.free(at);
            at = next;
        }
    }
    /// How many entries all chains have together.
    pub fn live(&self) -> u32 {
        self.slab.live()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_do_not_mix() {
        let mut tried = Tried::default();
        let one = tried.add(NOBODY, NodeId(1));
        let other = tried.add(NOBODY, NodeId(7));
        let one = tried.add(one, NodeId(2));
        assert_eq!(tried.nodes(one).collect::<Vec<_>>(), [NodeId(2), NodeId(1)]);
        tried.forget(one);
        assert_eq!((tried.nodes(other).collect::<Vec<_>>(), tried.live()), (vec![NodeId(7)], 1));
    }
}
