//! Who may serve on a network.

mod open;
mod policy;
mod stake_gated;

pub use policy::{Permit, QUESTIONS, View};

units::menu! {
    /// The permissions that a scenario may name.
    pub enum Permission: Permit { open::Open, stake_gated::StakeGated }
}
