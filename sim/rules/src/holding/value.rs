//! A holder that buys what is cheap.

use engine::draws::Draws;
use engine::math::{exp, ln, sqrt};
use units::money::{Money, Price, USD_DECIMALS};
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Investor, View, whole};

settings! {
    /// Buys below what it believes a coin to be worth, and sells above.
    ///
    /// In a day it trades `100 d ln(V / P)` usd: d the depth \[usd/%\], V its value of a coin, P the price, so that its
    /// demand is nothing at V. In a pool it never trades beyond V, fee included. A steady flow of F usd a day of other
    /// sellers therefore ends at `V exp(-F / (100 d))`, as long as its usd last: `usd / F` days. Its value changes by
    /// `exp(s sqrt(T) Z)` in T days, s the shocks, drawn by holder and review, so that variants of a scenario meet the
    /// same path. Source: fundamentalist demand of Beja and Goldman, Journal of Finance 35(2), 1980, in logarithms.
    pub struct Value {
        /// What it believes one coin to be worth at the start [> 0].
        pub price: Money,
        /// Usd that it trades in a day for each percent between the price and its value.
        pub depth: Price,
        /// Standard deviation of the logarithm of its value after a day.
        pub shocks: Share = Share::ZERO,
    }
}

impl Investor for Value {
    /// The logarithm of its value, less that at the start.
    type Memory = f64;

    fn trade(&self, memory: &mut f64, view: &View, draws: &mut Draws) -> i64 {
        let days = view.every.as_secs() / Span::days(1).as_secs();
        // Beyond e^30 no coin has a value that is told apart.
        *memory = (*memory + self.shocks.as_f64() * sqrt(days) * draws.normal()).clamp(-30.0, 30.0);
        let start = self.price.base_units(USD_DECIMALS).unwrap_or(1).max(1) as f64;
        let value = start * exp(*memory);
        let wanted = view.by_depth(&self.depth, ln(value / view.nano_usd.max(1) as f64));
        if view.pool_coins == 0 {
            return whole(wanted);
        }
        let most = view.to_price(value);
        whole(if wanted > 0.0 { wanted.min(most.max(0.0)) } else { wanted.max(most.min(0.0)) })
    }
    fn vet(&self, _review: Span, checking: &mut Checking) {
        checking.usd("price", &self.price);
        checking.depth("depth", &self.depth);
    }
}
