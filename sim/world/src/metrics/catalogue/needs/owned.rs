//! The tables of a scenario that a column of the outcome is of.

use rules::admission::Reason;
use rules::reputation::Reputation;
use rules::verification::Verification;

use crate::scenario::{Coin, Gateway, Group, Network, Scenario, Users, Weather};

pub(super) const NO_REQUESTS: &str = "no requests are sent: there are no `users`";
pub(super) const NO_RELAY_FEE: &str = "no relay takes a fee from these users (`privacy.split.fee`)";
pub(super) const UNMEASURED_EXPOSURE: &str = "no users ask for `privacy`, and `observe.exposure` is not set";
pub(super) const NO_REQUEST_COSTS: &str =
    "nothing costs the gateway something for a request (`services`, `standard`, `routing.quality_weighted.fee`)";
pub(super) const NOBODY_COMPROMISED: &str = "nobody is compromised by it (`weather.x.compromise`)";
pub(super) const NO_JUDGE_COMPROMISED: &str = "no node that checks is compromised by it (`compromise.roles`)";
pub(super) const NOBODY_ROBBED: &str = "no gateway is robbed by it (`compromise.acts`)";
pub(super) const NOBODY_LAUNCHES: &str = "no owners open and close a gateway (`gateway.x.entry`)";
pub(super) const NO_INDIVIDUALS: &str =
    "no individuals are at one of several gateways (`users.gateways`, `users.count`)";
pub(super) const NOBODY_TRIES_AGAIN: &str =
    "no users send a request again that was lost (`users.retry`, `users.apps`, `gateway_choice.multi_homing`)";
pub(super) const NOBODY_REVISES: &str = "these nodes do the same for ever (`nodes.x.revises`)";
pub(super) const NO_CHECKS: &str = "no answer is checked (`verification`)";
pub(super) const UNDISPUTED: &str = "no answer of the network can be disputed (`verification.optimistic`)";
pub(super) const NO_APPEALS: &str = "no convictions of the network can be appealed (`network.x.appeals`)";
pub(super) const NO_QUORUM: &str = "no votes need a quorum (`verification.committee.quorum`)";
pub(super) const NO_FORCED_ERRORS: &str = "the network has no forced errors (`network.x.forced_errors`)";
pub(super) const NO_CANARIES: &str = "the network sends no canaries (`verification.canary`)";
pub(super) const NOBODY_MOVES: &str = "no node moves between networks (`migration`)";
pub(super) const NO_PREFIX_REUSE: &str = "no node reuses prompts (`queueing.continuous_batching.prefix_reuse`)";
pub(super) const NO_HEDGE: &str = "no gateway sends further copies of slow requests (`hedge`)";
pub(super) const NO_SCORE: &str = "no gateway picks by a formula (`scheduling.score`)";
pub(super) const NO_REFUSALS: &str = "no scheduling policy refuses requests (`scheduling.score.filter`)";
pub(super) const NOTHING_LOADS: &str = "every node holds its llms permanently (`residency`)";

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
    pub(super) fn networks_of(self, group: &'a Group) -> impl Iterator<Item = &'a Network> {
        group.networks.iter().map(move |n| &self.scenario.networks[n.row()])
    }
    pub(super) fn faults(self) -> impl Iterator<Item = &'a Weather> {
        self.scenario.weather.iter().filter(move |w| self.is("weather", &w.name))
    }
    pub(super) fn is_proposed_to(self) -> bool {
        let governances = &self.scenario.governances;
        let is_own = |row: &crate::scenario::Proposal| {
            governances.get(row.governance.row()).is_some_and(|governance| self.is("governance", &governance.name))
        };
        self.scenario.proposals.iter().any(is_own)
    }
    pub(super) fn rules(self) -> impl Iterator<Item = &'a Verification> {
        self.networks().flat_map(|n| n.rules.verification.values())
    }
}

/// Whether what users of a network sign may expire.
pub(super) fn expires(network: &Network) -> bool {
    network.rules.settlement.validity.is_some()
}

/// What a network lacks whose list of approved nodes nobody keeps.
pub(super) const NOBODY_APPROVED: &str = "the network approves nobody (`permission.allow_list`, `permission.attested`)";

/// Whether a network takes attestations.
pub(super) fn attests(network: &Network) -> bool {
    network.rules.permission.policy().covers().is_some()
}

/// Whether a network keeps a list of approved nodes.
pub(super) fn approves(network: &Network) -> bool {
    network.rules.permission.policy().terms().is_some()
}

/// Whether requests may be refused because a price was not read for too long.
pub(in crate::metrics::catalogue) fn has_feed(scenario: &Scenario) -> bool {
    let refuses = |coin: &Coin| coin.rules.feed.as_ref().is_some_and(|feed| feed.refuses_after.is_some());
    !scenario.users.is_empty() && scenario.coins.iter().any(refuses)
}

/// Whether more of any coin is ever minted.
pub(in crate::metrics::catalogue) fn mints(scenario: &Scenario) -> bool {
    scenario.coins.iter().any(|coin| coin.rules.emission.mints())
}

/// Whether nodes of a group have to load their llms.
pub(super) fn loads(group: &Group) -> bool {
    group.rules.residency.policy().capacity().is_some()
}

/// Whether requests are sent and some rule may refuse one for a reason; else what is missing.
pub(super) fn refuses(scenario: &Scenario, reason: Reason, what: &'static str) -> (bool, &'static str) {
    if scenario.users.is_empty() {
        return (false, NO_REQUESTS);
    }
    (scenario.admissions().any(|rule| rule.reason() == Some(reason)), what)
}

/// Whether a relay of users takes something for each request.
pub(super) fn pays_a_relay(users: &Users) -> bool {
    users.rules.privacy.policy().fee().is_some()
}

/// Whether each request costs a gateway something beside its nodes.
pub(in crate::metrics::catalogue) fn costs_by_request(gateway: &Gateway) -> bool {
    let pays = gateway.rules.routing.policy().inspects().is_some_and(|inspection| inspection.nanos > 0);
    !gateway.services.is_empty() || gateway.rules.standard.is_some() || pays
}

/// Whether a gateway inspects answers.
pub(super) fn inspects(gateway: &Gateway) -> bool {
    gateway.rules.routing.policy().inspects().is_some()
}

/// Whether nodes of a group reuse prompts.
pub(super) fn reuses_prefixes(group: &Group) -> bool {
    group.batching.is_some_and(|limits| limits.prefix_reuse)
}

/// Whether a network of the owner keeps reputations.
pub(super) fn keeps_reputations(at: Owned<'_>) -> (bool, &'static str) {
    let keeps = at.groups().any(|g| at.networks_of(g).any(|n| n.rules.reputation.is_some()));
    (keeps, "no network of these nodes keeps reputations (`network.x.reputation`)")
}

/// Whether a network of the owner pays for rating.
pub(super) fn pays_raters(at: Owned<'_>) -> (bool, &'static str) {
    let pays = |n: &Network| n.rules.reputation.as_ref().is_some_and(|kept| matches!(kept.by, Reputation::Yuma(_)));
    let pays = at.groups().any(|g| at.networks_of(g).any(pays));
    (pays, "no network of these nodes pays for rating (`reputation.yuma`)")
}
