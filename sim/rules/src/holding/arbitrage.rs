//! A holder that keeps a pool at the price of another market.

use engine::draws::Draws;
use units::ids::CoinId;
use units::reference::Ref;
use units::settings;

use super::policy::{Investor, View, whole};

settings! {
    /// Trades with the pool until its price is that of another coin, less the fee.
    ///
    /// The other coin stands for the same one on another venue: give it a market that moves by itself, such as `gbm`
    /// or `replay`. With x coins and y usd in the pool, R the reference and f = 1 - fee, it buys `x - sqrt(x y / (f
    /// R))` coins if that is above 0, or sells `(sqrt(f x y / R) - x) / f`; between `f R` and `R / f` it does
    /// nothing. Its other leg, which it would take elsewhere, is left out: it is paid by its coins and usd, and stops
    /// where they end. Source: optimal arbitrage of Angeris et al., An analysis of Uniswap markets, Cryptoeconomic
    /// Systems 1(1), 2021.
    pub struct Arbitrage {
        /// The coin whose price it carries to the pool.
        #[fixed = "its market is known from the start"]
        pub to: Ref<CoinId>,
    }
}

impl Investor for Arbitrage {
    type Memory = ();

    fn trade(&self, (): &mut (), view: &View, _: &mut Draws) -> i64 {
        whole(view.to_price(view.reference as f64))
    }
    fn reference(&self) -> Option<&Ref<CoinId>> {
        Some(&self.to)
    }
}

#[cfg(test)]
mod tests {
    use units::time::{Span, Time};

    use super::*;

    fn view(pool: (i64, i64), fee: &str) -> View {
        View {
            now: Time::ZERO,
            every: Span::hours(1),
            number: 1,
            coins: 0,
            usd: 0,
            decimals: 3,
            nano_usd: 0,
            reference: 0,
            pool_coins: pool.0,
            pool_usd: pool.1,
            fee: fee.parse().unwrap(),
        }
    }

    /// What a trade with a constant product costs, or earns \[usd\].
    fn usd((x, y): (f64, f64), left: f64, coins: f64) -> f64 {
        if coins > 0.0 { y * coins / ((x - coins) * left) } else { y * left * coins / (x - left * coins) }
    }

    #[test]
    fn no_other_trade_earns_more_than_the_optimal_one() {
        let (x, y) = (2_000_000_000_i64, 700_000_000_000_000_i64);
        for (fee, reference) in [("0", 0.5), ("0.3 %", 0.3), ("1 %", 0.2), ("0.3 %", 0.9)] {
            let view = view((x, y), fee);
            let best = view.to_price(reference * 1e9) / 1e3;
            let pool = (x as f64 / 1e3, y as f64 / 1e9);
            let left = 1.0 - view.fee.as_f64();
            let gain = |coins: f64| coins * reference - usd(pool, left, coins);
            let at_best = gain(best);
            assert!(at_best > 0.0, "{fee}, {reference}: {best} coins gain {at_best}");
            for other in [0.0, 0.9, 0.99, 1.01, 1.1] {
                assert!(gain(best * other) < at_best, "{fee}, {reference}: {other} of it gains more");
            }
        }
    }

    #[test]
    fn within_the_fee_nothing_is_traded() {
        let view = view((1_000_000, 350_000_000_000), "1 %");
        // 0.35 usd a coin of three decimals is 350 a million base units; the pool stands there.
        let traded = [0.3465, 0.3466, 0.35, 0.3534, 0.3536, 0.34].map(|price: f64| view.to_price(price * 1e9));
        assert!(traded[1] == 0.0 && traded[2] == 0.0 && traded[3] == 0.0, "{traded:?}");
        assert!(traded[4] > 0.0 && traded[5] < 0.0, "{traded:?}");
    }
}
