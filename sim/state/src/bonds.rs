//! Bonds: who is jailed or tombstoned where, and stakes on their way out.

use std::collections::VecDeque;

use units::ids::{DelegatorsId, NetworkId, NodeId};
use units::time::Time;

/// A stake that was taken out of the bond and is not yet free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unbonding {
    /// The node in whose bond it was.
    pub node: NodeId,
    /// Whose it is, if not the node's own.
    pub of: Option<DelegatorsId>,
    /// Base units left of it.
    pub amount: i64,
    /// When it was taken out: a slash for an older offence still reaches it.
    pub began: Time,
    /// When it is free.
    pub release: Time,
}

/// A stake whose owner has left and that waits for its turn to leave the bond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The node in whose bond it was.
    pub node: NodeId,
    /// Whose it is, if not the node's own.
    pub of: Option<DelegatorsId>,
    /// Base units left of it.
    pub amount: i64,
    /// When its owner left.
    pub asked: Time,
    /// Whether its node has served for the unbonding time already.
    pub has_unbonded: bool,
}

/// Standing of every node on every network.
#[derive(Clone, Debug)]
pub struct Bonds {
    n_nodes: usize,
    standing: Vec<Standing>,
    queues: Vec<VecDeque<Unbonding>>,
    exits: Vec<VecDeque<Exit>>,
    /// How many stakes of a node are on their way out, of all its lives and networks.
    leaving: Vec<u32>,
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
            exits: vec![VecDeque::new(); n_networks],
            leaving: vec![0; n_nodes],
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
    /// Stakes on their way out of a network, those first that are free first.
    pub fn queue(&self, network: NetworkId) -> &VecDeque<Unbonding> {
        &self.queues[network.row()]
    }
    /// Stakes that wait for their turn to leave the bond of a network, oldest first.
    pub fn exits(&self, network: NetworkId) -> &VecDeque<Exit> {
        &self.exits[network.row()]
    }
    /// A stake begins to wait for its turn.
    pub fn ask_exit(&mut self, network: NetworkId, exit: Exit) {
        self.leaving[exit.node.row()] += 1;
        self.exits[network.row()].push_back(exit);
    }
    /// The stake whose turn it is stops waiting.
    pub fn next_exit(&mut self, network: NetworkId) -> Option<Exit> {
        let exit = self.exits[network.row()].pop_front()?;
        self.leaving[exit.node.row()] -= 1;
        Some(exit)
    }
    /// A stake leaves the bond, to be free behind all that are free by then.
    pub fn unbond(&mut self, network: NetworkId, entry: Unbonding) {
        self.leaving[entry.node.row()] += 1;
        let queue = &mut self.queues[network.row()];
        // The last, unless the time that stakes stay locked was shortened meanwhile.
        let at = if queue.back().is_none_or(|last| last.release <= entry.release) {
            queue.len()
        } else {
            queue.partition_point(|other| other.release <= entry.release)
        };
        queue.insert(at, entry);
    }
    /// The stake that is free first, if it is by now, goes.
    pub fn mature(&mut self, network: NetworkId, now: Time) -> Option<Unbonding> {
        let queue = &mut self.queues[network.row()];
        let entry = *queue.front().filter(|entry| entry.release <= now)?;
        queue.pop_front();
        self.leaving[entry.node.row()] -= 1;
        Some(entry)
    }
    /// What an offence of this time still reaches of a node's stakes on their way out: those that left the bond at the
    /// offence or later. O(1) if the node has none, else O(stakes on their way out).
    pub fn reached(&self, network: NetworkId, node: NodeId, offended: Time) -> i64 {
        if self.leaving[node.row()] == 0 {
            return 0;
        }
        let unbonding = self.queue(network).iter().filter(|u| u.node == node && u.began >= offended);
        let exits = self.exits(network).iter().filter(|e| e.node == node);
        unbonding.map(|u| u.amount).chain(exits.map(|e| e.amount)).sum()
    }
    /// Takes up to so much of what [`Bonds::reached`] counts; gives what it took of stakes that have left the bond, and
    /// of those that wait for their turn.
    pub fn take(&mut self, network: NetworkId, node: NodeId, offended: Time, most: i64) -> (i64, i64) {
        if self.leaving[node.row()] == 0 {
            return (0, 0);
        }
        let mut rest = most;
        let mut take = |amount: &mut i64| {
            let part = (*amount).min(rest);
            (*amount, rest) = (*amount - part, rest - part);
            part
        };
        let unbonding = self.queues[network.row()].iter_mut().filter(|u| u.node == node && u.began >= offended);
        let from_unbonding = unbonding.map(|u| take(&mut u.amount)).sum();
        let exits = self.exits[network.row()].iter_mut().filter(|e| e.node == node);
        let from_exits = exits.map(|e| take(&mut e.amount)).sum();
        (from_unbonding, from_exits)
    }
    /// Takes a part, rounded down, of each stake that [`Bonds::reached`] counts; gives what it took of stakes that have
    /// left the bond, and of those that wait for their turn, and what of both was delegated.
    pub fn take_part(
        &mut self,
        network: NetworkId,
        node: NodeId,
        offended: Time,
        (over, of): (i64, i64),
    ) -> (i64, i64, i64) {
        if self.leaving[node.row()] == 0 {
            return (0, 0, 0);
        }
        let mut delegated = 0;
        let mut take = |amount: &mut i64, of_whom: Option<DelegatorsId>| {
            let part = i128::from(*amount) * i128::from(over) / i128::from(of.max(1));
            let part = i64::try_from(part).map_or(*amount, |part| part.min(*amount));
            *amount -= part;
            delegated += if of_whom.is_some() { part } else { 0 };
            part
        };
        let unbonding = self.queues[network.row()].iter_mut().filter(|u| u.node == node && u.began >= offended);
        let from_unbonding = unbonding.map(|u| take(&mut u.amount, u.of)).sum();
        let exits = self.exits[network.row()].iter_mut().filter(|e| e.node == node);
        let from_exits = exits.map(|e| take(&mut e.amount, e.of)).sum();
        (from_unbonding, from_exits, delegated)
    }
    /// Base units on their way out of a network, waiting for their turn or unbonding.
    pub fn unbonding_total(&self, network: NetworkId) -> i64 {
        let exits = self.exits(network).iter().map(|e| e.amount);
        self.queue(network).iter().map(|u| u.amount).chain(exits).sum()
    }
}
