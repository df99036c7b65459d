//! The hyperexponential law, a mixture of exponential ones.

use super::Quantity;
use super::form::{Fault, Form, Shape, form, weights_fault};
use crate::math::{exp_m1, invert, ln};

form! {
    /// Hyperexponential: one of several exponential distributions, by weight; more variable than each of them.
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
