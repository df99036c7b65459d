//! The ledger: whole base units of named coins, double entry, three primitives, a reason on every flow.

mod accounts;
mod book;
mod flows;

pub use accounts::{Account, Groups};
pub use book::{Imbalance, Ledger, Posting};
pub use flows::{Extent, Flow, Party, Reason};
