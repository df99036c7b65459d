//! Nodes that answer without working.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, View};

settings! {
    /// Answers a share of the requests with almost no work.
    ///
    /// Each request is answered lazily with probability `rate`, for `work` of the honest work; the answer is wrong.
    /// Source: the lazy strategy of proof of sampling (arXiv 2405.00295): the cost saved is C = (1 - work) c.
    pub struct Lazy {
        /// Share of the requests answered lazily [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Share of the honest work that is done [0 ..= 1].
        pub work: Share = Share::percent(1),
    }
}

impl Conducting for Lazy {
    fn act(&self, _: &View, draws: &mut Draws) -> Act {
        if draws.chance(self.rate) { Act::Cheat { work: self.work } } else { Act::Honest }
    }
}
