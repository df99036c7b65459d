//! Variates against their laws, laws against closed forms and against statrs.

use statrs::distribution as other;
use statrs::distribution::{ContinuousCDF, DiscreteCDF};
use units::time::Span;

use super::super::{Empirical, Gumbel, Hyperexponential, Law, Normal, Pareto, Single, Weibull};
use super::{distance, draws, geometric, menu, poisson, spans};

const N: usize = 100_000;
/// The distance that chance alone exceeds once in 10^5 tests: sqrt(ln(2 / 10^-5) / 2) / sqrt(N).
const CHANCE: f64 = 0.00782;

#[track_caller]
fn agree(got: f64, expected: f64, error: f64) {
    assert!((got - expected).abs() <= error * expected.abs(), "{got} instead of {expected}");
}

#[test]
fn variates_follow_their_law() {
    for (name, law) in menu::<f64>() {
        let mut draws = draws(1);
        let numbers = (0..N).map(|_| law.sample(&mut draws)).collect();
        let d = distance(numbers, |x| law.cdf(x));
        assert!(d < CHANCE, "{name}: {d}");
    }
}

#[test]
fn spans_follow_their_law_to_the_nanosecond() {
    for (name, law) in spans() {
        let (mut draws, mut same) = (draws(2), draws(2));
        for _ in 0..1000 {
            let (span, exact) = (law.sample(&mut draws), law.shape().variate(same.uniform()));
            assert!((span.as_secs() - exact).abs() <= 0.5e-9 + exact * 1e-15, "{name}: {span} for {exact} s");
        }
    }
}

#[test]
fn greater_uniforms_give_greater_variates() {
    for (name, law) in menu::<f64>() {
        let numbers: Vec<f64> = (1..2000).map(|at| law.quantile(f64::from(at) / 2000.0)).collect();
        assert!(numbers.is_sorted_by(|a, b| a <= b), "{name}");
        assert!(law.quantile(1e-15) <= numbers[0] && law.quantile(1.0 - 1e-15) >= numbers[1998], "{name}");
    }
}

#[test]
fn the_quantile_inverts_the_distribution_function() {
    for (name, law) in menu::<f64>() {
        for at in 1..200 {
            let p = f64::from(at) / 200.0;
            assert!((law.cdf(law.quantile(p)) - p).abs() < 1e-12, "{name} at {p}");
        }
    }
}

#[test]
fn samples_have_the_moments_that_the_law_states() {
    for (name, law) in spans() {
        let mut draws = draws(3);
        let numbers: Vec<f64> = (0..N).map(|_| law.sample(&mut draws).as_secs()).collect();
        let n = N as f64;
        let mean = numbers.iter().sum::<f64>() / n;
        let square = |x: f64| x * x;
        let variance = numbers.iter().map(|&x| square(x - mean)).sum::<f64>() / n;
        let fourth = numbers.iter().map(|&x| square(square(x - mean))).sum::<f64>() / n;
        let stated = law.variance().unwrap();
        assert!((mean - law.mean()).abs() < 5.0 * (stated / n).sqrt(), "{name}: mean {mean} for {}", law.mean());
        // The fourth moment of a Pareto law of shape 2.5 is infinite, and no sample tells its variance well.
        let error = 5.0 * ((fourth - square(variance)) / n).sqrt();
        assert!((variance - stated).abs() < error || name == "pareto", "{name}: variance {variance} for {stated}");
    }
}

#[test]
fn moments_are_the_closed_forms() {
    let check = |law: Single<f64>, mean: f64, variance: f64| {
        let law = Law::Single(law);
        agree(law.mean(), mean, 1e-13);
        agree(law.variance().unwrap(), variance, 1e-12);
        agree(law.second_moment().unwrap(), variance + mean * mean, 1e-12);
    };
    // Gamma(3) = 2 and Gamma(5) = 24; Pareto of shape 3; two exponentials; halves of 0..2 and 2..6.
    check(Single::Weibull(Weibull { shape: 0.5, scale: 10.0 }), 20.0, 2000.0);
    check(Single::Pareto(Pareto { shape: 3.0, scale: 2.0 }), 3.0, 3.0);
    let hyper = Hyperexponential { weights: vec![0.5, 0.5], means: vec![1.0, 3.0] };
    check(Single::Hyperexponential(hyper), 2.0, 6.0);
    check(Single::Empirical(Empirical { quantiles: vec![0.0, 2.0, 6.0] }), 2.5, 0.5 * (4.0 / 3.0 + 52.0 / 3.0) - 6.25);
    check(Single::Empirical(Empirical { quantiles: vec![4.0] }), 4.0, 0.0);
    check(Single::Gumbel(Gumbel { location: 1.0, scale: 2.0 }), 2.154_431_329_803_065, 6.579_736_267_392_906);
}

#[test]
fn infinite_moments_are_said_to_be() {
    let pareto = |shape| Law::Single(Single::Pareto(Pareto { shape, scale: 1.0 }));
    assert!(pareto(1.0).mean().is_infinite() && pareto(1.1).mean().is_finite());
    assert_eq!((pareto(2.0).variance(), pareto(2.0).second_moment()), (None, None));
}

#[test]
fn a_cut_law_never_falls_below_nothing() {
    // At mean 0 the half normal law: its mean is sd sqrt(2/pi) / 2, its square sd^2 / 2.
    let law = Law::Single(Single::Normal(Normal { mean: Span::ZERO, sd: Span::secs(10) }));
    agree(law.mean(), 10.0 * 0.398_942_280_401_432_7, 1e-14);
    agree(law.second_moment().unwrap(), 50.0, 1e-14);
    assert_eq!([law.cdf(-1e-9), law.cdf(0.0)].map(f64::to_bits), [0.0, 0.5].map(f64::to_bits));
    let below = (0..1000).filter(|&index| law.sample(&mut draws(index)) == Span::ZERO).count();
    assert!((400..600).contains(&below), "{below} of 1000 were cut");
}

#[test]
fn counts_are_rounded_and_poisson_counts_are_exact() {
    for mean in [0.3, 3.5, 80.0] {
        let law = poisson(mean);
        let twin = other::Poisson::new(mean).unwrap();
        let mut draws = draws(5);
        let mut seen = vec![0_u32; 400];
        for _ in 0..N {
            seen[law.sample(&mut draws) as usize] += 1;
        }
        let mut below = 0;
        for (k, &n) in seen.iter().enumerate() {
            below += n;
            let expected = twin.cdf(k as u64);
            assert!((f64::from(below) / N as f64 - expected).abs() < CHANCE, "mean {mean}: {k}");
            agree(law.cdf(k as f64), expected, 1e-11);
        }
    }
    for mean in [1.0, 2.5, 50.0] {
        let law = geometric(mean);
        let twin = other::Geometric::new(1.0 / mean).unwrap();
        let mut draws = draws(7);
        let numbers: Vec<u32> = (0..N).map(|_| law.sample(&mut draws)).collect();
        for k in [1, 2, 5, 20, 100] {
            let share = numbers.iter().filter(|&&n| n <= k).count() as f64 / N as f64;
            let expected = twin.cdf(u64::from(k));
            assert!((share - expected).abs() < CHANCE, "mean {mean}: {k}");
            agree(law.cdf(f64::from(k)), expected, 1e-11);
        }
        assert!(numbers.iter().all(|&n| n >= 1), "there is no step before the first");
    }
    let mut draws = draws(6);
    let law = Law::<u32>::exponential(2);
    let zeros = (0..N).filter(|_| law.sample(&mut draws) == 0).count() as f64 / N as f64;
    // What is rounded to 0 lies below a half.
    assert!((zeros - 0.221_199).abs() < 0.006, "{zeros}");
}

#[test]
fn statrs_agrees_on_quantiles() {
    let menu = menu::<f64>();
    let check = |name: &str, quantile: &dyn Fn(f64) -> f64, error: f64| {
        let (_, law) = menu.iter().find(|(n, _)| *n == name).unwrap();
        for p in [0.001, 0.02, 0.1, 0.3, 0.5, 0.77, 0.95, 0.999] {
            agree(law.quantile(p), quantile(p), error);
        }
    };
    let (exponential, uniform) = (other::Exp::new(0.05).unwrap(), other::Uniform::new(5.0, 11.0).unwrap());
    check("exponential", &|p| exponential.inverse_cdf(p), 1e-12);
    check("uniform", &|p| uniform.inverse_cdf(p), 1e-12);
    let weibull = other::Weibull::new(0.5, 10.0).unwrap();
    check("weibull below 1", &|p| weibull.inverse_cdf(p), 1e-12);
    let lognormal = other::LogNormal::new(crate::math::ln(48.0), 1.465).unwrap();
    check("lognormal", &|p| lognormal.inverse_cdf(p), 1e-11);
    let (thin, thick) = (other::Gamma::new(0.4, 1.0 / 30.0).unwrap(), other::Gamma::new(7.5, 0.5).unwrap());
    check("gamma below 1", &|p| thin.inverse_cdf(p), 1e-6);
    check("gamma above 1", &|p| thick.inverse_cdf(p), 1e-6);
    let erlang = other::Erlang::new(3, 0.25).unwrap();
    check("erlang", &|p| erlang.inverse_cdf(p), 1e-6);
    let pareto = other::Pareto::new(6.0, 2.5).unwrap();
    check("pareto", &|p| pareto.inverse_cdf(p), 1e-12);
    let normal = other::Normal::new(100.0, 10.0).unwrap();
    check("normal", &|p| normal.inverse_cdf(p), 1e-12);
    let gumbel = other::Gumbel::new(50.0, 4.0).unwrap();
    check("gumbel", &|p| gumbel.inverse_cdf(p), 1e-12);
}
