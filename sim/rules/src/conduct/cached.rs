//! Nodes that answer from what others have answered.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, View};

settings! {
    /// Answers a share of the requests from a cache, or passes them to a service that others run.
    ///
    /// Each request is answered so with probability `rate`, for `work` of the honest work; the answer is what the LLM
    /// would have said with probability `right`, else wrong. No check by content finds the right ones: verification
    /// shows agreement, not work. A node that is right as often as an honest one earns as much and saves `(1 - work)`
    /// of the cost. Source: free-riding, result caching and relay to another node among the misuses of
    /// reference/systems.md 15 (Bittensor); response caches of gateways such as GPTCache.
    pub struct Cached {
        /// Share of the requests answered so [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Share of the honest work that is done [0 ..= 1].
        pub work: Share = Share::percent(5),
        /// Share of these answers that are right [0 ..= 1].
        pub right: Share = Share::ONE,
    }
}

impl Conducting for Cached {
    fn act(&self, _: &View, draws: &mut Draws) -> Act {
        if !draws.chance(self.rate) {
            Act::Honest
        } else if draws.chance(self.right) {
            Act::Spare { work: self.work }
        } else {
            Act::Cheat { work: self.work }
        }
    }
}
