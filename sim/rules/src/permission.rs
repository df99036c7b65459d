//! Who may serve on a network.

mod open;
mod policy;
mod stake_gated;

pub use policy::{Permit, View};

units::menu! {
    /// The permissions that a scenario may name.
    pub enum Permission: Permit { open::Open, stake_gated::StakeGated }
}

impl Permission {
    /// The stake-gated policy, if it is one: its minimum names a coin, which `check` compares.
    pub fn stake_gated(&self) -> Option<&stake_gated::StakeGated> {
        if let Self::StakeGated(gate) = self { Some(gate) } else { None }
    }
}
