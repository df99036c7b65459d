//! Posted prices.

use units::money::{Money, Per, Price, USD, USD_DECIMALS};
use units::settings;

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

impl Pricer for Posted {
    fn tariff(&self, coin: &CoinView) -> Tariff {
        let units = |price: &Option<Price>| price.as_ref().map_or(0, |p| in_coin(&p.money, coin));
        let hour = self.work.as_ref().map_or(0, |p| match p.per {
            Per::Span(span) if span.ns() > 0 => {
                let hourly = i128::from(in_coin(&p.money, coin)) * 3_600_000_000_000 / i128::from(span.ns());
                i64::try_from(hourly).unwrap_or(i64::MAX)
            }
            _ => 0,
        });
        Tariff { request: units(&self.request), prompt: units(&self.prompt), output: units(&self.output), hour }
    }
    fn vet(&self, checking: &mut Checking) {
        let prices = [
            ("request", &self.request, "request"),
            ("prompt", &self.prompt, "Mtok"),
            ("output", &self.output, "Mtok"),
            ("work", &self.work, "h"),
        ];
        for (key, price, per) in prices {
            if let Some(price) = price {
                checking.price(key, price, per);
            }
        }
    }
}

/// Base units of the network's coin that an amount is worth, rounded down.
fn in_coin(money: &Money, coin: &CoinView) -> i64 {
    if money.coin != USD {
        return money.number.times_rounded(10_i128.pow(coin.decimals)).and_then(|n| i64::try_from(n).ok()).unwrap_or(0);
    }
    let nanos = money.number.times_rounded(10_i128.pow(USD_DECIMALS)).unwrap_or(0);
    let units = nanos.saturating_mul(10_i128.pow(coin.decimals)) / i128::from(coin.nano_usd.max(1));
    i64::try_from(units).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usd_prices_follow_the_coin() {
        let money: Money = "3 usd".parse().unwrap();
        let worth = |nano_usd| in_coin(&money, &CoinView { decimals: 6, nano_usd });
        assert_eq!((worth(1_000_000_000), worth(500_000_000)), (3_000_000, 6_000_000));
    }
}
