//! The law of counts.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::tree::{Tree, Value};

use super::form::Shape;
use crate::math::{poisson_cdf, poisson_quantile};

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
        let message = format!("the mean of a Poisson law must be > 0, <= 1e6, not {}", tree.value.inline());
        problems.push_with(tree.place, message, "a plain number is always the same, and may be 0");
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
