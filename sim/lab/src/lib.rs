//! Scenario files in, experiments and statistics, outcomes out.

pub mod file;
pub mod publish;
pub mod statistics;
pub mod trace;
