//! What is fixed or changes about a group of nodes.

use units::ids::NodeId;

use super::derived::OfGroup;

/// What is fixed or changes about a group of nodes.
#[derive(Clone, Debug)]
pub(crate) struct GroupState {
    pub(crate) first: u32,
    pub(crate) derived: OfGroup,
    /// Rows that no living node takes, for groups whose nodes come anew; the last is taken first.
    pub(crate) free: Vec<NodeId>,
    /// New nodes that have come so far.
    pub(crate) came: u64,
    /// How often each of its nodes has signed twice, if they do at all.
    pub(crate) equivocations: Vec<u32>,
    /// The rosters on which its nodes are listed.
    pub(crate) rosters: Vec<u32>,
}
