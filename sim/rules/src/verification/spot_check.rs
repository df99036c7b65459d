//! Random checks by doing the work again.

use engine::draws::Draws;
use engine::law::Law;
use engine::math;
use units::ids::GroupId;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::agreement::parts;
use super::policy::{Answer, Check, Truth, Verdict, Verifier, View};

settings! {
    /// Checks each answer with a fixed probability: another node repeats the work.
    ///
    /// A wrong answer is caught with probability `p (1 - b) (1 - r)`, p the rate, b the false negatives and r the share
    /// of the checks done by colluders of the server; a right one is convicted with `p a`, a the false positives.
    /// Honesty pays iff `p ((1 - b) (1 - r) - a) (R + S) > C`: R fee, S slash, C cost saved, in one unit. The checker
    /// is another up node of the network, of another operator where there is one. Two honest nodes that sum in a
    /// different order diverge at each token with probability h, `hazard`. A check by equality compares n tokens, those
    /// of the answer or the first of them, and tolerates k differences; it convicts a right answer with probability
    /// `P(X > k)`, X binomial of n and h: `1 - (1 - h)^n` for k = 0. This adds to a. Tokens differ independently,
    /// because a checker is fed the server's tokens and differs from them only where two logits are nearly equal; with
    /// a fixed order of sums h is 0. Measured: 0.9 % with real weights of 135M (`models/calibrations`;
    /// reference/kernel.md 7). Answers that deviate by their serving stack are rejected with `finds_deviations`, on
    /// top of that; see `stack`. Checks use the request's own audit draw, so a higher rate checks a superset of the
    /// answers. Source: proof of sampling (arXiv 2405.00295); error rates as in reference/mechanisms.md 7.
    pub struct SpotCheck {
        /// Share of the answers that is checked [0 ..= 1].
        pub rate: Share,
        /// Share of the right answers that a check rejects [0 ..= 1].
        pub false_positive: Share = Share::ZERO,
        /// Part of the tokens at which an honest checker differs from an honest server, or `calibrated:NAME` for what
        /// was measured there [0 ..= 1].
        #[measured = "agreement.hazard_per_token.is"]
        pub hazard: Share = Share::ZERO,
        /// How many tokens of an answer are compared, from the first; without it, all [>= 1].
        pub compares: Option<u32>,
        /// How many of the compared tokens may differ in an answer that passes.
        pub tolerates: u32 = 0,
        /// Share of the wrong answers that a check accepts [0 ..= 1].
        pub false_negative: Share = Share::ZERO,
        /// Share of the answers that deviate by their serving stack (`nodes.x.stack`) that a check rejects where server
        /// and checker have different ones; 0 to tolerate them [0 ..= 1].
        pub finds_deviations: Share = Share::ONE,
        /// Whether a checker has the serving stack of the server; where no other node has, the answer is not checked.
        pub within_stack: bool = false,
        /// Share of the checks whose checker colludes with the server and accepts its wrong answers [0 ..= 1].
        pub colluding: Share = Share::ZERO,
        /// Work of a check relative to the work of an honest answer [0 ..= 10].
        pub work: Share = Share::ONE,
        /// Distribution of a check's work at speed 1, drawn for each check; replaces `work`.
        pub service: Option<Law<Span>>,
        /// The group of nodes that only checks; without it, any node of the network may check.
        #[fixed = "checkers are assigned at the start"]
        pub checkers: Option<Ref<GroupId>>,
    }
}

impl Verifier for SpotCheck {
    fn check(&self, view: &View, draws: &mut Draws) -> Check {
        if draws.chance(self.rate.max(view.least)) { Check::Recompute { work: self.work } } else { Check::Accept }
    }
    fn effort(&self, _: u32, draws: &mut Draws) -> Option<Span> {
        self.service.as_ref().map(|law| law.sample(draws))
    }
    fn checkers(&self) -> Option<&Ref<GroupId>> {
        self.checkers.as_ref()
    }
    fn is_within_stack(&self) -> bool {
        self.within_stack
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let fails = match answer.truth {
            Truth::Right | Truth::Deviates => self.rejects(answer, draws),
            Truth::Wrong => {
                draws.chance(self.false_negative.complement())
                    && !(self.colluding != Share::ZERO && draws.chance(self.colluding))
            }
        };
        if fails { Verdict::Fail } else { Verdict::Pass }
    }
}

impl SpotCheck {
    /// Whether a check rejects an answer of a node that did the work.
    fn rejects(&self, answer: Answer, draws: &mut Draws) -> bool {
        draws.chance(self.false_positive)
            || parts(self.hazard, self.tolerates, self.compared(answer.tokens), draws)
            || answer.truth == Truth::Deviates && draws.chance(self.finds_deviations)
    }
    /// How many of an answer's tokens are compared.
    fn compared(&self, tokens: u32) -> u32 {
        self.compares.map_or(tokens, |most| tokens.min(most))
    }
    /// Part of the right answers of so many tokens that a check holds to be wrong: 1 - (1 - a) (1 - P(X > k)).
    pub fn convicts_right(&self, tokens: u32) -> f64 {
        let (n, h) = (f64::from(self.compared(tokens)), self.hazard.as_f64());
        let (ln_part, ln_agree) = (math::ln(h), math::ln_1p(-h));
        let mut ln_ways = 0.0;
        let mut passes = 0.0;
        for k in 0..=self.tolerates.min(self.compared(tokens)) {
            let k = f64::from(k);
            // 0 ln 0 is 0: nothing has to happen.
            let power = |times: f64, ln: f64| if times > 0.0 { times * ln } else { 0.0 };
            passes += math::exp(ln_ways + power(k, ln_part) + power(n - k, ln_agree));
            ln_ways += math::ln((n - k) / (k + 1.0));
        }
        1.0 - self.false_positive.complement().as_f64() * passes.min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    fn rule(hazard: Share, compares: Option<u32>, tolerates: u32) -> SpotCheck {
        SpotCheck {
            rate: Share::ONE,
            false_positive: Share::ZERO,
            hazard,
            compares,
            tolerates,
            false_negative: Share::ZERO,
            finds_deviations: Share::ONE,
            within_stack: false,
            colluding: Share::ZERO,
            work: Share::ONE,
            service: None,
            checkers: None,
        }
    }
    /// Who of 20,000 right answers of so many tokens is convicted.
    fn convicted(rule: &SpotCheck, tokens: u32) -> Vec<bool> {
        let stream = Address { seed: 5, replication: 0, purpose: Purpose::Verdict, entity: 1 }.stream();
        let answer = Answer { truth: Truth::Right, tokens };
        (0..20_000).map(|number| rule.verdict(answer, &mut stream.draws(number)) == Verdict::Fail).collect()
    }

    #[test]
    fn honest_nodes_are_convicted_as_the_binomial_says() {
        let binomial = |n: i32, h: f64, k: i32| -> f64 {
            let ways = |j: i32| (0..j).map(|i| f64::from(n - i) / f64::from(i + 1)).product::<f64>();
            1.0 - (0..=k.min(n))
                .map(|j| ways(j) * math::pow(h, f64::from(j)) * math::pow(1.0 - h, f64::from(n - j)))
                .sum::<f64>()
        };
        for (tokens, percent, compares, tolerates) in [
            (256, 1, None, 0),
            (32, 1, None, 0),
            (256, 1, Some(64), 0),
            (256, 1, None, 4),
            (40, 20, None, 9),
            (3, 50, None, 3),
            (7, 100, None, 6),
            (0, 50, None, 0),
        ] {
            let rule = rule(Share::percent(percent), compares, tolerates);
            let n = compares.map_or(tokens, |most: u32| most.min(tokens)) as i32;
            let says = binomial(n, percent as f64 / 100.0, tolerates as i32);
            assert!((rule.convicts_right(tokens) - says).abs() < 1e-12, "{tokens} {percent} % {tolerates}: {says}");
            let share = convicted(&rule, tokens).iter().filter(|&&fails| fails).count() as f64 / 20_000.0;
            // Four standard errors.
            let off = 4.0 * (says * (1.0 - says) / 20_000.0).sqrt() + 1e-12;
            assert!(
                (share - says).abs() <= off,
                "{tokens} tokens at {percent} %, {tolerates} may differ: {share}, not {says}"
            );
        }
    }

    #[test]
    fn who_tolerates_more_or_compares_less_convicts_fewer_of_the_same() {
        let base = convicted(&rule(Share::percent(2), None, 1), 100);
        for fewer in
            [rule(Share::percent(2), None, 2), rule(Share::percent(2), Some(60), 1), rule(Share::percent(1), None, 1)]
        {
            let found = convicted(&fewer, 100);
            assert!(found.iter().zip(&base).all(|(few, many)| !few || *many), "{fewer:?}");
            assert!(found != base, "{fewer:?}");
        }
    }
}
