//! What a law can be of: spans of time, shares, plain numbers, counts.

use std::fmt::Debug;

use units::money::Usd;
use units::settings::Setting;
use units::share::Share;
use units::time::Span;

/// A quantity that a law can be of.
pub trait Quantity: Setting + Copy + PartialEq + Debug + 'static {
    /// Whether it can lie below 0.
    const SIGN: Sign;
    /// Whether it can be a count: a plain number can, a time cannot.
    const COUNTS: bool;

    /// The number in base units: seconds for a span, else the quantity itself.
    fn base(self) -> f64;
    /// The quantity nearest to a number in base units that it can be.
    fn of_base(base: f64) -> Self;
}

/// Whether a quantity can lie below 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It can.
    Any,
    /// It cannot.
    NonNegative,
}

impl Quantity for Span {
    const SIGN: Sign = Sign::NonNegative;
    const COUNTS: bool = false;

    #[inline]
    fn base(self) -> f64 {
        self.as_secs()
    }
    #[inline]
    fn of_base(base: f64) -> Self {
        Self::from_secs_f64(base)
    }
}

impl Quantity for Usd {
    const SIGN: Sign = Sign::NonNegative;
    const COUNTS: bool = false;

    #[inline]
    fn base(self) -> f64 {
        self.nanos as f64 * 1e-9
    }
    #[inline]
    fn of_base(base: f64) -> Self {
        // `as` saturates at both ends.
        Self { nanos: (base * 1e9 + 0.5) as i64 }
    }
}

impl Quantity for Share {
    const SIGN: Sign = Sign::NonNegative;
    const COUNTS: bool = false;

    #[inline]
    fn base(self) -> f64 {
        self.as_f64()
    }
    /// To a billionth; what is above the whole is the whole.
    #[inline]
    fn of_base(base: f64) -> Self {
        // `as` saturates below.
        Self::ratio((base.min(1.0) * 1e9 + 0.5) as u64, 1_000_000_000)
    }
}

impl Quantity for f64 {
    const SIGN: Sign = Sign::Any;
    const COUNTS: bool = true;

    #[inline]
    fn base(self) -> f64 {
        self
    }
    #[inline]
    fn of_base(base: f64) -> Self {
        base
    }
}

impl Quantity for u32 {
    const SIGN: Sign = Sign::NonNegative;
    const COUNTS: bool = true;

    #[inline]
    fn base(self) -> f64 {
        f64::from(self)
    }
    #[inline]
    fn of_base(base: f64) -> Self {
        // `as` saturates at both ends.
        (base + 0.5) as Self
    }
}
