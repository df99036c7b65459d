//! Nodes appeal against convictions: slashes wait in escrow, then they are given back or go where they should.

use engine::agenda::Class;
use engine::draws::{Attribute, Index, Purpose, name_hash};
use state::ledger::{Account, Reason};
use state::requests::Request;
use units::ids::{CoinId, NetworkId, NodeRef};

use crate::event::Event;
use crate::world::Moment;
use crate::world::appeals::Appeal;

/// The draw of whether a node appeals, and that of whether it succeeds.
const APPEALS: Attribute = Attribute(0);
const SUCCEEDS: Attribute = Attribute(1);

impl Moment<'_> {
    /// A server is convicted of an answer: if it appeals, what its slashes take is held from now on.
    #[cold]
    pub(super) fn open_appeal(&mut self, row: &Request) {
        let network = &self.scenario.networks[row.network.row()];
        let (Some(rule), Some(coin)) = (&network.rules.appeals, network.coin) else { return };
        let stream = self.stream(Purpose::Appeal, name_hash(&self.scenario.users[row.users.row()].name));
        let index = Index::Rule { number: row.number, rule: 0 }.bits();
        let (appeals, reverses) = rule.chances(row.is_wrong);
        let succeeds = stream.draws_for(index, SUCCEEDS).chance(reverses);
        let fee = rule.fee.as_ref().and_then(|fee| fee.base_units(self.scenario.coins[coin.row()].rules.decimals));
        let fee = fee.unwrap_or(0);
        if !stream.draws_for(index, APPEALS).chance(appeals) || fee > 0 && !self.post_bond(coin, row.server, fee) {
            return;
        }
        let node = NodeRef { id: row.server, generation: row.server_generation };
        if let Some(appeals) = &mut self.state.networks[row.network.row()].appeals {
            let reporter = NodeRef { id: row.checker, generation: row.checker_generation };
            appeals.open = Some(Appeal { node, reporter, is_wrong: row.is_wrong, held: Vec::new(), fee, succeeds });
        }
    }

    /// Where a slash goes: into escrow while the offender appeals against it.
    pub(super) fn held_back(&mut self, network: NetworkId, to: Account, taken: i64, reason: Reason) -> Account {
        match self.state.networks[network.row()].appeals.as_mut().and_then(|appeals| appeals.open.as_mut()) {
            Some(appeal) if taken > 0 => {
                appeal.held.push((to, taken, reason));
                Account::Escrow
            }
            _ => to,
        }
    }

    /// All slashing rules have judged: the appeal waits for its decision, if they took anything.
    #[cold]
    pub(super) fn lodge_appeal(&mut self, network: NetworkId) {
        let Some(rule) = &self.scenario.networks[network.row()].rules.appeals else { return };
        let Some(appeals) = &mut self.state.networks[network.row()].appeals else { return };
        let Some(appeal) = appeals.open.take() else { return };
        if appeal.held.is_empty() {
            return self.return_bond(network, appeal.node, appeal.fee);
        }
        appeals.line.push_back(appeal);
        self.agenda.after(rule.takes, Class::Timer, Event::Appeal(network));
    }

    /// The oldest appeal is decided.
    #[cold]
    pub(in crate::dynamics) fn decide_appeal(&mut self, network: NetworkId) {
        let Some(coin) = self.scenario.networks[network.row()].coin else { return };
        let appeals = self.state.networks[network.row()].appeals.as_mut();
        let Some(appeal) = appeals.and_then(|appeals| appeals.line.pop_front()) else { return };
        let meter = &mut self.state.meters.networks[network.row()].disputes;
        meter.appeals += 1;
        if appeal.succeeds {
            meter.appeals_reversed += 1;
            self.return_bond(network, appeal.node, appeal.fee);
            self.give_back(network, coin, &appeal);
            return;
        }
        let is_there = self.state.nodes.is_current(appeal.reporter);
        for &(to, taken, reason) in &appeal.held {
            // Whoever has taken the reporter's row since has reported nothing.
            let to = if matches!(to, Account::Node(_)) && !is_there { Account::Treasury(network) } else { to };
            self.state.ledger.transfer(coin, Account::Escrow, to, taken, reason);
            if let Account::Node(reporter) = to {
                self.earn(network, reporter, taken);
            }
        }
        self.state.ledger.transfer(coin, Account::Escrow, Account::Treasury(network), appeal.fee, Reason::Forfeit);
        self.note_returned(network, &appeal, -appeal.fee);
    }

    /// A conviction is reversed: the node has its stake back, or the coins if it is no member any more.
    fn give_back(&mut self, network: NetworkId, coin: CoinId, appeal: &Appeal) {
        let taken: i64 = appeal.held.iter().map(|held| held.1).sum();
        let node = appeal.node;
        let is_member = self.state.nodes.is_current(node) && self.state.bonds.standing(network, node.id).is_member;
        let to = if is_member { Account::Bond(network, node.id) } else { Account::Node(node.id) };
        self.state.ledger.transfer(coin, Account::Escrow, to, taken, Reason::Reversal);
        let usd = self.in_usd(network, taken);
        self.state.meters.networks[network.row()].disputes.reversed_usd += usd;
        self.note_returned(network, appeal, taken);
        if is_member {
            self.state.networks[network.row()].bond(taken, self.now);
            self.list_anew(network, node.id);
        } else if !self.state.nodes.is_current(node) {
            self.sell_of(coin, node.id, taken);
        }
    }

    /// Notes for a node's operator what came back to it, or what an appeal cost if below 0.
    fn note_returned(&mut self, network: NetworkId, appeal: &Appeal, coins: i64) {
        let (node, usd) = (appeal.node, self.in_usd(network, coins));
        self.books_of(node.id).income += usd;
        let group = self.state.group(node.id);
        let meter = &mut self.state.meters.groups[group.row()];
        meter.returned_usd += usd;
        meter.returned_wrong_usd += if appeal.is_wrong { usd } else { 0.0 };
        if self.state.nodes.is_current(node) {
            if self.state.has_revisions {
                self.note_gain(node.id, usd);
            }
            self.note_taking(network, node.id, usd);
        }
    }
}
