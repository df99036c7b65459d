//! Mathematics to the bit, against published values, and against a second opinion.

use statrs::distribution::{ContinuousCDF, Gamma, Normal};

use super::*;

/// Whether two numbers agree to a relative error.
#[track_caller]
fn agree(got: f64, expected: f64, error: f64) {
    assert!((got - expected).abs() <= error * expected.abs(), "{got:e} instead of {expected:e}");
}

#[test]
fn the_bits_are_these_on_every_machine() {
    let got: Vec<u64> = [
        ln(0.1),
        ln_1p(1e-5),
        exp(-1.3),
        exp_m1(1e-5),
        pow(0.37, 1.7),
        sqrt(2.0),
        normal_cdf(-1.3),
        normal_quantile(0.3),
        normal_quantile(1e-3),
        normal_quantile(1e-15),
        ln_gamma(3.7),
        lower_gamma(2.5, 1.7),
        upper_gamma(25.0, 40.0),
        lower_gamma_inverse(2.5, 0.9),
        lower_gamma_inverse(0.3, 0.01),
        entire_exponential_integral(1.2),
    ]
    .map(f64::to_bits)
    .to_vec();
    let known = [
        0xc0026bb1bbb55515,
        0x3ee4f8aea9ae7317,
        0x3fd17129308ce281,
        0x3ee4f8bc681cdfb6,
        0x3fc79cf3bea5fdda,
        0x3ff6a09e667f3bcd,
        0x3fb8c7eaa3883ae1,
        0xbfe0c7e39582c5fa,
        0xc008b8cbb7204470,
        0xc01fc3f007789667,
        0x3ff6d9625e359b87,
        0x3fd721ab9e03d679,
        0x3f725c67f592c96b,
        0x40127903c5857cdc,
        0x3e84299905847614,
        0x3ffc932e41da82de,
    ];
    assert_eq!(got, known, "{got:#x?}");
}

#[test]
fn powers_of_zero_are_right() {
    let powers = [pow(0.0, 0.0), pow(0.0, 2.0), pow(0.0, -1.0), pow(3.0, 0.0)];
    assert_eq!(powers.map(f64::to_bits), [1.0, 0.0, f64::INFINITY, 1.0].map(f64::to_bits));
}

#[test]
fn published_values_are_met() {
    // Wichura 1988 prints these three for AS 241.
    agree(normal_quantile(0.25), -0.674_489_750_196_081_7, 1e-15);
    agree(normal_quantile(0.001), -3.090_232_306_167_813_5, 1e-15);
    agree(normal_quantile(1e-20), -9.262_340_089_798_408, 1e-15);
    // Abramowitz, Stegun: E1(1) = 0.219383934395520, and Ein(1) = Euler + E1(1).
    agree(entire_exponential_integral(0.0), 0.577_215_664_901_532_9 + 0.219_383_934_395_520_27, 1e-14);
    // NIST DLMF 8: P(1, x) = 1 - e^-x, P(1/2, x) = erf(sqrt x).
    agree(lower_gamma(1.0, 0.7), -exp_m1(-0.7), 1e-14);
    agree(lower_gamma(0.5, 1.44), 0.910_313_978_229_635_4, 1e-14);
    // Poisson(3.5) by its sum: P(at most 2) = e^-3.5 (1 + 3.5 + 3.5^2 / 2).
    agree(poisson_cdf(3.5, 2.9), exp(-3.5) * (1.0 + 3.5 + 6.125), 1e-13);
}

#[test]
fn the_integral_is_smooth_where_its_methods_meet() {
    for edge in [2.0_f64, 40.0] {
        let (below, above) = (ln(edge * (1.0 - 1e-9)), ln(edge * (1.0 + 1e-9)));
        agree(entire_exponential_integral(above), entire_exponential_integral(below), 2e-9);
    }
    // The derivative by y is 1 - exp(-e^y).
    for y in [-3.0, 0.0, 0.9, 1.5, 3.0] {
        let slope = (entire_exponential_integral(y + 1e-5) - entire_exponential_integral(y - 1e-5)) / 2e-5;
        agree(slope, -exp_m1(-exp(y)), 1e-8);
    }
}

#[test]
fn statrs_agrees_on_the_normal_law() {
    let normal = Normal::standard();
    for at in 1..400 {
        let p = f64::from(at) / 400.0;
        agree(normal_quantile(p), normal.inverse_cdf(p), if at == 200 { 0.0 } else { 1e-12 });
        agree(normal_cdf(normal_quantile(p)), p, 1e-14);
    }
    for exponent in 3..700 {
        let p = exp(-f64::from(exponent));
        agree(normal_cdf(normal_quantile(p)), p, 1e-11);
    }
}

#[test]
fn statrs_agrees_on_the_gamma_law() {
    for a in [0.05, 0.3, 0.999, 1.0, 1.7, 9.99, 10.01, 42.0, 1000.0] {
        let gamma = Gamma::new(a, 1.0).unwrap();
        for at in 1..60 {
            let x = a * f64::from(at) / 20.0;
            agree(lower_gamma(a, x), gamma.cdf(x), 1e-11);
        }
    }
}

#[test]
fn the_inverse_of_the_incomplete_gamma_inverts_it() {
    for a in [0.05, 0.3, 0.999, 1.0, 1.7, 9.99, 10.01, 42.0, 1000.0, 1e6] {
        for p in [1e-12, 1e-5, 0.01, 0.2, 0.5, 0.5000001, 0.9, 0.999] {
            let x = lower_gamma_inverse(a, p);
            agree(lower_gamma(a, x), p, 1e-11);
        }
        // The upper tail is matched in its own smallness.
        let tail = 1.0 / (1_u64 << 40) as f64;
        agree(upper_gamma(a, lower_gamma_inverse(a, 1.0 - tail)), tail, 1e-10);
    }
}

/// Quantiles at `1 - part * a`, from mpmath 1.3 with 40 digits: below them a gamma law of so small a shape is nothing.
#[test]
fn the_inverse_holds_for_the_shapes_of_great_bursts() {
    for (a, known) in [
        (1e-6, [3.210_514_185_719_5, 1.500_132_554_458_14, 0.553_221_789_598_288, 0.302_310_374_739_462]),
        (3.31e-5, [3.210_564_103_166_93, 1.500_161_336_065_77, 0.553_230_970_219_132, 0.302_312_548_089_859]),
        (1e-4, [3.210_668_135_083_04, 1.500_221_319_245_72, 0.553_250_102_736_427, 0.302_317_076_393_71]),
    ] {
        for (part, x) in [0.01, 0.1, 0.5, 0.9].into_iter().zip(known) {
            // 1 - p has an error of 1e-16, which is more of a smaller tail.
            agree(lower_gamma_inverse(a, 1.0 - part * a), x, 1e-15 / (part * a) + 1e-12);
        }
    }
    assert!(lower_gamma_inverse(1e-6, 0.5) <= 0.0 && lower_gamma_inverse(1e-6, 0.999) < 1e-300);
}

#[test]
fn poisson_counts_invert_their_distribution() {
    for mean in [0.01, 1.0, 3.5, 29.9, 30.1, 250.0, 1e5] {
        for p in [1e-9, 0.001, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-9] {
            let k = poisson_quantile(mean, p);
            assert!(poisson_cdf(mean, k) >= p * (1.0 - 1e-13), "mean {mean}, p {p}: {k} is too small");
            assert!(poisson_cdf(mean, k - 1.0) < p * (1.0 + 1e-13), "mean {mean}, p {p}: {k} is too large");
        }
    }
}

#[test]
fn a_function_is_inverted_across_jumps_and_flats() {
    let staircase = |x: f64| {
        if x < 1.0 {
            0.0
        } else if x < 5.0 {
            0.3
        } else {
            1.0
        }
    };
    agree(invert(staircase, 0.2, 0.0, 5.0), 1.0, 1e-15);
    agree(invert(staircase, 0.7, 0.0, 5.0), 5.0, 1e-15);
    agree(invert(|x| x * x * x, 0.001, 0.0, 1e6), 0.1, 1e-15);
    agree(invert(|x| -exp_m1(-x), 0.5, 0.0, 1e9), std::f64::consts::LN_2, 1e-15);
}

#[test]
fn quantiles_of_huge_means_end() {
    for mean in [1e10, 1e18, 1e300] {
        let k = poisson_quantile(mean, 0.975);
        assert!((k / mean - 1.0).abs() < 1e-4, "{mean}: {k}");
    }
}
