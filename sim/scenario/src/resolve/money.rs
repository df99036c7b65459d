//! Amounts and prices: the right coin, whole base units.

use rules::emission::Emission;
use units::ids::CoinId;
use units::money::{Money, Per, Price, USD};
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
            let price = coin.market.price();
            let at = format!("{path}.market.{}.price", coin.market.name());
            if price.coin != USD {
                self.problems.push(self.place(&at), format!("a coin's price is in usd, not in {}", price.coin));
            } else if price.base_units(6).is_none_or(|micros| micros <= 0) {
                self.problems.push(self.place(&at), "a price must be above 0 and whole in millionths of a usd");
            }
            if let Emission::Constant(constant) = &coin.emission {
                let at = format!("{path}.emission.constant.rate");
                if !matches!(constant.rate.per, Per::Span(_)) {
                    self.problems.push(self.place(&at), "an emission is in a time, as in `100 alp/h`");
                }
                self.base_units(&constant.rate.money, &name.text, coin.decimals, &at);
            }
            let genesis = i128::from(coin.genesis) * 10_i128.pow(coin.decimals);
            self.check_minted(coin, genesis, &path);
            let genesis = i64::try_from(genesis).ok();
            if genesis.is_none() {
                let message = format!("{} coins with {} decimals do not fit 64 bits", coin.genesis, coin.decimals);
                self.problems.push_with(
                    self.place(&format!("{path}.genesis")),
                    message,
                    "lower `decimals` or `genesis`",
                );
            }
            list.push(Coin { name: name.text.clone(), rules: coin.clone(), genesis: genesis.unwrap_or(0) });
        }
        list
    }

    /// Notes an emission that mints more within the horizon than the ledger holds.
    fn check_minted(&mut self, coin: &rules::owner::coin::Coin, genesis: i128, path: &str) {
        let Some(rate) = coin.emission.constant().map(|constant| &constant.rate) else { return };
        let Per::Span(span) = rate.per else { return };
        let units = rate.money.number.times_rounded(10_i128.pow(coin.decimals)).unwrap_or(0);
        let minted = units.saturating_mul(i128::from(self.file.horizon.ns())) / i128::from(span.ns().max(1));
        if genesis <= i128::from(i64::MAX) && genesis + minted > i128::from(i64::MAX) {
            let message = format!("within {} this mints more base units than fit 64 bits", self.file.horizon);
            let place = self.place(&format!("{path}.emission.constant.rate"));
            self.problems.push_with(place, message, "lower `rate` or the coin's `decimals`");
        }
    }

    /// Base units of an amount that must be in a coin.
    pub(super) fn base_units(&mut self, money: &Money, coin: &str, decimals: u32, path: &str) -> Option<i64> {
        if money.coin != coin {
            let message = format!("this must be in {coin}, not in {}", money.coin);
            self.problems.push(self.place(path), message);
            return None;
        }
        let units = money.base_units(decimals);
        if units.is_none() {
            let message = format!(
                "`{money}` is not a whole number of the smallest unit, or too many: {coin} has {decimals} decimals"
            );
            self.problems.push(self.place(path), message);
        }
        units
    }

    /// Checks that a price is in usd or the network's coin, and for the right thing.
    pub(super) fn check_price(&mut self, price: &Price, per: &str, coin: Option<CoinId>, path: &str) {
        let place = self.place(path);
        let is_right = match per {
            "request" => price.per == Per::Request,
            "Mtok" => price.per == Per::MillionTokens,
            _ => matches!(price.per, Per::Span(_)),
        };
        if !is_right {
            let message = format!("this price must be for each {per}, as in `1 {}/{per}`", price.money.coin);
            self.problems.push(place, message);
        }
        if price.money.number.mantissa < 0 {
            self.problems.push(place, "a price cannot be negative");
        }
        match coin {
            None => {
                self.problems.push_with(
                    place,
                    "a network without a coin is free",
                    "name its `coin`, or leave the price out",
                );
            }
            Some(coin) => {
                let name = &self.file.coin.list[coin.row()].0.text;
                if price.money.coin != USD && price.money.coin != *name {
                    let message = format!("a price here is in usd or {name}, not in {}", price.money.coin);
                    self.problems.push(place, message);
                }
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
                self.problems.push(place, "a cost is in a time, as in `0.35 usd/h`");
                0.0
            }
        }
    }
}
