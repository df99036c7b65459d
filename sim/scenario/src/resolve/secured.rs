//! Networks that are secured by the stakes of another.

use units::ids::NetworkId;
use world::scenario::Scenario;

use super::Resolver;

impl Resolver<'_> {
    /// Refuses a network that is secured by one whose stakes it cannot have, and stakes that secure nothing.
    pub(super) fn check_secured(&mut self, scenario: &Scenario) {
        for (at, row) in scenario.networks.iter().enumerate() {
            let (id, name, Some(home)) = (NetworkId::of(at), &row.name, row.secured_by) else { continue };
            let other = &scenario.networks[home.row()];
            let place = self.place(&format!("network.{name}.secured_by"));
            if home == id {
                let remedy = "name another network, or leave it out";
                self.problems.push_with(place, "the stakes of a network secure it anyway", remedy);
            } else if let Some(last) = other.secured_by {
                let message = format!("`{}` has no stakes of its own, but those of another network", other.name);
                let remedy = format!("name that one: `{}`", scenario.networks[last.row()].name);
                self.problems.push_with(place, message, remedy);
            } else if other.coin.is_none() || other.coin != row.coin {
                let message = format!("the stakes of `{}` are in another coin than this network's", other.name);
                self.problems.push_with(place, message, "give both networks the same `coin`");
            }
            for group in scenario.groups.iter().filter(|group| group.stake.iter().any(|stake| stake.0 == id)) {
                let message = format!("`{name}` is secured by the stakes of `{}` and has none of its own", other.name);
                let path = format!("nodes.{}.stake.{name}", group.name);
                self.problems.push_with(self.place(&path), message, format!("stake on `{}` instead", other.name));
            }
            for class in scenario.delegators.iter().filter(|class| class.network == id) {
                let message = format!("`{name}` is secured by the stakes of `{}` and has none of its own", other.name);
                let path = format!("delegators.{}", class.name);
                self.problems.push_with(self.place(&path), message, format!("name `{}`", other.name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(more: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\n[coin.bet]\n[network.a]\ncoin = \"alp\"\n[network.b]\n\
             coin = \"alp\"\n[network.c]\ncoin = \"bet\"\n[nodes.n]\ncount = 1\nstake.a = \"5 alp\"\n{more}\n"
        );
        assert_eq!(told(&text), expected, "{more}");
    }

    #[test]
    fn a_network_is_secured_by_another_that_has_stakes_of_its_coin() {
        check("[network.d]\ncoin = \"alp\"\nsecured_by = \"a\"\nprofit = \"5 usd\"", &[]);
        let own = ["the stakes of a network secure it anyway", "name another network, or leave it out"];
        check("[network.d]\ncoin = \"alp\"\nsecured_by = \"d\"", &own);
        check(
            "[network.d]\ncoin = \"alp\"\nsecured_by = \"a\"\n[network.e]\ncoin = \"alp\"\nsecured_by = \"d\"",
            &["`d` has no stakes of its own, but those of another network", "name that one: `a`"],
        );
        check(
            "[network.d]\ncoin = \"alp\"\nsecured_by = \"c\"",
            &["the stakes of `c` are in another coin than this network's", "give both networks the same `coin`"],
        );
        check(
            "[network.d]\ncoin = \"alp\"\nsecured_by = \"b\"\n[nodes.m]\ncount = 1\nstake.d = \"5 alp\"",
            &["`d` is secured by the stakes of `b` and has none of its own", "stake on `b` instead"],
        );
        check(
            "[network.d]\ncoin = \"alp\"\nsecured_by = \"b\"\n[delegators.crowd]\nnetwork = \"d\"\nstake = \"5 alp\"",
            &["`d` is secured by the stakes of `b` and has none of its own", "name `b`"],
        );
        check("[network.d]\nprofit = \"5 alp\"", &["this must be in usd, not in alp"]);
    }
}
