//! Rates, bytes, bandwidths, throughputs and names, with their text forms.

use std::fmt;
use std::str::FromStr;

use crate::text::{self, Unit};
use crate::tree::Place;

/// How often something happens, per second.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Rate {
    per_s: f64,
}

const RATE_UNITS: [(&str, f64); 5] =
    [("/s", 1.0), ("/min", 60.0), ("/h", 3600.0), ("/d", 86_400.0), ("/y", 31_536_000.0)];

impl Rate {
    /// A rate per second \[1/s\].
    pub const fn per_second(per_s: f64) -> Self {
        Self { per_s }
    }
    /// Times a second \[1/s\].
    pub fn per_s(self) -> f64 {
        self.per_s
    }
}

impl FromStr for Rate {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let names = "one of /s, /min, /h, /d, /y";
        let (number, unit) = text::split(text)
            .ok_or_else(|| text::unread(text, format!("`{text}` is not a rate: a number and {names}")))?;
        if unit.is_empty() {
            return Err(format!("`{text}` needs a unit: {names}"));
        }
        let unit = unit.replace(' ', "");
        let seconds = RATE_UNITS
            .iter()
            .find(|u| u.0 == unit)
            .ok_or_else(|| format!("`{unit}` is not a unit of a rate: use {names}"))?
            .1;
        if number.mantissa < 0 {
            return Err(format!("`{text}` is negative; a rate cannot be"));
        }
        Ok(Self { per_s: number.to_f64() / seconds })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} /s", self.per_s)
    }
}

/// A ratio that may be negative or above one, as in `-10 %`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Ratio {
    value: f64,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { value: 0.0 };

    /// This ratio.
    pub const fn new(value: f64) -> Self {
        Self { value }
    }
    /// The ratio \[dimensionless\].
    pub fn value(self) -> f64 {
        self.value
    }
}

impl FromStr for Ratio {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a ratio: write `-10 %` or `0.25`");
        let (number, unit) = text::split(text).ok_or_else(|| text::unread(text, bad()))?;
        match unit {
            "" => Ok(Self { value: number.to_f64() }),
            "%" => Ok(Self { value: number.to_f64() / 100.0 }),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value)
    }
}

/// A share of an amount each year, as in `12 %/y`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Yearly {
    per_y: f64,
}

impl Yearly {
    /// Nothing.
    pub const ZERO: Self = Self { per_y: 0.0 };

    /// The share a year \[1/y\], of 365 days.
    pub fn per_y(self) -> f64 {
        self.per_y
    }
}

impl FromStr for Yearly {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a share a year: write `12 %/y` or `0.12/y`");
        let (number, unit) = text::split(text).ok_or_else(|| text::unread(text, bad()))?;
        match unit.replace(' ', "").as_str() {
            "/y" => Ok(Self { per_y: number.to_f64() }),
            "%/y" => Ok(Self { per_y: number.to_f64() / 100.0 }),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Yearly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} /y", self.per_y)
    }
}

/// Declares a whole number of base units with its own list of units.
macro_rules! measured {
    ($(#[doc = $doc:literal])* $name:ident, $units:ident, [$(($unit:literal, $factor:expr)),* $(,)?]) => {
        const $units: &[Unit] = &[$(($unit, $factor)),*];

        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(u64);

        impl $name {
            /// So many base units.
            pub const fn new(base: u64) -> Self {
                Self(base)
            }
            /// How many base units.
            pub const fn base(self) -> u64 {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let base = text::measure(text, $units)?;
                u64::try_from(base).map(Self).map_err(|_| format!("`{text}` is negative or too large"))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&text::show(i128::from(self.0), $units))
            }
        }
    };
}

measured! {
    /// A number of bytes.
    Bytes, BYTES, [
        ("B", 1), ("kB", 1_000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20),
        ("GB", 1_000_000_000), ("GiB", 1 << 30), ("TB", 1_000_000_000_000), ("TiB", 1 << 40),
    ]
}
measured! {
    /// Bytes a second; eight bits are a byte.
    Bandwidth, BANDWIDTH, [
        ("B/s", 1), ("kbit/s", 125), ("Mbit/s", 125_000), ("Gbit/s", 125_000_000), ("kB/s", 1_000), ("MB/s", 1_000_000), ("GB/s", 1_000_000_000), ("TB/s", 1_000_000_000_000),
    ]
}
measured! {
    /// Floating-point operations a second.
    Throughput, THROUGHPUT, [
        ("FLOP/s", 1), ("GFLOP/s", 1_000_000_000), ("TFLOP/s", 1_000_000_000_000), ("PFLOP/s", 1_000_000_000_000_000),
    ]
}

/// A name that refers to a table of the scenario, with the place where it stands.
#[derive(Clone, Debug, Eq)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// Where it was written.
    pub place: Place,
}

impl Name {
    /// A name that stands nowhere in a file.
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), place: Place::NONE }
    }
    /// What stands before the name of hardware that was measured.
    pub const CALIBRATED: &str = "calibrated:";
    /// Whether a text may name a table: letters, digits, `_` and `-`, at most 64, not starting with `-`; of measured
    /// hardware after [`Self::CALIBRATED`].
    pub fn is_fit(text: &str) -> bool {
        let text = text.strip_prefix(Self::CALIBRATED).unwrap_or(text);
        (1..=64).contains(&text.len())
            && !text.starts_with('-')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A file that a scenario names: its path from the folder of the scenario, and the place where it stands.
#[derive(Clone, Debug, Eq)]
pub struct FilePath {
    /// The path as it is written.
    pub text: String,
    /// Where it was written.
    pub place: Place,
}

impl PartialEq for FilePath {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_carry_their_unit() {
        let check = |text: &str, per_s: f64| assert!((text.parse::<Rate>().unwrap().per_s() - per_s).abs() < 1e-15);
        check("120 /s", 120.0);
        check("36 / h", 0.01);
        let limits = "a number has up to 30 digits and an exponent from -30 to 30; the least above 0 is 1e-30";
        assert_eq!("1e-300 /s".parse::<Rate>().unwrap_err(), format!("`1e-300` is out of range: {limits}"));
        assert_eq!("5".parse::<Rate>().unwrap_err(), "`5` needs a unit: one of /s, /min, /h, /d, /y");
    }

    #[test]
    fn bits_are_read_as_bytes() {
        for (text, base) in [("100 Mbit/s", 12_500_000), ("1 kbit/s", 125), ("2.5 Gbit/s", 312_500_000)] {
            assert_eq!(text.parse::<Bandwidth>().unwrap().base(), base);
        }
    }

    #[test]
    fn bytes_round_trip() {
        for text in ["16 GiB", "24 GB", "512 MiB", "1 B"] {
            assert_eq!(text.parse::<Bytes>().unwrap().to_string(), text);
        }
    }
}
