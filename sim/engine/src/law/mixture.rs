//! The law that is one of several laws, by weight.

use super::Quantity;
use super::form::{Fault, Form, Shape, form, weights_fault};
use super::single::Single;
use crate::math::invert;

form! {
    /// Mixture: one of several distributions, by weight.
    pub struct Mixture<Q> {
        /// The weights, which sum to 1.
        pub weights: Vec<f64>,
        /// The distributions, none of which may be a mixture itself.
        pub laws: Vec<Single<Q>>,
    }
}

impl<Q: Quantity> Form for Mixture<Q> {
    fn fault(&self) -> Option<Fault> {
        weights_fault(&self.weights, self.laws.len(), "laws")
    }
}

impl<Q: Quantity> Mixture<Q> {
    fn parts(&self) -> impl Iterator<Item = (f64, &dyn Shape)> {
        self.weights.iter().copied().zip(self.laws.iter().map(Single::shape)).filter(|&(weight, _)| weight > 0.0)
    }
}

impl<Q: Quantity> Shape for Mixture<Q> {
    /// By composition: u chooses the part, and where it lies within the part's weight is uniform again.
    ///
    /// Of the same law as the quantile and ten times as fast, but monotone only within each part.
    fn variate(&self, u: f64) -> f64 {
        let (mut left, mut last) = (u, None);
        for (weight, part) in self.parts() {
            if left < weight {
                // Open at both ends, as every uniform number is.
                return part.variate((left / weight).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON));
            }
            left -= weight;
            last = Some(part);
        }
        // What rounding leaves over at the very end belongs to the last part.
        last.map_or(0.0, |part| part.variate(1.0 - f64::EPSILON))
    }
    fn quantile(&self, p: f64) -> f64 {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (_, part) in self.parts() {
            let x = part.quantile(p);
            (low, high) = (low.min(x), high.max(x));
        }
        // Below the least of the parts' quantiles every part has less than p, above the greatest none.
        invert(|x| self.cdf(x), p, low, high)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.parts().map(|(weight, part)| weight * part.cdf(x)).sum()
    }
    fn mean(&self) -> f64 {
        self.parts().map(|(weight, part)| weight * part.mean()).sum()
    }
    fn variance(&self) -> Option<f64> {
        let mean = self.mean();
        self.parts()
            .map(|(weight, part)| part.variance().map(|v| weight * (v + (part.mean() - mean) * (part.mean() - mean))))
            .sum()
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        let mean = self.mean();
        if mean.is_infinite() {
            return f64::INFINITY;
        }
        // A part is met in proportion to weight times mean; where u lies within the part's share is uniform again.
        let mut left = u * mean;
        let mut life = 0.0;
        for (weight, part) in self.parts() {
            let share = weight * part.mean();
            if left < share {
                return part.residual(left / share, v);
            }
            left -= share;
            if share > 0.0 {
                // What rounding leaves over at the very end belongs to the last part.
                life = part.residual(1.0 - f64::EPSILON, v);
            }
        }
        life
    }
}
