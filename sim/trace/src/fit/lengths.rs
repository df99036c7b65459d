//! Laws of lengths: lognormal, gamma, two lognormals, a table.

use engine::law::{Gamma, Law, Lognormal, Mixture, Single};
use statistics::Quantiles;

use super::short;
use super::spread::{Pair, gamma_shape, moments, two_normals};
use super::table::table;

/// A law of lengths is good enough if its distance to what it has not seen is at most this; else a table is better.
pub(super) const NEAR: f64 = 0.03;
/// Less than this is no difference between laws.
const ALIKE: f64 = 0.005;
/// How far median and 90 % quantile of a law may lie from the sample's, or a token if that is more.
const NEAR_QUANTILE: f64 = 0.05;

/// A law fitted to lengths.
#[derive(Clone, Debug)]
pub struct LengthFit {
    /// What it is called.
    pub name: &'static str,
    /// The law \[tokens\].
    pub law: Law<f64>,
    /// The greatest distance between its distribution function and the trace's (Kolmogorov and Smirnov).
    pub distance: f64,
    /// The same for the last third of the trace, if the law is fitted to the first two.
    pub held_out: f64,
}

/// Fits a law to lengths.
type Family = fn(&[f64]) -> Law<f64>;

/// All laws fitted to lengths in the order of their arrival, the chosen one first.
pub(super) fn fit(lengths: &[u32]) -> Vec<LengthFit> {
    // A request has a token at least, in the simulator too.
    let lengths: Vec<f64> = lengths.iter().map(|&length| f64::from(length.max(1))).collect();
    let lengths = if lengths.is_empty() { vec![1.0] } else { lengths };
    let (seen, unseen) = lengths.split_at((lengths.len() * 2 / 3).max(1));
    let unseen = if unseen.is_empty() { seen } else { unseen };
    let judge = |(name, fit): (&'static str, Family)| {
        let law = fit(&lengths);
        LengthFit { name, distance: distance(&law, &lengths), held_out: distance(&fit(seen), unseen), law }
    };
    let mut fits =
        [("lognormal", lognormal as Family), ("gamma", gamma), ("two_lognormals", lognormals), ("table", quantiles)]
            .map(judge)
            .to_vec();
    fits.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(a.name.cmp(b.name)));
    // Of laws that are as good, the one with fewer numbers; `LAWS` stands in that order.
    let rank = |fit: &LengthFit| LAWS.iter().position(|name| *name == fit.name).unwrap_or(LAWS.len());
    let sample = Quantiles::of(&lengths);
    let best = fits.iter().filter(|fit| fit.name != "table").map(|fit| fit.distance).fold(f64::INFINITY, f64::min);
    let chosen = (0..fits.len())
        .filter(|&at| fits[at].name != "table" && fits[at].distance <= (best + ALIKE).min(NEAR))
        .filter(|&at| [0.5, 0.9].into_iter().all(|share| is_near(&fits[at].law, &sample, share)))
        .min_by_key(|&at| rank(&fits[at]))
        .or_else(|| fits.iter().position(|fit| fit.name == "table"));
    let chosen = fits.remove(chosen.unwrap_or(0));
    fits.insert(0, chosen);
    fits
}

fn is_near(law: &Law<f64>, sample: &Quantiles, share: f64) -> bool {
    let at = sample.at(share).unwrap_or(0.0);
    (law.quantile(share) - at).abs() <= (NEAR_QUANTILE * at).max(1.0)
}

/// The laws from the simplest to the one with most numbers.
const LAWS: [&str; 4] = ["lognormal", "gamma", "two_lognormals", "table"];

fn lognormal(lengths: &[f64]) -> Law<f64> {
    let logarithms: Vec<(f64, f64)> = lengths.iter().map(|x| (x.ln(), 1.0)).collect();
    let (mu, sigma) = moments(&logarithms);
    Law::Single(component(mu, sigma))
}

fn component(mu: f64, sigma: f64) -> Single<f64> {
    Single::Lognormal(Lognormal { median: short(mu.exp()), sigma: short(sigma) })
}

fn gamma(lengths: &[f64]) -> Law<f64> {
    let (shape, mean) = gamma_shape(lengths);
    let shape = short(shape);
    Law::Single(Single::Gamma(Gamma { shape, scale: short(mean / shape) }))
}

fn lognormals(lengths: &[f64]) -> Law<f64> {
    // Lengths are whole, so that a count of each is all there is to know.
    let mut sorted = lengths.to_vec();
    sorted.sort_by(f64::total_cmp);
    let counted: Vec<(f64, f64)> =
        sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(|same| (same[0].ln(), same.len() as f64)).collect();
    let Pair { weight, mu, sigma } = two_normals(&counted);
    let weight = (weight * 1e3).round() / 1e3;
    Law::Mixture(Mixture {
        weights: vec![weight, ((1.0 - weight) * 1e3).round() / 1e3],
        laws: vec![component(mu[0], sigma[0]), component(mu[1], sigma[1])],
    })
}

fn quantiles(lengths: &[f64]) -> Law<f64> {
    table(&Quantiles::of(lengths), f64::round)
}

/// The greatest distance between the distribution function of whole lengths drawn from a law, and that of a sample.
///
/// A draw is rounded to the nearest whole number, so that the law's probability of at most k is F(k + 1/2).
pub(super) fn distance(law: &Law<f64>, sample: &[f64]) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let (mut below, mut greatest) = (0.0, 0.0_f64);
    for same in sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()) {
        let k = same[0];
        // Below 1 there is nothing: what is drawn there counts as 1.
        let before = if k > 1.0 { law.cdf(k - 0.5) } else { 0.0 };
        greatest = greatest.max((before - below / n).abs());
        below += same.len() as f64;
        greatest = greatest.max((law.cdf(k + 0.5) - below / n).abs());
    }
    greatest
}
