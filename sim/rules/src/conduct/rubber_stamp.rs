//! Checkers that do not check.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, Judging, View};

settings! {
    /// Answers honestly, but accepts every answer it is asked to check, with almost no work.
    ///
    /// If a share s of the checkers rubber-stamps, a check at rate p finds a wrong answer with probability `p (1 - s)`.
    /// It is the free rider of the verifier's dilemma: checking earns nothing beyond what rubber-stamping earns.
    /// Source: Luu et al., Demystifying Incentives in the Consensus Computer, CCS 2015.
    pub struct RubberStamp {
        /// Share of a check's work that is still done [0 ..= 1].
        pub work: Share = Share::ZERO,
    }
}

impl Conducting for RubberStamp {
    fn act(&self, _: &View, _: &mut Draws) -> Act {
        Act::Honest
    }
    fn judge(&self) -> Judging {
        Judging::Stamp { work: self.work }
    }
}
