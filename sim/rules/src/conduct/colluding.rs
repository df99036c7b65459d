//! Nodes that work for each other against the network.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, Judging, View};

settings! {
    /// Answers a share of the requests with almost no work, and says the opposite of the truth when it checks or votes.
    ///
    /// All colluders of a scenario are one set: they accept each other's wrong answers and vote down right ones. With M
    /// of N nodes in the set, a single check is done by one of them with probability about M / N, and they capture a
    /// committee of k with the probability of the hypergeometric tail. At a rate of 0 they only judge falsely. Source:
    /// collusion of servers and checkers in proof of sampling (arXiv 2405.00295); committee capture as in mechanisms.md
    /// M15.
    pub struct Colluding {
        /// Share of the requests answered wrongly [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Work of a wrong answer or a false judgement as a share of the honest work [0 ..= 1].
        pub work: Share = Share::percent(1),
    }
}

impl Conducting for Colluding {
    fn act(&self, _: &View, draws: &mut Draws) -> Act {
        if draws.chance(self.rate) { Act::Cheat { work: self.work } } else { Act::Honest }
    }
    fn judge(&self) -> Judging {
        Judging::Contrary { work: self.work }
    }
}
