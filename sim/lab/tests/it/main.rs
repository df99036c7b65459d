//! Whole-house tests: scenario files in, laws, closed forms, golden histories and house rules out.

mod after;
mod analysis;
mod better;
mod calibrated;
mod claims;
mod compare;
mod determinism;
mod existence;
mod exogenous;
mod extras;
mod frontier;
mod golden;
mod held_out;
mod invariants;
mod laws;
mod models;
mod prices;
mod residency;
mod sense;
mod serving;
mod support;
mod theory;
mod tidy;
mod timeline;
mod tune;
mod workload;
