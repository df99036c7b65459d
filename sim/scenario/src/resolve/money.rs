//! Amounts and prices: the right coin, whole base units.

use rules::checking::Facts;
use rules::owner::coin::{Genesis, Split};
use units::money::{Per, Price, USD};
use world::scenario::Coin;

use super::Resolver;

impl Resolver<'_> {
    pub(super) fn coins(&mut self) -> Vec<Coin> {
        let mut list = Vec::new();
        for (name, coin) in &self.file.coin.list {
            let path = format!("coin.{}", name.text);
            if name.text == USD {
                self.problems.push_with(name.place, "`usd` is fiat money, not a coin", "give the coin another name");
            }
            let genesis = coin.genesis.base_units(coin.decimals);
            let facts = Facts {
                coin: Some((&name.text, coin.decimals)),
                genesis: genesis.unwrap_or(0),
                horizon: self.file.horizon,
                ..Facts::default()
            };
            let is_sound = self.vet(&path, facts, |checking| coin.vet(checking));
            self.check_split(&name.text, &coin.sharing.split);
            self.check_allocation(&name.text, &coin.genesis);
            if genesis.is_none() && is_sound {
                let coins = if let Genesis::Coins(coins) = coin.genesis { coins.to_string() } else { "so many".into() };
                let message = format!("{coins} coins with {} decimals do not fit 64 bits", coin.decimals);
                self.problems.push_with(
                    self.place(&format!("{path}.genesis")),
                    message,
                    "lower `decimals` or `genesis`",
                );
            }
            let recorded = self.prices(&coin.market, &path).into();
            list.push(Coin { name: name.text.clone(), rules: coin.clone(), genesis: genesis.unwrap_or(0), recorded });
        }
        list
    }

    /// Whether everybody who has coins at the start has this coin, and states no amount of its own.
    fn check_allocation(&mut self, coin: &str, genesis: &Genesis) {
        let Some(split) = genesis.split() else { return };
        let file = self.file;
        let only = file.coin.list.first().map(|first| first.0.text.as_str());
        let mut refuse = |at: String, message: String, remedy: &str| {
            let place = self.place(&format!("coin.{coin}.genesis.{at}"));
            self.problems.push_with(place, message, remedy);
        };
        for name in split.treasury.names() {
            let Some(row) = file.network.get_named(name) else { continue };
            if row.coin.as_ref().is_none_or(|own| own.text != coin) {
                let message = format!("`{name}` does not use {coin}, so its treasury cannot have any");
                refuse(format!("treasury.{name}"), message, "name a network whose `coin` this is");
            }
        }
        for name in split.holders.names() {
            let Some(row) = file.holders.get_named(name) else { continue };
            if row.coin.as_ref().map_or(only, |own| Some(own.text.as_str())) != Some(coin) {
                let message = format!("`holders.{name}` hold another coin than {coin}");
                refuse(format!("holders.{name}"), message, "name holders whose `coin` this is");
            } else if row.coins.is_some() {
                let message = format!("`holders.{name}.coins` states what they have, too");
                refuse(format!("holders.{name}"), message, "state it in one of the two places");
            }
        }
        for name in split.delegators.names() {
            let Some(row) = file.delegators.get_named(name) else { continue };
            let network = match &row.network {
                Some(network) => file.network.get_named(&network.text),
                None => file.network.list.first().map(|first| &first.1),
            };
            if network.and_then(|n| n.coin.as_ref()).is_none_or(|own| own.text != coin) {
                let message = format!("`delegators.{name}` stake another coin than {coin}");
                refuse(format!("delegators.{name}"), message, "name delegators of a network whose `coin` this is");
            } else if row.stake.is_some() {
                let message = format!("`delegators.{name}.stake` states what they have, too");
                refuse(format!("delegators.{name}"), message, "state it in one of the two places");
            }
        }
    }

    /// Whether new coins are split among networks that use them.
    fn check_split(&mut self, coin: &str, split: &Split) {
        let Split::Shares(shares) = split else { return };
        for network in shares.names() {
            let Some(row) = self.file.network.get_named(network) else { continue };
            if row.coin.as_ref().is_none_or(|own| own.text != coin) {
                let place = self.place(&format!("coin.{coin}.sharing.split.{network}"));
                let message = format!("`{network}` does not use {coin}, so its nodes cannot get any of it");
                self.problems.push_with(place, message, "name a network whose `coin` this is");
            }
        }
    }

    /// A cost in usd for each hour \[usd/h\].
    pub(super) fn usd_per_hour(&mut self, price: &Price, path: &str) -> f64 {
        let place = self.place(path);
        if price.money.coin != USD {
            self.problems.push(place, format!("a cost is in usd, not in {}", price.money.coin));
        }
        match price.per {
            Per::Span(span) if span.ns() > 0 => price.money.number.to_f64() * 3600.0 / span.as_secs(),
            _ => {
                self.problems.push(place, "a cost is per time, as in `0.35 usd/h`");
                0.0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::told::told;

    /// What is told of a coin, and of a network that uses it, with these lines and tables.
    fn check(coin: &str, network: &str, tables: &str, expected: &[&str]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\n{coin}\n[coin.bet]\n[network.a]\ncoin = \"alp\"\n{network}\n\
             [network.b]\ncoin = \"bet\"\n[nodes.n]\ncount = 1\n{tables}\n"
        );
        assert_eq!(told(&text), expected, "{coin} {network} {tables}");
    }

    #[test]
    fn whoever_has_coins_at_the_start_has_this_coin_and_states_it_once() {
        let fund = "[holders.fund]\ncoin = \"alp\"\n[delegators.crowd]\nnetwork = \"a\"";
        let sound = "genesis = { market = \"5 alp\", holders.fund = \"3 alp\", delegators.crowd = \"2 alp\", treasury.a = \"1 alp\" }";
        check(sound, "", fund, &[]);
        check("genesis = {}", "", "", &["no coin exists at the start", "state some on the `market`"]);
        check("genesis.market = \"5 bet\"", "", "", &["this must be in alp, not in bet"]);
        check(
            "genesis = { market = \"5 alp\", treasury.a = \"-1 alp\" }",
            "",
            "",
            &["`treasury` must be >= 0, not { a = \"-1 alp\" }"],
        );
        check(
            "genesis = { market = \"5 alp\", treasury.b = \"1 alp\" }",
            "",
            "",
            &["`b` does not use alp, so its treasury cannot have any", "name a network whose `coin` this is"],
        );
        check(
            "genesis = { market = \"5 alp\", holders.fund = \"1 alp\" }",
            "",
            "[holders.fund]\ncoin = \"bet\"",
            &["`holders.fund` hold another coin than alp", "name holders whose `coin` this is"],
        );
        check(
            "genesis = { market = \"5 alp\", holders.fund = \"1 alp\", delegators.crowd = \"1 alp\" }",
            "",
            "[holders.fund]\ncoin = \"alp\"\ncoins = \"2 alp\"\n[delegators.crowd]\nnetwork = \"a\"\nstake = \"1 alp\"",
            &[
                "`holders.fund.coins` states what they have, too",
                "state it in one of the two places",
                "`delegators.crowd.stake` states what they have, too",
                "state it in one of the two places",
            ],
        );
        check(
            "",
            "",
            "[delegators.crowd]\nnetwork = \"a\"",
            &[
                "this does not say what they have to stake",
                "state their `stake`, or `coin.alp.genesis.delegators.crowd`",
            ],
        );
    }

    #[test]
    fn schedules_scores_payments_and_spending_that_cannot_be_are_refused() {
        check(
            "",
            "",
            "[holders.team]\ncoin = \"alp\"\nvesting = { over = \"1 d\", cliff = \"2 d\" }",
            &[
                "there is nothing that could vest",
                "state their `coins`, or `coin.alp.genesis.holders.team`",
                "at 1 d all coins are free already",
                "shorten it, or let them vest `over` a longer time",
            ],
        );
        check(
            "sharing.by = { work = 0 }",
            "",
            "",
            &[
                "with both exponents at 0 every node weighs the same, also those that do not serve",
                "raise `work` or `stake` above 0",
            ],
        );
        check("", "payment.upto = { most = \"0 usd\" }", "", &["`most` must be > 0, not \"0 usd\""]);
        check("", "payment.ticket = { face = \"1 bet\" }", "", &["this must be in alp, not in bet"]);
        check(
            "",
            "spending = { rate = \"5 alp/d\" }",
            "",
            &["spending is in usd per time, and `5 alp/d` is not", "write it as in `5_000 usd/d`"],
        );
        check("", "spending.rate = \"-5 usd/d\"", "", &["`rate` must be >= 0, not \"-5 usd/d\""]);
    }
    #[test]
    fn buybacks_that_cannot_be_are_refused() {
        let refused = |rule: &str, expected: &[&str]| check("", &format!("buyback = {rule}"), "", expected);
        refused("{ coin = \"bet\", rate = \"5 usd/d\" }", &[]);
        refused(
            "{ coin = \"alp\", share = \"50 %\" }",
            &[
                "fees come in alp already, so that buying it back would only burn them",
                "set `payout.fee_split.burn` instead, or name another coin that usd are to buy",
            ],
        );
        refused("{ coin = \"bet\" }", &["this spends nothing", "give a `share` of fees, or a `rate` in usd"]);
        refused(
            "{ coin = \"bet\", share = \"50 %\", rate = \"5 usd/d\" }",
            &["`share` and `rate` exclude each other", "keep one of them"],
        );
        refused(
            "{ coin = \"bet\", rate = \"5 alp/d\" }",
            &["a buyback is in usd per time, and `5 alp/d` is not", "write it as in `5_000 usd/d`"],
        );
        refused(
            "{ coin = \"bet\", rate = \"10_000_000_000 usd/d\" }",
            &[
                "this is more usd at a time than the books hold",
                "lower it: the books count billionths of a usd in 64 bits",
            ],
        );
        refused("{ coin = \"bat\", share = \"5 %\" }", &["there is no coin `bat`", "did you mean `bet`?"]);
        let free = "[network.free]\nbuyback = { coin = \"bet\", share = \"5 %\" }";
        check("", "", free, &["a network without a coin has no treasury", "name its `coin`"]);
    }
    #[test]
    fn insurances_that_cannot_be_are_refused() {
        check("", "insurance = { wrong_answer = 2 }\npayout.fee_split = { insurance = \"5 %\" }", "", &[]);
        let nobody = ["this insures nobody", "set `wrong_answer`, as in `wrong_answer = 2`, or `delegators`"];
        check("", "insurance = {}", "", &nobody);
        check(
            "",
            "insurance = { reserve = \"5 bet\", delegators = \"5 %\" }",
            "",
            &["this must be in alp, not in bet"],
        );
        check("", "insurance = { most = \"0 alp\", delegators = \"5 %\" }", "", &["`most` must be > 0, not \"0 alp\""]);
        let none = [
            "the network has no insurance that this could go to",
            "add an `insurance` to the network, as in `insurance = { wrong_answer = 2 }`",
        ];
        check("", "payout.fee_split = { insurance = \"5 %\" }", "", &none);
        check("", "slashing.wrong.fixed = { share = \"5 %\", destination = \"insurance\" }", "", &none);
        let free = "[network.free]\ninsurance = { wrong_answer = 2 }";
        check("", "", free, &["a network without a coin has nothing to insure with", "name its `coin`"]);
        check(
            "genesis = 100",
            "insurance = { reserve = \"200 alp\", wrong_answer = 2 }",
            "",
            &[
                "holders, delegators, treasuries and the pool have 200 alp at the start, but only 100 exist",
                "raise `genesis`, or give them fewer",
            ],
        );
    }
}
