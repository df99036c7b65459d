//! Prices between floats and whole billionths of a usd: what policies of the market share.

use engine::draws::Draws;
use engine::math::{exp, sqrt};
use units::money::{Money, USD_DECIMALS};
use units::time::Span;

/// A price above which nothing is worth telling apart \[billionths of a usd\]: a billion usd for one coin.
const MOST: f64 = 1e18;

/// A price in whole billionths of a usd, from 1 on.
pub(super) fn whole(price: f64) -> i64 {
    price.round().clamp(1.0, MOST) as i64
}

/// The price at the start that a setting names \[billionths of a usd\].
pub(super) fn opening(price: &Money) -> i64 {
    let nanos = price.number.times_rounded(10_i128.pow(USD_DECIMALS)).unwrap_or(i128::MAX);
    i64::try_from(nanos).unwrap_or(i64::MAX)
}

/// A span in years of 365 days.
pub(super) fn years(span: Span) -> f64 {
    span.as_secs() / Span::days(365).as_secs()
}

/// The logarithm of the growth of a geometric Brownian motion in a period, from one draw.
pub(super) fn diffused(drift: f64, volatility: f64, every: Span, draws: &mut Draws) -> f64 {
    let dt = years(every);
    (drift - volatility * volatility / 2.0) * dt + volatility * sqrt(dt) * draws.normal()
}

/// A price that goes by ratios, kept unrounded; what weather takes of it between two moves stays taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walk {
    /// The price that it gave last; 0 before the first.
    last: i64,
    exact: f64,
}

impl Walk {
    /// Moves the price by a ratio, given as its logarithm.
    pub(super) fn by(&mut self, now: i64, log: f64) -> i64 {
        if self.last == 0 {
            self.exact = now as f64;
        } else if self.last != now {
            self.exact *= now as f64 / self.last as f64;
        }
        self.exact = (self.exact * exp(log)).clamp(0.5, MOST);
        self.last = whole(self.exact);
        self.last
    }
}

/// A price whose level is known from elsewhere; what weather took of it stays taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scaled {
    /// The price that it gave last; 0 before the first.
    last: i64,
    /// What weather has left, less one.
    taken: f64,
}

impl Scaled {
    /// The price at a level \[billionths of a usd\], where it is now at `now`.
    pub(super) fn at(&mut self, now: i64, level: f64) -> i64 {
        if self.last != 0 && self.last != now {
            self.taken = (1.0 + self.taken) * now as f64 / self.last as f64 - 1.0;
        }
        self.last = whole(level * (1.0 + self.taken));
        self.last
    }
    /// The price at a level, where the first level of all was `start`.
    pub(super) fn from(&mut self, start: i64, now: i64, level: f64) -> i64 {
        if self.last == 0 {
            self.last = start.max(1);
        }
        self.at(now, level)
    }
}
