//! Nodes whose networks have slots of their own: the line of each part, and what gateways know of it.

use std::collections::VecDeque;

use rules::owner::nodes::Serves;
use units::ids::{AttemptId, NetworkId, NodeId};

use super::State;
use crate::scenario::Scenario;

/// The parts of all nodes.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// By node; none of a node that its networks share.
    nodes: Vec<Option<Box<[Part]>>>,
    /// Backlogs by network and node: those of its part, or of the whole node where it is shared.
    backlogs: Vec<Vec<u32>>,
}

/// What one network has of a node.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Whose it is.
    pub(crate) network: NetworkId,
    /// Slots that are taken.
    pub(crate) busy: u32,
    /// Attempts that wait or are served.
    pub(crate) backlog: u32,
    /// Those that wait, in order.
    pub(crate) waiting: VecDeque<AttemptId>,
}

impl Parts {
    /// Of a scenario; none where all nodes are shared.
    pub(super) fn new(scenario: &Scenario, group_of: &[usize]) -> Option<Box<Self>> {
        let is_parted = |group: usize| scenario.groups[group].rules.serves == Serves::Partitioned;
        if !(0..scenario.groups.len()).any(is_parted) {
            return None;
        }
        let part = |&network: &NetworkId| Part { network, busy: 0, backlog: 0, waiting: VecDeque::new() };
        let of = |&group: &usize| is_parted(group).then(|| scenario.groups[group].networks.iter().map(part).collect());
        Some(Box::new(Self {
            nodes: group_of.iter().map(of).collect(),
            backlogs: vec![vec![0; group_of.len()]; scenario.networks.len()],
        }))
    }
    /// The parts of a node, if it has any.
    pub(crate) fn of(&self, node: NodeId) -> Option<&[Part]> {
        self.nodes[node.row()].as_deref()
    }
    /// The part of a node that is a network's.
    pub(crate) fn part(&mut self, node: NodeId, network: NetworkId) -> Option<&mut Part> {
        self.nodes[node.row()].as_deref_mut()?.iter_mut().find(|part| part.network == network)
    }
    /// Backlogs as those know them who pick for a network.
    pub(crate) fn backlogs(&self, network: NetworkId) -> &[u32] {
        &self.backlogs[network.row()]
    }
    /// Notes what those know of a node's backlog who pick for a network.
    pub(crate) fn note(&mut self, network: NetworkId, node: NodeId, backlog: u32) {
        self.backlogs[network.row()][node.row()] = backlog;
    }
    /// Who waits at a node after it went down, in the order of its line.
    pub(crate) fn refill(&mut self, node: NodeId, line: &[(AttemptId, NetworkId)]) {
        for part in self.nodes[node.row()].iter_mut().flat_map(|parts| parts.iter_mut()) {
            part.waiting = line.iter().filter(|row| row.1 == part.network).map(|row| row.0).collect();
        }
    }
}

impl State {
    /// The backlog of a node as those know it who pick for a network.
    pub(crate) fn backlog_on(&self, network: NetworkId, node: NodeId) -> u32 {
        self.parts.as_ref().map_or(self.nodes.backlog(node), |parts| parts.backlogs(network)[node.row()])
    }
    /// The network that an attempt is for.
    pub(crate) fn network_of(&self, attempt: AttemptId) -> NetworkId {
        self.requests.get(self.attempts.get(attempt).request).network
    }
}
