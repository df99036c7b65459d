//! A steady supply.

use units::settings;

use super::policy::{Basis, Emitter, Minting, View};

settings! {
    /// Mints nothing: the baseline.
    ///
    /// Source: fixed supplies such as OPG's (reference/systems.md 1.5).
    pub struct Steady {}
}

impl Emitter for Steady {
    fn mint(&self, _: &View) -> Minting {
        Minting { amount: 0, basis: Basis::Stake }
    }
}
