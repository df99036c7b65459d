//! How a network keeps the reputations of its nodes.

use units::settings;
use units::time::Span;
use units::words;

use crate::checking::Checking;
use crate::reputation::{self, Seen};

settings! {
    /// Keeps a reputation of each node, a number from 0 to 1, from what is seen of it; one key says how.
    ///
    /// What is seen are verdicts of checks, lost attempts and offences, never whether an answer was right in truth. The
    /// numbers are published for all alike; the column `reputation`, `permission.reputed` and a score of
    /// `coin.x.sharing.by` read them. A node that comes, and one that takes a row after another left, begins anew.
    pub struct Reputations {
        /// How a number comes of what is seen.
        #[flat]
        pub by: reputation::Reputation,
        /// What it hears of beside offences: `verdicts` of checks and votes, `losses` of attempts at nodes that were
        /// gone, left or took too long, `answers` that nobody checked.
        pub hears: Vec<Hears> = vec![Hears::Verdicts, Hears::Losses],
        /// Time between two publications; 0 s where a number is public as soon as it changes.
        pub every: Span = Span::ZERO,
        /// At which number a node that has come counts as known, for `reputation_wait_mean_s` [>= 0, <= 1].
        pub known: f64 = 0.5,
    }
}

words! {
    /// What reputations hear of.
    pub enum Hears {
        /// What checks and votes say of answers.
        Verdicts = "verdicts",
        /// Attempts that were lost at a node.
        Losses = "losses",
        /// Answers that nobody checked.
        Answers = "answers",
    }
}

impl Reputations {
    /// Whether it hears of this.
    pub fn hears(&self, seen: Seen) -> bool {
        let kind = match seen {
            Seen::Right | Seen::Wrong => Hears::Verdicts,
            Seen::Lost => Hears::Losses,
            Seen::Answered => Hears::Answers,
            Seen::Offended => return true,
        };
        self.hears.contains(&kind)
    }
    /// Refuses settings that cannot be.
    pub(super) fn vet(&self, checking: &mut Checking) {
        checking.within(self.by.name(), |c| self.by.vet(c));
        let is_of_one = matches!(self.by, reputation::Reputation::Ewma(_) | reputation::Reputation::Beta(_));
        if self.every == Span::ZERO && !is_of_one {
            let message = format!("`{}` is known only for all nodes together, at the end of a period", self.by.name());
            checking.refuse_with("every", message, "say how long a period is, as in `every = \"1 h\"`");
        }
        if self.by.counts_answers() && !self.hears.contains(&Hears::Answers) {
            let message = format!("`{}` counts misses among all answers, and does not hear of those", self.by.name());
            checking.refuse_with("hears", message, "use `hears = [\"verdicts\", \"losses\", \"answers\"]`");
        }
        if self.by.is_pairwise() && !self.hears.contains(&Hears::Verdicts) {
            let message = format!("`{}` is made of verdicts alone, and does not hear of those", self.by.name());
            checking.refuse_with("hears", message, "add `verdicts`");
        }
        if self.hears.is_empty() {
            checking.refuse("hears", "nothing is ever heard of nodes, so that no reputation changes");
        }
    }
}
