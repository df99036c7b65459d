//! No verification.

use engine::draws::Draws;
use units::settings;

use super::policy::{Answer, Check, Verdict, Verifier, View};

settings! {
    /// Checks nothing and accepts every answer: the baseline.
    ///
    /// No draw is made. Source: the VANILLA mode of OpenGradient (reference/systems.md 1.2).
    pub struct Trust {}
}

impl Verifier for Trust {
    fn check(&self, _: &View, _: &mut Draws) -> Check {
        Check::Accept
    }
    fn verdict(&self, _: Answer, _: &mut Draws) -> Verdict {
        Verdict::Pass
    }
}
