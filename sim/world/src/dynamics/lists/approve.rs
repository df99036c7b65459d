//! Networks approve nodes: they ask, wait, are listed for a time, and may be struck off.

use engine::agenda::Class;
use engine::draws::{Purpose, name_hash};
use rules::permission::{Terms, View};
use state::ledger::Account;
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::Moment;
use crate::world::approvals::Approval;

impl Moment<'_> {
    /// Whether a network's rules let a node serve, by its stake, approval and reputation.
    pub(in crate::dynamics) fn admits(&self, network: NetworkId, node: NodeId) -> bool {
        let row = &self.scenario.networks[network.row()];
        let (bonded, decimals) = row.coin.map_or((0, 0), |coin| {
            let bonded = self.state.ledger.balance(coin, Account::Bond(self.scenario.home(network), node));
            (self.scenario.counted(network, bonded), self.scenario.coins[coin.row()].rules.decimals)
        });
        let is_approved = self.state.networks[network.row()].is_approved(node);
        let reputation = self.state.reputation(network, node);
        row.rules.permission.policy().admits(&View { bonded, decimals, is_approved, reputation })
    }

    /// How a network that keeps a list approves nodes.
    fn approval_terms(&self, network: NetworkId) -> Option<Terms> {
        self.state.networks[network.row()].approvals.as_ref()?;
        self.scenario.networks[network.row()].rules.permission.policy().terms()
    }

    fn approval(&mut self, network: NetworkId, node: NodeId) -> Option<&mut Approval> {
        Some(&mut self.state.networks[network.row()].approvals.as_mut()?.rows[node.row()])
    }

    /// A node has come for the first time: whoever had its row before is forgotten. Those there at the start are
    /// approved, where an approval outlasts a session.
    pub(in crate::dynamics) fn begin_approval(&mut self, network: NetworkId, node: NodeId) {
        let Some(terms) = self.approval_terms(network) else { return };
        let now = self.now;
        self.vacate(network, node);
        let is_there = now == Time::ZERO && self.has_place(network);
        let Some(row) = self.approval(network, node) else { return };
        row.void();
        if row.may && is_there && !terms.per_session {
            self.grant(network, node, &terms);
        }
    }

    /// A node is up: it asks to be approved, if it has to.
    #[cold]
    pub(in crate::dynamics) fn seek_approval(&mut self, network: NetworkId, node: NodeId) {
        let Some(terms) = self.approval_terms(network) else { return };
        let now = self.now;
        let Some(row) = self.approval(network, node).filter(|row| row.may) else { return };
        if now == Time::ZERO && terms.per_session {
            self.grant(network, node, &terms);
        } else if terms.per_session {
            row.void();
            self.ask_approval(network, node);
        } else if row.granted == Time::END && (!row.is_valid || row.renews <= now && now > Time::ZERO) {
            self.ask_approval(network, node);
        }
    }

    /// A node asks to be approved, behind all that have asked before.
    pub(in crate::dynamics) fn ask_approval(&mut self, network: NetworkId, node: NodeId) {
        let Some(terms) = self.approval_terms(network) else { return };
        let Some(list) = &mut self.state.networks[network.row()].approvals else { return };
        if list.slots.is_some() {
            return self.await_place(network, node);
        }
        let turn = list.free.max(self.now);
        list.free = turn + terms.gap;
        let granted = turn + terms.takes;
        list.rows[node.row()].granted = granted;
        self.agenda.at(granted, Class::Timer, Event::Approve(network, node));
    }

    /// The approval is there for which a node has asked, if it still waits for it.
    pub(in crate::dynamics) fn approve(&mut self, network: NetworkId, node: NodeId) {
        let Some(terms) = self.approval_terms(network) else { return };
        if self.state.networks[network.row()].approvals.as_ref().is_some_and(|list| list.slots.is_some()) {
            return self.register(network);
        }
        let now = self.now;
        let Some(row) = self.approval(network, node).filter(|row| row.granted == now) else { return };
        row.granted = Time::END;
        let is_up = self.state.nodes.is_up(node);
        // Whoever has gone meanwhile asks anew when it is back.
        if terms.per_session && !is_up {
            return;
        }
        if terms.fee > 0 {
            self.pay_approval(node, terms.fee);
        }
        self.state.meters.networks[network.row()].approvals += 1;
        self.patch(node);
        self.grant(network, node, &terms);
        self.list_anew(network, node);
        if self.state.meters.held > 0 && is_up {
            self.ask_held(node);
        }
    }

    /// A node is approved from now on; an approval that ends has an age at the start.
    fn grant(&mut self, network: NetworkId, node: NodeId, terms: &Terms) {
        let now = self.now;
        if self.state.networks[network.row()].approvals.as_ref().is_some_and(|list| list.slots.is_some()) {
            return self.take_place(network, node);
        }
        let left = terms.expires.map(|expires| {
            if now > Time::ZERO {
                return expires;
            }
            let stream = self.stream(Purpose::Attestation, self.state.nodes.identity(node).name);
            let part = stream.draws(name_hash(&self.scenario.networks[network.row()].name)).uniform();
            Span::from_secs_f64(expires.as_secs() * part)
        });
        let Some(row) = self.approval(network, node) else { return };
        row.is_valid = true;
        (row.renews, row.lapses) = (Time::END, Time::END);
        if let Some(left) = left {
            row.lapses = now + left;
            row.renews = (row.lapses - terms.takes).max(now);
            let renews = row.renews;
            self.agenda.at(renews, Class::Timer, Event::Lapse(network, node));
        }
    }

    /// An approval ends, or it is time to ask for the next.
    pub(in crate::dynamics) fn lapse(&mut self, network: NetworkId, node: NodeId) {
        let (now, is_up) = (self.now, self.state.nodes.is_up(node));
        let Some(row) = self.approval(network, node) else { return };
        if row.lapses <= now {
            (row.is_valid, row.lapses, row.renews) = (false, Time::END, Time::END);
            let asks = row.granted == Time::END && is_up;
            if asks {
                self.ask_approval(network, node);
            }
            self.list_anew(network, node);
        } else if row.renews <= now {
            row.renews = Time::END;
            let (lapses, asks) = (row.lapses, row.granted == Time::END && is_up);
            if asks {
                self.ask_approval(network, node);
            }
            self.agenda.at(lapses, Class::Timer, Event::Lapse(network, node));
        }
    }

    /// A node is struck off the list of a network, and asks anew; whoever waits already keeps its place.
    pub(in crate::dynamics) fn void_approval(&mut self, network: NetworkId, node: NodeId) {
        let is_up = self.state.nodes.is_up(node);
        self.vacate(network, node);
        let Some(row) = self.approval(network, node).filter(|row| row.may) else { return };
        let granted = row.granted;
        row.void();
        row.granted = granted;
        if granted == Time::END && is_up {
            self.ask_approval(network, node);
        }
        self.list_anew(network, node);
    }
}
