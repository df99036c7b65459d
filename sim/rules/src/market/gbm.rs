//! A geometric Brownian motion.

use engine::draws::Draws;
use units::money::Money;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::level::{self, Walk};
use super::policy::{Marketing, View};

settings! {
    /// The price follows a geometric Brownian motion, whoever trades.
    ///
    /// Each period of length dt \[y\] multiplies it by `exp((m - s^2 / 2) dt + s sqrt(dt) Z)`: m the drift \[1/y\], s
    /// the volatility \[1/sqrt(y)\], Z standard normal, drawn by coin and period, so that variants of a scenario meet
    /// the same path. The steps are exact: after T years the mean is `P e^(m T)`, the variance `P^2 e^(2 m T) (e^(s^2
    /// T) - 1)`, for any dt. The lowest price of a path is seen at the ends of periods only: a barrier b is reached
    /// as often as `b exp(0.5826 s sqrt(dt))` is in continuous time. No forecast: it answers what happens if the
    /// price moves as much as that. Source: Black and Scholes, Journal of Political Economy 81(3), 1973; for the
    /// barrier Broadie, Glasserman and Kou, Mathematical Finance 7(4), 1997.
    pub struct Gbm {
        /// What one coin is worth at the start [> 0].
        #[fixed = "the price starts there"]
        pub price: Money,
        /// Growth of the mean price: its logarithm after a year [>= -100, <= 100].
        pub drift: f64 = 0.0,
        /// Standard deviation of the logarithm of the price after a year [>= 0, <= 100].
        pub volatility: f64,
        /// Time between two moves of the price [> 0 s].
        #[fixed = "moves are numbered from the start"]
        pub every: Span = Span::hours(1),
    }
}

impl Marketing for Gbm {
    type Memory = Walk;

    fn opening(&self, _decimals: u32) -> i64 {
        level::opening(&self.price)
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn step(&self, memory: &mut Walk, view: &View, draws: &mut Draws) -> i64 {
        memory.by(view.nano_usd, level::diffused(self.drift, self.volatility, view.every, draws))
    }
    fn vet(&self, checking: &mut Checking) {
        checking.usd("price", &self.price);
    }
}

#[cfg(test)]
mod tests {
    use engine::math::{exp, exp_m1, ln, normal_cdf};

    use super::super::tests::{PATHS, last_and_least};
    use super::*;

    /// Paths of a year in periods of a day, at 0.2 usd.
    fn paths(drift: f64, volatility: f64) -> Vec<(f64, f64)> {
        let gbm = Gbm { price: "0.2 usd".parse().unwrap(), drift, volatility, every: Span::days(1) };
        last_and_least(&super::super::Market::Gbm(gbm), 365)
    }

    #[test]
    fn mean_and_variance_after_a_year_are_those_of_the_lognormal_law() {
        for (m, s) in [(0.0, 0.8), (0.5, 0.3), (-0.7, 0.5)] {
            let last: Vec<f64> = paths(m, s).iter().map(|path| path.0).collect();
            let n = PATHS as f64;
            let mean = last.iter().sum::<f64>() / n;
            let deviation = exp_m1(s * s).sqrt();
            let z = (mean / (0.2 * exp(m)) - 1.0) / (deviation / n.sqrt());
            assert!(z.abs() < 4.0, "drift {m}, volatility {s}: the mean is {z} standard errors off");
            // The logarithm is normal: its variance is s^2, with a relative standard error of sqrt(2 / n).
            let logs: Vec<f64> = last.iter().map(|price| ln(price / 0.2)).collect();
            let middle = logs.iter().sum::<f64>() / n;
            let variance = logs.iter().map(|log| (log - middle) * (log - middle)).sum::<f64>() / (n - 1.0);
            let z = (variance / (s * s) - 1.0) / (2.0 / n).sqrt();
            assert!(z.abs() < 4.0, "drift {m}, volatility {s}: the variance is {z} standard errors off");
        }
    }

    #[test]
    fn the_lowest_price_reaches_a_barrier_as_often_as_reflection_says() {
        for (m, s, barrier) in [(0.0_f64, 0.8_f64, 0.5_f64), (0.4, 0.6, 0.7), (-0.3, 1.0, 0.3)] {
            let reached = paths(m, s).iter().filter(|path| path.1 <= 0.2 * barrier).count() as f64 / PATHS as f64;
            // P(min <= b) of exp(X), X with drift nu and volatility s, at the shifted barrier.
            let nu = m - s * s / 2.0;
            let shifted = ln(barrier) - 0.5826 * s * (1.0_f64 / 365.0).sqrt();
            let p = normal_cdf((shifted - nu) / s) + exp(2.0 * nu * shifted / (s * s)) * normal_cdf((shifted + nu) / s);
            let z = (reached - p) / (p * (1.0 - p) / PATHS as f64).sqrt();
            assert!(z.abs() < 4.0, "{m}, {s}, {barrier}: {reached} of the paths, not {p} ({z} standard errors)");
        }
    }

    #[test]
    fn a_fall_by_weather_stays_taken() {
        let mut walk = Walk::default();
        assert_eq!(
            [walk.by(1_000_000, 0.0), walk.by(1_000_000, 0.0), walk.by(400_000, 0.0)],
            [1_000_000, 1_000_000, 400_000]
        );
        let mut tiny = Walk::default();
        let grown = (0..1_000).fold(3, |now, _| tiny.by(now, 0.001));
        assert_eq!(grown, 8, "3 e = 8.15: a price of three billionths grows, though each step is less than one");
    }
}
