//! The few functions of real numbers that a forward pass needs, from additions and multiplications alone.
//!
//! The platform's own differ in their last bits between systems; these do not. Errors are below 2^-50, far below the
//! single precision to which results are rounded.

use std::f64::consts::LN_2;

/// e^x for |x| <= 700.
pub fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let n = (x / LN_2 + 0.5).floor();
    // ln 2 in two parts, the first with zeros at its end, so that n times it is exact.
    let r = (x - n * 0.693_147_180_369_123_8) - n * 1.908_214_929_270_587_7e-10;
    let mut sum = 1.0;
    for i in (1..=16).rev() {
        sum = 1.0 + sum * r / f64::from(i);
    }
    sum * f64::from_bits(((n as i64 + 1023) as u64) << 52)
}

/// The natural logarithm of a positive normal number.
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i64 - 1023;
    let mut m = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 1023 << 52);
    if m > std::f64::consts::SQRT_2 {
        m *= 0.5;
        exponent += 1;
    }
    let s = (m - 1.0) / (m + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for i in (0..14).rev() {
        sum = sum * square + 1.0 / f64::from(2 * i + 1);
    }
    2.0 * s * sum + exponent as f64 * LN_2
}

/// Sine and cosine of an angle in radian, |x| <= 10^7.
pub fn sin_cos(x: f64) -> (f64, f64) {
    let n = (x * std::f64::consts::FRAC_2_PI + 0.5).floor();
    // pi / 2 in three parts of 33 bits (fdlibm, `e_rem_pio2.c`): n times the first two is exact.
    let r = x - n * 1.570_796_326_734_125_6 - n * 6.077_100_506_303_966e-11 - n * 2.022_266_248_795_950_6e-21;
    let square = r * r;
    let (mut sin, mut cos) = (1.0, 1.0);
    for i in (1..=9).rev() {
        let i = f64::from(2 * i);
        sin = 1.0 - sin * square / (i * (i + 1.0));
        cos = 1.0 - cos * square / (i * (i - 1.0));
    }
    sin *= r;
    match n as i64 & 3 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the platform's maths is what the crate's is held against")]
    fn own_functions_agree_with_the_platform() {
        for i in -2000..2000 {
            let x = f64::from(i) * 0.137;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-14, "exp {x}");
            let (sin, cos) = sin_cos(x * 300.0);
            assert!((sin - (x * 300.0).sin()).abs() < 1e-14, "sin {x}: {sin}");
            assert!((cos - (x * 300.0).cos()).abs() < 1e-14, "cos {x}: {cos}");
            let y = exp(x * 0.1);
            assert!((ln(y) - x * 0.1).abs() < 1e-13, "ln {y}");
        }
        assert!((ln(500_000.0) - 500_000.0_f64.ln()).abs() < 1e-14);
    }
}
