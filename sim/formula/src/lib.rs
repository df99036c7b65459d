//! The formulas that users write: scores, filters, fees, claims and goals.
//!
//! Pure and total: numbers and truths, no loops, no memory, no chance. From loose to tight the operators are
//! `or`, `and`, `not`, one of `< <= > >= == !=` (comparisons do not chain), `+ -`, `* /` and the sign `-`.
//! Functions: `if(c, a, b)`, `min(a, b, ...)`, `max(a, b, ...)`, `clamp(x, lo, hi)`, `ln`, `exp`, `sqrt`, `abs`
//! and `pow(x, y)`. Numbers may carry a unit of time, which turns them into seconds, or `%`, which divides by 100.
//! A name may have an owner: `wrong_accepted_share[network.alpha]`.
//!
//! Arithmetic is IEEE 754 double precision on `libm`: `1 / 0` is infinite, `ln(-1)` is NaN. NaN stands for a number
//! that does not exist: it spreads through arithmetic, `min`, `max` and `clamp`, and every comparison with it is
//! false, `!=` too; so `not (a < b)` is true where `a` does not exist.

mod columns;
mod fault;
mod formula;
mod function;
mod parse;
mod scan;
mod step;

pub use columns::Scratch;
pub use fault::Fault;
pub use formula::{Formula, Name, Sides};
pub use step::{Kind, Relation};
