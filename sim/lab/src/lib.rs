//! Scenario files in, experiments, outcomes out.

pub mod calibrate;
pub mod curve;
pub mod diff;
pub mod economics;
pub mod fuzz;
pub mod record;
pub mod study;
pub mod swarm;
mod threads;
pub mod workload;
