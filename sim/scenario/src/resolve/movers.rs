//! Nodes that operators set up, take down and move: whether they see what others earn, and where they begin.

use rules::owner::nodes::{Nodes, Serves};
use units::ids::NetworkId;
use units::time::Span;
use world::scenario::{Group, Picker, Scenario};

use super::Resolver;
use crate::names::find;

impl Resolver<'_> {
    /// Whether those who have no node in see what others earn.
    pub(super) fn check_seen(&mut self, groups: &[Group]) {
        let start = |group: &Group| group.rules.entry.policy().terms().map(|terms| terms.start.unwrap_or(u32::MAX));
        for group in groups.iter().filter(|group| start(group) == Some(0)) {
            let shares = |other: &&Group| other.networks.iter().any(|network| group.networks.contains(network));
            if groups.iter().filter(shares).all(|other| start(other).unwrap_or(0) == 0) {
                let at = format!("nodes.{}.entry.{}.start", group.name, group.rules.entry.name());
                let message = "with no node in, nobody sees what nodes earn, and none will ever come";
                let remedy =
                    "let at least one node be in at the start, here or in another group with `entry` on the network";
                self.problems.push_with(self.place(&at), message, remedy);
            }
        }
    }

    /// Whether those who move nodes between networks have somewhere to go.
    pub(super) fn check_moves(&mut self, groups: &[Group]) {
        for group in groups.iter().filter(|group| group.rules.migration.is_active()) {
            if group.networks.len() < 2 {
                let at = format!("nodes.{}.migration.{}", group.name, group.rules.migration.name());
                let message = format!("these nodes can serve {} network, and have nowhere to go", group.networks.len());
                self.problems.push_with(self.place(&at), message, "name all `networks` that they could serve");
            }
        }
    }

    /// Whether the slots of nodes with a part for each network can be divided, and gateways see the parts.
    pub(super) fn check_parts(&mut self, scenario: &Scenario) {
        for group in scenario.groups.iter().filter(|group| group.rules.serves == Serves::Partitioned) {
            let (n, discipline) = (group.networks.len() as u32, group.rules.queueing.policy().discipline());
            let place = self.place(&format!("nodes.{}.serves", group.name));
            let bounded = discipline.waiting < u32::MAX;
            let uneven = [("slots", discipline.slots, true), ("waiting places", discipline.waiting, bounded)];
            if n < 2 {
                let message = "there is one network, which has all of the nodes";
                self.problems.push_with(place, message, "leave it out, or name more `networks`");
                continue;
            }
            // Others than `fcfs` have no slots to divide, which is told of the group itself.
            let uneven = uneven.map(|(what, count, is)| (what, count, is && group.rules.queueing.name() == "fcfs"));
            for (what, count, _) in uneven.into_iter().filter(|&(_, count, is)| is && count % n != 0) {
                let message = format!("{count} {what} are not divided equally among {n} networks");
                let remedy = format!("use {} or another multiple of {n}", count.next_multiple_of(n));
                self.problems.push_with(place, message, remedy);
            }
            self.check_parts_seen(scenario, group);
        }
    }

    /// Refuses views that would be of whole nodes.
    fn check_parts_seen(&mut self, scenario: &Scenario, group: &Group) {
        let has = |network: &NetworkId| group.networks.contains(network);
        for picker in scenario.pickers().filter(|picker| scenario.picked(*picker).iter().any(has)) {
            let bans = match picker {
                Picker::Gateway(gateway) => scenario.gateways[gateway.row()].rules.ban.is_some(),
                Picker::Network(_) => false,
            };
            let label = picker.label(scenario);
            for (key, is) in [("view_age", scenario.view_age(picker) > Span::ZERO), ("ban", bans)] {
                if is {
                    let message =
                        format!("`nodes.{}` is partitioned, and lists with `{key}` are of whole nodes", group.name);
                    let remedy = "leave it out, or write a group of nodes for each network";
                    self.problems.push_with(self.place(&format!("{label}.{key}")), message, remedy);
                }
            }
        }
        for network in group.networks.iter().map(|network| &scenario.networks[network.row()]) {
            if network.rules.session.is_some() {
                let message =
                    format!("`nodes.{}` is partitioned, and rosters of sessions are of whole nodes", group.name);
                let remedy = "leave it out, or write a group of nodes for each network";
                self.problems.push_with(self.place(&format!("network.{}.session", network.name)), message, remedy);
            }
        }
    }

    /// The network that all nodes serve at the start, by place among those that they could serve.
    pub(super) fn start(&self, nodes: &Nodes, networks: &[NetworkId]) -> Option<usize> {
        let start = find(nodes.migration.policy().terms()?.start?, &self.file.network)?;
        networks.iter().position(|&network| network == start)
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    /// What is told of a scenario with two networks and these lines of its nodes.
    fn check(nodes: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\n[network.a]\ncoin = \"alp\"\n[network.b]\ncoin = \"alp\"\n\
             [network.c]\n[nodes.n]\ncount = 4\n{nodes}\n"
        );
        assert_eq!(told(&text), expected, "{nodes}");
    }

    #[test]
    fn parts_of_nodes_are_equal_and_gateways_see_them() {
        check("networks = [\"a\", \"b\"]\nserves = \"partitioned\"\nqueueing.fcfs = { slots = 4 }", &[]);
        check(
            "networks = [\"a\", \"b\"]\nserves = \"partitioned\"\nqueueing.fcfs = { slots = 3, waiting = 1 }",
            &[
                "3 slots are not divided equally among 2 networks",
                "use 4 or another multiple of 2",
                "1 waiting places are not divided equally among 2 networks",
                "use 2 or another multiple of 2",
            ],
        );
        check(
            "networks = [\"a\"]\nserves = \"partitioned\"",
            &["there is one network, which has all of the nodes", "leave it out, or name more `networks`"],
        );
        check(
            "serves = \"partitioned\"\nqueueing.processor_sharing = {}",
            &[
                "the slots of `queueing.fcfs` are divided, and these nodes have `processor_sharing`",
                "use `queueing.fcfs`, or write a group of nodes for each network",
            ],
        );
        check(
            "serves = \"partitioned\"\nmigration = \"best\"\nqueueing.fcfs = { slots = 3 }",
            &[
                "nodes that move serve one network at a time, with all they have",
                "leave out `migration`, or use `serves = \"shared\"`",
            ],
        );
        let seen = "networks = [\"a\", \"b\"]\nserves = \"partitioned\"\nqueueing.fcfs = { slots = 4 }\n\
                    [gateway.g]\nnetworks = [\"a\"]\nview_age = \"1 s\"\n[gateway.h]\nnetworks = [\"c\"]\nview_age = \"1 s\"";
        check(
            seen,
            &[
                "`nodes.n` is partitioned, and lists with `view_age` are of whole nodes",
                "leave it out, or write a group of nodes for each network",
            ],
        );
    }

    #[test]
    fn nodes_that_move_have_somewhere_to_go_and_begin_there() {
        check("networks = [\"a\", \"b\"]\nmigration.best = { start = \"b\" }", &[]);
        check("migration = \"best\"", &[]);
        check(
            "networks = [\"a\"]\nmigration = \"best\"",
            &["these nodes can serve 1 network, and have nowhere to go", "name all `networks` that they could serve"],
        );
        check(
            "networks = [\"a\", \"b\"]\nmigration.best = { start = \"c\" }",
            &["`c` is none of the networks that these nodes could serve", "add it to their `networks`"],
        );
        check(
            "networks = [\"a\", \"b\"]\nmigration = \"best\"\nchurn.joins = { rate = \"1 /h\", life = { exponential = \"1 h\" } }",
            &[
                "`churn.joins` does not say to which network a new node comes",
                "use another `churn`, for instance `churn.renewal`",
            ],
        );
        check(
            "networks = [\"a\", \"b\"]\nmigration.logit = { scale = \"1 alp/h\" }",
            &["a scale is in usd per time, and `1 alp/h` is not", "write a difference of gains, as in `0.05 usd/h`"],
        );
    }

    #[test]
    fn whoever_has_no_node_in_needs_somebody_who_shows_what_they_earn() {
        let entry = |start: u32| {
            format!("entry.hysteresis = {{ start = {start}, enters_above = \"9 %\", leaves_below = \"0 %\" }}")
        };
        let message = "with no node in, nobody sees what nodes earn, and none will ever come";
        let remedy = "let at least one node be in at the start, here or in another group with `entry` on the network";
        check(&entry(0), &[message, remedy]);
        let other = |network: &str| format!("[nodes.m]\ncount = 2\nnetworks = [\"{network}\"]\n{}", entry(1));
        check(&format!("networks = [\"a\"]\n{}\n{}", entry(0), other("a")), &[]);
        check(&format!("networks = [\"a\"]\n{}\n{}", entry(0), other("b")), &[message, remedy]);
    }
}
