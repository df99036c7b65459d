//! Closed forms that answer a question before a run: what `check` prints, and what the theory suite holds them to.

pub mod assurance;
pub mod corridor;
pub mod deviation;
pub mod exposure;
pub mod game;
pub mod integration;
pub mod revocation;
