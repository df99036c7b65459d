//! Amounts and prices: the right coin, whole base units.

use rules::checking::Facts;
use rules::owner::coin::{Genesis, Split};
use units::ids::CoinId;
use units::money::{Per, Price, USD};
use world::scenario::{Coin, Quote};

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
            let (name, rules, genesis) = (name.text.clone(), coin.clone(), genesis.unwrap_or(0));
            list.push(Coin { name, rules, genesis, recorded, quote: None });
        }
        self.quotes(&mut list);
        list
    }

    /// Finds the coins in which pools are quoted, and what is in the pools of them.
    fn quotes(&mut self, list: &mut [Coin]) {
        let mut waiting: Vec<(usize, usize, i64)> = Vec::new();
        for (at, coin) in list.iter().enumerate() {
            let Some(against) = coin.rules.market.against() else { continue };
            let place = self.place(&format!("coin.{}.market.pool.against", coin.name));
            let Some(other) = list.iter().position(|other| other.name == against.coin) else {
                let message = format!("there is no coin `{}`", against.coin);
                let remedy = if against.coin == USD { "state usd as `usd`" } else { "name another coin of the file" };
                self.problems.push_with(place, message, remedy);
                continue;
            };
            let decimals = list[other].rules.decimals;
            match against.base_units(decimals).filter(|&units| units > 0) {
                _ if other == at => {
                    self.problems.push_with(place, "a coin is not quoted in itself", "name another coin of the file");
                }
                Some(units) => waiting.push((at, other, units)),
                None => {
                    let message =
                        format!("`{against}` is not a whole number of its smallest unit above 0, or too many");
                    self.problems.push_with(place, message, format!("{} has {decimals} decimals", against.coin));
                }
            }
        }
        // Each is worth what the coin in which it is quoted is worth, so that this comes first.
        while let Some(next) = waiting.iter().position(|(_, other, _)| waiting.iter().all(|(at, ..)| at != other)) {
            let (at, other, units) = waiting.remove(next);
            let unit = 10_i128.pow(list[other].rules.decimals);
            let usd = i128::from(units) * i128::from(list[other].opening()) / unit;
            let usd = i64::try_from(usd).unwrap_or(i64::MAX);
            list[at].quote = Some(Quote { coin: CoinId::of(other), units, usd });
        }
        if let Some((at, ..)) = waiting.first() {
            let place = self.place(&format!("coin.{}.market.pool.against", list[*at].name));
            let message = "coins are quoted in each other in a circle, so that none has a price";
            self.problems.push_with(place, message, "give one of them a pool in usd, or another market");
        }
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
        check(
            "",
            "payment.escrow = {}",
            "",
            &[
                "this sets the price aside and nothing more, as `exact` does",
                "say how much more, as in `output = 4_096` or `times = \"200 %\"`",
            ],
        );
        check("", "payment.escrow.times = \"50 %\"", "", &["`times` must be >= 100 %, not \"50 %\""]);
        check(
            "",
            "payment.stake = { amount = \"1 bet\", nodes = 3, session = \"1 h\" }",
            "",
            &["this must be in alp, not in bet"],
        );
        check("", "payment.ticket = { face = \"1 bet\" }", "", &["this must be in alp, not in bet"]);
        check(
            "",
            "settlement.batch = {}",
            "",
            &[
                "nothing ends such a batch: its claims would never be settled",
                "say when, as in `batch = { size = 20, age = \"15 min\" }`",
            ],
        );
        check("", "settlement.batch = { size = 0 }", "", &["`size` must be >= 1, not 0"]);
        check("", "settlement.session = { every = \"0 s\" }", "", &["`every` must be > 0 s, not \"0 s\""]);
        check("", "settlement.fee = \"1 bet\"", "", &["this must be in alp, not in bet"]);
        check("", "settlement.fee = \"-1 usd\"", "", &["`fee` must be >= 0, not \"-1 usd\""]);
        check(
            "",
            "[network.c]\nsettlement.fee = \"1 usd\"",
            "",
            &[
                "a network without a coin is free: there is nothing to settle",
                "name its `coin`, or leave `settlement` out",
            ],
        );
        check(
            "",
            "spending = { rate = \"5 alp/d\" }",
            "",
            &["spending is in usd per time, and `5 alp/d` is not", "write it as in `5_000 usd/d`"],
        );
        check(
            "",
            "spending.rate = \"10_000_000_000 usd/d\"",
            "",
            &[
                "over the run this is more usd than the books hold",
                "lower it: the books count billionths of a usd in 64 bits",
            ],
        );
        check("", "spending.rate = \"-5 usd/d\"", "", &["`rate` must be >= 0, not \"-5 usd/d\""]);
    }
    #[test]
    fn a_pool_is_quoted_in_usd_or_in_another_coin_that_has_a_price() {
        let pool = |fields: &str| format!("market.pool = {{ coins = \"5 alp\", {fields} }}");
        let of = |fields: &str, expected: &[&str]| check(&pool(fields), "", "", expected);
        of("against = \"7 bet\"", &[]);
        of(
            "fee = \"1 %\"",
            &[
                "a pool with nothing to pay sellers with",
                "say how much, as in `usd = \"1_200_000 usd\"`, or `against = \"40_000 tao\"` of another coin",
            ],
        );
        of(
            "usd = \"1 usd\", against = \"7 bet\"",
            &["a pool is quoted in usd or in another coin, not in both", "leave one of them out"],
        );
        of("against = \"7 cat\"", &["there is no coin `cat`", "name another coin of the file"]);
        of("against = \"7 usd\"", &["there is no coin `usd`", "state usd as `usd`"]);
        of("against = \"7 alp\"", &["a coin is not quoted in itself", "name another coin of the file"]);
        of("against = \"0 bet\"", &["`against` must be > 0, not \"0 bet\""]);
        of(
            "against = \"0.000_000_1 bet\"",
            &["`0.0000001 bet` is not a whole number of its smallest unit above 0, or too many", "bet has 6 decimals"],
        );
        let circle = "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\nmarket.pool = { coins = \"5 alp\", against = \"5 bet\" }\n\
            [coin.bet]\nmarket.pool = { coins = \"5 bet\", against = \"5 alp\" }\n[network.a]\ncoin = \"alp\"\n[nodes.n]\ncount = 1\n";
        assert_eq!(
            told(circle),
            [
                "coins are quoted in each other in a circle, so that none has a price",
                "give one of them a pool in usd, or another market",
            ]
        );
        // What is in the pools of others is a part of the genesis supply.
        let scarce = "# q?\nname = \"t\"\nhorizon = \"1 d\"\n[coin.alp]\nmarket.pool = { coins = \"5 alp\", against = \"8 bet\" }\n\
            [coin.bet]\ngenesis = 10\nmarket.pool = { coins = \"5 bet\", usd = \"5 usd\" }\n[network.a]\ncoin = \"alp\"\n\
            [nodes.n]\ncount = 1\n";
        assert_eq!(
            told(scarce)[0],
            "the stakes of all nodes and what is in the pool are more bet than the genesis supply"
        );
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
