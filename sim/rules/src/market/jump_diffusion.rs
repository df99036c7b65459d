//! A geometric Brownian motion with jumps.

use engine::draws::Draws;
use engine::math::{exp, sqrt};
use units::money::Money;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::level::{self, Walk};
use super::policy::{Marketing, View};

/// Jumps expected in a period: beyond this `exp(-jumps)` leaves too few digits to draw their number from.
const MOST_JUMPS: f64 = 500.0;

settings! {
    /// The price follows a geometric Brownian motion that is interrupted by jumps, whoever trades.
    ///
    /// Each period of length dt \[y\] multiplies it by `exp((m - s^2 / 2 - c) dt + s sqrt(dt) Z + N a + d sqrt(N)
    /// Y)`: m the drift \[1/y\], s the volatility \[1/sqrt(y)\], Z and Y standard normal, N Poisson of mean l dt with
    /// l jumps a year; a jump changes the logarithm by a on average with standard deviation d. With `k = exp(a + d^2
    /// / 2) - 1` compensated jumps have `c = l k` and the mean after T years is `P e^(m T)`; without compensation c
    /// is 0 and the mean is `P e^((m + l k) T)`. The variance of the logarithm is `(s^2 + l (a^2 + d^2)) T`. All is
    /// drawn by coin and period, so that variants of a scenario meet the same path. Source: Merton, Option pricing
    /// when underlying stock returns are discontinuous, Journal of Financial Economics 3, 1976.
    pub struct JumpDiffusion {
        /// What one coin is worth at the start [> 0].
        #[fixed = "the price starts there"]
        pub price: Money,
        /// Growth of the mean price: its logarithm after a year, jumps apart unless compensated [>= -100, <= 100].
        pub drift: f64 = 0.0,
        /// Standard deviation of the logarithm of the price after a year without jumps [>= 0, <= 100].
        pub volatility: f64,
        /// Jumps a year, on average [>= 0, <= 100_000].
        pub jumps: f64,
        /// Mean change of the logarithm of the price in a jump [>= -10, <= 10].
        pub jump: f64,
        /// Standard deviation of that change [>= 0, <= 10].
        pub jump_deviation: f64 = 0.0,
        /// Whether the drift makes up for what jumps change on average.
        pub compensated: bool = true,
        /// Time between two moves of the price [> 0 s].
        #[fixed = "moves are numbered from the start"]
        pub every: Span = Span::hours(1),
    }
}

impl JumpDiffusion {
    /// Mean change of the price in a jump, as a part of it.
    fn change(&self) -> f64 {
        exp(self.jump + self.jump_deviation * self.jump_deviation / 2.0) - 1.0
    }
}

impl Marketing for JumpDiffusion {
    type Memory = Walk;

    fn opening(&self, _decimals: u32) -> i64 {
        level::opening(&self.price)
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn step(&self, memory: &mut Walk, view: &View, draws: &mut Draws) -> i64 {
        let dt = level::years(view.every);
        let compensation = if self.compensated { self.jumps * self.change() } else { 0.0 };
        let diffused = level::diffused(self.drift - compensation, self.volatility, view.every, draws);
        // Two draws in any case, so that a change of the rate shifts no other draw.
        let n = poisson(self.jumps * dt, draws.uniform());
        let spread = draws.normal();
        memory.by(view.nano_usd, diffused + n * self.jump + self.jump_deviation * sqrt(n) * spread)
    }
    fn vet(&self, checking: &mut Checking) {
        checking.usd("price", &self.price);
        let expected = self.jumps * level::years(self.every);
        if expected > MOST_JUMPS {
            let message = format!("{expected:.0} jumps in each period are more than {MOST_JUMPS}");
            checking.refuse_with("jumps", message, "lower `jumps`, or let the price move more often with `every`");
        }
    }
}

/// The number of events of a Poisson law with this mean below which a share `p` lies.
fn poisson(mean: f64, p: f64) -> f64 {
    let (mut n, mut weight) = (0.0, exp(-mean));
    let mut below = weight;
    // The tail beyond mean + 40 sqrt(mean) + 40 holds less than a float can tell.
    let most = mean + 40.0 * sqrt(mean) + 40.0;
    while below < p && n < most {
        n += 1.0;
        weight *= mean / n;
        below += weight;
    }
    n
}

#[cfg(test)]
mod tests {
    use engine::math::ln;

    use super::super::tests::{PATHS, last_and_least};
    use super::*;

    #[test]
    fn mean_and_variance_are_mertons_with_and_without_compensation() {
        for (compensated, jumps, jump, jump_deviation) in
            [(true, 6.0, -0.15, 0.1), (false, 3.0, 0.1, 0.2), (true, 0.0, 1.0, 1.0)]
        {
            let (drift, volatility) = (0.2, 0.4);
            let market = JumpDiffusion {
                price: "5 usd".parse().unwrap(),
                drift,
                volatility,
                jumps,
                jump,
                jump_deviation,
                compensated,
                every: Span::days(5),
            };
            let grows = drift + if compensated { 0.0 } else { jumps * market.change() };
            let last = last_and_least(&super::super::Market::JumpDiffusion(market), 73);
            let n = PATHS as f64;
            let of = |f: &dyn Fn(f64) -> f64| last.iter().map(|path| f(path.0 / 5.0)).sum::<f64>() / n;
            let (mean, square) = (of(&|x| x), of(&|x| x * x));
            let z = (mean - exp(grows)) / ((square - mean * mean) / n).sqrt();
            assert!(z.abs() < 4.0, "{compensated}: the mean is {z} standard errors off");
            let middle = of(&|x| ln(x));
            let square_of = |x: f64| (ln(x) - middle) * (ln(x) - middle);
            let variance = of(&square_of);
            let fourth = of(&|x| square_of(x) * square_of(x));
            let expected = volatility * volatility + jumps * (jump * jump + jump_deviation * jump_deviation);
            let z = (variance - expected) / ((fourth - variance * variance) / n).sqrt();
            assert!(z.abs() < 4.0, "{compensated}: the variance is {z} standard errors off {expected}");
        }
    }

    #[test]
    fn the_number_of_jumps_has_the_quantiles_of_poisson() {
        let whole = |mean: f64, p: f64| poisson(mean, p) as u32;
        assert_eq!([0.36, 0.37, 0.73, 0.74, 0.95].map(|p| whole(1.0, p)), [0, 1, 1, 2, 3]);
        assert_eq!((whole(0.0, 0.999), whole(500.0, 0.5)), (0, 500));
        assert!(poisson(3.0, 1.0) <= 3.0 + 40.0 * 3.0_f64.sqrt() + 41.0, "the search for the last quantile ends");
    }
}
