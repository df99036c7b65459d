//! The tables of a scenario that a column of the outcome is of.

use rules::admission::Reason;
use rules::verification::Verification;

use crate::scenario::{Coin, Gateway, Group, Network, Scenario, Users};

/// The tables of a scenario that a column is of: all of them, or the one that owns it.
#[derive(Clone, Copy)]
pub(super) struct Owned<'a> {
    scenario: &'a Scenario,
    kind: &'a str,
    name: &'a str,
}

impl<'a> Owned<'a> {
    pub(super) fn of(scenario: &'a Scenario, owner: &'a str) -> Self {
        let (kind, name) = owner.split_once('.').unwrap_or(("", ""));
        Self { scenario, kind, name }
    }
    pub(super) fn is(self, kind: &str, name: &str) -> bool {
        self.kind != kind || self.name == name
    }
    pub(super) fn coins(self) -> impl Iterator<Item = &'a Coin> {
        self.scenario.coins.iter().filter(move |c| self.is("coin", &c.name))
    }
    pub(super) fn users(self) -> impl Iterator<Item = &'a Users> {
        self.scenario.users.iter().filter(move |u| self.is("users", &u.name))
    }
    pub(super) fn groups(self) -> impl Iterator<Item = &'a Group> {
        self.scenario.groups.iter().filter(move |g| self.is("nodes", &g.name))
    }
    pub(super) fn gateways(self) -> impl Iterator<Item = &'a Gateway> {
        self.scenario.gateways.iter().filter(move |g| self.is("gateway", &g.name))
    }
    pub(super) fn networks(self) -> impl Iterator<Item = &'a Network> {
        self.scenario.networks.iter().filter(move |n| self.is("network", &n.name))
    }
    pub(super) fn rules(self) -> impl Iterator<Item = &'a Verification> {
        self.networks().flat_map(|n| n.rules.verification.values())
    }
}

/// Whether what users of a network sign may expire.
pub(super) fn expires(network: &Network) -> bool {
    network.rules.settlement.validity.is_some()
}

/// Whether nodes of a group have to load their llms.
pub(super) fn loads(group: &Group) -> bool {
    group.rules.residency.policy().capacity().is_some()
}

/// Why nothing of requests exists.
pub(super) const NO_REQUESTS: &str = "no requests are sent: there are no `users`";

/// Whether requests are sent and some rule may refuse one for a reason; else what is missing.
pub(super) fn refuses(scenario: &Scenario, reason: Reason, what: &'static str) -> (bool, &'static str) {
    if scenario.users.is_empty() {
        return (false, NO_REQUESTS);
    }
    (scenario.admissions().any(|rule| rule.reason() == Some(reason)), what)
}

/// Whether a gateway inspects answers.
pub(super) fn inspects(gateway: &Gateway) -> bool {
    gateway.rules.routing.policy().inspects().is_some()
}
