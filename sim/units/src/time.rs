//! Whole nanoseconds: points in time and spans between them.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};
use std::str::FromStr;

use crate::text::{self, Unit};

/// The units of time that a scenario may use.
pub const UNITS: [Unit; 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

/// Nanoseconds since the start of the run: exact, totally ordered, good for 584 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

/// A length of time in whole nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

impl Time {
    /// The start of the run.
    pub const ZERO: Self = Self(0);
    /// Later than everything.
    pub const END: Self = Self(u64::MAX);

    /// The point `ns` nanoseconds after the start.
    pub const fn from_ns(ns: u64) -> Self {
        Self(ns)
    }
    /// Nanoseconds since the start.
    pub const fn ns(self) -> u64 {
        self.0
    }
    /// Seconds since the start \[s\].
    pub fn as_secs(self) -> f64 {
        self.0 as f64 * 1e-9
    }
    /// How long after `earlier` this is; zero if it is not after it.
    #[inline]
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time.
    pub const ZERO: Self = Self(0);
    /// Longer than any run.
    pub const MAX: Self = Self(u64::MAX);

    /// A span of whole nanoseconds.
    pub const fn from_ns(ns: u64) -> Self {
        Self(ns)
    }
    /// A span of whole milliseconds.
    pub const fn ms(ms: u64) -> Self {
        Self(ms * 1_000_000)
    }
    /// A span of whole seconds.
    pub const fn secs(s: u64) -> Self {
        Self(s * 1_000_000_000)
    }
    /// A span of whole minutes.
    pub const fn mins(min: u64) -> Self {
        Self(min * 60_000_000_000)
    }
    /// A span of whole hours.
    pub const fn hours(h: u64) -> Self {
        Self(h * 3_600_000_000_000)
    }
    /// A span of whole days.
    pub const fn days(d: u64) -> Self {
        Self(d * 86_400_000_000_000)
    }
    /// The span nearest to `secs` seconds; negative and NaN give zero, too long gives [`Span::MAX`].
    #[inline]
    pub fn from_secs_f64(secs: f64) -> Self {
        // `as` saturates and sends NaN to 0; adding a half rounds to nearest because the value is not negative.
        Self((secs * 1e9 + 0.5) as u64)
    }
    /// Nanoseconds.
    pub const fn ns(self) -> u64 {
        self.0
    }
    /// Seconds \[s\].
    #[inline]
    pub fn as_secs(self) -> f64 {
        self.0 as f64 * 1e-9
    }
    /// The difference, or zero if `other` is longer.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
    /// The span divided by a speed, rounded up to the nanosecond; too long gives [`Span::MAX`].
    ///
    /// # Panics
    /// If the speed is not positive.
    #[inline]
    pub fn at_speed(self, speed: f64) -> Self {
        debug_assert!(speed > 0.0, "a speed must be positive, not {speed}");
        let ns = self.0 as f64 / speed;
        // `as` saturates, and so must the rounding.
        let whole = ns as u64;
        Self(if (whole as f64) < ns { whole.saturating_add(1) } else { whole })
    }
}

impl Add<Span> for Time {
    type Output = Self;
    #[inline]
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}
impl Sub<Span> for Time {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}
impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl Mul<u64> for Span {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl FromStr for Span {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let ns = text::measure(text, &UNITS)?;
        if ns < 0 {
            return Err(format!("`{text}` is negative; a span of time cannot be"));
        }
        u64::try_from(ns)
            .ok()
            .filter(|&ns| i64::try_from(ns).is_ok())
            .map(Self)
            .ok_or_else(|| format!("`{text}` is too long: at most 292 years"))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&if self.0 == 0 { "0 s".into() } else { text::show(i128::from(self.0), &UNITS) })
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_carry_their_unit() {
        let check = |text: &str, ns: u64| assert_eq!(text.parse::<Span>(), Ok(Span::from_ns(ns)), "{text}");
        check("35 ms", 35_000_000);
        check("1.5 h", 5_400_000_000_000);
        check("1_000us", 1_000_000);
        check("0 s", 0);
    }

    #[test]
    fn a_bad_span_says_what_would_serve() {
        let check = |text: &str, message: &str| assert_eq!(text.parse::<Span>().unwrap_err(), message);
        check("35", "`35` needs a unit: one of ns, us, ms, s, min, h, d");
        check("35 minutes", "`minutes` is not a unit here: use one of ns, us, ms, s, min, h, d");
        check("-1 s", "`-1 s` is negative; a span of time cannot be");
        check("soon", "`soon` is not a number with a unit: one of ns, us, ms, s, min, h, d");
        check("400_000 d", "`400_000 d` is too long: at most 292 years");
    }

    #[test]
    fn text_round_trips() {
        for text in ["35 ms", "1 d", "90 min", "1500 ms", "7 ns", "0 s"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn speed_rounds_up() {
        assert_eq!(Span::from_ns(10).at_speed(3.0), Span::from_ns(4));
        assert_eq!(Span::from_ns(9).at_speed(3.0), Span::from_ns(3));
    }

    #[test]
    fn what_is_too_long_is_the_longest_span_and_ends_never() {
        let hour = Span::hours(1);
        for speed in [1e-15, 1e-300, f64::MIN_POSITIVE] {
            assert_eq!(hour.at_speed(speed), Span::MAX, "{speed}");
        }
        assert_eq!(Span::MAX.at_speed(1.0), Span::MAX);
        assert_eq!(Span::from_secs_f64(1e300), Span::MAX);
        assert_eq!(
            (hour + Span::MAX, hour * u64::MAX, Time::from_ns(7) + Span::MAX),
            (Span::MAX, Span::MAX, Time::END)
        );
    }
}
