//! Numbers and units as people read them: four digits that count, thousands apart.

/// Digits that are shown: more would outlive no interval.
const DIGITS: i32 = 4;

/// What the unit of a metric is by its name, and the factor that leads to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit {
    /// The unit; empty for a count or a ratio.
    pub(crate) name: &'static str,
    /// What a number is multiplied with.
    pub(crate) factor: f64,
}

/// The unit in which a metric is shown; `size` is about how large it is.
pub(crate) fn unit(metric: &str, size: f64) -> Unit {
    let unit = |name, factor| Unit { name, factor };
    let ends = |suffix: &str| metric.ends_with(suffix);
    if ends("_share") || ["utilisation", "availability"].contains(&metric) {
        unit("%", 100.0)
    } else if ends("_usd_h") {
        unit("usd/h", 1.0)
    } else if ends("_usd") {
        unit("usd", 1.0)
    } else if ends("_per_h") {
        unit("/h", 1.0)
    } else if ends("_per_d") || ends("_per_user_d") {
        unit("/d", 1.0)
    } else if ends("_per_node_year") {
        unit("/year", 1.0)
    } else if ends("_coins") {
        unit("coins", 1.0)
    } else if ends("_rps") {
        unit("/s", 1.0)
    } else if ends("_tps") {
        unit("tokens/s", 1.0)
    } else if ends("_s") {
        match size {
            1e-9..1e-3 => unit("us", 1e6),
            1e-3..1.0 => unit("ms", 1e3),
            _ => unit("s", 1.0),
        }
    } else {
        unit("", 1.0)
    }
}

/// A number by itself, with four digits that count.
pub(crate) fn plain(value: f64) -> String {
    shown(value, decimals(value))
}

/// Decimals at which a number of this size has four digits that count; none where it needs an exponent.
pub(crate) fn decimals(size: f64) -> Option<usize> {
    let size = size.abs();
    if size < 1e-300 {
        return Some(0);
    }
    let first = size.log10().floor() as i32;
    (-6..15).contains(&first).then(|| (DIGITS - 1 - first).max(0) as usize)
}

/// A number with so many decimals and its thousands apart; with an exponent if it has none.
pub(crate) fn shown(value: f64, decimals: Option<usize>) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    let Some(decimals) = decimals else { return format!("{value:.3e}") };
    // Digits before the point beyond the fourth are noise, but zeros in their place would claim to be known.
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let is_zero = text.bytes().all(|b| b == b'0' || b == b'.');
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", apart(whole))
}

/// Digits in threes from the right, once there are five of them.
fn apart(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.into();
    }
    let place = |i: usize| i > 0 && (digits.len() - i).is_multiple_of(3);
    digits.char_indices().flat_map(|(i, c)| place(i).then_some('_').into_iter().chain([c])).collect()
}

/// A whole number with its thousands apart.
pub(crate) fn count(number: u64) -> String {
    apart(&number.to_string())
}

/// A number with the word for what it counts.
pub(crate) fn plural(number: usize, word: &str) -> String {
    let number_text = count(number as u64);
    if number == 1 { format!("{number_text} {word}") } else { format!("{number_text} {word}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits_count() {
        for (value, text) in [
            (0.0, "0"),
            (9.87654, "9.877"),
            (0.001234567, "0.001235"),
            (-12.3456, "-12.35"),
            (1234.56, "1235"),
            (1_234_567.0, "1_234_567"),
            (1.5e18, "1.500e18"),
            (2.5e-8, "2.500e-8"),
            (-1e-320, "0"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(plain(value), text);
        }
    }

    #[test]
    fn a_metric_is_shown_in_the_unit_of_its_name() {
        for (metric, size, name, factor) in [
            ("answered_share", 0.5, "%", 100.0),
            ("utilisation", 0.5, "%", 100.0),
            ("wait_mean_s", 9.0, "s", 1.0),
            ("wait_mean_s", 0.02, "ms", 1e3),
            ("wait_mean_s", 0.0, "s", 1.0),
            ("sent_rps", 9.0, "/s", 1.0),
            ("operator_margin_usd_h", 0.1, "usd/h", 1.0),
            ("active_nodes_mean", 9.0, "", 1.0),
        ] {
            assert_eq!(unit(metric, size), Unit { name, factor }, "{metric}");
        }
    }

    #[test]
    fn whole_numbers_have_their_thousands_apart() {
        assert_eq!(
            (count(9_999), count(12_345), count(1_234_567)),
            ("9999".into(), "12_345".into(), "1_234_567".into())
        );
        assert_eq!((plural(1, "run"), plural(2, "run")), ("1 run".into(), "2 runs".into()));
    }
}
