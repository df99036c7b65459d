//! Requests that are sent where nobody may serve them.

use rules::routing::Routing;
use units::ids::{GroupId, NetworkId, UsersId};
use world::scenario::{Scenario, Users};

/// Users who want trusted execution, and whose gateway draws networks without looking whether they have any.
pub(super) fn privacy(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for (at, users) in scenario.users.iter().enumerate().filter(|row| scenario.wants_trusted(UsersId::of(row.0))) {
        for gateway in users.gateways.iter().map(|gateway| &scenario.gateways[gateway.row()]) {
            let without = |network: &&NetworkId| !serves(scenario, UsersId::of(at), users, **network);
            let lost: Vec<&str> = gateway
                .networks
                .iter()
                .filter(without)
                .map(|network| &*scenario.networks[network.row()].name)
                .collect();
            if matches!(gateway.rules.routing, Routing::Split(_)) && gateway.networks.len() > 1 && !lost.is_empty() {
                list.push(format!(
                    "`{}` draws a network for each request of `{}`, who want trusted execution, and no node of {} has it: what \
                     goes there is refused; use another `routing`, such as `cheapest` or `failover`",
                    gateway.name,
                    users.name,
                    lost.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
                ));
            }
        }
    }
    list
}

/// Whether a node of a network may serve users, as far as privacy goes.
fn serves(scenario: &Scenario, id: UsersId, users: &Users, network: NetworkId) -> bool {
    scenario.groups.iter().enumerate().any(|(at, group)| {
        group.networks.contains(&network)
            && !group.checks_only
            && scenario.may_see(id, GroupId::of(at))
            && users.llms.iter().any(|llm| group.llms.contains(llm))
    })
}
