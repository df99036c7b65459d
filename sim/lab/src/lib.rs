//! Scenario files in, experiments and statistics, outcomes out.

pub mod file;
pub mod publish;
pub mod scenario;
pub mod statistics;
pub mod study;
pub mod trace;
