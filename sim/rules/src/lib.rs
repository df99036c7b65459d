//! What is decided: one wing of policies for each decision, and the owners whose rules they are.

pub mod admission;
pub mod arrival;
pub mod checking;
pub mod chooses;
pub mod churn;
pub mod columns;
pub mod conduct;
pub mod demand;
pub mod emission;
pub mod entry;
pub mod holding;
pub mod liveness;
pub mod market;
pub mod owner;
pub mod payment;
pub mod payout;
pub mod permission;
pub mod pricing;
pub mod queueing;
pub mod residency;
pub mod routing;
mod sample;
pub mod scheduling;
pub mod sells;
pub mod slashing;
pub mod verification;
pub mod weather;
