//! Nodes that work for each other against the network.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, Judging};

settings! {
    /// Answers a part of the requests without working, and says the opposite of the truth when it checks or votes.
    ///
    /// All colluders of a scenario are one set: they let each other's wrong answers pass and vote down right ones. With
    /// M of N nodes in the set a single check is theirs with probability about M / N, a committee of k by the
    /// hypergeometric tail. At a rate of 0 they only judge falsely. Source: collusion of servers and checkers in proof
    /// of sampling (arXiv 2405.00295); committee capture as in mechanisms.md M15.
    pub struct Colluding {
        /// Part of the requests answered wrongly [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Part of the honest work that a wrong answer and a false judgement take [0 ..= 1].
        pub work: Share = Share::percent(1),
    }
}

impl Conducting for Colluding {
    fn act(&self, draws: &mut Draws) -> Act {
        if draws.chance(self.rate) { Act::Cheat { work: self.work } } else { Act::Honest }
    }
    fn judge(&self) -> Judging {
        Judging::Contrary { work: self.work }
    }
}
