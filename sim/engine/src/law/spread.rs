//! Laws of spread and noise: uniform, lognormal, normal, Gumbel.

use super::Quantity;
use super::form::{Fault, Form, Shape, form};
use super::quantity::Sign;
use crate::math::{
    entire_exponential_integral, exp, exp_m1, invert, ln, normal_cdf, normal_density, normal_quantile, sqrt,
};

/// Whether a law of this quantity is cut at 0.
fn is_cut<Q: Quantity>() -> bool {
    Q::SIGN == Sign::NonNegative
}

form! {
    /// Uniform between two values.
    pub struct Uniform<Q> {
        /// The minimum.
        pub low: Q,
        /// The maximum.
        pub high: Q,
    }
}

impl<Q: Quantity> Form for Uniform<Q> {
    fn fault(&self) -> Option<Fault> {
        (self.low.base() > self.high.base()).then(|| Fault {
            key: "low",
            message: format!("`low` {} is above `high` {}", self.low.write().inline(), self.high.write().inline()),
            remedy: "exchange the two",
        })
    }
}

impl<Q: Quantity> Shape for Uniform<Q> {
    fn quantile(&self, p: f64) -> f64 {
        self.low.base() + p * (self.high.base() - self.low.base())
    }
    fn cdf(&self, x: f64) -> f64 {
        let (low, high) = (self.low.base(), self.high.base());
        if x < low {
            0.0
        } else if x >= high {
            1.0
        } else {
            (x - low) / (high - low)
        }
    }
    fn mean(&self) -> f64 {
        0.5 * (self.low.base() + self.high.base())
    }
    fn variance(&self) -> Option<f64> {
        let width = self.high.base() - self.low.base();
        Some(width * width / 12.0)
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        let (low, high) = (self.low.base(), self.high.base());
        v * sqrt(low * low + u * (high * high - low * low))
    }
}

form! {
    /// Lognormal: the logarithm is normal of mean `ln median` and standard deviation `sigma`.
    pub struct Lognormal<Q> {
        /// The median [> 0].
        pub median: Q,
        /// The standard deviation of the logarithm [>= 0].
        pub sigma: f64,
    }
}

impl<Q> Form for Lognormal<Q> {}

impl<Q: Quantity> Shape for Lognormal<Q> {
    fn quantile(&self, p: f64) -> f64 {
        self.median.base() * exp(self.sigma * normal_quantile(p))
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else if self.sigma > 0.0 {
            normal_cdf(ln(x / self.median.base()) / self.sigma)
        } else if x < self.median.base() {
            0.0
        } else {
            1.0
        }
    }
    fn mean(&self) -> f64 {
        self.median.base() * exp(0.5 * self.sigma * self.sigma)
    }
    fn variance(&self) -> Option<f64> {
        let mean = self.mean();
        Some(mean * mean * exp_m1(self.sigma * self.sigma))
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // A life met by chance is lognormal of a median greater by exp(sigma^2).
        v * self.median.base() * exp(self.sigma * (self.sigma + normal_quantile(u)))
    }
}

form! {
    /// Normal; where the quantity cannot be negative, values below 0 become 0.
    pub struct Normal<Q> {
        /// The mean before the cut.
        pub mean: Q,
        /// The standard deviation before the cut [> 0].
        pub sd: Q,
    }
}

impl<Q> Form for Normal<Q> {}

impl<Q: Quantity> Shape for Normal<Q> {
    fn quantile(&self, p: f64) -> f64 {
        let x = self.mean.base() + self.sd.base() * normal_quantile(p);
        if is_cut::<Q>() { x.max(0.0) } else { x }
    }
    fn cdf(&self, x: f64) -> f64 {
        if is_cut::<Q>() && x < 0.0 { 0.0 } else { normal_cdf((x - self.mean.base()) / self.sd.base()) }
    }
    fn mean(&self) -> f64 {
        let (mean, sd) = (self.mean.base(), self.sd.base());
        let above = mean / sd;
        if is_cut::<Q>() { mean * normal_cdf(above) + sd * normal_density(above) } else { mean }
    }
    fn variance(&self) -> Option<f64> {
        let (mean, sd) = (self.mean.base(), self.sd.base());
        let above = mean / sd;
        if !is_cut::<Q>() || above > 40.0 {
            return Some(sd * sd);
        }
        let second = (mean * mean + sd * sd) * normal_cdf(above) + mean * sd * normal_density(above);
        let cut = self.mean();
        Some(second - cut * cut)
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // A life x > 0 is met in proportion to x; the integral of x times the density up to x is closed.
        let (mean, sd) = (self.mean.base(), self.sd.base());
        let start = -mean / sd;
        let met = |x: f64| {
            let z = (x - mean) / sd;
            mean * (normal_cdf(z) - normal_cdf(start)) - sd * (normal_density(z) - normal_density(start))
        };
        let all = mean * normal_cdf(-start) + sd * normal_density(start);
        // Nothing of a normal law that a uniform number of 52 bits can tell lies 40 deviations out.
        v * invert(|x| met(x) / all, u, 0.0, mean + 40.0 * sd)
    }
}

form! {
    /// Gumbel: `F(x) = exp(-exp(-(x - location) / scale))`, the law of a greatest among many; cut at 0 as [`Normal`]
    /// is.
    pub struct Gumbel<Q> {
        /// The mode before the cut.
        pub location: Q,
        /// The scale [> 0].
        pub scale: Q,
    }
}

impl<Q> Form for Gumbel<Q> {}

impl<Q: Quantity> Gumbel<Q> {
    /// How many scales the mode lies above 0.
    fn above(&self) -> f64 {
        self.location.base() / self.scale.base()
    }
    /// Whether the cut takes anything that a float can tell: `exp(-exp(4))` is 2e-24.
    fn is_shortened(&self) -> bool {
        is_cut::<Q>() && self.above() < 4.0
    }
}

impl<Q: Quantity> Shape for Gumbel<Q> {
    fn quantile(&self, p: f64) -> f64 {
        let x = self.location.base() - self.scale.base() * ln(-ln(p));
        if is_cut::<Q>() { x.max(0.0) } else { x }
    }
    fn cdf(&self, x: f64) -> f64 {
        let z = (x - self.location.base()) / self.scale.base();
        if is_cut::<Q>() && x < 0.0 { 0.0 } else { exp(-exp(-z)) }
    }
    fn mean(&self) -> f64 {
        const EULER: f64 = 0.577_215_664_901_532_9;
        if is_cut::<Q>() {
            // The integral of 1 - F from 0 on.
            self.scale.base() * entire_exponential_integral(self.above())
        } else {
            self.location.base() + EULER * self.scale.base()
        }
    }
    fn variance(&self) -> Option<f64> {
        let scale = self.scale.base();
        if !self.is_shortened() {
            return Some(std::f64::consts::PI * std::f64::consts::PI / 6.0 * scale * scale);
        }
        // Twice the integral of x (1 - F(x)), in scales, by Simpson's rule; beyond 50 scales 1 - F is below 1e-20.
        let tail = |t: f64| -t * exp_m1(-exp(self.above() - t));
        let steps = 4000;
        let step = 50.0 / f64::from(steps);
        let weight = |at: i32| if at % 2 == 1 { 4.0 } else { 2.0 };
        let sum: f64 = (1..steps).map(|at| weight(at) * tail(f64::from(at) * step)).sum();
        let second = 2.0 * scale * scale * sum * step / 3.0;
        let mean = self.mean();
        Some(second - mean * mean)
    }
    fn residual(&self, u: f64, _: f64) -> f64 {
        // The integral of 1 - F is an exponential integral, so what is left has a closed distribution function.
        let (above, scale) = (self.above(), self.scale.base());
        let all = entire_exponential_integral(above);
        let left = |t: f64| (all - entire_exponential_integral(above - t)) / all;
        scale * invert(left, u, 0.0, above.max(0.0) + 45.0)
    }
}
