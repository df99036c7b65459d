//! What a coin is worth.

mod fixed;
mod gbm;
mod impact;
mod jump_diffusion;
mod level;
mod policy;
mod pool;
mod quantity_theory;
mod replay;

use engine::draws::Draws;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

pub use policy::{Marketing, QUESTIONS, Quoted, Reserves, Side, Trade, View};

units::menu! {
    /// The coin markets that a scenario may name.
    pub enum Market: Marketing {
        fixed::Fixed,
        gbm::Gbm,
        jump_diffusion::JumpDiffusion,
        replay::Replay,
        pool::Pool,
        impact::Impact,
        quantity_theory::QuantityTheory,
    }

    /// What a coin market remembers.
    pub enum Memory;

    remembering {
        fn step(&self, view: &View, draws: &mut Draws) -> i64;
    }
    fn opening(&self, decimals: u32) -> i64;
    fn every(&self) -> Option<Span>;
    fn fill(&self, trade: &Trade) -> Option<i64>;
    fn reserves(&self, decimals: u32) -> Option<Reserves>;
    fn vet(&self, checking: &mut Checking);
}

impl Market {
    /// Whether the price ever moves but by a change of these rules or by weather.
    pub fn moves(&self) -> bool {
        self.every().is_some() || matches!(self, Self::Pool(_))
    }
    /// One coin is worth one usd.
    pub fn par() -> Self {
        Self::Fixed(fixed::Fixed { price: units::money::Money::usd(1_000_000_000) })
    }
    /// The recording that this market replays, if it replays one.
    pub fn replay(&self) -> Option<&replay::Replay> {
        if let Self::Replay(replay) = self { Some(replay) } else { None }
    }
    /// What is in its pool at the start of another coin in which it is quoted.
    pub fn against(&self) -> Option<&units::money::Money> {
        if let Self::Pool(pool) = self { pool.against.as_ref() } else { None }
    }
    /// Part of what a customer pays in that stays in the pool.
    pub fn fee(&self) -> Share {
        if let Self::Pool(pool) = self { pool.fee } else { Share::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::time::Time;

    use super::*;

    /// How many paths a test plays.
    pub(super) const PATHS: u32 = 20_000;

    /// The last and the lowest price \[usd\] of paths of so many periods, one a replication.
    pub(super) fn last_and_least(market: &Market, periods: u64) -> Vec<(f64, f64)> {
        let every = market.every().expect("it moves by itself");
        let path = |replication: u32| {
            let stream = Address { seed: 7, replication, purpose: Purpose::Price, entity: 3 }.stream();
            let (mut memory, mut nano_usd) = (market.memory(0), market.opening(0));
            let mut least = nano_usd;
            for number in 1..=periods {
                let now = Time::ZERO + every * number;
                let view = View { now, every, number, nano_usd, ..View::default() };
                nano_usd = market.step(&mut memory, &view, &mut stream.draws(number));
                least = least.min(nano_usd);
            }
            (nano_usd as f64 / 1e9, least as f64 / 1e9)
        };
        (0..PATHS).map(path).collect()
    }

    #[test]
    fn a_path_is_the_same_whatever_happened_before_a_period() {
        let market = Market::Gbm(gbm::Gbm {
            price: "1 usd".parse().unwrap(),
            drift: 0.0,
            volatility: 1.0,
            every: Span::days(1),
        });
        let stream = Address { seed: 1, replication: 0, purpose: Purpose::Price, entity: 1 }.stream();
        let ratio = |nano_usd: i64| {
            let view = View { every: Span::days(1), number: 5, nano_usd, ..View::default() };
            market.step(&mut market.memory(0), &view, &mut stream.draws(5)) as f64 / nano_usd as f64
        };
        assert!((ratio(1_000_000_000) / ratio(123_456_789) - 1.0).abs() < 1e-7);
    }
}
