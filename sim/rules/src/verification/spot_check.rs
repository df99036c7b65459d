//! Random checks by doing the work again.

use engine::draws::Draws;
use engine::law::Law;
use units::quantity::Name;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Check, Truth, Verdict, Verifier};

settings! {
    /// Checks each answer with a fixed probability: another node does the work again.
    ///
    /// A wrong answer is caught with probability `p (1 - b) (1 - r)`, p the rate, b the false negatives and r the part of
    /// the checks done by friends of the server; a right one is convicted with `p a`, a the false positives. Honesty pays
    /// iff `p ((1 - b) (1 - r) - a) (R + S) > C`: R fee, S slash, C cost saved, in one unit. The checker is another up node
    /// of the network, of another operator where there is one.
    /// Checks are kept to the request's own audit draw, so a higher rate checks a superset of the answers.
    /// Source: proof of sampling (arXiv 2405.00295); error rates as in reference/mechanisms.md 7.
    pub struct SpotCheck {
        /// Part of the answers that is checked [0 ..= 1].
        pub rate: Share,
        /// Part of the right answers that a check holds to be wrong [0 ..= 1].
        pub false_positive: Share = Share::ZERO,
        /// Part of the wrong answers that a check lets pass [0 ..= 1].
        pub false_negative: Share = Share::ZERO,
        /// Part of the checks whose checker colludes with the server and lets its wrong answers pass [0 ..= 1].
        pub colluding: Share = Share::ZERO,
        /// Work of a check against the work of an honest answer [0 ..= 10].
        pub work: Share = Share::ONE,
        /// The law of a check's work at speed 1, instead of a part of the answer's; drawn for each check.
        pub service: Option<Law<Span>>,
        /// The group of nodes that checks, and does nothing else; without it any node of the network may.
        pub checkers: Option<Name>,
    }
}

impl Verifier for SpotCheck {
    fn check(&self, draws: &mut Draws) -> Check {
        if draws.chance(self.rate) { Check::Recompute { work: self.work } } else { Check::Accept }
    }
    fn effort(&self, draws: &mut Draws) -> Option<Span> {
        self.service.as_ref().map(|law| law.sample(draws))
    }
    fn checkers(&self) -> Option<&Name> {
        self.checkers.as_ref()
    }
    fn verdict(&self, truth: Truth, draws: &mut Draws) -> Verdict {
        let fails = match truth {
            Truth::Right => draws.chance(self.false_positive),
            Truth::Wrong => {
                draws.chance(self.false_negative.complement())
                    && !(self.colluding != Share::ZERO && draws.chance(self.colluding))
            }
        };
        if fails { Verdict::Fail } else { Verdict::Pass }
    }
}
