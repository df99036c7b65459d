//! Posted prices.

use units::money::{Money, Per, Price, USD, USD_DECIMALS};
use units::settings;
use units::settings::Nothing;

use crate::checking::Checking;

use super::policy::{CoinView, Pricer, Tariff};

settings! {
    /// Charges posted prices per request, per million tokens and per hour of plain work.
    ///
    /// fee = request + prompt n_in / 10^6 + output n_out / 10^6 + work t / 1 h, each part rounded down to base units.
    /// Prices in usd are turned into coins at the coin's current price. Without any price requests are free.
    /// Source: rate cards of model routers and of OpenGradient (reference/systems.md 1.4).
    pub struct Posted {
        /// Per request, as in `0.001 usd/request`.
        pub request: Option<Price>,
        /// For prompt tokens, as in `0.1 usd/Mtok`.
        pub prompt: Option<Price>,
        /// For output tokens, as in `0.4 usd/Mtok`.
        pub output: Option<Price>,
        /// For plain work at reference speed, as in `2 usd/h`.
        pub work: Option<Price>,
    }
}

impl Posted {
    /// Its prices, in the order of [`Tariff::parts`].
    fn parts(&self) -> [&Option<Price>; 4] {
        [&self.request, &self.prompt, &self.output, &self.work]
    }
    /// Its prices in billionths of a usd or base units of the coin, as each is written, to the nearest.
    pub(super) fn units(&self, coin: &CoinView) -> [i128; 4] {
        self.parts().map(|price| price.as_ref().map_or(0, |price| units(&price.money, coin)))
    }
    /// The tariff in coins of prices in these units.
    pub(super) fn in_coin(&self, units: [i128; 4], coin: &CoinView) -> Tariff {
        let parts = self.parts();
        let coins = |at: usize| match parts[at] {
            Some(price) => in_coin(units[at], &price.money, coin),
            None => 0,
        };
        let hour = match parts[3].as_ref().map(|price| price.per) {
            Some(Per::Span(span)) if span.ns() > 0 => {
                let hourly = i128::from(coins(3)) * 3_600_000_000_000 / i128::from(span.ns());
                i64::try_from(hourly).unwrap_or(i64::MAX)
            }
            _ => 0,
        };
        Tariff { request: coins(0), prompt: coins(1), output: coins(2), hour }
    }
    /// Whether nothing costs anything.
    pub fn is_free(&self) -> bool {
        self.parts().iter().all(|price| price.as_ref().is_none_or(|price| price.money.number.mantissa == 0))
    }
}

impl Pricer for Posted {
    type Memory = Nothing;

    fn opening(&self, coin: &CoinView) -> Tariff {
        self.in_coin(self.units(coin), coin)
    }
    fn vet(&self, checking: &mut Checking) {
        for ((key, per), price) in [("request", "request"), ("prompt", "Mtok"), ("output", "Mtok"), ("work", "h")]
            .into_iter()
            .zip(self.parts())
        {
            if let Some(price) = price {
                checking.price(key, price, per);
            }
        }
    }
}

/// An amount in billionths of a usd, or in base units of the coin, to the nearest.
fn units(money: &Money, coin: &CoinView) -> i128 {
    let decimals = if money.coin == USD { USD_DECIMALS } else { coin.decimals };
    money.number.times_rounded(10_i128.pow(decimals)).unwrap_or(0)
}

/// Base units of the network's coin that an amount is worth, given in the units in which it is written; rounded down.
fn in_coin(units: i128, money: &Money, coin: &CoinView) -> i64 {
    if money.coin != USD {
        return i64::try_from(units).unwrap_or(0);
    }
    let units = units.saturating_mul(10_i128.pow(coin.decimals)) / i128::from(coin.nano_usd.max(1));
    i64::try_from(units).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usd_prices_follow_the_coin() {
        let price: Price = "3 usd/request".parse().unwrap();
        let posted = Posted { request: Some(price), prompt: None, output: None, work: None };
        let worth = |nano_usd| posted.opening(&CoinView { decimals: 6, nano_usd }).request;
        assert_eq!((worth(1_000_000_000), worth(500_000_000)), (3_000_000, 6_000_000));
    }
}
