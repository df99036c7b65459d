//! Prices between floats and whole billionths of a usd: what policies of the market share.

use engine::draws::Draws;
use engine::math::{exp, normal_quantile, sqrt};
use units::money::{Money, USD, USD_DECIMALS};
use units::time::Span;

use crate::checking::Checking;

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

/// Refuses a price that is not in usd, or not above 0.
pub(super) fn vet(key: &str, price: &Money, checking: &mut Checking) {
    if price.coin != USD {
        checking.refuse(key, format!("a coin's price is in usd, not in {}", price.coin));
    } else if price.base_units(USD_DECIMALS).is_none_or(|nanos| nanos <= 0) {
        checking.refuse(key, "a price must be above 0 and whole in billionths of a usd");
    }
}

/// A span in years of 365 days.
pub(super) fn years(span: Span) -> f64 {
    span.as_secs() / Span::days(365).as_secs()
}

/// A standard normal number, from one draw.
pub(super) fn normal(draws: &mut Draws) -> f64 {
    normal_quantile(draws.uniform().clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON))
}

/// The logarithm of the growth of a geometric Brownian motion in a period, from one draw.
pub(super) fn diffused(drift: f64, volatility: f64, every: Span, draws: &mut Draws) -> f64 {
    let dt = years(every);
    (drift - volatility * volatility / 2.0) * dt + volatility * sqrt(dt) * normal(draws)
}

/// A price that goes by ratios, kept unrounded; what weather takes of it between two moves stays taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walk {
    told: i64,
    exact: f64,
}

impl Walk {
    /// Moves the price by a ratio, given as its logarithm.
    pub(super) fn by(&mut self, now: i64, log: f64) -> i64 {
        if self.told == 0 {
            self.exact = now as f64;
        } else if self.told != now {
            self.exact *= now as f64 / self.told as f64;
        }
        self.exact = (self.exact * exp(log)).clamp(0.5, MOST);
        self.told = whole(self.exact);
        self.told
    }
}

/// A price whose level is known from elsewhere; what weather took of it stays taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scaled {
    told: i64,
    /// What weather has left, less one.
    taken: f64,
}

impl Scaled {
    /// The price at a level \[billionths of a usd\], where it is now at `now`.
    pub(super) fn at(&mut self, now: i64, level: f64) -> i64 {
        if self.told != 0 && self.told != now {
            self.taken = (1.0 + self.taken) * now as f64 / self.told as f64 - 1.0;
        }
        self.told = whole(level * (1.0 + self.taken));
        self.told
    }
    /// The price at a level, where the first level of all was `start`.
    pub(super) fn from(&mut self, start: i64, now: i64, level: f64) -> i64 {
        if self.told == 0 {
            self.told = start.max(1);
        }
        self.at(now, level)
    }
}
