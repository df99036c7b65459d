//! Laws as they are read, against theory, against statrs, and in equilibrium.

mod reading;
mod residual;
mod shapes;

use units::time::Span;

use super::{
    Empirical, Erlang, Exponential, Gamma, Geometric, Gumbel, Hyperexponential, Law, Lognormal, Mixture, Normal,
    Pareto, Poisson, Quantity, Single, Uniform, Weibull,
};
use crate::draws::{Address, Draws, Purpose, name_hash};

fn draws(index: u64) -> Draws {
    Address { seed: 7, replication: 0, purpose: Purpose::Service, entity: name_hash("tests") }.stream().draws(index)
}

/// A law of each kind over a quantity, with its name.
fn menu<Q: Quantity>() -> Vec<(&'static str, Law<Q>)> {
    let q = Q::of_base;
    let thirds = vec![0.2, 0.5, 0.3];
    let plain = [
        ("exponential", Single::Exponential(Exponential { mean: q(20.0) })),
        ("uniform", Single::Uniform(Uniform { low: q(5.0), high: q(11.0) })),
        ("weibull below 1", Single::Weibull(Weibull { shape: 0.5, scale: q(10.0) })),
        ("weibull above 1", Single::Weibull(Weibull { shape: 3.0, scale: q(10.0) })),
        ("lognormal", Single::Lognormal(Lognormal { median: q(48.0), sigma: 1.465 })),
        ("gamma below 1", Single::Gamma(Gamma { shape: 0.4, scale: q(30.0) })),
        ("gamma above 1", Single::Gamma(Gamma { shape: 7.5, scale: q(2.0) })),
        ("erlang", Single::Erlang(Erlang { stages: 3, mean: q(12.0) })),
        ("pareto", Single::Pareto(Pareto { shape: 2.5, scale: q(6.0) })),
        ("normal", Single::Normal(Normal { mean: q(100.0), sd: q(10.0) })),
        ("normal near 0", Single::Normal(Normal { mean: q(10.0), sd: q(20.0) })),
        (
            "hyperexponential",
            Single::Hyperexponential(Hyperexponential {
                weights: thirds.clone(),
                means: vec![q(1.0), q(10.0), q(100.0)],
            }),
        ),
        ("empirical", Single::Empirical(Empirical { quantiles: [1.0, 2.0, 4.0, 8.0, 16.0, 100.0].map(q).to_vec() })),
        ("gumbel", Single::Gumbel(Gumbel { location: q(50.0), scale: q(4.0) })),
        ("gumbel near 0", Single::Gumbel(Gumbel { location: q(2.0), scale: q(10.0) })),
    ];
    let laws = vec![plain[1].1.clone(), plain[4].1.clone(), plain[5].1.clone()];
    let mut menu: Vec<_> = plain.map(|(name, law)| (name, Law::Single(law))).into();
    menu.push(("mixture", Law::Mixture(Mixture { weights: thirds, laws })));
    menu
}

fn spans() -> Vec<(&'static str, Law<Span>)> {
    menu()
}

fn poisson(mean: f64) -> Law<u32> {
    Law::Single(Single::Poisson(Poisson { mean }))
}

fn geometric(mean: f64) -> Law<u32> {
    Law::Single(Single::Geometric(Geometric { mean }))
}

/// The greatest distance between the share of the numbers up to x and what should be there (Kolmogorov, Smirnov).
fn distance(mut numbers: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let n = numbers.len() as f64;
    let gap = |(at, &x): (usize, &f64)| (cdf(x) - at as f64 / n).abs().max((cdf(x) - (at as f64 + 1.0) / n).abs());
    numbers.iter().enumerate().map(gap).fold(0.0, f64::max)
}
