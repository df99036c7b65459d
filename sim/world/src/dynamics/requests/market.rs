//! The users of a gateway as a market: what they ask for, who else is there, and where they go when it closes.

use std::collections::BTreeMap;

use engine::draws::{Index, Purpose, name_hash};
use rules::gateway_choice::View;
use units::ids::{GatewayId, UsersId};

use super::homes::{drawn, odds_within, place};
use crate::world::Moment;

/// What the owners of a gateway see of its users.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::dynamics) struct Demand {
    /// Requests of all who may use it, since the start.
    pub(in crate::dynamics) requests: u64,
    /// What networks ask for a mean one of them, without its take \[usd\].
    pub(in crate::dynamics) usd: f64,
    /// Other gateways of these users that are open.
    pub(in crate::dynamics) others: u32,
}

impl Moment<'_> {
    /// The groups whose users choose among gateways of which this is one.
    fn groups_at(&self, gateway: GatewayId) -> Vec<UsersId> {
        let groups = self.scenario.users.iter().zip(&self.state.users).enumerate();
        let uses = groups.filter(|(_, (group, state))| state.homes.is_some() && group.gateways.contains(&gateway));
        uses.map(|(at, _)| UsersId::of(at)).collect()
    }

    /// What the users of a gateway ask for, and who else is there.
    pub(in crate::dynamics) fn demand_at(&self, gateway: GatewayId) -> Demand {
        let mut demand = Demand::default();
        let mut others = Vec::new();
        let rules = &self.scenario.gateways[gateway.row()].rules;
        let with_take =
            if rules.take.is_on_top() { 1.0 + self.state.gateways[gateway.row()].firm.take.as_f64() } else { 1.0 };
        for users in self.groups_at(gateway) {
            let group = &self.scenario.users[users.row()];
            others.extend(group.gateways.iter().copied().filter(|&other| other != gateway));
            let Some(homes) = &self.state.users[users.row()].homes else { continue };
            let needs = homes.mean_needs(group.rules.demand.is_tokens());
            demand.requests += homes.requests();
            demand.usd += homes.requests() as f64 * self.mean_price(users, gateway, &needs) / with_take;
        }
        demand.usd /= (demand.requests as f64).max(1.0);
        others.sort_unstable();
        others.dedup();
        demand.others = others.iter().filter(|other| self.state.gateways[other.row()].closed.is_none()).count() as u32;
        demand
    }

    /// A gateway has opened or closed: its users learn of it, and who is at a closed one goes to another.
    #[cold]
    pub(in crate::dynamics) fn list_gateway(&mut self, gateway: GatewayId) {
        let is_open = self.state.gateways[gateway.row()].closed.is_none();
        for users in self.groups_at(gateway) {
            let place = place(&self.scenario.users[users.row()], gateway);
            let Some(homes) = &mut self.state.users[users.row()].homes else { continue };
            homes.list(place, is_open);
            self.leave_closed(users);
        }
    }

    /// Individuals who are at a closed gateway go to an open one, as they would choose who are nowhere: O(individuals).
    fn leave_closed(&mut self, users: UsersId) {
        let group = &self.scenario.users[users.row()];
        let choice = group.rules.gateway_choice.policy();
        let stream = self.stream(Purpose::Closing, name_hash(&group.name));
        let apps = group.apps.map(|apps| &self.state.apps[apps.row()]);
        let Some(homes) = &mut self.state.users[users.row()].homes else { return };
        let before = homes.users().to_vec();
        let known = homes.known().to_vec();
        let mut rows: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        let (mut switched, mut back) = (0, 0);
        for individual in 0..homes.count() {
            let open = homes.there(apps.map_or(u64::MAX, |apps| apps.of(individual)));
            if open == 0 || open >> homes.at(individual) & 1 == 1 {
                continue;
            }
            let view = View { at: None, known: &known, shunned: 0 };
            let odds = rows.entry(open).or_insert_with(|| odds_within(choice, &view, open));
            let index = Index::Stranded { individual, change: homes.changes };
            let to = drawn(odds, stream.draws(index.bits()).uniform());
            switched += 1;
            back += u64::from(homes.go(individual, to));
        }
        self.note_moves(users, &before, (switched, back));
    }
}
