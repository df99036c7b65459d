//! Scenario files in, experiments, outcomes out.

pub mod calibrate;
pub mod closed_form;
pub mod curve;
pub mod diff;
pub mod economics;
pub mod fuzz;
pub mod menu;
pub mod models;
pub mod record;
pub mod scenario;
pub mod study;
pub mod swarm;
mod threads;
pub mod workload;
