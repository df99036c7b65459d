//! What is fixed or changes about a group of nodes.

use rules::churn::Fails;
use rules::owner::nodes::Serves;
use rules::queueing::Discipline;
use units::ids::NodeId;
use units::time::Time;

use super::conducts::Conducts;
use crate::scenario::{Group, Scenario};

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

/// What follows from the rules of a group of nodes.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says what its nodes do not do, so that nothing is done for it")]
pub(crate) struct OfGroup {
    pub(crate) discipline: Discipline,
    pub(crate) is_honest: bool,
    /// Whether each of its answers is that of its LLM and costs no more: it is honest, no serving stack deviates, and
    /// no network has it attest its answers.
    pub(crate) is_plain: bool,
    /// Into how many parts its slots are divided; 1 where its networks share them.
    pub(crate) parts: u32,
    /// Whether its sessions count only time at work.
    pub(crate) wears: bool,
    /// Whether its LLMs have to be loaded.
    pub(crate) loads: bool,
}

impl OfGroup {
    pub(crate) fn new(scenario: &Scenario, group: &Group) -> Self {
        let is_attested = group.networks.iter().any(|network| scenario.networks[network.row()].attests().is_some());
        Self {
            discipline: group.rules.queueing.policy().discipline(),
            is_honest: group.rules.are_honest(),
            is_plain: group.rules.are_honest() && group.stack.is_none() && !is_attested,
            parts: if group.rules.serves == Serves::Partitioned { group.networks.len() as u32 } else { 1 },
            wears: group.rules.churn.policy().fails() == Fails::Busy,
            loads: group.rules.residency.policy().capacity().is_some(),
        }
    }
}
