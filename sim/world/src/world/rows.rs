//! The rows of nodes at the start, the state of their groups, and what is measured begun anew.

use engine::draws::name_hash;
use state::nodes::{Identity, Nodes};
use units::ids::{CoinId, GroupId, NodeId, RegionId, ZoneId};
use units::time::Time;

use super::State;
use super::berths::Berths;
use super::conducts::Conducts;
use super::fleets::Fleet;
use super::groups::{GroupState, OfGroup};
use super::users::Contracted;
use crate::metrics::yields::Paid;
use crate::scenario::Scenario;

/// All node rows, dealt out over places and operators, and the state of their groups.
pub(super) fn rows(scenario: &Scenario, replication: u32) -> (Nodes, Vec<GroupState>) {
    let mut nodes = Nodes::default();
    let mut groups = Vec::new();
    let mut first_operator = 0;
    for (g, group) in scenario.groups.iter().enumerate() {
        let first = nodes.len() as u32;
        for i in 0..group.rules.count {
            let place = group.places.get(i as usize % group.places.len().max(1));
            let (region, zone) = place.copied().unwrap_or((RegionId(u16::MAX), ZoneId(u16::MAX)));
            nodes.add(Identity {
                group: GroupId::of(g),
                operator: first_operator + i % group.operators,
                region,
                zone,
                name: name_hash(&format!("{}#{i}", group.name)),
            });
        }
        first_operator += group.operators;
        let is_crowd = group.rules.churn.policy().crowd().is_some();
        groups.push(GroupState {
            first,
            derived: OfGroup::new(scenario, group),
            free: if is_crowd { (first..first + group.rules.count).rev().map(NodeId).collect() } else { Vec::new() },
            came: 0,
            conducts: Conducts::of(scenario, group, replication, &nodes, first),
            births: if group.rules.conduct.leaves() {
                vec![Time::ZERO; group.rules.count as usize]
            } else {
                Vec::new()
            },
            equivocations: if group.rules.conduct.equivocates() {
                vec![0; group.rules.count as usize]
            } else {
                Vec::new()
            },
            rosters: scenario.rosters_of(GroupId::of(g)),
        });
    }
    (nodes, groups)
}

impl State {
    /// What was measured so far is forgotten: metrics count from now on.
    pub(crate) fn forget_measured(&mut self, scenario: &Scenario, now: Time) {
        if let Some(mut governors) = self.governors.take() {
            let paid: Vec<Paid> = (0..scenario.networks.len()).map(|n| self.paid(scenario, n, now)).collect();
            governors.seen().for_each(|seen| seen.carry(&self.meters, &paid, now));
            self.governors = Some(governors);
        }
        self.meters.clear(now);
        let supplies = (0..self.prices.len()).map(|coin| self.ledger.supply(CoinId::of(coin)));
        self.prices.iter_mut().zip(supplies).for_each(|(price, supply)| price.clear(supply));
        self.networks.iter_mut().for_each(|network| network.clear_yields(now));
        self.networks.iter_mut().filter_map(|network| network.reputations.as_mut()).for_each(|kept| kept.clear(now));
        let delegations = self.networks.iter_mut().filter_map(|network| network.delegations.as_mut());
        delegations.for_each(|delegations| delegations.clear(now));
        self.groups.iter_mut().filter_map(|group| group.conducts.as_mut()).for_each(|conducts| conducts.clear(now));
        self.fleets.iter_mut().flatten().for_each(Fleet::clear);
        self.berths.iter_mut().flatten().for_each(Berths::clear);
        self.operators.iter_mut().for_each(|operator| operator.clear(now));
        self.users.iter_mut().filter_map(|users| users.contract.as_mut()).for_each(Contracted::clear);
    }
}
