//! What the rules of a scenario ask for anywhere: where nobody does, no request looks for it.

use crate::scenario::{Scenario, Struck};

/// What any rule asks for.
///
/// Each spares every request a look at the row of its own gateway or users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says what no rule asks for, so that nothing is done for it")]
pub(crate) struct Uses {
    /// Whether any gateway works on requests itself.
    pub(crate) stations: bool,
    /// Whether any users send more when they know how a request ended.
    pub(crate) followers: bool,
    /// Whether any users look at prices before they send a request.
    pub(crate) choosy_users: bool,
    /// Whether any gateway has several networks.
    pub(crate) routes: bool,
    /// Whether any gateway counts its own requests at nodes, or a network that assigns them does.
    pub(crate) own_counts: bool,
    /// Whether any gateway waits for answers for a limited time.
    pub(crate) timeouts: bool,
    /// Whether any users want answers in time.
    pub(crate) targets: bool,
    /// Whether any gateway bans nodes.
    pub(crate) bans: bool,
    /// Whether anybody looks at answers: gateways that inspect them or know what networks assure, or whoever counts
    /// what a compromise reaches.
    pub(crate) answers_seen: bool,
    /// Whether anything is done about an answer before its verdict: rules of admission count it, individuals remember
    /// it, or somebody looks at it.
    pub(crate) answers_noted: bool,
    /// Whether anything follows from a verdict: money, a record, a vote, a sentence.
    pub(crate) verdicts: bool,
}

impl Uses {
    /// What the rules of a scenario ask for now.
    pub(crate) fn of(scenario: &Scenario) -> Self {
        let (users, gateways) = (&scenario.users, &scenario.gateways);
        let sees = |rules: &rules::owner::gateway::Gateway| rules.routing.policy().inspects().is_some();
        let answers_seen = scenario.weather.iter().any(|weather| matches!(weather.struck, Struck::Party(_)))
            || gateways.iter().any(|gateway| sees(&gateway.rules) || !gateway.assures.is_empty());
        Self {
            stations: gateways.iter().any(|gateway| gateway.rules.station.is_some()),
            followers: users.iter().any(|users| users.rules.arrival.waits()),
            choosy_users: users.iter().any(|users| users.rules.looks_at_prices()),
            routes: gateways.iter().any(|gateway| gateway.networks.len() > 1),
            own_counts: gateways.iter().any(|gateway| gateway.rules.counts_own)
                || scenario.networks.iter().any(|network| network.rules.scheduling.is_some()),
            timeouts: gateways.iter().any(|gateway| gateway.rules.timeout.is_some()),
            targets: users.iter().any(|users| users.rules.target.is_some()),
            bans: gateways.iter().any(|gateway| gateway.rules.ban.is_some()),
            answers_seen,
            answers_noted: answers_seen
                || scenario.admissions().next().is_some()
                || users.iter().any(|users| users.rules.has_choice() || users.rules.tries_again()),
            verdicts: !scenario.coins.is_empty()
                || !scenario.observe.sentenced.is_empty()
                || users.iter().any(|users| users.rules.values.is_some())
                || scenario.networks.iter().any(|network| {
                    let rules = &network.rules;
                    !rules.verification.list.is_empty() || !rules.slashing.list.is_empty() || rules.reputation.is_some()
                }),
        }
    }
}
