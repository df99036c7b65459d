//! Roles of nodes: somebody may check where a rule asks for it, and who only checks is asked.

use rules::verification::Verification;
use units::ids::{GroupId, NetworkId};
use units::quantity::Name;
use world::scenario::{Group, Network, Scenario, Users};

use super::Resolver;

impl Resolver<'_> {
    /// Refuses checkers that may not check, rules for which nobody may, and a compromise of a role that no node has;
    /// warns of nodes that never do anything.
    pub(super) fn check_roles(&mut self, scenario: &Scenario) {
        for (at, network) in scenario.networks.iter().enumerate() {
            for ((Name { text: rule, .. }, verification), named) in
                network.rules.verification.list.iter().zip(&network.checkers)
            {
                let path = format!("network.{}.verification.{rule}.{}", network.name, verification.name());
                match named {
                    Some(group) => self.check_named(&scenario.groups[group.row()], &path),
                    None if verification.draws_checkers() && scenario.n_checker_rosters() > 0 => {
                        self.check_drawn(scenario, NetworkId::of(at), &path);
                    }
                    None => {}
                }
            }
        }
        for (at, group) in scenario.groups.iter().enumerate() {
            let draws = |network: &Network| network.rules.verification.values().any(Verification::draws_checkers);
            let names = |network: &Network| network.checkers.contains(&Some(GroupId::of(at)));
            let is_asked = scenario.networks.iter().any(names)
                || group.networks.iter().any(|network| draws(&scenario.networks[network.row()]));
            if group.checks_only && !is_asked {
                self.warnings.push(format!(
                    "nodes.{0}: no rule of their networks draws checkers or judges, and they do nothing else; give a network \
                     `verification.NAME.spot_check` or `committee`, or add \"serve\" to `nodes.{0}.roles`",
                    group.name
                ));
            }
        }
    }

    /// Refuses a group that a rule names and that may not check.
    fn check_named(&mut self, group: &Group, path: &str) {
        if !group.rules.checks(false) {
            let message = format!("the nodes of `{}` may not check", group.name);
            let remedy = format!("add \"check\" to `nodes.{}.roles`, or leave `roles` out", group.name);
            self.problems.push_with(self.place(&format!("{path}.checkers")), message, remedy);
        }
    }

    /// Refuses a rule for which no node of its network may check what users ask.
    fn check_drawn(&mut self, scenario: &Scenario, network: NetworkId, path: &str) {
        let reaches = |users: &&Users| scenario.reached(users).any(|other| other == network);
        let may_check = |group: &Group| group.checks && group.networks.contains(&network);
        let lacks = scenario
            .users
            .iter()
            .filter(reaches)
            .flat_map(|users| &users.llms)
            .find(|llm| !scenario.groups.iter().any(|group| may_check(group) && group.llms.contains(llm)));
        if let Some(llm) = lacks {
            let llm = &scenario.llms[llm.row()];
            let what = if llm.is_empty() { String::new() } else { format!(" with the llm `{llm}`") };
            let message =
                format!("no node{what} may check for the network `{}`", scenario.networks[network.row()].name);
            let remedy =
                "add \"check\" to the `roles` of a group that serves it, or write a group with `roles = [\"check\"]`";
            self.problems.push_with(self.place(path), message, remedy);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(rule: &str, nodes: &str, more: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[network.a]\n{rule}\n[gateway.g]\nnetworks = [\"a\"]\n\
             [nodes.n]\ncount = 4\n{nodes}\n[users.u]\ngateway = \"g\"\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 s\"\n{more}\n"
        );
        assert_eq!(told(&text), expected, "{rule} {nodes} {more}");
    }

    #[test]
    fn somebody_may_check_where_a_rule_asks_for_it() {
        let spot = "verification.spot.spot_check = { rate = \"5 %\" }";
        let named = "verification.spot.spot_check = { rate = \"5 %\", checkers = \"m\" }";
        let (m, judges) = ("[nodes.m]\ncount = 2\nroles = [\"serve\"]", "[nodes.m]\ncount = 2\nroles = [\"check\"]");
        check(spot, "", "", &[]);
        check(spot, "roles = [\"serve\"]", judges, &[]);
        check(named, "", "[nodes.m]\ncount = 2\nroles = [\"serve\", \"check\"]", &[]);
        check(
            spot,
            "roles = [\"serve\"]",
            m,
            &[
                "no node may check for the network `a`",
                "add \"check\" to the `roles` of a group that serves it, or write a group with `roles = [\"check\"]`",
            ],
        );
        check(
            named,
            "",
            m,
            &["the nodes of `m` may not check", "add \"check\" to `nodes.m.roles`, or leave `roles` out"],
        );
        check(
            spot,
            "roles = [\"check\"]",
            "",
            &[
                "no node serves the network `a` that these users can reach",
                "add it to a group of nodes, or take it out of the gateway",
            ],
        );
    }
}
