//! Several nodes answer, and the majority decides.

use engine::draws::Draws;
use units::settings;
use units::share::Share;
use units::words;

use super::policy::{Answer, Check, Count, Panel, Role, Ruling, Truth, Verdict, Verifier, View};

settings! {
    /// Has a request answered by several nodes and accepts the answer of the majority.
    ///
    /// With k independent executors, each wrong with probability p in the same way, a wrong answer is accepted with
    /// probability `sum_{j > k/2} C(k, j) p^j (1 - p)^(k - j)`, and all agree with `p^k + (1 - p)^k`. If wrong answers
    /// differ, none of them ever has a majority, and without a majority of right answers the first answer is accepted.
    /// The node that was picked is one of the executors and answers the user at once; the others are up nodes of the
    /// network, drawn without replacement, which do the whole work as they would for a user. The answer is assured when
    /// all votes are in. If the picked node is overruled, its fee goes to one of the majority; overruled nodes are
    /// convicted. An executor that leaves before it is done is not replaced. An answer that deviates by its serving
    /// stack is a wrong vote, like those of cheats. Source: Condorcet 1785; redundant computing of BOINC (Anderson,
    /// 2004) and Golem.
    pub struct Replicate {
        /// How many nodes answer, including the picked one [2 ..= 64].
        pub copies: u32 = 3,
        /// Share of the requests that is answered by several nodes [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Whether wrong answers agree with each other.
        pub wrong_answers: WrongAnswers = WrongAnswers::Identical,
        /// Share of the answers that deviate by their serving stack (`nodes.x.stack`) that count as wrong votes; 0 to
        /// tolerate them [0 ..= 1].
        pub finds_deviations: Share = Share::ONE,
        /// Whether the executors have the serving stack of the picked node: their answers then deviate alike, which is
        /// no difference.
        pub within_stack: bool = false,
        /// Whether executors that disagree with the majority are convicted like the picked node.
        pub convicts: bool = true,
    }
}

words! {
    /// Whether wrong answers agree with each other.
    pub enum WrongAnswers {
        /// All wrong answers agree with each other.
        Identical = "identical",
        /// No two wrong answers agree.
        Different = "different",
    }
}

impl Verifier for Replicate {
    fn check(&self, _: &View, draws: &mut Draws) -> Check {
        if !draws.chance(self.rate) {
            return Check::Accept;
        }
        Check::Vote(Panel {
            seats: self.copies - 1,
            role: Role::Executors,
            may_hold_server: false,
            convicts: self.convicts,
        })
    }
    fn is_within_stack(&self) -> bool {
        self.within_stack
    }
    fn finds_deviations(&self) -> Share {
        if self.within_stack { Share::ZERO } else { self.finds_deviations }
    }
    fn verdict(&self, answer: Answer, _: &mut Draws) -> Verdict {
        if answer.truth == Truth::Wrong { Verdict::Fail } else { Verdict::Pass }
    }
    fn decide(&self, count: Count) -> Ruling {
        match (self.wrong_answers, count.majority()) {
            // Two votes are no more than one wrong answer and one right one, or one each of two wrong ones.
            (WrongAnswers::Different, Ruling::Wrong) if count.right + count.wrong > 1 => Ruling::Open,
            (_, ruling) => ruling,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::settings::Setting;

    #[test]
    fn wrong_answers_that_differ_never_win() {
        let mut rule = Replicate::absent().unwrap();
        let count = Count { right: 1, wrong: 2 };
        assert_eq!(rule.decide(count), Ruling::Wrong);
        rule.wrong_answers = WrongAnswers::Different;
        assert_eq!(rule.decide(count), Ruling::Open);
        assert_eq!(rule.decide(Count { right: 2, wrong: 1 }), Ruling::Right);
    }
}
