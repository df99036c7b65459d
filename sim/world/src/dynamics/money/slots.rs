//! Places on a list are few: nodes register for them in turn, and whoever earns least is evicted.

use engine::agenda::Class;
use rules::permission::Places;
use state::ledger::{Account, Reason};
use units::ids::{NetworkId, NodeId};
use units::time::Time;

use super::trade::Customer;
use crate::event::Event;
use crate::world::Moment;
use crate::world::slots::Slots;

impl Moment<'_> {
    fn places(&self, network: NetworkId) -> Option<Places> {
        self.scenario.networks[network.row()].rules.permission.policy().places()
    }

    fn slots(&mut self, network: NetworkId) -> Option<&mut Slots> {
        self.state.networks[network.row()].approvals.as_mut()?.slots.as_mut()
    }

    /// A node waits for a place, behind all that wait already.
    pub(in crate::dynamics) fn await_place(&mut self, network: NetworkId, node: NodeId) {
        let Some(slots) = self.slots(network) else { return };
        if !slots.waiting.contains(&node) {
            slots.waiting.push_back(node);
        }
        self.expect_registration(network);
    }

    /// Schedules the next registration: when the price is low enough, and somebody may be evicted.
    fn expect_registration(&mut self, network: NetworkId) {
        let (Some(places), now) = (self.places(network), self.now) else { return };
        let Some(list) = self.state.networks[network.row()].approvals.as_ref() else { return };
        let Some(slots) = list.slots.as_ref() else { return };
        let Some(&first) = slots.waiting.front().filter(|_| slots.due == Time::END) else { return };
        let price = places.price(slots.price, now.since(slots.at));
        let mut due = now + places.wait(price);
        if slots.taken >= places.most {
            let free = list.valid().map(|node| slots.since[node.row()] + places.immunity).min();
            due = due.max(free.unwrap_or(now));
        }
        if let Some(slots) = self.slots(network) {
            slots.due = due;
        }
        self.agenda.at(due, Class::Timer, Event::Approve(network, first));
    }

    /// The first in line registers, and where the list is full takes the place of whoever earns least.
    pub(in crate::dynamics) fn register(&mut self, network: NetworkId) {
        let (Some(places), now) = (self.places(network), self.now) else { return };
        let Some(slots) = self.slots(network).filter(|slots| slots.due == now) else { return };
        slots.due = Time::END;
        let Some(node) = slots.waiting.pop_front() else { return };
        let (price, is_full) = (places.price(slots.price, now.since(slots.at)), slots.taken >= places.most);
        (slots.price, slots.at) = (places.raised(price), now);
        if is_full {
            let Some(evicted) = self.least_earning(network, &places) else {
                // Rules have changed, and all are immune now: it waits on.
                if let Some(slots) = self.slots(network) {
                    (slots.price, slots.at) = (price, now);
                    slots.waiting.push_front(node);
                }
                return self.expect_registration(network);
            };
            self.give_up_place(network, evicted);
            self.list_anew(network, evicted);
            if let Some(slots) = self.slots(network) {
                slots.waiting.push_back(evicted);
            }
        }
        self.pay_place(network, node, price);
        self.patch(node);
        self.state.meters.networks[network.row()].approvals += 1;
        self.take_place(network, node);
        self.list_anew(network, node);
        if self.state.meters.held > 0 && self.state.nodes.is_up(node) {
            self.ask_held(node);
        }
        self.expect_registration(network);
    }

    /// A node that goes or is struck off loses its place, and the next in line may come.
    pub(in crate::dynamics) fn vacate(&mut self, network: NetworkId, node: NodeId) {
        self.give_up_place(network, node);
        self.expect_registration(network);
    }

    /// A node leaves for good: others take its places.
    pub(in crate::dynamics) fn vacate_all(&mut self, node: NodeId) {
        for &network in self.state.served(self.scenario, node) {
            if self.slots(network).is_some() {
                self.vacate(network, node);
            }
        }
    }

    /// Whether there is a place that nobody has.
    pub(in crate::dynamics) fn has_place(&mut self, network: NetworkId) -> bool {
        let Some(places) = self.places(network) else { return true };
        self.slots(network).is_none_or(|slots| slots.taken < places.most)
    }

    /// A node has a place from now on.
    pub(in crate::dynamics) fn take_place(&mut self, network: NetworkId, node: NodeId) {
        let now = self.now;
        let Some(list) = self.state.networks[network.row()].approvals.as_mut() else { return };
        list.rows[node.row()].is_valid = true;
        if let Some(slots) = &mut list.slots {
            slots.taken += 1;
            (slots.since[node.row()], slots.earned[node.row()]) = (now, 0.0);
        }
    }

    /// A node loses its place, or its place in line.
    fn give_up_place(&mut self, network: NetworkId, node: NodeId) {
        let Some(list) = self.state.networks[network.row()].approvals.as_mut() else { return };
        let Some(slots) = &mut list.slots else { return };
        slots.waiting.retain(|other| *other != node);
        slots.taken -= u32::from(list.rows[node.row()].is_valid);
        list.rows[node.row()].void();
        // Whoever is the first in line now may come earlier, or is another.
        slots.due = Time::END;
    }

    /// Whoever may be evicted and has earned least an hour since it registered.
    fn least_earning(&self, network: NetworkId, places: &Places) -> Option<NodeId> {
        let list = self.state.networks[network.row()].approvals.as_ref()?;
        let slots = list.slots.as_ref()?;
        let may = list.valid().filter(|node| slots.since[node.row()] + places.immunity <= self.now);
        let rate = |node: NodeId| {
            let there = self.now.since(slots.since[node.row()]).as_secs().max(1e-9);
            slots.earned[node.row()] / there
        };
        may.map(|node| (rate(node), slots.since[node.row()], node))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .map(|least| least.2)
    }

    /// A registration is paid: in the coin of the network, which is burnt, or to the outside where it has none.
    fn pay_place(&mut self, network: NetworkId, node: NodeId, nanos: i64) {
        let coin = self.scenario.networks[network.row()].coin;
        let Some(coin) = coin else { return self.pay_approval(node, nanos) };
        let per_unit = self.state.networks[network.row()].derived.usd_per_unit;
        let units = (nanos as f64 / 1e9 / per_unit).min(9e18) as i64;
        if units <= 0 {
            return;
        }
        let usd = Account::Operator(self.operator_of(node));
        // Where nobody sells so many, it comes without.
        if self.buy(coin, Customer { coins: Account::Node(node), usd }, units, Reason::Purchase) {
            self.state.ledger.transfer(coin, Account::Node(node), Account::Nowhere, units, Reason::FeeBurn);
        }
    }
}
