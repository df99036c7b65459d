//! Networks that weigh their nodes: whether anything is there to weigh, and coins that are shared by it.

use rules::owner::coin::{Basis, Split};
use rules::weight::Weighing;
use units::ids::{CoinId, NetworkId};
use world::scenario::{Group, Scenario};

use super::Resolver;

impl Resolver<'_> {
    /// Refuses weights that no node can have, and new coins shared by weights that nobody has or that do not compare.
    pub(super) fn check_weights(&mut self, scenario: &Scenario) {
        for (at, row) in scenario.networks.iter().enumerate() {
            let (id, home) = (NetworkId::of(at), scenario.home(NetworkId::of(at)));
            let Some(Weighing::Stake(_)) = row.rules.weight.as_ref().map(|weight| &weight.by) else { continue };
            let stakes = |g: &Group| g.rules.restakes || g.stake.iter().any(|&(on, units)| on == home && units > 0);
            if !scenario.groups.iter().filter(|g| g.networks.contains(&id)).any(stakes) {
                let message = format!("no node has a stake on `{}`, so none would ever weigh anything", row.name);
                let remedy = "give its nodes a `stake`, or weigh them by `sprint` or `formula`";
                self.problems.push_with(self.place(&format!("network.{}.weight", row.name)), message, remedy);
            }
        }
        for (at, coin) in scenario.coins.iter().enumerate() {
            let sharing = &coin.rules.sharing;
            let own = || scenario.networks.iter().filter(|row| row.coin == Some(CoinId::of(at)));
            if sharing.by != Basis::Weight {
                continue;
            }
            let path = format!("coin.{}.sharing", coin.name);
            if let Some(row) = own().find(|row| row.rules.weight.is_none()) {
                let message = format!("`{}` does not weigh its nodes", row.name);
                let remedy = format!("say by what, as in `network.{}.weight.sprint`, or share by `stake`", row.name);
                self.problems.push_with(self.place(&format!("{path}.by")), message, remedy);
            } else if own().count() > 1 && sharing.split == Split::Together {
                let message = "what nodes weigh on one network does not compare with what they weigh on another";
                let remedy = "split new coins among the networks first, as in `split = \"work\"`";
                self.problems.push_with(self.place(&format!("{path}.by")), message, remedy);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    fn check(more: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\n[network.a]\ncoin = \"alp\"\n[nodes.n]\ncount = 1\n{more}\n"
        );
        assert_eq!(told(&text), expected, "{more}");
    }

    #[test]
    fn weights_need_something_to_weigh() {
        check("[network.a.weight]\nformula = { of = \"speed * slots\" }", &[]);
        check(
            "[network.a.weight]\nstake = {}",
            &[
                "no node has a stake on `a`, so none would ever weigh anything",
                "give its nodes a `stake`, or weigh them by `sprint` or `formula`",
            ],
        );
        check(
            "[network.a.weight]\nformula = { of = \"1 / backlog\" }",
            &[
                "a weight lasts until the next weighing, and `backlog` does not",
                "use `stake_coins`, `speed`, `slots`, `price_usd_h` or `reputation`",
            ],
        );
        check("[network.b]\nreputation.beta = {}\nweight = { formula = { of = \"reputation\" } }", &[]);
        check(
            "[network.b]\nweight = { formula = { of = \"reputation\" } }",
            &[
                "nodes are weighed by `reputation`, and network `b` keeps none",
                "add one, as in `network.b.reputation.beta = {}`",
            ],
        );
        check(
            "[network.a.weight]\nevery = \"1 h\"\nsprint = { lasts = \"1 h\", rate = \"5 /s\" }",
            &["sprints of 1 h do not end before the next one, 1 h later", "shorten `lasts`, or lengthen `every`"],
        );
        check(
            "[network.free]\nweight = { formula = { of = \"speed\" }, collateral = { each = \"1 alp\" } }",
            &["a network without a coin has no stakes", "name its `coin`, or leave `collateral` out"],
        );
    }

    #[test]
    fn coins_are_shared_by_weights_that_are_there_and_compare() {
        let by_weight = "[coin.bet]\nsharing.by = \"weight\"\nemission.constant.rate = \"1 bet/h\"\n[network.b]\n\
                         coin = \"bet\"\nweight = { formula = { of = \"speed\" } }\n";
        check(by_weight, &[]);
        check(
            &format!("{by_weight}[network.c]\ncoin = \"bet\""),
            &["`c` does not weigh its nodes", "say by what, as in `network.c.weight.sprint`, or share by `stake`"],
        );
        check(
            &format!("{by_weight}[network.c]\nlike = \"network.b\""),
            &[
                "what nodes weigh on one network does not compare with what they weigh on another",
                "split new coins among the networks first, as in `split = \"work\"`",
            ],
        );
    }
}
