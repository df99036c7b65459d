//! Stakes on their way out: they leave the bond, in turn where a network limits that, unbond, and are free.

use state::bonds::{Exit, Unbonding};
use state::ledger::{Account, Reason};
use units::ids::{CoinId, DelegatorsId, NetworkId, NodeId};
use units::time::{Span, Time};

use super::RELEASES;
use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the first turn of a network that limits how many stakes leave at once.
    pub(in crate::dynamics) fn plan_exits(&mut self, network: NetworkId) {
        if let Some(queue) = &self.scenario.networks[network.row()].rules.exit_queue {
            self.agenda.after(queue.epoch, RELEASES, Event::Exits(network));
        }
    }

    /// A node that leaves for good takes its stake out; it is free after the unbonding time.
    pub(in crate::dynamics) fn unbond(&mut self, node: NodeId) {
        let now = self.now;
        self.books_of(node).give_up(now);
        let operator = self.operator_of(node);
        self.state.note_margin(operator);
        if let Some(takings) = &mut self.state.takings {
            let networks = self.scenario.groups[self.state.nodes.identity(node).group.row()].networks.iter();
            let serves = |network: &&NetworkId| self.state.bonds.standing(**network, node).is_member;
            networks.filter(serves).for_each(|&network| takings.give_up(operator, network, now));
        }
        for network in 0..self.scenario.networks.len() {
            let network = NetworkId::of(network);
            // A jail that it left before is no longer its own, however long the term was.
            let standing = self.state.bonds.standing(network, node);
            if standing.is_member && standing.jailed_until > self.now {
                self.state.meters.freed(self.now, network);
            }
            self.state.bonds.standing_mut(network, node).is_member = false;
            self.forget_weight(network, node);
            if self.state.has_reputations {
                self.end_reputation(network, node);
            }
            let row = &self.scenario.networks[network.row()];
            let Some(coin) = row.coin else { continue };
            let reputation = self.state.reputation(network, node);
            if let Some(dues) = &mut self.state.networks[network.row()].dues {
                dues.leave(node, self.now, reputation);
            }
            self.hand_over(network, node);
            let amount = self.state.ledger.balance(coin, Account::Bond(network, node));
            if amount > 0 {
                self.send_off(network, coin, node, None, amount);
            }
            // What it earned and kept is sold when it goes.
            let free = self.state.ledger.balance(coin, Account::Node(node));
            self.sell_of(coin, node, free);
        }
    }

    /// A stake is taken out of the bond: it waits for its turn where there is a queue, and unbonds.
    pub(super) fn send_off(
        &mut self,
        network: NetworkId,
        coin: CoinId,
        node: NodeId,
        of: Option<DelegatorsId>,
        amount: i64,
    ) {
        let (bond, queue) = (Account::Bond(network, node), Account::Unbonding(network));
        self.state.ledger.transfer(coin, bond, queue, amount, Reason::Unbonding);
        self.state.networks[network.row()].bond(-amount, self.now);
        let rules = &self.scenario.networks[network.row()].rules;
        // Delegated stake unbonds as ever: it did not serve.
        let has_unbonded = rules.serves_unbonding && of.is_none() && self.has_served_on(node);
        let is_queued = rules.exit_queue.is_some();
        let exit = Exit { node, of, amount, asked: self.now, has_unbonded };
        if is_queued {
            self.state.bonds.ask_exit(network, exit);
        } else {
            self.leave_bond(network, exit);
        }
    }

    /// A stake leaves the bond: its unbonding time begins.
    fn leave_bond(&mut self, network: NetworkId, exit: Exit) {
        let Exit { node, of, amount, has_unbonded, .. } = exit;
        let unbonding = self.scenario.networks[network.row()].rules.unbonding;
        let release = self.now + if has_unbonded { Span::ZERO } else { unbonding };
        self.state.bonds.unbond(network, Unbonding { node, of, amount, began: self.now, release });
        self.state.meters.exits[network.row()].left(self.now, amount);
        self.agenda.at(release, RELEASES, Event::Mature(network));
    }

    /// An epoch of a network ends: those whose turn it is leave the bond.
    pub(in crate::dynamics) fn let_exit(&mut self, network: NetworkId) {
        let Some(queue) = &self.scenario.networks[network.row()].rules.exit_queue else { return };
        let epoch_of = |time: Time| time.ns() / queue.epoch.ns().max(1);
        let ended = epoch_of(self.now).saturating_sub(1);
        let last = ended.checked_sub(u64::from(!queue.same_epoch));
        for _ in 0..queue.per_epoch {
            let turn = self.state.bonds.exits(network).front().map(|exit| epoch_of(exit.asked));
            let (Some(asked), Some(last)) = (turn, last) else { break };
            if asked > last {
                break;
            }
            if let Some(exit) = self.state.bonds.next_exit(network) {
                self.state.meters.exits[network.row()].waited(ended - asked);
                self.leave_bond(network, exit);
            }
        }
        let backlog = self.state.bonds.exits(network).len();
        self.state.meters.exits[network.row()].epoch(backlog as u64);
        self.agenda.after(Span::from_ns(queue.epoch.ns()), RELEASES, Event::Exits(network));
    }

    /// Stakes whose time is over are free: those of nodes that have left are sold, and delegators have theirs back.
    pub(in crate::dynamics) fn mature(&mut self, network: NetworkId) {
        let Some(coin) = self.scenario.networks[network.row()].coin else { return };
        self.state.bonds.complete(network, self.now);
        let mut matured = Vec::new();
        while let Some(entry) = self.state.bonds.mature(network, self.now) {
            self.state.meters.exits[network.row()].freed(self.now, entry.amount);
            match entry.of {
                None => matured.push((Account::Unbonding(network), entry.node, entry.amount)),
                Some(class) => self.return_stake(network, coin, class, entry.amount),
            }
        }
        self.sell_together(coin, &matured, Reason::Release);
    }
}
