//! Units: which meet, which are converted, and what is said of those that do not fit.

mod known;

use formula::{Formula, Unit};

const KNOWN: [&str; 12] = [
    "latency_mean_s",
    "wait_mean_square_s2",
    "sent_rps",
    "answered_rps",
    "jailings_per_h",
    "leaves_per_h",
    "earned_usd_h",
    "profit_usd",
    "bonded_coins",
    "load_bytes",
    "answered_share",
    "slashes",
];

/// Each fault as `start..end message; remedy`.
fn refused(text: &str, expected: &str) {
    let faults = Formula::parse(text, &known::names(&KNOWN)).expect_err(text);
    let shown: Vec<String> = faults.iter().map(|fault| format!("{}..{} {fault}", fault.start, fault.end)).collect();
    assert_eq!(shown, [expected], "{text}");
}

fn read(text: &str) -> Formula {
    Formula::parse(text, &known::names(&KNOWN)).unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

/// The value with every name worth one.
fn check(text: &str, expected: f64) {
    let got = read(text).value(|_| 1.0);
    assert!((got - expected).abs() <= 1e-12 * expected.abs(), "{text} is {got}, not {expected}");
}

#[test]
fn sums_and_comparisons_take_one_unit() {
    refused(
        "latency_mean_s < 5 %",
        "17..20 `<` takes one unit, but `latency_mean_s` is in s and `5 %` is a plain number; \
         write `5 s`, or `5` alone",
    );
    refused(
        "answered_share > 5 s",
        "17..20 `>` takes one unit, but `answered_share` is a plain number and `5 s` in s; write `5` alone",
    );
    refused(
        "bonded_coins < 5 usd",
        "15..20 `<` takes one unit, but `bonded_coins` is in alp and `5 usd` in usd; write `5 alp`, or `5` alone",
    );
    refused(
        "latency_mean_s < sent_rps",
        "17..25 `<` takes one unit, but `latency_mean_s` is in s and `sent_rps` in /s",
    );
    refused(
        "latency_mean_s + 1 < 2 * answered_share",
        "21..39 `<` takes one unit, but `latency_mean_s + 1` is in s and `2 * answered_share` is a plain number",
    );
    refused(
        "if(slashes < 1, latency_mean_s, 5 %)",
        "32..35 `if` takes one unit, but `latency_mean_s` is in s and `5 %` is a plain number; \
         write `5 s`, or `5` alone",
    );
    refused(
        "clamp(latency_mean_s, 0, load_bytes)",
        "25..35 `clamp` takes one unit, but `latency_mean_s` is in s and `load_bytes` in B",
    );
}

#[test]
fn a_number_without_a_unit_takes_the_one_that_it_meets() {
    for text in ["latency_mean_s < 5", "5 > latency_mean_s", "latency_mean_s - 2 * 3 < 0", "bonded_coins > 1_000"] {
        read(text);
    }
    assert_eq!(read("max(latency_mean_s, 5)").unit(), Some(&Unit::second()));
    assert_eq!(read("2 * latency_mean_s / 3").unit(), Some(&Unit::second()));
    assert_eq!(read("2 * 3").unit(), None);
    assert_eq!(read("answered_share * 5 %").unit(), Some(&Unit::NONE));
}

#[test]
fn products_and_powers_have_units_of_their_own() {
    let check = |text: &str, unit: &str| assert_eq!(read(text).unit().map(Unit::to_string).as_deref(), Some(unit));
    check("profit_usd / latency_mean_s", "usd/s");
    check("1 / sent_rps", "s");
    check("sqrt(wait_mean_square_s2)", "s");
    check("pow(latency_mean_s, 2) - wait_mean_square_s2", "s^2");
    check("pow(latency_mean_s, 0.5)", "s^(1/2)");
    check("exp(-latency_mean_s / 1 s)", "");
    check("bonded_coins * 2 usd/alp + profit_usd", "usd");
    refused(
        "ln(latency_mean_s)",
        "3..17 `ln` takes a plain number, but `latency_mean_s` is in s; \
         divide it by a reference value, as in `latency_mean_s / 1 s`",
    );
    refused(
        "pow(latency_mean_s, slashes)",
        "4..18 `latency_mean_s` is in s, which can be raised only to a constant power that is a multiple of one half; \
         divide it by a reference value, as in `latency_mean_s / 1 s`",
    );
    refused(
        "pow(latency_mean_s, 30)",
        "0..23 `pow(latency_mean_s, 30)` has no unit: powers of units are multiples of one half, up to 20",
    );
}

#[test]
fn hours_and_seconds_are_converted_where_they_meet() {
    check("sent_rps + jailings_per_h", 1.0 + 1.0 / 3_600.0);
    check("jailings_per_h + sent_rps", 3_601.0);
    check("jailings_per_h + 1 /s", 3_601.0);
    check("1 /s + jailings_per_h", 3_601.0);
    check("earned_usd_h - 24 usd/d", 0.0);
    check("min(earned_usd_h / answered_rps, 1 usd)", 1.0);
    check("max(earned_usd_h / answered_rps, 1 usd)", 3_600.0);
    check("ln(exp(jailings_per_h / sent_rps))", 1.0 / 3_600.0);
    check("jailings_per_h / leaves_per_h - 50 %", 0.5);
    check("(sent_rps * 2 + jailings_per_h * 3) * slashes", 2.0 + 3.0 / 3_600.0);
    let claim = read("(jailings_per_h - leaves_per_h) + 2 <= slashes * sent_rps");
    let sides = claim.sides().expect("a comparison");
    assert_eq!(sides.right.unit(), sides.left.unit());
    assert!((sides.right.value(|_| 1.0) - 3_600.0).abs() < 1e-9);
}

#[test]
fn seconds_against_hours_need_a_unit_or_a_conversion() {
    refused(
        "earned_usd_h / answered_rps < 0.3",
        "30..33 `0.3` needs a unit: `earned_usd_h / answered_rps` is in usd s/h, with both seconds and hours; \
         write it in usd, as in `0.3 usd`: seconds are converted",
    );
    refused(
        "jailings_per_h / sent_rps < 0.3",
        "28..31 `0.3` needs a unit: `jailings_per_h / sent_rps` is in s/h, with both seconds and hours; \
         write percent, as in `50 %`: seconds are converted",
    );
    read("earned_usd_h / answered_rps > 0");
    read("abs(earned_usd_h * 10 / answered_rps / 3_600 - 0.3375) < 0.0001");
    check("earned_usd_h / answered_rps / 3600 - 1", 1.0 / 3_600.0 - 1.0);
    let twice = |text: &str, at: &str| {
        refused(
            text,
            &format!(
                "{at} `3600` converts between hours and seconds again: that is done automatically; leave out `3600`"
            ),
        );
    };
    twice("earned_usd_h / answered_rps / 3600 < 0.3 usd", "30..34");
    twice("sent_rps * 3600 < jailings_per_h", "11..15");
    twice("sent_rps < jailings_per_h / 3600", "28..32");
    twice("ln(jailings_per_h / sent_rps / 3600)", "31..35");
}
