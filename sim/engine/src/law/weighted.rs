//! Laws made of laws: hyperexponential and mixture.

use super::Quantity;
use super::form::{Fault, Form, Shape, form, weights_fault};
use super::read::Single;
use crate::math::{exp_m1, invert, ln};

form! {
    /// Hyperexponential: one of several exponential laws, by weight; more variable than one of them.
    pub struct Hyperexponential<Q> {
        /// The weights, which sum to 1.
        pub weights: Vec<f64>,
        /// The mean of each.
        pub means: Vec<Q>,
    }
}

impl<Q: Quantity> Form for Hyperexponential<Q> {
    fn fault(&self) -> Option<Fault> {
        if self.means.iter().any(|mean| mean.base() <= 0.0) {
            let message = "a mean is not above 0".to_string();
            return Some(Fault { key: "means", message, remedy: "leave out what takes no time" });
        }
        weights_fault(&self.weights, self.means.len(), "means")
    }
}

impl<Q: Quantity> Hyperexponential<Q> {
    fn parts(&self) -> impl Iterator<Item = (f64, f64)> {
        self.weights.iter().copied().zip(self.means.iter().map(|mean| mean.base())).filter(|&(weight, _)| weight > 0.0)
    }
}

impl<Q: Quantity> Shape for Hyperexponential<Q> {
    fn quantile(&self, p: f64) -> f64 {
        let least = self.parts().fold(f64::INFINITY, |least, (_, mean)| least.min(mean));
        let greatest = self.parts().fold(0.0_f64, |greatest, (_, mean)| greatest.max(mean));
        let unit = -ln(1.0 - p);
        // The quantile lies between those of the quickest and the slowest part.
        invert(|x| self.cdf(x), p, least * unit, greatest * unit)
    }
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { self.parts().map(|(weight, mean)| -weight * exp_m1(-x / mean)).sum() }
    }
    fn mean(&self) -> f64 {
        self.parts().map(|(weight, mean)| weight * mean).sum()
    }
    fn variance(&self) -> Option<f64> {
        let mean = self.mean();
        Some(self.parts().map(|(weight, part)| 2.0 * weight * part * part).sum::<f64>() - mean * mean)
    }
    fn residual(&self, u: f64, v: f64) -> f64 {
        // A part is met in proportion to weight times mean, and an exponential life has no memory.
        let mut left = u * self.mean();
        let mut met = 0.0;
        for (weight, mean) in self.parts() {
            met = mean;
            if left < weight * mean {
                break;
            }
            left -= weight * mean;
        }
        -ln(1.0 - v) * met
    }
}

form! {
    /// Mixture: one of several laws, by weight.
    pub struct Mixture<Q> {
        /// The weights, which sum to 1.
        pub weights: Vec<f64>,
        /// The laws, none of which may be a mixture itself.
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
