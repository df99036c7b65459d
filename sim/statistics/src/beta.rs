//! The regularised incomplete beta function, and where it reaches a value.

use engine::math::{exp, ln, ln_1p, ln_gamma};

/// What lies below and above `x` of a beta distribution with `a` and `b`, both > 0.
///
/// The continued fraction DLMF 8.17.22 by Lentz's method, on whichever side of the mean converges. It takes about
/// `sqrt(max(a, b))` terms, which is why it stands here: statrs stops after 140, and by then its answers for a
/// million trials, or its inverse far in a tail, are off in the first digit. On the pinned maths, so that the
/// intervals of a published table have the same bits on every machine.
pub(super) fn split(a: f64, b: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    let log_front = a * ln(x) + b * ln_1p(-x) + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let front = exp(log_front);
    if x < (a + 1.0) / (a + b + 2.0) {
        let below = (front * fraction(a, b, x) / a).min(1.0);
        (below, 1.0 - below)
    } else {
        let above = (front * fraction(b, a, 1.0 - x) / b).min(1.0);
        (1.0 - above, above)
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    // Lentz: a zero denominator is replaced by something tiny, which cancels in the next term.
    let apart = |value: f64| if value.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / apart(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    let most = 1_000 + (20.0 * a.max(b).sqrt()) as u32;
    for m in (1..=most).map(f64::from) {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut last = 1.0;
        for term in [even, odd] {
            d = 1.0 / apart(1.0 + term * d);
            c = apart(1.0 + term / c);
            last = c * d;
            value *= last;
        }
        if (last - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// The least number from 0 to 1 that is not too small, to the last bit.
pub(super) fn bisect(is_too_small: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return high;
        }
        if is_too_small(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: f64, b: f64, x: f64, below: f64) {
        let got = split(a, b, x);
        let message = format!("beta({a}, {b}) below {x} is {got:?}, not {below}");
        assert!((got.0 / below - 1.0).abs() < 1e-10 && (got.1 - (1.0 - below)).abs() < 1e-10, "{message}");
    }

    #[test]
    fn powers_and_the_arc_sine_are_closed_forms() {
        for x in [1e-12, 0.01, 0.3, 0.5, 0.8, 0.999] {
            check(3.0, 1.0, x, x * x * x);
            check(1.0, 0.5, x, -(0.5 * (-x).ln_1p()).exp_m1());
            check(0.5, 0.5, x, x.sqrt().asin() / std::f64::consts::FRAC_PI_2);
        }
    }

    #[test]
    fn statrs_is_of_the_same_opinion_where_it_has_terms_enough() {
        for (a, b) in [(0.5, 9.5), (2.0, 3.0), (20.0, 0.5), (150.0, 900.0)] {
            for x in [0.001, 0.1, 0.14, 0.5, 0.9, 0.999] {
                let (other, (below, _)) = (statrs::function::beta::beta_reg(a, b, x), split(a, b, x));
                assert!((below - other).abs() < 1e-12, "beta({a}, {b}) below {x} is {below}, not {other}");
            }
        }
    }

    /// By symmetry half lies below one half, however many terms that takes.
    #[test]
    fn large_parameters_do_not_run_out_of_terms() {
        for a in [0.7, 10.0, 1e4, 1e6] {
            let (below, above) = split(a, a, 0.5);
            assert!((below - 0.5).abs() < 1e-8 && (above - 0.5).abs() < 1e-8, "{a}: {below}");
        }
    }
}
