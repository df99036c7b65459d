//! The ledger: whole base units of named coins, double entry, three primitives, a reason on every flow.

mod accounts;
mod book;
mod flows;

use units::quotient::over;

pub use accounts::{Account, Groups};
pub use book::{Imbalance, Ledger, Posting};
pub use flows::{Extent, Flow, Party, Reason};

/// The part of an amount that a weight has in a whole, rounded down: multiplied before it is divided.
#[inline]
pub fn part(amount: i64, weight: i128, whole: i128) -> i64 {
    let whole = whole.max(1);
    if let (Ok(of), Ok(weight), Ok(by)) = (u64::try_from(amount), u64::try_from(weight), u64::try_from(whole)) {
        return i64::try_from(over(u128::from(of) * u128::from(weight), by)).unwrap_or(0);
    }
    i64::try_from(i128::from(amount) * weight / whole).unwrap_or(0)
}
