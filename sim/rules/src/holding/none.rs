//! A holder that holds.

use engine::draws::Draws;
use units::settings;

use super::policy::{Investor, View};

settings! {
    /// Never trades: the baseline. Weather may still make it sell.
    ///
    /// Source: the holders of a genesis split (reference/economy.md 3, `[holders.x]`).
    pub struct Idle {}
}

impl Investor for Idle {
    type Memory = ();

    fn trade(&self, (): &mut (), _: &View, _: &mut Draws) -> i64 {
        0
    }
    fn acts(&self) -> bool {
        false
    }
}
