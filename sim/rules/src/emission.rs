//! What is minted.

mod constant;
mod none;
mod policy;

pub use policy::{Basis, Emitter, Minting, QUESTIONS, View};

units::menu! {
    /// The emissions that a scenario may name.
    pub enum Emission: Emitter { none::Steady, constant::Constant }
}

impl Emission {
    /// Nothing is minted.
    pub fn steady() -> Self {
        Self::Steady(none::Steady {})
    }
}
