//! Numbers with units in text, exactly.

use std::fmt;

/// A decimal number as it was written: `mantissa * 10^-scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// All digits, with the sign.
    pub mantissa: i128,
    /// How many of the digits stand behind the point.
    pub scale: u32,
}

impl Decimal {
    /// Digits that count of a number, zeros in front of them aside.
    const DIGITS: u32 = 30;
    /// Digits behind the point; more than a number has that is read, divided by a unit and written.
    const SCALE: u32 = 120;

    /// Reads `12`, `1_000.5`, `-0.25`, `1e9`; `None` if the text is not a number of at most 30 digits, zeros in front
    /// of them aside.
    ///
    /// What is read can be written and read again: an exponent makes no number of more digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok().filter(|e| e.abs() <= 30)?),
            None => (text, 0),
        };
        let (sign, digits) = match digits.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let (mut mantissa, mut scale, mut seen, mut point) = (0_i128, 0_u32, false, false);
        let mut last = '_';
        for c in digits.chars() {
            match c {
                '0'..='9' => {
                    mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(c as u8 - b'0'))?;
                    scale += u32::from(point);
                    seen = true;
                }
                '.' if !point && seen && last != '_' => point = true,
                '_' if last.is_ascii_digit() => {}
                _ => return None,
            }
            last = c;
        }
        if !seen || last == '_' || last == '.' {
            return None;
        }
        if exponent >= 0 {
            let shift = exponent as u32;
            if shift >= scale {
                mantissa = mantissa.checked_mul(10_i128.checked_pow(shift - scale)?)?;
                scale = 0;
            } else {
                scale -= shift;
            }
        } else {
            scale += exponent.unsigned_abs();
        }
        (mantissa < 10_i128.pow(Self::DIGITS) && scale <= Self::SCALE)
            .then_some(Self { mantissa: sign * mantissa, scale })
    }

    /// The number times a whole factor, if that is a whole number that fits.
    pub fn times(self, factor: i128) -> Option<i128> {
        let product = self.mantissa.checked_mul(factor)?;
        // No product that fits reaches a power that does not.
        let Some(divisor) = 10_i128.checked_pow(self.scale) else { return (product == 0).then_some(0) };
        (product % divisor == 0).then_some(product / divisor)
    }

    /// The number times a whole factor, rounded to nearest (halves away from zero), if it fits.
    pub fn times_rounded(self, factor: i128) -> Option<i128> {
        let product = self.mantissa.checked_mul(factor)?;
        let Some(divisor) = 10_i128.checked_pow(self.scale) else { return Some(0) };
        let half = divisor / 2;
        Some(if product >= 0 { (product + half) / divisor } else { (product - half) / divisor })
    }

    /// The nearest float.
    pub fn to_f64(self) -> f64 {
        format!("{}e-{}", self.mantissa, self.scale).parse().unwrap_or(f64::NAN)
    }

    /// The decimal that prints as the shortest form of `value`; `None` for NaN and infinities.
    pub fn of_f64(value: f64) -> Option<Self> {
        if value.is_finite() { Self::parse(&format!("{value:e}")) } else { None }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, digits) = (if self.mantissa < 0 { "-" } else { "" }, self.mantissa.unsigned_abs().to_string());
        let scale = self.scale as usize;
        let padded = if digits.len() <= scale { format!("{digits:0>width$}", width = scale + 1) } else { digits };
        let (whole, part) = padded.split_at(padded.len() - scale);
        let part = part.trim_end_matches('0');
        if part.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

/// Splits `35 ms` into its number and its unit; the unit of `35` is empty.
pub fn split(text: &str) -> Option<(Decimal, &str)> {
    let (number, unit) = text.trim().split_at(number_end(text.trim()));
    Some((Decimal::parse(number.trim_end())?, unit.trim_start()))
}

/// Where the number at the start of a text ends.
fn number_end(text: &str) -> usize {
    text.char_indices()
        .find(|&(at, c)| {
            let exponent = matches!(c, 'e' | 'E')
                && text[at + 1..].trim_start_matches(['-', '+']).starts_with(|d: char| d.is_ascii_digit());
            let sign = matches!(c, '+' | '-') && (at == 0 || text[..at].ends_with(['e', 'E']));
            !(c.is_ascii_digit() || matches!(c, '.' | '_') || exponent || sign)
        })
        .map_or(text.len(), |(at, _)| at)
}

/// Why [`split`] found no number: because none is read of that size, else what the caller says.
pub fn unread(text: &str, otherwise: String) -> String {
    let number = text.trim().split_at(number_end(text.trim())).0.trim_end();
    if number.replace('_', "").parse::<f64>().is_err() {
        return otherwise;
    }
    let digits = Decimal::DIGITS;
    format!(
        "`{number}` is out of range: a number has up to {digits} digits and an exponent from -30 to 30; the least above 0 is 1e-30"
    )
}

/// A unit and how many base units it holds.
pub type Unit = (&'static str, i128);

/// Reads a number with one of the units, in base units, rounded to nearest.
///
/// # Errors
/// A sentence that says what would serve.
pub fn measure(text: &str, units: &[Unit]) -> Result<i128, String> {
    let names = || units.iter().map(|u| u.0).collect::<Vec<_>>().join(", ");
    let (number, unit) =
        split(text).ok_or_else(|| unread(text, format!("`{text}` is not a number with a unit: one of {}", names())))?;
    if unit.is_empty() {
        return Err(format!("`{text}` needs a unit: one of {}", names()));
    }
    let factor = units
        .iter()
        .find(|u| u.0 == unit)
        .ok_or_else(|| format!("`{unit}` is not a unit here: use one of {}", names()))?
        .1;
    number.times_rounded(factor).ok_or_else(|| format!("`{text}` is too large"))
}

/// Writes a whole number of base units with the largest unit that keeps it exact and short.
pub fn show(value: i128, units: &[Unit]) -> String {
    let mut best = format!("{value} {}", units[0].0);
    for &(name, factor) in units {
        let text = Decimal { mantissa: value, scale: 0 };
        if factor > 1 && value % factor == 0 {
            best = format!("{} {name}", value / factor);
        } else if factor == 1 {
            best = format!("{text} {name}");
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        let check = |text: &str, shown: &str| assert_eq!(Decimal::parse(text).map(|d| d.to_string()).unwrap(), shown);
        check("1_000.50", "1000.5");
        check("-0.25", "-0.25");
        check("1e3", "1000");
        check("2.5e-3", "0.0025");
        // Found by the fuzzer: what a scenario resolves to was longer than what could be read.
        check("0.000000000000011574074074074075", "0.000000000000011574074074074075");
        check("9e29", "900000000000000000000000000000");
        for bad in [
            "3e30",
            "1234567890123456789012345678901",
            "",
            ".",
            "1.",
            "_1",
            "1__0",
            "1.2.3",
            "0x1",
            "--1",
            "1e99",
            "nan",
        ] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_is_smaller_than_every_unit_is_nothing() {
        let tiny = Decimal::parse(&format!("0.{}1", "0".repeat(60))).unwrap();
        assert_eq!((tiny.times(1_000_000_000), tiny.times_rounded(1_000_000_000)), (None, Some(0)));
        assert_eq!(Decimal { mantissa: 0, scale: 60 }.times(1_000_000_000), Some(0));
    }

    #[test]
    fn a_number_that_is_too_small_or_too_long_is_told_the_limits() {
        let check = |text: &str, expected: &str| {
            assert!(split(text).is_none(), "{text}");
            assert_eq!(unread(text, "no number".into()), expected);
        };
        let limits = "a number has up to 30 digits and an exponent from -30 to 30; the least above 0 is 1e-30";
        check("1e-300 /s", &format!("`1e-300` is out of range: {limits}"));
        check("3e30s", &format!("`3e30` is out of range: {limits}"));
        check(" -1e99 alp", &format!("`-1e99` is out of range: {limits}"));
        for text in ["a lot", "e5 s", "1.2.3 s", "--1 s", "", "nan /s", "inf s"] {
            check(text, "no number");
        }
    }

    #[test]
    fn a_unit_is_the_rest() {
        assert_eq!(split("35 ms").map(|(n, u)| (n.to_string(), u)), Some(("35".into(), "ms")));
        assert_eq!(split("1e3s").map(|(n, u)| (n.to_string(), u)), Some(("1000".into(), "s")));
        assert_eq!(split("3 eur").map(|(n, u)| (n.to_string(), u)), Some(("3".into(), "eur")));
        assert!(split("ms").is_none());
    }
}
