//! Scenario files in, experiments, outcomes out.

pub mod compare;
pub mod diff;
pub mod fuzz;
mod place;
pub mod record;
pub mod row;
mod store;
pub mod stress;
pub mod study;
pub mod swarm;
pub mod sweep;
mod threads;
pub mod workload;
