//! A table of quantiles as a law: few values where many samples lie, more of them in the tail.

use engine::law::{Empirical, Law, Mixture, Quantity, Single};
use statistics::Quantiles;

/// Where the pieces of a table begin and end, and how many steps each has: the tail is cut finer, as sums hang on it.
const PIECES: [(f64, f64, usize); 4] = [(0.0, 0.95, 38), (0.95, 0.99, 8), (0.99, 0.999, 9), (0.999, 1.0, 5)];
/// A step of a piece stands on as many samples at least.
const LEAST_SAMPLES: f64 = 3.0;

/// The law of a sample's quantiles, each rounded by `of`.
pub(super) fn table<Q: Quantity>(sample: &Quantiles, of: impl Fn(f64) -> Q) -> Law<Q> {
    let n = sample.n() as f64;
    let mut pieces: Vec<(f64, f64, usize)> = Vec::new();
    for (from, to, steps) in PIECES {
        match pieces.last_mut() {
            // What the sample is too small for lengthens the piece before.
            Some(last) if n * (to - from) / (steps as f64) < LEAST_SAMPLES => last.1 = to,
            _ => pieces.push((from, to, steps)),
        }
    }
    let quantiles = |&(from, to, steps): &(f64, f64, usize)| {
        let at = |step: usize| (from + (to - from) * step as f64 / steps as f64).min(1.0);
        let quantiles = (0..=steps).map(|step| of(sample.at(at(step)).unwrap_or(0.0))).collect();
        Single::Empirical(Empirical { quantiles })
    };
    let mut laws: Vec<Single<Q>> = pieces.iter().map(quantiles).collect();
    if laws.len() == 1 {
        return Law::Single(laws.remove(0));
    }
    // Whole thousandths, so that the weights sum to 1 as they are written.
    let weights = pieces.iter().map(|(from, to, _)| ((to - from) * 1e3).round() / 1e3).collect();
    Law::Mixture(Mixture { weights, laws })
}
