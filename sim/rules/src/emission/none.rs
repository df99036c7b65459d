//! A steady supply.

use units::settings;
use units::settings::Nothing;

use super::policy::{Emitter, View};

settings! {
    /// Mints nothing: the baseline.
    ///
    /// Source: fixed supplies such as OPG's (reference/systems.md 1.5).
    pub struct Steady {}
}

impl Emitter for Steady {
    type Memory = Nothing;

    fn mint(&self, _: &mut Nothing, _: &View) -> i64 {
        0
    }
    fn mints(&self) -> bool {
        false
    }
}
