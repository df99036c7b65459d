//! Nodes that claim more than they served.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, View};

settings! {
    /// Answers honestly, and claims `factor` times what that cost at a share of its settlements.
    ///
    /// What it gets beyond its due comes out of the stake of the users (`payment.stake`); see
    /// `verification.proof_of_claim` for what keeps it from that. Source: claims of suppliers in poktroll, whose volume
    /// only a proof shows (reference/systems.md 5).
    pub struct Overclaims {
        /// How many times what was served is claimed [>= 1, <= 1_000_000].
        pub factor: f64 = 2.0,
        /// Share of the settlements at which it does so [0 ..= 1].
        pub rate: Share = Share::ONE,
    }
}

impl Conducting for Overclaims {
    fn act(&self, _: &View, _: &mut Draws) -> Act {
        Act::Honest
    }
    fn overclaims(&self, draws: &mut Draws) -> f64 {
        if draws.chance(self.rate) { self.factor } else { 1.0 }
    }
}
