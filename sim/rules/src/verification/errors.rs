//! What a checker that errs says of an answer.

use engine::draws::Draws;
use units::share::Share;

use super::policy::{Truth, Verdict};

/// The errors of an honest checker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errors {
    /// Part of the right answers that it rejects.
    pub(super) false_positive: Share,
    /// Part of the wrong answers that it accepts.
    pub(super) false_negative: Share,
    /// Part of the answers that deviate by their serving stack that it rejects, on top of false positives.
    pub(super) finds_deviations: Share,
}

impl Errors {
    /// What it says of an answer that is this.
    pub(super) fn verdict(&self, truth: Truth, draws: &mut Draws) -> Verdict {
        let fails = match truth {
            Truth::Right => draws.chance(self.false_positive),
            Truth::Deviates => draws.chance(self.false_positive) || draws.chance(self.finds_deviations),
            Truth::Wrong => draws.chance(self.false_negative.complement()),
        };
        if fails { Verdict::Fail } else { Verdict::Pass }
    }
}
