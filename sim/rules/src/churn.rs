//! When nodes join, leave and return.

mod always;
mod core_transient;
mod cycle;
mod joins;
mod policy;
mod renewal;
mod replay;

pub use policy::{Churning, Crowd, Fails, Life, Presence, QUESTIONS, Start, View};

units::menu! {
    /// The churn processes that a scenario may name.
    pub enum Churn: Churning { always::Always, renewal::Renewal, core_transient::CoreTransient, joins::Joins, replay::Replay }
}
