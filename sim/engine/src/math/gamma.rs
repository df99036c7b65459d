//! The gamma function's relatives: incomplete gamma, its inverse, and Poisson counts.

use super::{exp, ln, ln_1p, normal_quantile, pow, sqrt};

/// The natural logarithm of the gamma function, for positive arguments.
pub fn ln_gamma(a: f64) -> f64 {
    libm::lgamma(a)
}

/// The regularised lower incomplete gamma function P(a, x): the distribution function of a gamma law of scale 1.
///
/// A series below `a + 1`, a continued fraction above it (NIST DLMF 8.11.4, 8.9.2); about `6 sqrt(a)` terms. Relative
/// error about 1e-13 for a up to 1e6.
pub fn lower_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x < a + 1.0 {
        series(a, x)
    } else {
        1.0 - fraction(a, x)
    }
}

/// The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), exact where it is small.
pub fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x < a + 1.0 {
        1.0 - series(a, x)
    } else {
        fraction(a, x)
    }
}

/// The x at which the regularised lower incomplete gamma function P(a, x) is `p`.
///
/// Halley's steps within a bracket from the start of Wilson and Hilferty, or below shape 1 that of Press et al.,
/// Numerical Recipes, 3rd ed., section 6.2.1; the nearer tail is matched, so that both ends are exact.
pub fn lower_gamma_inverse(a: f64, p: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let mut x = start(a, p);
    if x <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    let is_lower = p <= 0.5;
    for _ in 0..100 {
        let excess = if is_lower { lower_gamma(a, x) - p } else { (1.0 - p) - upper_gamma(a, x) };
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        // The density is x^(a-1) e^-x / Gamma(a), which is the weight of a + 1 times a over x.
        let density = weight(a, x) * a / x;
        let newton = excess / density;
        let halley = newton / (1.0 - 0.5 * (newton * ((a - 1.0) / x - 1.0)).min(1.0));
        let next = x - halley;
        // Halley's error shrinks to its cube, so a step this small has already met the last bit.
        if halley.abs() <= 1e-9 * x {
            return next;
        }
        x = if next > low && next < high {
            next
        } else if high.is_finite() {
            0.5 * (low + high)
        } else {
            2.0 * x
        };
    }
    x
}

/// The probability that a Poisson count of this mean is at most `k`.
pub fn poisson_cdf(mean: f64, k: f64) -> f64 {
    if k < 0.0 { 0.0 } else { upper_gamma(k.floor() + 1.0, mean) }
}

/// The least count at which the distribution function of a Poisson law reaches `p`.
pub fn poisson_quantile(mean: f64, p: f64) -> f64 {
    if mean < 30.0 {
        // Up to here, adding terms is quicker than one incomplete gamma function.
        let (mut k, mut term) = (0.0, exp(-mean));
        let mut sum = term;
        while sum < p && term > 0.0 {
            k += 1.0;
            term *= mean / k;
            sum += term;
        }
        return k;
    }
    // Cornish and Fisher's first correction starts within a count or two of the answer.
    let z = normal_quantile(p);
    let mut k = (mean + z * sqrt(mean) + (z * z - 1.0) / 6.0).floor().max(0.0);
    // Beyond, a count is less than a billionth of the answer, and of 2^53 on not even a number of its own.
    if mean > 1e9 {
        return k;
    }
    while poisson_cdf(mean, k) < p {
        k += 1.0;
    }
    while k > 0.0 && poisson_cdf(mean, k - 1.0) >= p {
        k -= 1.0;
    }
    k
}

/// A first guess at the inverse of P(a, .).
fn start(a: f64, p: f64) -> f64 {
    // Near 0 the law is x^a / Gamma(a + 1), which is the whole answer for very small shapes.
    let small = exp((ln(p) + ln_gamma(a + 1.0)) / a);
    if a > 1.0 {
        let z = normal_quantile(p);
        let cube = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * sqrt(a));
        return if cube > 0.2 { a * cube * cube * cube } else { small };
    }
    let edge = 1.0 - a * (0.253 + a * 0.12);
    if p < edge { pow(p / edge, 1.0 / a).max(small.min(1.0)) } else { 1.0 - ln(1.0 - (p - edge) / (1.0 - edge)) }
}

/// The weight x^a e^-x / Gamma(a + 1).
fn weight(a: f64, x: f64) -> f64 {
    if a < 10.0 {
        return exp(a * ln(x) - x - ln_gamma(a + 1.0));
    }
    // Stirling's form: the large terms a ln x, x and ln Gamma cancel before they are computed (Loader, 2000).
    let m = (x - a) / a;
    let r = 1.0 / (a * a);
    let stirling = (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r / 1680.0))) / a;
    exp(a * (ln_1p(m) - m) - stirling) / sqrt(std::f64::consts::TAU * a)
}

fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0, 1.0, a);
    loop {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term < sum * 1e-17 {
            return (sum * weight(a, x)).min(1.0);
        }
    }
}

/// Lentz's method on Q(a, x) = weight * a / (x + 1 - a - 1 (1 - a) / (x + 3 - a - ...)).
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut h = d;
    let mut i = 0.0;
    loop {
        i += 1.0;
        let numerator = -i * (i - a);
        b += 2.0;
        d = numerator * d + b;
        d = if d.abs() < TINY { 1.0 / TINY } else { 1.0 / d };
        c = b + numerator / c;
        c = if c.abs() < TINY { TINY } else { c };
        h *= c * d;
        if (c * d - 1.0).abs() < 1e-16 || i > 100_000.0 {
            return (weight(a, x) * a * h).min(1.0);
        }
    }
}
