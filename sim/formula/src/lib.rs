//! The formulas that users write: scores, filters, fees, claims and goals.
//!
//! Pure and total: numbers and truths, no loops, no memory, no chance. [`guide`] has the whole language in tables,
//! which `windtunnel list formulas` prints. Whoever reads a formula declares its [`Names`], each with its unit.
//!
//! # Units
//!
//! A unit is a product of powers (in halves) of seconds, hours, bytes, FLOP and coins by name; counts, shares and
//! ratios are plain numbers.
//!
//! - A name has the unit that it was declared with. A number has the unit that is written behind it; `%` makes it a
//!   plain number, a hundredth.
//! - `+`, `-`, comparisons, `min`, `max`, `clamp` and both answers of `if` take one unit. Where one counts by hours and
//!   the other by seconds, the later is converted, or the one that is a constant.
//! - A number without a unit, and what is computed from such numbers alone, takes the unit that it meets there, as the
//!   name has it: `margin_usd_h > 2` is 2 usd/h. As a factor or divisor it is a plain number.
//! - In a unit that counts both seconds and hours (`usd_h` over `rps` is usd s/h) such a number could mean either, and
//!   is a fault unless it is 0: it needs its unit, and is then converted. The factor 3,600 is taken as a conversion by
//!   hand, which settles what is meant; where units are converted, too, it is a fault.
//! - `*` and `/` multiply and divide the units, `sqrt` halves their powers, `pow` multiplies them by a constant; `ln`,
//!   `exp` and powers take plain numbers.
//!
//! # Numbers
//!
//! Arithmetic is IEEE 754 double precision on `libm`. NaN stands for a number that does not exist: it spreads through
//! arithmetic, `min`, `max` and `clamp`, and every comparison with it is false, `!=` too; so `not (a < b)` is true
//! where `a` does not exist. What constants alone say is computed when a formula is read: a division by zero, or a
//! constant without a finite value, is a fault. Infinite values of names are numbers; infinity less itself is NaN.

mod check;
mod columns;
mod fault;
mod formula;
mod function;
mod guide;
mod literal;
mod names;
mod parse;
mod scan;
mod step;
mod tree;
mod unit;
mod write;

pub use columns::Scratch;
pub use fault::Fault;
pub use formula::{Formula, Sides};
pub use guide::{Section, guide};
pub use names::{Column, Names};
pub use step::{Kind, Relation};
pub use tree::{Name, label};
pub use unit::Unit;
