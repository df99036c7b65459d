//! Numbers as figures print them: few digits, signs for thousands, time in the unit that fits.

use std::ops::Range;

/// Signs for powers of a thousand, from the largest.
const PREFIXES: [(i32, &str); 4] = [(12, "T"), (9, "G"), (6, "M"), (3, "k")];

/// Exponents that are written out; past them powers of ten are.
const PLAIN: Range<i32> = -4..15;

/// Writes a number with so many decimals and the true minus sign.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    let nothing = text.bytes().all(|b| b == b'0' || b == b'.');
    if value < 0.0 && !nothing { format!("−{text}") } else { text }
}

/// Takes away zeros after the decimal point that say nothing.
fn trim(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// The exponent to base ten of a number after rounding to three digits.
fn exponent(value: f64) -> i32 {
    format!("{value:.2e}").rsplit('e').next().and_then(|e| e.parse().ok()).unwrap_or(0)
}

/// Three significant digits with a sign for thousands: `1.2 M`, `940`, `0.05`, `3.1×10⁻⁷`.
pub(crate) fn amount(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if !value.is_finite() {
        return "–".into();
    }
    let exponent = exponent(value);
    if !PLAIN.contains(&exponent) {
        return format!("{}×10{}", trim(&fixed(value / 10_f64.powi(exponent), 2)), superscript(exponent));
    }
    let (power, prefix) = PREFIXES.into_iter().find(|p| exponent >= p.0).unwrap_or((0, ""));
    let decimals = (2 - (exponent - power)).max(0) as usize;
    let digits = fixed(value / 10_f64.powi(power), decimals);
    if prefix.is_empty() { trim(&digits).into() } else { format!("{} {prefix}", trim(&digits)) }
}

/// A share in percent with three digits: `99.1 %`.
///
/// Near the whole what is missing is told to two digits, or `100 %` would be said of what is not all: `99.9983 %`.
pub(crate) fn percent(share: f64) -> String {
    let missing = (1.0 - share) * 100.0;
    if missing > 0.0 && missing < 0.5 {
        let decimals = (1 - exponent(missing)).clamp(1, 9) as usize;
        return format!("{} %", trim(&fixed(share * 100.0, decimals)));
    }
    format!("{} %", amount(share * 100.0))
}

/// Numbers that stand below one another. The largest has three digits, the others as many decimals and the same sign.
pub(crate) fn column(values: &[f64]) -> Vec<String> {
    let largest = values.iter().filter(|v| v.is_finite()).fold(0.0_f64, |most, v| most.max(v.abs()));
    let exponent = exponent(largest);
    if largest == 0.0 || !PLAIN.contains(&exponent) {
        return values.iter().map(|&v| amount(v)).collect();
    }
    let (power, prefix) = PREFIXES.into_iter().find(|p| exponent >= p.0).unwrap_or((0, ""));
    let decimals = (2 - (exponent - power)).max(0);
    let least = 10_f64.powi(power - decimals) / 2.0;
    let text = |value: f64| match value.abs() {
        size if size >= least => {
            format!("{} {prefix}", fixed(value / 10_f64.powi(power), decimals as usize)).trim_end().to_owned()
        }
        _ => amount(value),
    };
    values.iter().map(|&v| text(v)).collect()
}

/// A span of time with three digits: `250 ms`, `3.4 s`, `12 min`, `36 h`.
pub(crate) fn span(seconds: f64) -> String {
    const UNITS: [(f64, &str); 6] =
        [(172_800.0, "d"), (7_200.0, "h"), (120.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "µs")];
    if seconds == 0.0 {
        return "0 s".into();
    }
    // A hair's breadth below a unit still counts as that unit, or 1 s would be shown as 1000 ms.
    let size = seconds.abs() * (1.0 + 1e-9);
    let (from, unit) = UNITS.into_iter().find(|u| size >= u.0).unwrap_or((1e-9, "ns"));
    let length = match unit {
        "d" => 86_400.0,
        "h" => 3_600.0,
        "min" => 60.0,
        _ => from,
    };
    format!("{} {unit}", amount(seconds / length))
}

/// The tick labels of an axis. There is one sign for thousands and one number of decimals for all.
pub(crate) fn ticks(values: &[f64], step: f64) -> Vec<String> {
    let largest = values.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    if largest > 0.0 && !(1e-3..1e15).contains(&largest) {
        return values.iter().map(|&v| amount(if v.abs() < step * 1e-6 { 0.0 } else { v })).collect();
    }
    let (power, prefix) = PREFIXES
        .into_iter()
        .find(|p| largest >= 10_f64.powi(p.0) * if p.0 == 3 { 10.0 } else { 1.0 })
        .unwrap_or((0, ""));
    let unit = 10_f64.powi(power);
    let decimals = (0..12).find(|&d| is_whole(step / unit * 10_f64.powi(d))).unwrap_or(12) as usize;
    let label = |v: f64| {
        let digits = fixed(v / unit, decimals);
        if v.abs() < step * 1e-6 { "0".into() } else { format!("{digits}{}{prefix}", if power > 0 { " " } else { "" }) }
    };
    values.iter().map(|&v| label(v)).collect()
}

fn is_whole(value: f64) -> bool {
    value.round() > 0.0 && (value - value.round()).abs() < 1e-6 * value
}

/// A power of ten as a tick: `1`, `100`, `10 k`, `0.01`, `10⁻⁵`.
pub(crate) fn decade(exponent: i32) -> String {
    match exponent {
        plain if PLAIN.contains(&plain) => amount(10_f64.powi(exponent)),
        _ => format!("10{}", superscript(exponent)),
    }
}

fn superscript(exponent: i32) -> String {
    let raise = |sign| match sign {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32(u32::from('⁰') + u32::from(digit) - u32::from('0')).unwrap_or(digit),
    };
    exponent.to_string().chars().map(raise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_three_digits_and_a_sign_for_thousands() {
        let check = |value: f64, text: &str| assert_eq!(amount(value), text);
        check(0.0, "0");
        check(1_234_567.0, "1.23 M");
        check(999.6, "1 k");
        check(999_600.0, "1 M");
        check(940.0, "940");
        check(-12.345, "−12.3");
        check(0.05, "0.05");
        check(3.1e-7, "3.1×10⁻⁷");
        check(2e16, "2×10¹⁶");
        check(f64::NAN, "–");
    }

    #[test]
    fn a_share_is_whole_only_if_nothing_is_missing() {
        let check = |share: f64, text: &str| assert_eq!(percent(share), text);
        check(1.0, "100 %");
        check(0.999_983, "99.9983 %");
        check(0.997, "99.7 %");
        check(0.5, "50 %");
        check(0.000_12, "0.012 %");
        check(0.0, "0 %");
    }

    #[test]
    fn numbers_below_one_another_have_as_many_decimals() {
        assert_eq!(column(&[83.42, 44.0, 0.31, 0.0, 0.004]), ["83.4", "44.0", "0.3", "0", "0.004"]);
        assert_eq!(column(&[1_250_000.0, 300_000.0]), ["1.25 M", "0.30 M"]);
        assert_eq!(column(&[f64::NAN, 100.0]), ["–", "100"]);
    }

    #[test]
    fn spans_pick_their_unit() {
        let check = |seconds: f64, text: &str| assert_eq!(span(seconds), text);
        check(0.25, "250 ms");
        check(1.0, "1 s");
        check(0.001, "1 ms");
        check(3.42, "3.42 s");
        check(100.0, "100 s");
        check(600.0, "10 min");
        check(36.0 * 3600.0, "36 h");
        check(6.0 * 86_400.0, "6 d");
        check(2e-6, "2 µs");
    }

    #[test]
    fn ticks_of_one_axis_share_their_form() {
        let check = |values: &[f64], step: f64, text: &[&str]| assert_eq!(ticks(values, step), text);
        check(&[0.0, 0.5, 1.0, 1.5], 0.5, &["0", "0.5", "1.0", "1.5"]);
        check(&[0.0, 20_000.0, 40_000.0], 20_000.0, &["0", "20 k", "40 k"]);
        check(&[0.0, 500_000.0, 1_000_000.0], 500_000.0, &["0", "0.5 M", "1.0 M"]);
        check(&[-10.0, 0.0, 10.0], 10.0, &["−10", "0", "10"]);
        check(&[0.0, 2_000.0, 4_000.0], 2_000.0, &["0", "2000", "4000"]);
        check(&[1_000_000_000.0, 1_000_000_200.0], 200.0, &["1.0000000 G", "1.0000002 G"]);
        check(&[0.0, 2e-5, 4e-5], 2e-5, &["0", "2×10⁻⁵", "4×10⁻⁵"]);
    }

    #[test]
    fn decades_are_plain_where_short() {
        let texts: Vec<String> = [-6, -4, -2, 0, 3, 6, 18].into_iter().map(decade).collect();
        assert_eq!(texts, ["10⁻⁶", "0.0001", "0.01", "1", "1 k", "1 M", "10¹⁸"]);
    }
}
