//! Bonds: who is jailed or tombstoned where, and stakes on their way out.

use std::collections::VecDeque;

use units::ids::{DelegatorsId, NetworkId, NodeId, OperatorId};
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

/// Stake of delegators that went at once from a node to another operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The node in whose bond it was.
    pub node: NodeId,
    /// Whose it is.
    pub of: DelegatorsId,
    /// Where it is now.
    pub to: OperatorId,
    /// Base units that a slash of the old node can still take.
    pub amount: i64,
    /// When it moved: a slash for an older offence still reaches it.
    pub began: Time,
    /// Until when it is reached, and may not move again.
    pub release: Time,
}

/// What a slash takes of stakes on their way out, and of those that moved \[base units\].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenPart {
    /// Of stakes that have left the bond.
    pub unbonding: i64,
    /// Of those that wait for their turn.
    pub exits: i64,
    /// What of both was delegated.
    pub delegated: i64,
    /// Of those that moved: whose, where they are, and how much.
    pub moved: Vec<(DelegatorsId, OperatorId, i64)>,
}

/// Standing of every node on every network.
#[derive(Clone, Debug)]
pub struct Bonds {
    n_nodes: usize,
    standing: Vec<Standing>,
    queues: Vec<VecDeque<Unbonding>>,
    exits: Vec<VecDeque<Exit>>,
    moved: Vec<VecDeque<Moved>>,
    /// How many stakes of a node are on their way out or moved not long ago, of all its lives and networks.
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
            moved: vec![VecDeque::new(); n_networks],
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
    /// Stakes that moved at once from one operator to another, those first that moved first.
    pub fn moved(&self, network: NetworkId) -> &VecDeque<Moved> {
        &self.moved[network.row()]
    }
    /// What a class has moved to an operator that may not move again yet.
    pub fn moved_to(&self, network: NetworkId, class: DelegatorsId, to: OperatorId) -> i64 {
        self.moved(network).iter().filter(|m| m.of == class && m.to == to).map(|m| m.amount).sum()
    }
    /// A stake moves at once.
    pub fn redelegate(&mut self, network: NetworkId, moved: Moved) {
        self.leaving[moved.node.row()] += 1;
        self.moved[network.row()].push_back(moved);
    }
    /// Stakes that moved long enough ago are as any other.
    pub fn complete(&mut self, network: NetworkId, now: Time) {
        let Self { moved, leaving, .. } = self;
        moved[network.row()].retain(|moved| {
            let is_over = moved.release <= now;
            leaving[moved.node.row()] -= u32::from(is_over);
            !is_over
        });
    }
    /// What an offence of this time still reaches of a node's stakes that left the bond at the offence or later: on
    /// their way out, or moved to another operator. O(1) if the node has none, else O(such stakes).
    pub fn reached(&self, network: NetworkId, node: NodeId, offended: Time) -> i64 {
        if self.leaving[node.row()] == 0 {
            return 0;
        }
        let unbonding = self.queue(network).iter().filter(|u| u.node == node && u.began >= offended);
        let exits = self.exits(network).iter().filter(|e| e.node == node);
        let moved = self.moved(network).iter().filter(|m| m.node == node && m.began >= offended);
        let left = unbonding.map(|u| u.amount).chain(exits.map(|e| e.amount));
        left.chain(moved.map(|m| m.amount)).sum()
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
    /// Takes up to so much of what a class has on its way out from some nodes, whatever the offence was; gives what it
    /// took of stakes that have left the bond, and of those that wait for their turn.
    pub fn take_of(
        &mut self,
        network: NetworkId,
        class: DelegatorsId,
        is_there: impl Fn(NodeId) -> bool,
        most: i64,
    ) -> (i64, i64) {
        let mut rest = most;
        let mut take = |amount: &mut i64| {
            let part = (*amount).min(rest);
            (*amount, rest) = (*amount - part, rest - part);
            part
        };
        let unbonding = self.queues[network.row()].iter_mut().filter(|u| u.of == Some(class) && is_there(u.node));
        let from_unbonding = unbonding.map(|u| take(&mut u.amount)).sum();
        let exits = self.exits[network.row()].iter_mut().filter(|e| e.of == Some(class) && is_there(e.node));
        (from_unbonding, exits.map(|e| take(&mut e.amount)).sum())
    }
    /// Takes a part, rounded down, of each stake that [`Bonds::reached`] counts; what moved is elsewhere, and is taken
    /// there by whoever asks.
    pub fn take_part(&mut self, network: NetworkId, node: NodeId, offended: Time, (over, of): (i64, i64)) -> TakenPart {
        if self.leaving[node.row()] == 0 {
            return TakenPart::default();
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
        let reached = self.moved[network.row()].iter_mut().filter(|m| m.node == node && m.began >= offended);
        let moved = reached.map(|m| {
            let part = i128::from(m.amount) * i128::from(over) / i128::from(of.max(1));
            let part = i64::try_from(part).map_or(m.amount, |part| part.min(m.amount));
            m.amount -= part;
            (m.of, m.to, part)
        });
        let moved = moved.filter(|m| m.2 > 0).collect();
        TakenPart { unbonding: from_unbonding, exits: from_exits, delegated, moved }
    }
    /// Base units on their way out of a network, waiting for their turn or unbonding.
    pub fn unbonding_total(&self, network: NetworkId) -> i64 {
        let exits = self.exits(network).iter().map(|e| e.amount);
        self.queue(network).iter().map(|u| u.amount).chain(exits).sum()
    }
}
