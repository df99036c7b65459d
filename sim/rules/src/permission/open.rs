//! Anybody may serve.

use units::settings;

use super::policy::{Permit, View};

settings! {
    /// Lets every node serve: the baseline.
    ///
    /// Source: permissionless networks such as Petals (reference/systems.md 11).
    pub struct Open {}
}

impl Permit for Open {
    fn admits(&self, _: &View) -> bool {
        true
    }
}
