//! Scenario files in, experiments and statistics, outcomes out.

pub mod file;
pub mod statistics;
pub mod trace;
