//! Whether answers and nodes are as they should be: checks, votes, duties, evidence and its judges.

mod duty;
mod offend;
mod slip;
mod vote;
