//! What a holder of coins sees and what it answers.

use std::fmt::Debug;

use engine::draws::Draws;
use engine::math::sqrt;
use units::ids::CoinId;
use units::money::Price;
use units::reference::Ref;
use units::share::Share;
use units::time::{Span, Time};

use crate::checking::Checking;

units::questions! {
    /// Says how many coins a holder buys or sells; asked at each of its reviews.
    pub trait Investor {
        /// What the policy remembers.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// Coins that it buys, or less than 0 for those that it sells \[base units\]; what it cannot pay for or does
        /// not have is left out.
        fn trade(&self, memory: &mut Self::Memory, view: &View, draws: &mut Draws) -> i64;
        /// Whether it ever trades.
        fn acts(&self) -> bool {
            true
        }
        /// The coin by whose price it trades, beside its own.
        fn reference(&self) -> Option<&Ref<CoinId>> {
            None
        }
        /// Refuses settings that cannot be, with the time between two reviews.
        fn vet(&self, _review: Span, _checking: &mut Checking) {}
    }
}

units::view! {
    /// A holder and the market of its coin, at a review.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View {
        /// The time.
        pub now: Time,
        /// Time since the review before.
        pub every: Span,
        /// Which review it is, from 1.
        pub number: u64,
        /// Its coins \[base units\].
        pub coins: i64,
        /// Its usd \[billionths\].
        pub usd: i64,
        /// Decimals of the coin.
        pub decimals: u32,
        /// The price of one coin \[billionths of a usd\].
        pub nano_usd: i64,
        /// The price of the coin by which it trades, or 0 \[billionths of a usd\].
        pub reference: i64,
        /// Coins in the pool, where there is one \[base units\].
        pub pool_coins: i64,
        /// Usd in the pool, where there is one \[billionths\].
        pub pool_usd: i64,
        /// Part of what is paid in that stays in the pool.
        pub fee: Share,
    }
}

impl View {
    /// Coins whose trade brings the pool to a price of the next one, fee included: those to buy, or less than 0 for
    /// those to sell \[base units\]; 0 within the fee, and where there is no pool.
    ///
    /// With x coins, y usd, f = 1 - fee: selling D earns `f x y / (x + f D)^2` at the margin, and buying D costs
    /// `x y / (f (x - D)^2)`; both are set equal to the price.
    pub(super) fn to_price(self, nano_usd: f64) -> f64 {
        let (x, y) = (self.pool_coins as f64, self.pool_usd as f64);
        if x <= 0.0 || y <= 0.0 || nano_usd <= 0.0 {
            return 0.0;
        }
        let left = 1.0 - self.fee.as_f64();
        // Coins in the pool at which one base unit is worth as much as the price says, without a fee.
        let square = x * y * 10_u64.pow(self.decimals) as f64 / nano_usd;
        let buys = x - sqrt(square / left);
        let sells = (sqrt(square * left) - x) / left;
        if buys > 0.0 {
            buys
        } else if sells > 0.0 {
            -sells
        } else {
            0.0
        }
    }
    /// Coins that are worth an amount at the price \[base units\].
    pub(super) fn worth(&self, usd: f64) -> f64 {
        usd * 1e9 / self.nano_usd.max(1) as f64 * 10_u64.pow(self.decimals) as f64
    }
    /// Coins traded since the last review if each percent of a difference of logarithms trades so much usd a day.
    pub(super) fn by_depth(&self, depth: &Price, difference: f64) -> f64 {
        let days = self.every.as_secs() / Span::days(1).as_secs();
        self.worth(100.0 * depth.money.number.to_f64() * difference * days)
    }
}

/// A number of base units.
pub(super) fn whole(coins: f64) -> i64 {
    // Beyond the largest number conversion saturates; nobody has so many.
    coins as i64
}
