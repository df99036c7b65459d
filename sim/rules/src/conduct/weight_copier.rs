//! Raters that repeat what others think.

use engine::draws::Draws;
use units::settings;

use super::policy::{Act, Conducting, Judging, View};

settings! {
    /// Answers honestly, but accepts every answer that it is asked to check without looking, and rates nodes as the
    /// network last did.
    ///
    /// With reputations by `yuma` it is late by `reveals + 1` periods and saves all cost of checking. Where true
    /// weights do not change it is paid as much for its stake as those who check; see `reputation.yuma`. Where the
    /// network keeps no such reputations it is a `rubber_stamp`. Source: weight copying and commit-reveal, Opentensor
    /// Foundation, Weight copying in Bittensor, 2024 (reference/systems.md 2.3).
    pub struct WeightCopier {}
}

impl Conducting for WeightCopier {
    fn act(&self, _: &View, _: &mut Draws) -> Act {
        Act::Honest
    }
    fn judge(&self) -> Judging {
        Judging::Stamp { work: units::share::Share::ZERO }
    }
    fn copies_weights(&self) -> bool {
        true
    }
}
