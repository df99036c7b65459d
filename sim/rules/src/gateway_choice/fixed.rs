//! Users who stay where they are.

use units::settings;

use super::policy::{Choosing, View};

settings! {
    /// Everybody stays at the gateway of the start.
    ///
    /// The baseline: shares are those of `start` for ever. Source: users without a choice, reference/economy.md.
    pub struct Fixed {}
}

impl Choosing for Fixed {
    fn odds(&self, view: &View) -> Vec<f64> {
        view.surely(view.at.unwrap_or(0), 0.0)
    }
}
