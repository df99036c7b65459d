//! What coins are worth now, and what those who quote in usd believe.

use rules::market::{Memory, Reserves};
use units::time::Time;

use crate::scenario::Scenario;

/// The price of a coin.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    /// What one coin is worth \[billionths of a usd\].
    pub(crate) spot: i64,
    /// By what usd quotes become coins: the price at the last reading \[billionths of a usd\].
    pub(crate) quoted: i64,
    /// When that reading was.
    pub(crate) read: Time,
    /// Whether readings fail for now.
    pub(crate) dark: u32,
    /// Base units sold to the market, and bought from it, since its policy was asked last.
    pub(crate) sold: i64,
    pub(crate) bought: i64,
    /// The same over the whole measured run.
    pub(crate) traded: Traded,
    /// The lowest price of the measured run.
    pub(crate) least: i64,
    /// What outsiders sell at each part of a crash in a pool \[base units\].
    pub(crate) sale: i64,
    /// Whether trades are against a pool.
    pub(crate) is_pool: bool,
    pub(crate) memory: Memory,
}

/// Trades of a coin since the warm-up ended.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traded {
    /// Coins sold \[base units\].
    pub(crate) sold: i128,
    /// Coins bought \[base units\].
    pub(crate) bought: i128,
    /// Usd that changed hands \[billionths\].
    pub(crate) usd: i128,
}

impl Price {
    /// The warm-up is over: what was measured so far is forgotten.
    pub(crate) fn clear(&mut self) {
        (self.traded, self.least) = (Traded::default(), self.spot);
    }
    /// Of all coins at the start.
    pub(crate) fn all(scenario: &Scenario) -> Vec<Self> {
        let of = |coin: &crate::scenario::Coin| {
            let (market, decimals) = (&coin.rules.market, coin.rules.decimals);
            let opening = market.opening(decimals).max(1);
            Self {
                spot: opening,
                quoted: opening,
                read: Time::ZERO,
                dark: 0,
                sold: 0,
                bought: 0,
                traded: Traded::default(),
                least: opening,
                sale: 0,
                is_pool: market.reserves(decimals).is_some(),
                memory: market.memory(0),
            }
        };
        scenario.coins.iter().map(of).collect()
    }
    /// What is in the pool of a coin at the start.
    pub(crate) fn reserves(coin: &crate::scenario::Coin) -> Option<Reserves> {
        coin.rules.market.reserves(coin.rules.decimals)
    }
}
