//! A fixed split over networks.

use engine::draws::Draws;
use units::settings;

use crate::checking::Checking;

use super::policy::{Offer, Router};

settings! {
    /// Sends each request to a network drawn with fixed weights.
    ///
    /// P(network i) = `w_i / sum_j w_j`; without weights all are equal. Looks at neither price nor supply: the
    /// baseline. Source: random splitting of a stream, Kleinrock, Queueing Systems vol. 1, 1975.
    pub struct Split {
        /// Weights in the order of the gateway's networks; empty for equal ones.
        pub weights: Vec<f64> = Vec::new(),
    }
}

impl Router for Split {
    fn route(&self, offers: &[Offer], draws: &mut Draws) -> usize {
        let weight = |i: usize| self.weights.get(i).copied().unwrap_or(if self.weights.is_empty() { 1.0 } else { 0.0 });
        let total: f64 = (0..offers.len()).map(weight).sum();
        let mut left = draws.uniform() * total;
        for i in 0..offers.len() {
            left -= weight(i);
            if left <= 0.0 {
                return i;
            }
        }
        offers.len() - 1
    }
    fn vet(&self, checking: &mut Checking) {
        let (n, of) = (self.weights.len(), checking.facts.networks);
        if n != 0 && n != of {
            let message = format!("{n} weights for {of} networks; give one for each, or none");
            checking.refuse("weights", message);
        } else if n != 0 && (self.weights.iter().any(|w| *w < 0.0) || self.weights.iter().sum::<f64>() <= 0.0) {
            checking.refuse("weights", "weights are at least 0, and at least one is above 0");
        }
    }
}
