//! Mathematics whose bits are the same on every machine: the pinned `libm`, and what is built on it.
//!
//! The platform's functions differ in the last bit between systems and, through FMA, between processors.

mod gamma;
mod invert;
mod normal;

pub use self::gamma::{ln_gamma, lower_gamma, lower_gamma_inverse, poisson_cdf, poisson_quantile, upper_gamma};
pub use self::invert::invert;
pub use self::normal::{normal_cdf, normal_density, normal_quantile};

/// The natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The natural logarithm of `1 + x`, exact for small x.
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// The exponential function.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The exponential function less 1, exact for small x.
#[inline]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// A power of a non-negative number, as `exp(y ln x)`: a fifth of the cost of a correctly rounded one.
///
/// The relative error is about `|y ln x|` units in the last place.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    if x == 0.0 && y == 0.0 { 1.0 } else { exp(y * ln(x)) }
}

/// The sine of an angle \[rad\].
#[inline]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// The square root, which IEEE 754 fixes to the last bit.
#[inline]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// The entire exponential integral `Ein(e^y)`, the integral of `(1 - e^-t) / t` from 0 to `e^y`.
///
/// Power series up to `e^y = 2`, beyond it Euler's constant + y + E1 by its continued fraction (NIST DLMF 6.2.3, 6.2.4,
/// 6.6.4, 6.9.1). Relative error below 1e-14.
pub fn entire_exponential_integral(y: f64) -> f64 {
    const EULER: f64 = 0.577_215_664_901_532_9;
    let z = exp(y);
    if z <= 2.0 {
        let (mut term, mut sum) = (z, z);
        for k in 2..40 {
            let k = f64::from(k);
            term *= -z / k;
            sum += term / k;
        }
        return sum;
    }
    // Beyond 40 the integral E1 is below 1e-19, lost against what it is added to.
    if z > 40.0 {
        return EULER + y;
    }
    // Lentz's method on E1(z) = e^-z / (z + 1 - 1/(z + 3 - 4/(z + 5 - ...))).
    let mut b = z + 1.0;
    let mut d = 1.0 / b;
    let (mut c, mut h) = (f64::INFINITY, d);
    for i in 1..200 {
        let a = -f64::from(i * i);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        h *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    EULER + y + h * exp(-z)
}

#[cfg(test)]
mod tests;
