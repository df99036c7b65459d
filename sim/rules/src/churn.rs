//! When nodes join, leave and return.

mod always;
mod joins;
mod policy;
mod renewal;

pub use policy::{Churning, Crowd, Fails, Life, Start};

units::menu! {
    /// The churn processes that a scenario may name.
    pub enum Churn: Churning { always::Always, renewal::Renewal, joins::Joins }
}
