//! Holders of coins: what they have at the start, and by which coin they trade.

use rules::checking::Facts;
use rules::owner::holders::Holders as Rules;
use rules::weather::{Fault, Target};
use units::ids::{CoinId, HolderId};
use units::money::USD_DECIMALS;
use units::reference::Ref;
use world::scenario::Holders;

use super::Resolver;
use crate::names::find;

impl Resolver<'_> {
    pub(super) fn holders(&mut self) -> Option<Vec<Holders>> {
        let file = self.file;
        let mut list = Vec::new();
        let mut whole = true;
        for (name, rules) in &file.holders.list {
            let path = format!("holders.{}", name.text);
            let Some(coin) = self.coin_of(rules, &path) else {
                whole = false;
                continue;
            };
            let (coin_name, coin_rules) = &file.coin.list[coin.row()];
            let facts = Facts { coin: Some((&coin_name.text, coin_rules.decimals)), ..Facts::default() };
            whole &= self.vet(&path, facts, |checking| rules.vet(checking));
            let is_pool = coin_rules.market.reserves(coin_rules.decimals).is_some();
            if rules.rule.needs_pool() && !is_pool {
                let message = format!("`{}` is not traded in a pool, whose price they could move", coin_name.text);
                let remedy = format!("give it one: `coin.{}.market.pool`", coin_name.text);
                self.problems.push_with(self.place(&format!("{path}.rule")), message, remedy);
                whole = false;
            }
            let reference = match rules.rule.reference() {
                None => None,
                Some(other) => match find(other, &file.coin) {
                    Some(id) if id == coin => {
                        let message = "a coin is no reference for its own price";
                        self.problems.push_with(other.place, message, "name another coin, with a market of its own");
                        whole = false;
                        None
                    }
                    found => {
                        whole &= found.is_some();
                        found
                    }
                },
            };
            let given = coin_rules.genesis.split().and_then(|split| split.holders.get_named(&name.text));
            let coins = rules.coins.as_ref().or(given);
            if rules.vesting.is_some() && coins.is_none() {
                let message = "there is nothing that could vest";
                let remedy = format!("state their `coins`, or `coin.{}.genesis.holders.{}`", coin_name.text, name.text);
                self.problems.push_with(self.place(&format!("{path}.vesting")), message, remedy);
                whole = false;
            }
            let amount = |money: Option<&units::money::Money>, decimals| {
                money.and_then(|money| money.base_units(decimals)).unwrap_or(0)
            };
            list.push(Holders {
                name: name.text.clone(),
                rules: rules.clone(),
                coin,
                coins: amount(coins, coin_rules.decimals),
                usd: amount(rules.usd.as_ref(), USD_DECIMALS),
                reference,
            });
        }
        whole.then_some(list)
    }

    /// The coin of holders: the one that they name, or the only one.
    fn coin_of(&mut self, rules: &Rules, path: &str) -> Option<CoinId> {
        match (&rules.coin, &self.file.coin.list[..]) {
            (Some(coin), _) => find(coin, &self.file.coin),
            (None, [_]) => Some(CoinId(0)),
            (None, []) => {
                let message = "there is no coin that they could hold";
                self.problems.push_with(self.place(path), message, "write a table `[coin.alp]`");
                None
            }
            (None, coins) => {
                let names: Vec<&str> = coins.iter().map(|coin| coin.0.text.as_str()).collect();
                let message = format!("there are {} coins, and this does not say which of them they hold", coins.len());
                let remedy = format!("name their `coin`: one of {}", names.join(", "));
                self.problems.push_with(self.place(path), message, remedy);
                None
            }
        }
    }

    /// Who sells in a crash, if holders do; nothing where that cannot be, which is told.
    #[expect(clippy::option_option, reason = "no seller and a wrong one are two things")]
    pub(super) fn seller(&mut self, seller: Option<&Ref<HolderId>>, fault: &Fault) -> Option<Option<HolderId>> {
        let Some(seller) = seller else { return Some(None) };
        let Target::Coin(coin) = fault.policy().target() else { return Some(None) };
        let id = find(seller, &self.file.holders)?;
        let only = || self.file.coin.list.first().map(|first| first.0.text.as_str());
        let held = self.file.holders[id.row()].coin.as_ref().map_or_else(only, |held| Some(held.text.as_str()));
        if held != Some(coin.text.as_str()) {
            let message = format!("`holders.{}` hold another coin than `{}`", seller.text, coin.text);
            self.problems.push_with(seller.place, message, "name holders of the coin that falls");
            return None;
        }
        let market = &self.file.coin.get_named(&coin.text)?.market;
        if market.reserves(0).is_none() {
            let message =
                format!("nobody has to sell: `{}` is not traded in a pool, and its price falls by itself", coin.text);
            self.problems.push_with(seller.place, message, "leave `seller` out, or trade the coin in a `market.pool`");
            return None;
        }
        Some(Some(id))
    }
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use crate::told::told;

    const POOL: &str = "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\nmarket.pool = { coins = \"1_000 alp\", usd = \"100 usd\" }\n\
        [coin.bet]\n[network.a]\ncoin = \"alp\"\n[nodes.n]\ncount = 1\n";

    /// The pool with more tables.
    fn check(more: &str, expected: &[&str]) {
        assert_eq!(told(&format!("{POOL}{more}")), expected, "{more}");
    }

    #[test]
    fn holders_say_which_coin_they_hold_and_hold_no_more_than_there_is() {
        check(
            "[holders.fund]\n",
            &["there are 2 coins, and this does not say which of them they hold", "name their `coin`: one of alp, bet"],
        );
        check(
            "[holders.fund]\ncoin = \"alp\"\ncoins = \"5 bet\"\nusd = \"1 bet\"\n",
            &["this must be in alp, not in bet", "this must be in usd, not in bet"],
        );
        check("[holders.fund]\ncoin = \"alp\"\nusd = \"-1 usd\"\n", &["`usd` must be >= 0, not \"-1 usd\""]);
        check("[holders.fund]\ncoin = \"alp\"\ncoins = \"-1 alp\"\n", &["`coins` must be >= 0, not \"-1 alp\""]);
        check(
            "[holders.fund]\ncoin = \"alp\"\ncoins = \"1_000_000_000 alp\"\n",
            &[
                "holders, delegators, treasuries and the pool have 1000001000 alp at the start, but only 1000000000 exist",
                "raise `genesis`, or give them fewer",
            ],
        );
    }

    #[test]
    fn rules_of_holders_that_cannot_be_are_refused() {
        check(
            "[holders.fund]\ncoin = \"bet\"\nrule.arbitrage = { to = \"alp\" }\n",
            &["`bet` is not traded in a pool, whose price they could move", "give it one: `coin.bet.market.pool`"],
        );
        check(
            "[holders.fund]\ncoin = \"alp\"\nrule.arbitrage = { to = \"alp\" }\n",
            &["a coin is no reference for its own price", "name another coin, with a market of its own"],
        );
        check(
            "[holders.fund]\ncoin = \"alp\"\nrule.value = { price = \"0.0000000001 usd\", depth = \"3 usd/h\" }\n",
            &[
                "`0.0000000001 usd` is not a whole number of the smallest unit, or too many: usd has 9 decimals",
                "a depth is in usd for each percent, as in `40_000 usd/%`",
            ],
        );
        check(
            "[holders.fund]\ncoin = \"alp\"\nreview = \"1 ms\"\nrule.momentum = { window = \"1 d\", depth = \"3 usd/%\" }\n",
            &["86400000 reviews in a window are more than 10000", "shorten the window, or raise `review`"],
        );
    }

    #[test]
    fn who_sells_in_a_crash_has_the_coin_and_a_pool_to_sell_into() {
        let crash = |coin: &str| {
            format!(
                "[holders.fund]\ncoin = \"bet\"\n[weather.w]\nat = \"1 h\"\nprice_crash = {{ coin = \"{coin}\", by = \"5 %\", seller = \"fund\" }}\n"
            )
        };
        check(&crash("alp"), &["`holders.fund` hold another coin than `alp`", "name holders of the coin that falls"]);
        check(
            &crash("bet"),
            &[
                "nobody has to sell: `bet` is not traded in a pool, and its price falls by itself",
                "leave `seller` out, or trade the coin in a `market.pool`",
            ],
        );
    }

    #[test]
    fn stakes_that_cost_more_usd_than_the_books_hold_are_told() {
        let text = "# q?\nname = \"t\"\nhorizon = \"3 d\"\n[coin.eth]\nmarket.fixed = { price = \"4_500 usd\" }\n[network.a]\ncoin = \"eth\"\n\
            [nodes.n]\ncount = 81_800\nstake.a = \"32 eth\"\n";
        let checked = crate::open_text(text, &Request { file: "t.toml".into(), ..Request::default() });
        let told = crate::warnings(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))));
        let says = "coin.eth: the stakes of all nodes cost 1.178e10 usd at the start, and the books hold 9.22e9 usd: nodes beyond come \
                    without a stake; state the coin at a lower price";
        assert!(told.iter().any(|told| told == says), "{told:?}");
    }

    #[test]
    fn a_pool_with_sellers_alone_and_stakes_that_cannot_be_had_are_told() {
        let text = "# q?\nname = \"t\"\nhorizon = \"3 d\"\n[coin.alp]\ngenesis = 2_100\nmarket.pool = { coins = \"1_000 alp\", \
            usd = \"400 usd\" }\nemission.constant = { rate = \"5 alp/h\" }\n[holders.fund]\ncoins = \"100 alp\"\n[network.a]\ncoin = \"alp\"\n\
            [nodes.n]\ncount = 11\nstake.a = \"100 alp\"\nsells = \"all\"\n";
        let request = Request { file: "t.toml".into(), ..Request::default() };
        let checked = crate::open_text(text, &request).unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain)));
        let told = crate::warnings(&checked);
        let expected = [
            "coin.alp: not all nodes can stake at the start: the pool, holders, delegators and treasuries leave 1000 alp, and stakes take 1100; \
             raise `genesis`, or lower the stakes",
            "operators sell alp into a pool from which nobody buys: up to 120 alp a day, worth 48 usd at the start, against \
             2 usd that move the price by 1 %; add buyers, as in `[holders.value]` with a `rule.value`",
        ];
        assert_eq!(told, expected);
    }
}
