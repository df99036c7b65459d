//! Estimates by maximum likelihood: the shape of a gamma law, Weibull's at a given mean, two normal laws.

use std::f64::consts::TAU;

use statrs::function::gamma::{digamma, ln_gamma};

/// A component narrower than this has caught a single length that many requests have \[of a logarithm\].
const NARROWEST: f64 = 0.02;
/// Rounds of expectation and maximisation at the most.
const MOST_ROUNDS: usize = 2_000;
/// What a round must win of the mean log-likelihood to go on.
const LEAST_GAIN: f64 = 1e-9;

/// Two normal laws mixed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// The weight of the first.
    pub(super) weight: f64,
    /// Their means, the lower first.
    pub(super) mu: [f64; 2],
    /// Their deviations.
    pub(super) sigma: [f64; 2],
}

/// Mean and deviation of weighted values.
pub(super) fn moments(values: &[(f64, f64)]) -> (f64, f64) {
    let all: f64 = values.iter().map(|v| v.1).sum();
    let mean = values.iter().map(|v| v.0 * v.1).sum::<f64>() / all;
    let variance = values.iter().map(|v| (v.0 - mean) * (v.0 - mean) * v.1).sum::<f64>() / all;
    (mean, variance.sqrt().max(NARROWEST))
}

/// The likeliest two normal laws, by expectation and maximisation from three starts (Dempster, Laird and Rubin, Journal
/// of the Royal Statistical Society B 39, 1977).
pub(super) fn two_normals(values: &[(f64, f64)]) -> Pair {
    let mut best: Option<(f64, Pair)> = None;
    for share in [0.2, 0.5, 0.8] {
        let (gain, pair) = climb(values, start(values, share));
        if best.is_none_or(|(most, _)| gain > most) {
            best = Some((gain, pair));
        }
    }
    let mut pair = best.map_or_else(|| start(values, 0.5), |best| best.1);
    if pair.mu[0] > pair.mu[1] {
        pair.mu.swap(0, 1);
        pair.sigma.swap(0, 1);
        pair.weight = 1.0 - pair.weight;
    }
    pair
}

/// The moments of the values below and above a share of them; values stand in order.
fn start(values: &[(f64, f64)], share: f64) -> Pair {
    let all: f64 = values.iter().map(|v| v.1).sum();
    let mut reached = 0.0;
    let at = values.iter().position(|v| {
        reached += v.1;
        reached >= share * all
    });
    let at = at.unwrap_or(0).clamp(1, (values.len() - 1).max(1)).min(values.len());
    let (low, high) = values.split_at(at);
    let (first, second) = (moments(low), moments(if high.is_empty() { low } else { high }));
    Pair { weight: share, mu: [first.0, second.0], sigma: [first.1, second.1] }
}

/// Rounds of expectation and maximisation from a start; the mean log-likelihood and the laws.
fn climb(values: &[(f64, f64)], mut pair: Pair) -> (f64, Pair) {
    let all: f64 = values.iter().map(|v| v.1).sum();
    let mut last = f64::NEG_INFINITY;
    for _ in 0..MOST_ROUNDS {
        let mut sums = [[0.0; 3]; 2];
        let mut likelihood = 0.0;
        for &(x, count) in values {
            let density = |at: usize, weight: f64| {
                let z = (x - pair.mu[at]) / pair.sigma[at];
                weight * (-0.5 * z * z).exp() / (pair.sigma[at] * TAU.sqrt())
            };
            let parts = [density(0, pair.weight), density(1, 1.0 - pair.weight)];
            // Far from both, the nearer takes it all.
            let sum = (parts[0] + parts[1]).max(f64::MIN_POSITIVE);
            likelihood += count * sum.ln();
            for (sums, part) in sums.iter_mut().zip(parts) {
                let share = count * part / sum;
                sums[0] += share;
                sums[1] += share * x;
                sums[2] += share * x * x;
            }
        }
        if sums.iter().any(|s| s[0] < 1e-9) {
            return (likelihood / all, pair);
        }
        pair.weight = sums[0][0] / all;
        for (at, s) in sums.iter().enumerate() {
            pair.mu[at] = s[1] / s[0];
            pair.sigma[at] = (s[2] / s[0] - pair.mu[at] * pair.mu[at]).max(0.0).sqrt().max(NARROWEST);
        }
        if likelihood / all - last < LEAST_GAIN {
            break;
        }
        last = likelihood / all;
    }
    (last, pair)
}

/// The likeliest shape of a gamma law, and the mean, which is the sample's: `ln k - psi(k) = ln mean - mean of ln x`
/// (Minka, Estimating a gamma distribution, 2002).
pub(super) fn gamma_shape(sample: &[f64]) -> (f64, f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let excess = mean.ln() - sample.iter().map(|x| x.ln()).sum::<f64>() / n;
    if excess < 1e-9 {
        return (1e6, mean);
    }
    // ln k - psi(k) falls from infinity to 0.
    let (mut low, mut high) = (1e-3_f64, 1e6_f64);
    for _ in 0..200 {
        let middle = (low * high).sqrt();
        if middle.ln() - digamma(middle) > excess { low = middle } else { high = middle }
    }
    ((low * high).sqrt(), mean)
}

/// The likeliest shape of Weibull's law among those with the sample's mean, by golden section.
///
/// The load hangs on the mean, which the likeliest law of all may miss by half.
pub(super) fn weibull_shape(sample: &[f64]) -> f64 {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let logarithms = sample.iter().map(|x| x.ln()).sum::<f64>() / n;
    let likelihood = |shape: f64| {
        let scale = mean / ln_gamma(1.0 + 1.0 / shape).exp();
        let powers = sample.iter().map(|x| (x / scale).powf(shape)).sum::<f64>() / n;
        shape.ln() - shape * scale.ln() + (shape - 1.0) * logarithms - powers
    };
    let golden = (5_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.05_f64.ln(), 20_f64.ln());
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (likelihood(a.exp()), likelihood(b.exp()));
    for _ in 0..60 {
        if at_a > at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = likelihood(a.exp());
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = likelihood(b.exp());
        }
    }
    (0.5 * (low + high)).exp()
}
