//! How a value is drawn that must be tamed.

use units::tree::Value;

use super::{Dice, Drawing};

/// How a value is drawn where its declaration does not say enough.
pub(super) enum How {
    /// As this function says.
    Is(fn(&Drawing, &mut Dice) -> Value),
    /// As this function says; nothing where it stays at its default.
    By(fn(&Drawing, &mut Dice) -> Option<Value>),
    /// A whole number from, to.
    Whole(u32, u32),
    /// A number from, to, by ratio.
    Number(f64, f64),
    /// A share from, to.
    Share(f64, f64),
    /// A quantity from, to, by ratio, in a unit.
    Amount(f64, f64, &'static str),
    /// A span, or a law with this mean, from, to, in mean times between two requests.
    Gaps(f64, f64),
    /// The same in horizons.
    Horizon(f64, f64),
    /// A law with a mean from, to, in seconds or plain numbers.
    Law(f64, f64),
}
