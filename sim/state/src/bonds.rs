//! Bonds: who is jailed or tombstoned where, and stakes on their way out.

use std::collections::VecDeque;

use units::ids::{NetworkId, NodeId};
use units::time::Time;

/// A stake that was taken out of the bond and is not yet free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unbonding {
    /// Whose.
    pub node: NodeId,
    /// Base units left of it.
    pub amount: i64,
    /// When it was taken out: a slash for an older offence still reaches it.
    pub began: Time,
    /// When it is free.
    pub release: Time,
}

/// Standing of every node on every network.
#[derive(Clone, Debug)]
pub struct Bonds {
    n_nodes: usize,
    standing: Vec<Standing>,
    queues: Vec<VecDeque<Unbonding>>,
}

/// How a node stands on one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Standing {
    /// Until when it is jailed; `Time::ZERO` if it is not.
    pub jailed_until: Time,
    /// Whether it is out for good.
    pub is_tombstoned: bool,
    /// Whether it takes part in this network at all.
    pub is_member: bool,
}

impl Bonds {
    /// Standing for this many networks and nodes; nobody is a member yet.
    pub fn new(n_networks: usize, n_nodes: usize) -> Self {
        Self {
            n_nodes,
            standing: vec![Standing::default(); n_networks * n_nodes],
            queues: vec![VecDeque::new(); n_networks],
        }
    }
    /// How a node stands on a network.
    #[inline]
    pub fn standing(&self, network: NetworkId, node: NodeId) -> &Standing {
        &self.standing[network.row() * self.n_nodes + node.row()]
    }
    /// How a node stands on a network, to change it.
    pub fn standing_mut(&mut self, network: NetworkId, node: NodeId) -> &mut Standing {
        &mut self.standing[network.row() * self.n_nodes + node.row()]
    }
    /// Whether a node may serve on a network as far as its standing goes.
    #[inline]
    pub fn is_free(&self, network: NetworkId, node: NodeId, now: Time) -> bool {
        let standing = self.standing(network, node);
        standing.is_member && !standing.is_tombstoned && standing.jailed_until <= now
    }
    /// Stakes on their way out of a network, oldest first.
    pub fn queue(&self, network: NetworkId) -> &VecDeque<Unbonding> {
        &self.queues[network.row()]
    }
    /// Stakes on their way out of a network, to change them.
    pub fn queue_mut(&mut self, network: NetworkId) -> &mut VecDeque<Unbonding> {
        &mut self.queues[network.row()]
    }
    /// Base units on their way out of a network.
    pub fn unbonding_total(&self, network: NetworkId) -> i64 {
        self.queue(network).iter().map(|u| u.amount).sum()
    }
}
