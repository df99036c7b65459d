//! Lives that are met by chance.

use units::time::Span;

use super::super::{Law, Pareto, Single};
use super::{distance, draws, spans};

const N: usize = 50_000;

#[test]
fn what_is_left_of_a_life_follows_the_equilibrium_law() {
    for (name, law) in spans() {
        let mut draws = draws(8);
        let lives: Vec<f64> = (0..N).map(|_| law.residual(&mut draws).as_secs()).collect();
        let greatest = lives.iter().copied().fold(0.0, f64::max);
        // The integral of (1 - F) / mean by the rule of midpoints, on a grid that is fine near 0, as the lives are.
        let steps = 200_000;
        let edge = |at: usize| {
            let t = at as f64 / steps as f64;
            greatest * t * t * t
        };
        let mut integral = Vec::with_capacity(steps + 1);
        integral.push(0.0);
        for at in 0..steps {
            let (a, b) = (edge(at), edge(at + 1));
            integral.push(integral[at] + (1.0 - law.cdf(0.5 * (a + b))) * (b - a) / law.mean());
        }
        let equilibrium =
            |x: f64| integral[((crate::math::pow(x / greatest, 1.0 / 3.0) * steps as f64) as usize).min(steps)];
        let d = distance(lives, equilibrium);
        // Chance alone exceeds 0.011 once in 10^5 tests.
        assert!(d < 0.011, "{name}: {d}");
    }
}

#[test]
fn the_mean_of_what_is_left_is_the_renewal_formula() {
    // E(X^2) / (2 E(X)), the inspection paradox; laws with a heavy tail need more draws than a test has.
    for (name, law) in spans().into_iter().filter(|(name, _)| !["pareto", "lognormal", "mixture"].contains(name)) {
        let mut draws = draws(9);
        let lives: Vec<f64> = (0..N).map(|_| law.residual(&mut draws).as_secs()).collect();
        let mean = lives.iter().sum::<f64>() / N as f64;
        let sd = (lives.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / N as f64).sqrt();
        let formula = law.second_moment().unwrap() / (2.0 * law.mean());
        assert!((mean - formula).abs() < 5.0 * sd / (N as f64).sqrt(), "{name}: {mean} for {formula}");
    }
}

#[test]
fn the_edges_of_what_is_left_are_plain() {
    let mut draws = draws(10);
    let fixed = Law::fixed(Span::secs(10));
    let all_below = (0..1000).all(|_| fixed.residual(&mut draws) < Span::secs(10));
    assert!(all_below);
    assert_eq!(Law::fixed(Span::ZERO).residual(&mut draws), Span::ZERO);
    let endless = Law::Single(Single::Pareto(Pareto { shape: 1.0, scale: Span::secs(1) }));
    assert_eq!(endless.residual(&mut draws), Span::MAX);
}
