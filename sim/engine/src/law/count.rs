//! The laws of counts.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::tree::{Tree, Value};

use super::form::Shape;
use crate::math::{exp, invert, ln, ln_1p, poisson_cdf, poisson_quantile};

/// Poisson: how many of many independent rare things happen. Written by its mean alone; for counts only.
#[derive(Clone, Debug, PartialEq)]
pub struct Poisson {
    /// The mean \[> 0, <= 1e6\].
    pub mean: f64,
}

impl Setting for Poisson {
    fn kind() -> Kind {
        f64::kind()
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let mean = f64::read(tree, problems)?;
        if mean > 0.0 && mean <= 1e6 {
            return Some(Self { mean });
        }
        let message = format!("the mean of a Poisson distribution must be > 0, <= 1e6, not {}", tree.value.inline());
        problems.push_with(tree.place, message, "a plain value is a constant, and may be 0");
        None
    }
    fn write(&self) -> Value {
        self.mean.write()
    }
}

impl Shape for Poisson {
    fn quantile(&self, p: f64) -> f64 {
        poisson_quantile(self.mean, p)
    }
    fn cdf(&self, x: f64) -> f64 {
        poisson_cdf(self.mean, x)
    }
    fn mean(&self) -> f64 {
        self.mean
    }
    fn variance(&self) -> Option<f64> {
        Some(self.mean)
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // A count met in proportion to itself is one more than Poisson.
        v * (poisson_quantile(self.mean, u) + 1.0)
    }
}

/// Geometric on 1, 2, ...: how many steps it takes if each is the last with probability 1 / mean. Written by its mean
/// alone; for counts only.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometric {
    /// The mean \[>= 1, <= 1e6\].
    pub mean: f64,
}

impl Geometric {
    /// The logarithm of the probability that a step is not the last.
    fn ln_on(&self) -> f64 {
        ln_1p(-1.0 / self.mean)
    }
}

impl Setting for Geometric {
    fn kind() -> Kind {
        f64::kind()
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let mean = f64::read(tree, problems)?;
        if (1.0..=1e6).contains(&mean) {
            return Some(Self { mean });
        }
        let message = format!("the mean of a geometric distribution must be >= 1, <= 1e6, not {}", tree.value.inline());
        problems.push_with(tree.place, message, "a step is the last with probability 1 / mean");
        None
    }
    fn write(&self) -> Value {
        self.mean.write()
    }
}

impl Shape for Geometric {
    fn quantile(&self, p: f64) -> f64 {
        (ln(1.0 - p) / self.ln_on()).ceil().max(1.0)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x < 1.0 { 0.0 } else { 1.0 - exp(x.floor() * self.ln_on()) }
    }
    fn mean(&self) -> f64 {
        self.mean
    }
    fn variance(&self) -> Option<f64> {
        Some(self.mean * (self.mean - 1.0))
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // A count met in proportion to itself is at most k with probability 1 - q^k (1 + k / mean).
        let met = |k: f64| 1.0 - exp(k.floor() * self.ln_on()) * (1.0 + k.floor() / self.mean);
        v * invert(met, u, 0.0, 60.0 * self.mean).floor().max(1.0)
    }
}
