//! Whether the privacy that users want can be had: nodes that may serve them, and nobody who would see what they hide.

use units::ids::{GroupId, LlmId, NetworkId, UsersId};
use world::scenario::{Scenario, Users};

use super::Resolver;

impl Resolver<'_> {
    /// Refuses trusted execution that no node offers, checkers without it, and networks that publish what is hidden.
    pub(super) fn check_privacy(&mut self, scenario: &Scenario) {
        for (row, users) in scenario.users.iter().enumerate() {
            if !users.rules.privacy.policy().wants_trusted_nodes() {
                continue;
            }
            let mut networks: Vec<NetworkId> = scenario.reached(users).collect();
            networks.sort_unstable();
            networks.dedup();
            self.check_trusted_supply(scenario, users, UsersId::of(row), &networks);
            for &network in &networks {
                self.check_trusted_network(scenario, users, UsersId::of(row), network);
            }
        }
    }

    /// Refuses LLMs that no node in trusted execution holds on a network that users reach.
    fn check_trusted_supply(&mut self, scenario: &Scenario, users: &Users, id: UsersId, networks: &[NetworkId]) {
        let serves = |llm: LlmId| {
            scenario.groups.iter().enumerate().any(|(at, group)| {
                scenario.may_see(id, GroupId::of(at))
                    && !group.checks_only
                    && group.llms.contains(&llm)
                    && group.networks.iter().any(|network| networks.contains(network))
            })
        };
        let missing: Vec<String> =
            users.llms.iter().filter(|&&llm| !serves(llm)).map(|llm| named(scenario, *llm)).collect();
        if missing.is_empty() {
            return;
        }
        let reached: Vec<String> =
            networks.iter().map(|network| format!("`{}`", scenario.networks[network.row()].name)).collect();
        let what: String = missing.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!(
            "these users want trusted execution, and no node of {} has it{what}: all of their requests would be refused",
            reached.join(", "),
        );
        let remedy = "set `confidential = true` for nodes with hardware that supports it, or use `privacy = \"open\"`";
        self.tell_privacy(users, message, remedy.into());
    }

    /// Refuses a network that would show others what users want to hide.
    fn check_trusted_network(&mut self, scenario: &Scenario, users: &Users, id: UsersId, network: NetworkId) {
        let row = &scenario.networks[network.row()];
        if row.rules.publishes {
            let message = format!("`{}` publishes requests, which these users want to be hidden", row.name);
            self.tell_privacy(
                users,
                message,
                format!("leave `network.{}.publishes` out, or use another network", row.name),
            );
        }
        if row.rules.session.is_some() {
            let message = format!(
                "a roster of a session of `{}` is drawn among all nodes, with trusted execution or not",
                row.name
            );
            let remedy = format!("leave `network.{}.session` out, or use another network", row.name);
            self.tell_privacy(users, message, remedy);
        }
        let rules = &row.rules.verification.list;
        for ((rule, _), checkers) in rules.iter().zip(&row.checkers).chain(rules.iter().zip(&row.provers)) {
            let Some(group) = checkers.filter(|&group| !scenario.may_see(id, group)) else { continue };
            let name = &scenario.groups[group.row()].name;
            let message = format!(
                "`{name}`, who check for `{}` on `{}`, would see what these users hide: they do not compute in trusted \
                 execution",
                rule.text, row.name
            );
            let remedy = format!("set `nodes.{name}.confidential = true`, or let any node check");
            self.tell_privacy(users, message, remedy);
        }
    }

    fn tell_privacy(&mut self, users: &Users, message: String, remedy: String) {
        let place = self.place(&format!("users.{}.privacy", users.name));
        self.problems.push_with(place, message, remedy);
    }
}

/// An LLM that nobody serves, in words; nothing where there is only one, without a name.
fn named(scenario: &Scenario, llm: LlmId) -> String {
    let name = &scenario.llms[llm.row()];
    if name.is_empty() { String::new() } else { format!(" for `{name}`") }
}
