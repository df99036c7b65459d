//! Nodes that answer with a smaller LLM.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, View};

settings! {
    /// Serves a share of the requests with a smaller or coarser LLM than the one requested.
    ///
    /// Each request is served that way with probability `rate`, for `work` of the honest work: the ratio of the two
    /// LLMs' costs (a 1.5 B for an 8 B at bandwidth-bound decode: 0.19). The answer counts as wrong; one audit detects
    /// with probability d, so n audits miss it with (1 - rate d)^n. Source: substitution audits (arXiv 2504.04715).
    pub struct Substitute {
        /// Share of the requests served by the substitute [0 ..= 1].
        pub rate: Share,
        /// Work of the substitute as a share of the honest work [0 ..= 1].
        pub work: Share = Share::percent(30),
    }
}

impl Conducting for Substitute {
    fn act(&self, _: &View, draws: &mut Draws) -> Act {
        if draws.chance(self.rate) { Act::Cheat { work: self.work } } else { Act::Honest }
    }
}
