//! Laws that are given by their values: a fixed one, and quantiles as they were measured.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::tree::{Tree, Value};

use super::Quantity;
use super::form::{Fault, Form, Shape, form};
use crate::math::sqrt;

/// Always the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixed<Q> {
    /// The value.
    pub value: Q,
}

impl<Q: Quantity> Setting for Fixed<Q> {
    fn kind() -> Kind {
        Q::kind()
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        Q::read(tree, problems).map(|value| Self { value })
    }
    fn write(&self) -> Value {
        self.value.write()
    }
}

impl<Q: Quantity> Shape for Fixed<Q> {
    fn quantile(&self, _: f64) -> f64 {
        self.value.base()
    }
    fn cdf(&self, x: f64) -> f64 {
        if x < self.value.base() { 0.0 } else { 1.0 }
    }
    fn mean(&self) -> f64 {
        self.value.base()
    }
    fn variance(&self) -> Option<f64> {
        Some(0.0)
    }
    fn residual(&self, _: f64, v: f64) -> f64 {
        v * self.value.base()
    }
}

form! {
    /// Measured quantiles, equally spaced from the minimum to the maximum, linear in between.
    ///
    /// With n + 1 values, the i-th is the quantile at i / n; one value alone is always met.
    pub struct Empirical<Q> {
        /// The quantiles, from the minimum to the maximum.
        pub quantiles: Vec<Q>,
    }
}

impl<Q: Quantity> Form for Empirical<Q> {
    fn fault(&self) -> Option<Fault> {
        let fault = |message: &str, remedy| Some(Fault { key: "quantiles", message: message.into(), remedy });
        if self.quantiles.is_empty() {
            return fault("`quantiles` is empty", "give at least one");
        }
        if !self.quantiles.is_sorted_by(|a, b| a.base() <= b.base()) {
            return fault("the quantiles fall", "sort them in rising order");
        }
        None
    }
}

impl<Q: Quantity> Empirical<Q> {
    /// Neighbouring quantiles, between which the law is uniform; all pairs weigh the same.
    fn pieces(&self) -> impl Iterator<Item = (f64, f64)> {
        let alone = (self.quantiles.len() == 1).then(|| (self.quantiles[0].base(), self.quantiles[0].base()));
        alone.into_iter().chain(self.quantiles.windows(2).map(|pair| (pair[0].base(), pair[1].base())))
    }

    fn mean_over_pieces(&self, value: impl Fn(f64, f64) -> f64) -> f64 {
        let (sum, n) = self.pieces().fold((0.0, 0.0), |(sum, n), (a, b)| (sum + value(a, b), n + 1.0));
        sum / n
    }
}

impl<Q: Quantity> Shape for Empirical<Q> {
    fn quantile(&self, p: f64) -> f64 {
        let last = self.quantiles.len() - 1;
        let place = p * last as f64;
        let at = (place as usize).min(last);
        let (low, high) = (self.quantiles[at].base(), self.quantiles[(at + 1).min(last)].base());
        low + (high - low) * (place - at as f64)
    }
    fn cdf(&self, x: f64) -> f64 {
        let last = self.quantiles.len() - 1;
        let reached = self.quantiles.partition_point(|q| q.base() <= x);
        if reached == 0 {
            0.0
        } else if reached > last {
            1.0
        } else {
            let (low, high) = (self.quantiles[reached - 1].base(), self.quantiles[reached].base());
            ((reached - 1) as f64 + (x - low) / (high - low)) / last as f64
        }
    }
    fn mean(&self) -> f64 {
        self.mean_over_pieces(|a, b| 0.5 * (a + b))
    }
    fn variance(&self) -> Option<f64> {
        let mean = self.mean();
        // Around the mean, because the difference of two great squares would lose its digits.
        Some(self.mean_over_pieces(|a, b| {
            let (a, b) = (a - mean, b - mean);
            (a * a + a * b + b * b) / 3.0
        }))
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // A piece is met in proportion to its mean, and a length x within it in proportion to x.
        let mut left = u * self.pieces().map(|(a, b)| 0.5 * (a + b)).sum::<f64>();
        let mut life = 0.0;
        for (a, b) in self.pieces() {
            let weight = 0.5 * (a + b);
            if left < weight {
                life = sqrt(a * a + (left / weight) * (b * b - a * a));
                break;
            }
            left -= weight;
            life = b;
        }
        v * life
    }
}
