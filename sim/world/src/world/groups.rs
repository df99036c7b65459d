//! What is fixed or changes about a group of nodes.

use units::ids::NodeId;
use units::time::Time;

use super::conducts::Conducts;
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
    /// What each of its nodes does; nothing where all do the same for ever.
    pub(crate) conducts: Option<Box<Conducts>>,
    /// When each of its nodes came under its present name, if they leave by their conduct; by place in the group.
    pub(crate) births: Vec<Time>,
    /// How often each of its nodes has signed twice, if they do at all.
    pub(crate) equivocations: Vec<u32>,
    /// The rosters on which its nodes are listed.
    pub(crate) rosters: Vec<u32>,
}
