//! Several nodes answer, and the majority decides.

use engine::draws::Draws;
use units::settings;
use units::share::Share;
use units::words;

use super::agreement::{agrees, strays};
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
    /// stack is a wrong vote, like those of cheats.
    ///
    /// Where sums have no fixed order, two honest texts of n tokens are the same with the chance `(1 - h)^n`, h =
    /// `hazard`: 38 % of 200 tokens and 9 % of 500 at the 0.48 % of llama_8b under changing batches. Each text parts
    /// from what the others say with `1 - (1 - h)^(n / 2)`, for good and by itself, and is then a wrong vote that
    /// agrees with no other: honest nodes are convicted. Source: Condorcet 1785; redundant computing of BOINC
    /// (Anderson, 2004) and Golem; the hazard of arXiv 2605.30218 (reference/systems.md 7).
    pub struct Replicate {
        /// How many nodes answer, including the picked one [2 ..= 64].
        pub copies: u32 = 3,
        /// Share of the requests that is answered by several nodes [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Whether wrong answers agree with each other.
        pub wrong_answers: WrongAnswers = WrongAnswers::Identical,
        /// Part of the tokens at which the texts of two honest executors part, or `calibrated:NAME` for what was
        /// measured there [0 ..= 1].
        #[measured = "agreement.hazard_per_token.is"]
        pub hazard: Share = Share::ZERO,
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
    fn check(&self, view: &View, draws: &mut Draws) -> Check {
        if !draws.chance(self.rate.max(view.least)) {
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
    fn strays(&self, tokens: u32, draws: &mut Draws) -> bool {
        strays(self.hazard, tokens, draws)
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

impl Replicate {
    /// The chance that the texts of two honest executors are the same, of so many tokens.
    pub fn agreement(&self, tokens: u32) -> f64 {
        agrees(self.hazard, f64::from(tokens))
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;
    use units::settings::Setting;

    #[test]
    fn wrong_answers_that_differ_never_win() {
        let mut rule = Replicate::absent().unwrap();
        let count = Count { right: 1, wrong: 2, apart: 0 };
        assert_eq!(rule.decide(count), Ruling::Wrong);
        rule.wrong_answers = WrongAnswers::Different;
        assert_eq!(rule.decide(count), Ruling::Open);
        rule.wrong_answers = WrongAnswers::Identical;
        // A text that has parted agrees with no cheat.
        assert_eq!(rule.decide(Count { apart: 1, ..count }), Ruling::Open);
        assert_eq!(rule.decide(Count { right: 1, wrong: 4, apart: 1 }), Ruling::Wrong);
        assert_eq!(rule.decide(Count { right: 2, wrong: 1, apart: 0 }), Ruling::Right);
    }

    /// Anchors of reference/systems.md 7, and both texts drawn by themselves.
    #[test]
    fn two_honest_texts_are_the_same_as_often_as_their_hazard_says() {
        let rule = Replicate { hazard: Share::ratio(48, 10_000), ..Replicate::absent().unwrap() };
        assert!((rule.agreement(200) - 0.38).abs() < 0.005 && (rule.agreement(500) - 0.09).abs() < 0.005);
        let stream = Address { seed: 3, replication: 0, purpose: Purpose::Difference, entity: 1 }.stream();
        let n = 40_000_u64;
        let same = (0..n).filter(|i| {
            let of = |text: u64| rule.strays(200, &mut stream.draws(2 * i + text));
            !of(0) && !of(1)
        });
        let (found, expected) = (same.count() as f64 / n as f64, rule.agreement(200));
        let error = (expected * (1.0 - expected) / n as f64).sqrt();
        assert!((found - expected).abs() < 4.0 * error, "{found}, not {expected}");
    }
}
