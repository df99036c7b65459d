//! The clock and chance: an agenda of events, counter-based draws, laws of distribution, portable mathematics.

pub mod agenda;
pub mod draws;
pub mod fingerprint;
pub mod law;
pub mod math;
pub mod run;
