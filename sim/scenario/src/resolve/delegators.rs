//! Classes of delegators: on which network they stake, and how much.

use rules::checking::Facts;
use rules::owner::delegators::Delegators as Rules;
use units::ids::NetworkId;
use world::scenario::Delegators;

use super::Resolver;
use crate::names::find;

impl Resolver<'_> {
    pub(super) fn delegators(&mut self) -> Option<Vec<Delegators>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, rules) in &file.delegators.list {
            let path = format!("delegators.{}", name.text);
            let Some(network) = self.network_of(rules, &path) else {
                whole = false;
                continue;
            };
            let (network_name, network_rules) = &file.network.list[network.row()];
            let Some(named) = &network_rules.coin else {
                let message = format!("`{}` has no coin that they could stake", network_name.text);
                let remedy = format!("name the `coin` of `[network.{}]`", network_name.text);
                self.problems.push_with(self.place(&path), message, remedy);
                whole = false;
                continue;
            };
            if network_rules.appeals.is_some() {
                let message = format!(
                    "slashes of `{}` can be appealed, and what they take of delegated stake is not held back",
                    network_name.text
                );
                let remedy = format!("leave out the delegators, or `network.{}.appeals`", network_name.text);
                self.problems.push_with(self.place(&path), message, remedy);
                whole = false;
                continue;
            }
            let Some(coin) = find(named, &file.coin) else {
                whole = false;
                continue;
            };
            let (coin_name, coin_rules) = &file.coin.list[coin.row()];
            let facts = Facts { coin: Some((&coin_name.text, coin_rules.decimals)), ..Facts::default() };
            whole &= self.vet(&path, facts, |checking| rules.vet(checking));
            let given = coin_rules.genesis.split().and_then(|split| split.delegators.get_named(&name.text));
            let Some(stake) = rules.stake.as_ref().or(given) else {
                let message = "this does not say what they have to stake";
                let remedy =
                    format!("state their `stake`, or `coin.{}.genesis.delegators.{}`", coin_name.text, name.text);
                self.problems.push_with(self.place(&path), message, remedy);
                whole = false;
                continue;
            };
            let stake = stake.base_units(coin_rules.decimals).unwrap_or(0);
            list.push(Delegators { name: name.text.clone(), rules: rules.clone(), network, coin, stake });
        }
        whole.then_some(list)
    }

    /// The network of a class: the one that it names, or the only one.
    fn network_of(&mut self, rules: &Rules, path: &str) -> Option<NetworkId> {
        match (&rules.network, &self.file.network.list[..]) {
            (Some(network), _) => find(network, &self.file.network),
            (None, [_]) => Some(NetworkId(0)),
            (None, []) => {
                let message = "there is no network on which they could stake";
                self.problems.push_with(self.place(path), message, "write a table `[network.alpha]`");
                None
            }
            (None, networks) => {
                let names: Vec<&str> = networks.iter().map(|network| network.0.text.as_str()).collect();
                let message =
                    format!("there are {} networks, and this does not say on which of them they stake", networks.len());
                let remedy = format!("name their `network`: one of {}", names.join(", "));
                self.problems.push_with(self.place(path), message, remedy);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    const TWO: &str = "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\n[network.a]\ncoin = \"alp\"\n[network.b]\n\
        [nodes.n]\ncount = 1\n";

    /// Two networks, of which one has a coin, with more tables.
    fn check(more: &str, expected: &[&str]) {
        assert_eq!(told(&format!("{TWO}{more}")), expected, "{more}");
    }

    #[test]
    fn delegators_say_on_which_network_they_stake_and_have_its_coin() {
        check(
            "[delegators.crowd]\nstake = \"5 alp\"\n",
            &[
                "there are 2 networks, and this does not say on which of them they stake",
                "name their `network`: one of a, b",
            ],
        );
        check(
            "[delegators.crowd]\nnetwork = \"b\"\nstake = \"5 alp\"\n",
            &["`b` has no coin that they could stake", "name the `coin` of `[network.b]`"],
        );
        check("[delegators.crowd]\nnetwork = \"a\"\nstake = \"5 bet\"\n", &["this must be in alp, not in bet"]);
        check("[delegators.crowd]\nnetwork = \"a\"\nstake = \"-5 alp\"\n", &["a stake cannot be negative"]);
        check(
            "[delegators.crowd]\nnetwork = \"a\"\nstake = \"2_000_000_000 alp\"\n",
            &[
                "holders, delegators, treasuries and the pool have 2000000000 alp at the start, but only 1000000000 exist",
                "raise `genesis`, or give them fewer",
            ],
        );
    }

    #[test]
    fn delegators_have_no_costs_to_cover() {
        check(
            "[delegators.crowd]\nnetwork = \"a\"\nstake = \"5 alp\"\nsells = \"to_cover_costs\"\n",
            &["delegators have no costs to cover, and would never sell", "choose `hold`, `all` or `share`"],
        );
    }

    #[test]
    fn a_scale_of_yields_is_above_zero() {
        check(
            "[delegators.crowd]\nnetwork = \"a\"\nstake = \"5 alp\"\nchooses.yields = { scale = \"0 %/y\" }\n",
            &["a scale is above 0", "write a difference of yields, as in `1 %/y`"],
        );
    }
}
