//! The base fee of EIP-1559 as a map: demand is fluid and answers at once.

use engine::math;

use super::eip1559::next;

/// Gas that a period may take, in units of a target of 10^9.
const TARGET: u64 = 1_000_000_000;
/// The price at which nobody wants anything.
const CHOKE: i64 = 1_000_000_000_000_000;

/// What is used at a price: `l T (1 - P / w)` with l in thousandths, at most `most` targets.
fn linear(price: i64, load: u64, most: u64) -> u64 {
    let wanted = i128::from(load) * i128::from(TARGET) * i128::from((CHOKE - price).max(0)) / i128::from(CHOKE) / 1000;
    u64::try_from(wanted).unwrap_or(u64::MAX).min(most * TARGET)
}

/// The prices of some thousand periods, the first ones left out, over their choke price.
fn path(load: u64, quotient: u32, most: u64) -> Vec<f64> {
    let mut price = CHOKE / 3;
    let mut list = Vec::new();
    for period in 0..4_000 {
        price = next(price, linear(price, load, most), TARGET, quotient);
        if period >= 3_000 {
            list.push(price as f64 / CHOKE as f64);
        }
    }
    list
}

/// The period of the orbit, to a millionth of the price; none if it has none of 64 or less.
fn period(path: &[f64]) -> Option<usize> {
    (1..=64).find(|&lag| path.windows(lag + 1).all(|w| (w[lag] - w[0]).abs() < 1e-6))
}

/// With a quotient of 1 and room for all demand, x = P / w follows the logistic map `x' = l x (1 - x)`.
#[test]
fn the_price_settles_swings_and_becomes_chaotic_as_demand_grows() {
    // Thresholds of the logistic map: 3, 1 + sqrt(6) = 3.4495, 3.5441, 3.5699, period 3 at 1 + sqrt(8) = 3.8284.
    for (load, expected) in [
        (2_000, Some(1)),
        (2_950, Some(1)),
        (3_050, Some(2)),
        (3_440, Some(2)),
        (3_460, Some(4)),
        (3_540, Some(4)),
        (3_550, Some(8)),
        (3_700, None),
        (3_827, None),
        (3_832, Some(3)),
        (3_900, None),
    ] {
        assert_eq!(period(&path(load, 1, 5)), expected, "load {load} thousandths of the target");
    }
    let settled = path(2_500, 1, 5)[0];
    assert!((settled - 0.6).abs() < 1e-9, "1 - 1 / 2.5 = 0.6 of the choke price, not {settled}");
}

/// The exponent of Lyapunov tells chaos: at l = 4 it is ln 2 (Ulam and von Neumann), where orbits settle it is below 0.
#[test]
fn neighbours_part_at_the_rate_of_the_logistic_map() {
    let exponent = |load: u64| {
        let slopes = path(load, 1, 5).into_iter().map(|x| (load as f64 / 1e3 * (1.0 - 2.0 * x)).abs().max(1e-12));
        let logs: Vec<f64> = slopes.map(math::ln).collect();
        logs.iter().sum::<f64>() / logs.len() as f64
    };
    let at_four = exponent(4_000);
    assert!((at_four - math::ln(2.0)).abs() < 0.05, "{at_four} at l = 4");
    assert!(exponent(2_500) < -0.5 && exponent(3_832) < 0.0 && exponent(3_700) > 0.3);
}

/// With Ethereum's quotient of 8 the threshold is l - 1 = 16, whatever a block may hold.
#[test]
fn a_quotient_of_eight_settles_up_to_sixteen_times_the_gain() {
    for (quotient, load, expected) in [
        (8, 16_800, true),
        (8, 17_300, false),
        (4, 8_900, true),
        (4, 9_200, false),
        (2, 4_950, true),
        (2, 5_100, false),
    ] {
        let is_settled = period(&path(load, quotient, 40)) == Some(1);
        assert_eq!(is_settled, expected, "quotient {quotient}, load {load} thousandths");
        // A block of twice the target caps what is used, near the fixed point and beyond: the threshold is the same.
        assert_eq!(period(&path(load, quotient, 2)) == Some(1), expected, "quotient {quotient}, load {load}, capped");
    }
}

/// Demand of constant elasticity: `G / T = (P0 / P)^e`, at most 2. The derivative at the fixed point is 1 - e / 8.
#[test]
fn constant_elasticity_settles_below_sixteen() {
    let path = |start: f64, elasticity: f64, periods: usize| {
        let (fixed, mut price) = (20e12, (start * 1e12) as i64);
        for _ in 0..periods {
            let share = math::pow(fixed / price as f64, elasticity).min(2.0);
            price = next(price, (share * TARGET as f64) as u64, TARGET, 8);
        }
        price as f64 / 1e12
    };
    // reference/theory.json, eip1559-elastic-1.
    for (periods, value) in [(1, 55.0), (10, 30.523_023_046_553_1), (30, 20.728_285_363_601_4), (400, 20.0)] {
        let found = path(60.0, 1.0, periods);
        assert!((found / value - 1.0).abs() < 2e-9, "after {periods}: {found}, not {value}");
    }
    let swing = |elasticity: f64| (path(20.2, elasticity, 2_001) - path(20.2, elasticity, 2_000)).abs();
    assert!(swing(15.5) < 1e-3 && swing(16.5) > 0.1, "{} and {}", swing(15.5), swing(16.5));
}
