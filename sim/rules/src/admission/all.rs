//! Everybody is let in.

use engine::draws::Draws;
use units::settings;
use units::settings::Nothing;

use super::policy::{Admitter, Asking, Reason, Verdict};

settings! {
    /// Lets every request in: the baseline, and what is done without any rule.
    ///
    /// Nothing bounds what waits: at a load above 1 backlogs and latencies grow without end. Source: `always-admit`
    /// of BLIS (inference-sim, its guide to admission control).
    pub struct All {}
}

impl Admitter for All {
    type Memory = Nothing;

    fn judge(&self, _: &mut Nothing, _: &Asking, _: &mut Draws) -> Verdict {
        Verdict::Admit
    }
    fn reason(&self) -> Option<Reason> {
        None
    }
}
