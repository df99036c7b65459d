//! The ledger: whole base units of named coins, double entry, three primitives, a reason on every flow.

mod accounts;
mod book;
mod flows;

pub use accounts::{Account, Groups};
pub use book::{Imbalance, Ledger, Posting};
pub use flows::{Extent, Flow, Party, Reason};

/// The part of an amount that a weight has in a whole, rounded down: multiplied before it is divided.
pub fn part(amount: i64, weight: i128, whole: i128) -> i64 {
    i64::try_from(i128::from(amount) * weight / whole.max(1)).unwrap_or(0)
}
