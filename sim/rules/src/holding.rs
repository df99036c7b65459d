//! How holders of coins trade them.

mod arbitrage;
mod momentum;
mod none;
mod policy;
mod sells;
mod value;

use engine::draws::Draws;
use units::ids::CoinId;
use units::reference::Ref;
use units::time::Span;

use crate::checking::Checking;

pub use policy::{Investor, QUESTIONS, View};

units::menu! {
    /// The rules by which holders may trade.
    pub enum Holding: Investor {
        none::Idle,
        sells::Sells,
        value::Value,
        momentum::Momentum,
        arbitrage::Arbitrage,
    }

    /// What a holder remembers.
    pub enum Memory;

    remembering {
        fn trade(&self, view: &View, draws: &mut Draws) -> i64;
    }
    fn acts(&self) -> bool;
    fn reference(&self) -> Option<&Ref<CoinId>>;
    fn vet(&self, review: Span, checking: &mut Checking);
}

impl Holding {
    /// Nothing is ever traded.
    pub fn idle() -> Self {
        Self::Idle(none::Idle {})
    }
    /// Whether trades are only with a pool.
    pub fn needs_pool(&self) -> bool {
        matches!(self, Self::Arbitrage(_))
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::time::Time;

    use super::*;

    /// A holder at a pool, at a review of this number.
    fn view(number: u64, nano_usd: i64, pool: (i64, i64)) -> View {
        let every = Span::hours(6);
        let (now, fee) = (Time::ZERO + every * number, units::share::Share::ZERO);
        let (pool_coins, pool_usd) = pool;
        View { now, every, number, coins: 0, usd: 0, decimals: 2, nano_usd, reference: 0, pool_coins, pool_usd, fee }
    }

    fn trades(rule: &Holding, memory: &mut Memory, view: &View) -> i64 {
        let stream = Address { seed: 1, replication: 0, purpose: Purpose::Belief, entity: 1 }.stream();
        rule.trade(memory, view, &mut stream.draws(view.number))
    }

    fn value(shocks: &str) -> Holding {
        let (price, depth) = ("0.2 usd".parse().unwrap(), "40 usd/%".parse().unwrap());
        Holding::Value(value::Value { price, depth, shocks: shocks.parse().unwrap() })
    }

    #[test]
    fn demand_by_value_is_its_depth_for_each_percent_and_nothing_at_the_value() {
        for (nano_usd, percent) in [(200_000_000, 0.0), (180_000_000, 10.536), (250_000_000, -22.314)] {
            let rule = value("0");
            let coins = trades(&rule, &mut rule.memory(0), &view(1, nano_usd, (0, 0))) as f64 / 100.0;
            let usd = coins * nano_usd as f64 / 1e9;
            // A quarter of a day.
            assert!((usd - 40.0 * percent / 4.0).abs() < 0.01, "at {nano_usd} it trades {usd} usd");
        }
    }

    #[test]
    fn demand_by_value_never_carries_a_pool_beyond_the_value() {
        // 100 coins and 10 usd: 0.1 usd a coin; all that is wanted would empty the pool.
        let rule = value("0");
        let bought = trades(&rule, &mut rule.memory(0), &view(1, 100_000_000, (10_000, 10_000_000_000)));
        let left = 10_000 - bought;
        let price = 10_000.0 * 10.0 / left as f64 / (left as f64 / 100.0);
        assert!((price - 0.2).abs() < 1e-4, "the pool ends at {price}");
    }

    #[test]
    fn shocks_to_a_value_have_the_variance_of_their_days() {
        let rule = value("10 %");
        let n = 4_000_u64;
        let mut memory = rule.memory(0);
        let mut last = 0.0;
        let squares: f64 = (1..=n)
            .map(|number| {
                let coins = trades(&rule, &mut memory, &view(number, 200_000_000, (0, 0))) as f64 / 100.0;
                // The logarithm of the value, from what is traded.
                let log = coins * 0.2 * 4.0 / 4_000.0;
                let moved = log - last;
                last = log;
                moved * moved
            })
            .sum();
        let z = (squares / n as f64 / (0.01 / 4.0) - 1.0) / (2.0 / n as f64).sqrt();
        assert!(z.abs() < 4.0, "{z} standard errors off");
    }

    #[test]
    fn a_share_of_what_there_is_is_sold_at_each_review() {
        for (share, coins, sold) in [("100 %", 1_001, 1_001), ("50 %", 1_001, 500), ("0", 9, 0), ("1 %", 0, 0)] {
            let rule = Holding::Sells(sells::Sells { share: share.parse().unwrap() });
            let view = View { coins, ..view(1, 1, (0, 0)) };
            assert_eq!(trades(&rule, &mut rule.memory(0), &view), -sold, "{share} of {coins}");
        }
    }

    #[test]
    fn the_trend_is_that_of_a_whole_window() {
        let (window, depth) = (Span::hours(12), "40 usd/%".parse().unwrap());
        let rule = Holding::Momentum(momentum::Momentum { window, depth });
        let mut memory = rule.memory(0);
        let prices = [100_000_000, 100_000_000, 200_000_000, 200_000_000, 200_000_000, 100_000_000];
        let usd = prices.iter().zip(1..).map(|(&nano_usd, number)| {
            trades(&rule, &mut memory, &view(number, nano_usd, (0, 0))) as f64 / 100.0 * nano_usd as f64 / 1e9
        });
        let doubled = 1_000.0 * engine::math::ln(2.0);
        for (found, expected) in usd.zip([0.0, 0.0, doubled, doubled, 0.0, -doubled]) {
            assert!((found - expected).abs() < 0.01, "{found} usd, not {expected}");
        }
    }
}
