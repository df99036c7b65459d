//! Each answer comes with a proof of a few of its layers, drawn at random.

#![expect(clippy::struct_field_names, reason = "the layers of an LLM are what its proof is drawn from")]

use engine::draws::Draws;
use units::ids::GroupId;
use units::quantity::Bytes;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Answer, Check, Truth, Unproved, Verdict, Verifier, View};

settings! {
    /// Has a node prove some layers of its answers, drawn after the answer is fixed, and another node verify the proof.
    ///
    /// Of N = `layers`, k = `sampled` are drawn. A wrong answer in which a = `altered` layers are not what they should
    /// be is caught with `d = 1 - C(N - a, k) / C(N, k)`: k / N for one layer, 6.25 % of 2 of 32. In n wrong answers it
    /// is caught at least once with `1 - (1 - d)^n`: 48 % of 10, 90 % of 36, 99 % of 72. A right one is convicted with
    /// `false_positive`. The proof takes `prove` \[s\] at speed 1 on the node that answered, after its answer, and
    /// `verify` on another one, and `bytes` on the wires. A node that goes before it has proved its answer is not paid.
    /// Source: Verathos, Bittensor subnet 96 (verathos-ai/verathos; reference/systems.md 4: k = 2 of N = 32; prove 35
    /// to 700 ms, verify 4 to 200 ms, 50 to 100 KB).
    pub struct Layers {
        /// Layers of an LLM [>= 1].
        pub layers: u32 = 32,
        /// Layers that are proved [>= 1].
        pub sampled: u32 = 2,
        /// Layers that a wrong answer has altered [>= 1].
        pub altered: u32 = 1,
        /// Share of the answers that is proved [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Share of the right answers whose proof fails [0 ..= 1].
        pub false_positive: Share,
        /// Time of a proof at speed 1.
        pub prove: Span = Span::ms(35),
        /// Time to verify a proof at speed 1.
        pub verify: Span = Span::ms(4),
        /// Size of a proof.
        pub bytes: Bytes = Bytes::new(50_000),
        /// The group of nodes that only verifies; without it, any node of the network may.
        #[fixed = "checkers are assigned at the start"]
        pub checkers: Option<Ref<GroupId>>,
    }
}

impl Layers {
    /// The chance that an altered layer is among those drawn.
    pub fn power(&self) -> f64 {
        let (n, altered) = (f64::from(self.layers), f64::from(self.altered));
        let spared = (0..self.sampled.min(self.layers)).map(f64::from);
        1.0 - spared.map(|i| ((n - altered - i) / (n - i)).max(0.0)).product::<f64>()
    }
}

impl Verifier for Layers {
    fn check(&self, view: &View, draws: &mut Draws) -> Check {
        if draws.chance(self.rate.max(view.least)) { Check::Prove } else { Check::Accept }
    }
    fn effort(&self, _: u32, _: &mut Draws) -> Option<Span> {
        Some(self.verify)
    }
    fn proving(&self, _: u32, _: &mut Draws) -> Span {
        self.prove
    }
    fn proof_bytes(&self, _: u32) -> u64 {
        self.bytes.base()
    }
    fn checkers(&self) -> Option<&Ref<GroupId>> {
        self.checkers.as_ref()
    }
    fn unproved(&self) -> Unproved {
        Unproved::Refunded
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let fails = match answer.truth {
            Truth::Right | Truth::Deviates => draws.chance(self.false_positive),
            Truth::Wrong => draws.uniform() < self.power(),
        };
        if fails { Verdict::Fail } else { Verdict::Pass }
    }
    fn vet(&self, checking: &mut Checking) {
        for (key, count) in [("sampled", self.sampled), ("altered", self.altered)] {
            if count > self.layers {
                let message = format!("{count} layers cannot be drawn of {}", self.layers);
                checking.refuse_with(key, message, "lower it, or raise `layers`");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(sampled: u32, altered: u32) -> Layers {
        Layers {
            layers: 32,
            sampled,
            altered,
            rate: Share::ONE,
            false_positive: Share::ZERO,
            prove: Span::ZERO,
            verify: Span::ZERO,
            bytes: Bytes::new(0),
            checkers: None,
        }
    }

    /// The numbers of reference/systems.md 4.
    #[test]
    fn a_cheat_of_verathos_is_caught_as_published() {
        let d = rule(2, 1).power();
        assert!((d - 0.0625).abs() < 1e-12, "{d}");
        let within = |n: f64| 100.0 * (1.0 - engine::math::pow(1.0 - d, n));
        for (n, percent) in [(10.0, 48.0), (36.0, 90.0), (72.0, 99.0)] {
            assert!((within(n) - percent).abs() < 0.5, "{n}: {}", within(n));
        }
    }

    #[test]
    fn the_power_is_that_of_counting_the_draws_that_miss() {
        // All pairs of 32 layers, and all triples.
        let altered = 5;
        let (mut pairs, mut triples, mut missed) = (0_u32, 0_u32, (0_u32, 0_u32));
        for i in 0..32 {
            for j in 0..i {
                pairs += 1;
                missed.0 += u32::from(j >= altered);
                for k in 0..j {
                    triples += 1;
                    missed.1 += u32::from(k >= altered);
                }
            }
        }
        assert!((rule(2, altered).power() - (1.0 - f64::from(missed.0) / f64::from(pairs))).abs() < 1e-12);
        assert!((rule(3, altered).power() - (1.0 - f64::from(missed.1) / f64::from(triples))).abs() < 1e-12);
        assert!((rule(28, altered).power() - 1.0).abs() < 1e-12);
    }
}
