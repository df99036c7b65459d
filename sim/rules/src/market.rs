//! What a coin is worth.

mod fixed;
mod policy;
mod pool;

use engine::draws::Draws;
use units::time::Span;

use crate::checking::Checking;

pub use policy::{Marketing, QUESTIONS, Reserves, Side, Trade, View};

units::menu! {
    /// The coin markets that a scenario may name.
    pub enum Market: Marketing {
        fixed::Fixed,
        pool::Pool,
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
}
