//! Aggregates against values known by hand, and how often their intervals cover.

use super::*;
use formula::{Column, Names, Unit};
use statistics::chance::Chance;

fn measure(text: &str, side: Side) -> Measure {
    let mut names = Names::with_remedy("");
    names.add_of("", Column { name: "x".into(), unit: Unit::NONE });
    Measure::goal(text, side, &names).unwrap()
}

#[test]
fn the_tail_is_on_the_bad_side_and_shares_its_edge() {
    let values: Vec<f64> = (1..=40).map(f64::from).collect();
    let check = |text: &str, side: Side, expected: f64| {
        let found = aggregate(&measure(text, side), &values);
        assert!((found - expected).abs() < 1e-9, "{text} {side:?}: {found} not {expected}");
    };
    check("cvar(x, 5 %)", Side::Upper, 39.5);
    check("cvar(x, 5 %)", Side::Lower, 1.5);
    // Three quarters of a replication more than the worst.
    check("cvar(x, 4.375 %)", Side::Upper, (40.0 + 0.75 * 39.0) / 1.75);
    check("cvar(x, 1 %)", Side::Upper, 40.0);
    check("p50(x)", Side::Upper, 20.5);
    check("mean(x)", Side::Upper, 20.5);
}

#[test]
fn intervals_of_aggregates_cover_as_often_as_they_say() {
    // Exponential values: the 90th percentile is ln 10, the mean beyond it 1 + ln 10.
    let ln10 = std::f64::consts::LN_10;
    let cases = [("mean(x)", 1.0, 0.93), ("p90(x)", ln10, 0.95), ("cvar(x, 10 %)", 1.0 + ln10, 0.87)];
    for (text, truth, least) in cases {
        let measure = measure(text, Side::Upper);
        let mut chance = Chance::new(7);
        let covered = (0..2_000)
            .filter(|_| {
                let values: Vec<f64> = (0..100).map(|_| -chance.uniform().ln()).collect();
                let Interval { low, high } = estimate(&measure, &values, Confidence::USUAL).interval();
                low <= truth && truth <= high
            })
            .count();
        let share = covered as f64 / 2_000.0;
        assert!((least..=0.985).contains(&share), "{text}: covered {share}");
    }
}

#[test]
fn what_cannot_be_known_has_no_end() {
    let few: Vec<f64> = (1..=10).map(f64::from).collect();
    let high = estimate(&measure("p95(x)", Side::Upper), &few, Confidence::USUAL).interval().high;
    assert!(high.is_infinite());
    let tail = estimate(&measure("cvar(x, 5 %)", Side::Upper), &few, Confidence::USUAL);
    assert!(tail.half_width.is_infinite() && tail.mean > 9.9);
    assert!(aggregate(&measure("x", Side::Upper), &[f64::NAN]).is_nan());
}

#[test]
fn the_worst_environment_counts_and_one_without_a_value_is_the_worst() {
    let of = |mean: f64| Estimate { mean, half_width: 1.0, n: 9, sd: 1.0, limits: None };
    let found = worst(&measure("x", Side::Upper), &[of(1.0), of(5.0), of(4.5)]);
    assert_eq!((found.mean, found.interval()), (5.0, Interval { low: 4.0, high: 6.0 }));
    let found = worst(&measure("x", Side::Lower), &[of(1.0), of(5.0), of(0.5)]);
    assert_eq!((found.mean, found.interval()), (0.5, Interval { low: -0.5, high: 1.5 }));
    assert!(worst(&measure("x", Side::Lower), &[of(1.0), of(f64::NAN)]).mean.is_nan());
}
