//! Nodes that operators set up, take down and move: whether they see what others earn, and where they begin.

use rules::owner::nodes::Nodes;
use units::ids::NetworkId;
use world::scenario::Group;

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
