//! Every answer by itself.

use units::settings;
use units::time::Time;

use super::policy::{Settle, View};

settings! {
    /// Settles each answer at its verdict, with a settlement of its own.
    ///
    /// A fee f of a settlement is a cost of f an answer: of a price p the share f / p. Source: x402's `exact` scheme,
    /// one transaction a request; a facilitator asks 0.001 usd for each, a tenth of a price of one cent
    /// (reference/systems.md 14).
    pub struct Answer {}
}

impl Settle for Answer {
    fn due(&self, view: &View) -> Time {
        view.now
    }
}
