//! What happens: events, dynamics and metrics of one replication.

pub mod event;
pub mod log;
pub mod metrics;
pub mod outcome;
pub mod replication;
pub mod scenario;
pub mod sight;
#[cfg(feature = "twin")]
pub mod twin;
pub mod workload;
pub mod world;

mod audit;
mod dynamics;
mod invariants;
#[cfg(test)]
mod sample;
mod serving;
