//! Checkers that do not check.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, Judging};

settings! {
    /// Answers honestly, but passes whatever it is to check, with next to no work.
    ///
    /// Where a part s of the checkers stamps, a check at rate p finds a wrong answer with probability `p (1 - s)`. It
    /// is the free rider of the verifier's dilemma: checking pays nothing that stamping does not. Source: Luu et al.,
    /// Demystifying Incentives in the Consensus Computer, CCS 2015.
    pub struct RubberStamp {
        /// Part of a check's work that is done all the same [0 ..= 1].
        pub work: Share = Share::ZERO,
    }
}

impl Conducting for RubberStamp {
    fn act(&self, _: &mut Draws) -> Act {
        Act::Honest
    }
    fn judge(&self) -> Judging {
        Judging::Stamp { work: self.work }
    }
}
