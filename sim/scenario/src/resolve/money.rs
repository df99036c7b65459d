//! Amounts and prices: the right coin, whole base units.

use rules::checking::Facts;
use rules::owner::coin::Split;
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
            let genesis = i128::from(coin.genesis) * 10_i128.pow(coin.decimals);
            let genesis = i64::try_from(genesis).ok();
            let facts = Facts {
                coin: Some((&name.text, coin.decimals)),
                genesis: genesis.unwrap_or(0),
                horizon: self.file.horizon,
                ..Facts::default()
            };
            self.vet(&path, facts, |checking| coin.vet(checking));
            self.check_split(&name.text, &coin.sharing.split);
            if genesis.is_none() {
                let message = format!("{} coins with {} decimals do not fit 64 bits", coin.genesis, coin.decimals);
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
