//! The binary as a user meets it: what it says, what it writes, how it exits.

#![expect(clippy::unwrap_used, reason = "what a test cannot do is a failed test, in its helpers too")]

mod after;
mod bad_input;
mod bench;
mod calibrate;
mod ci;
mod compare;
mod frontier;
mod full;
mod kept;
mod rerun;
mod results;
mod sense;
mod starts;
mod stress;
mod sweep;
mod tune;
mod verbs;
