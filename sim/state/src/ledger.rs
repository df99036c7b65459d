//! The ledger: whole base units of named coins, double entry, three primitives, a reason on every flow.

mod book;
mod flows;

pub use book::{Account, Imbalance, Ledger, Posting};
pub use flows::{Extent, Flow, Party, Reason};
