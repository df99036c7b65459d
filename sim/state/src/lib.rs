//! What is: tables of nodes, requests, attempts, ballots and bonds, the rosters gateways read, and the ledger.

pub mod attempts;
pub mod ballots;
pub mod bits;
pub mod bonds;
pub mod journal;
pub mod ledger;
pub mod memory;
pub mod nodes;
pub mod ranks;
pub mod requests;
pub mod roster;
pub mod sharing;
pub mod slab;
pub mod tried;
