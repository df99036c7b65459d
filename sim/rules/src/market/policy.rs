//! What a coin market sees and what it answers.

use std::fmt::Debug;

use engine::draws::Draws;
use units::quotient::over;
use units::time::{Span, Time};

use crate::checking::Checking;

units::questions! {
    /// Says what a coin is worth; asked at the start, after each of its periods, and what it takes for a trade.
    pub trait Marketing {
        /// What the policy remembers.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// The price of one coin at the start \[billionths of a usd\].
        fn opening(&self, decimals: u32) -> i64;
        /// Time between two moves of the price that no trade brings about, or none if there are none.
        fn every(&self) -> Option<Span> {
            None
        }
        /// The price after a further period.
        fn step(&self, _memory: &mut Self::Memory, view: &View, _draws: &mut Draws) -> i64 {
            view.nano_usd
        }
        /// The usd paid or got for a trade, or none if the market cannot fill it.
        fn fill(&self, trade: &Trade) -> Option<i64> {
            trade.at_price()
        }
        /// What is in its pool at the start, if trades are against a pool.
        fn reserves(&self, _decimals: u32) -> Option<Reserves> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// The market as its policy sees it at the end of a period.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct View<'a> {
        /// The time.
        pub now: Time,
        /// Length of the period.
        pub every: Span,
        /// Which period ended, from 1.
        pub number: u64,
        /// The price of one coin \[billionths of a usd\].
        pub nano_usd: i64,
        /// Decimals of the coin.
        pub decimals: u32,
        /// Sold to the market in the period \[base units\].
        pub sold: i64,
        /// Bought from the market in the period \[base units\].
        pub bought: i64,
        /// Usd got for what was sold in the period \[billionths\].
        pub usd_sold: i64,
        /// Usd paid for what was bought in the period \[billionths\].
        pub usd_bought: i64,
        /// Coins in existence \[base units\].
        pub supply: i64,
        /// The prices of a recording, if the market replays one; the first is that of the start.
        pub recorded: &'a [Quoted],
    }
}

/// One recorded price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// From when on, counted from the start of the run.
    pub at: Time,
    /// What one coin is worth \[billionths of a usd\].
    pub nano_usd: i64,
}

/// What a pool holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reserves {
    /// Coins \[base units\].
    pub coins: i64,
    /// Usd \[billionths\].
    pub usd: i64,
}

impl Reserves {
    /// The price of one coin \[billionths of a usd\]: what an infinitely small trade without a fee would cost.
    pub fn price(self, decimals: u32) -> i64 {
        self.price_of(10_u64.pow(decimals))
    }
    /// The price of so many base units, a coin \[billionths of a usd\].
    #[inline]
    pub fn price_of(self, unit: u64) -> i64 {
        let Ok(usd) = u64::try_from(self.usd) else { return 1 };
        let nanos = over(u128::from(usd) * u128::from(unit), self.coins.max(1).unsigned_abs());
        i64::try_from(nanos).unwrap_or(i64::MAX).max(1)
    }
}

/// Which side of a trade the market's customer is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The customer buys coins.
    Buys,
    /// The customer sells coins.
    Sells,
}

units::view! {
    /// A trade that somebody wants to make.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Trade {
        /// On which side the customer is.
        pub side: Side,
        /// Coins to be traded \[base units\].
        pub coins: i64,
        /// The price of one coin \[billionths of a usd\].
        pub nano_usd: i64,
        /// Decimals of the coin.
        pub decimals: u32,
        /// What the market's pool holds, where it has one.
        pub reserves: Reserves,
    }
}
units::seen_as! { Side = "buys or sells" }
units::seen_as! { Reserves = "coins and usd" }

impl Trade {
    /// The usd for the coins at the market's price: rounded down for who sells, up for who buys.
    #[inline]
    pub fn at_price(&self) -> Option<i64> {
        let unit = 10_i64.pow(self.decimals);
        let up = if self.side == Side::Buys { unit - 1 } else { 0 };
        // Nearly all products fit 64 bits, where a division is ten times cheaper than in 128.
        if let Some(nanos) = self.coins.checked_mul(self.nano_usd).and_then(|nanos| nanos.checked_add(up)) {
            return Some(nanos / unit);
        }
        let (nanos, unit, up) = (i128::from(self.coins) * i128::from(self.nano_usd), i128::from(unit), i128::from(up));
        i64::try_from((nanos + up) / unit).ok()
    }
}
