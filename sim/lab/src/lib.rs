//! Scenario files in, experiments, outcomes out.

pub mod compare;
pub mod diff;
mod forecast;
pub mod frontier;
pub mod fuzz;
pub mod idle;
pub mod kept;
mod manifest;
mod paired;
mod place;
pub mod record;
pub mod row;
pub mod sense;
mod shown;
pub mod starts;
mod store;
pub mod stress;
pub mod study;
pub mod swarm;
pub mod sweep;
mod tables;
pub mod theory;
mod threads;
pub mod tune;
pub mod workload;
