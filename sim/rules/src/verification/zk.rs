//! Answers are proved in zero knowledge, by the node or by a pool of provers.

use engine::draws::Draws;
use units::ids::GroupId;
use units::quantity::Bytes;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;
use units::words;

use super::errors::Errors;
use super::policy::{Answer, Check, Unproved, Verdict, Verifier, View};

settings! {
    /// Has a share of the answers proved, and another node verify the proof.
    ///
    /// A proof of n tokens takes `fixed + n per_token` \[s\] at speed 1, on the node that answered or on one of the
    /// `provers`, where proofs wait in the nodes' own lines: a pool of c provers with one slot each is stable while
    /// `rate * lambda * mean proof < c`, and its wait is that of c separate lines, to each of which a c-th of the
    /// proofs goes at random. The proof of `bytes + n bytes_per_token` goes back to the gateway and on to who verifies
    /// it, in `verify + n verify_per_token` \[s\]. Users have their answer before; it is assured when it is verified. A
    /// right answer whose proof fails is convicted with `p a`, a wrong one is caught with `p (1 - b)`. A proof that
    /// nobody is there to make or to verify is `unproved`.
    ///
    /// Source: reference/systems.md 9 (512 tokens: GPT-2 456 s and 10.7 MiB, Gemma 3 1,140 s and 27 MiB on 24 cores by
    /// `DeepProve`, verified in 1.3 and 4.3 s; Llama-2-7B, 1,000 tokens: 44 min, verified in 23 min by `VerInf`).
    pub struct Zk {
        /// Share of the answers that is proved [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Time of a proof for each token of the answer.
        pub per_token: Span = Span::ZERO,
        /// Time of a proof beside that.
        pub fixed: Span = Span::ZERO,
        /// Time to verify a proof.
        pub verify: Span = Span::ZERO,
        /// Time to verify a proof for each token of the answer, beside that.
        pub verify_per_token: Span = Span::ZERO,
        /// Size of a proof.
        pub bytes: Bytes = Bytes::new(0),
        /// Size of a proof for each token of the answer, beside that.
        pub bytes_per_token: Bytes = Bytes::new(0),
        /// Share of the right answers whose proof fails [0 ..= 1].
        pub false_positive: Share,
        /// Share of the wrong answers that are proved all the same [0 ..= 1].
        pub false_negative: Share,
        /// What becomes of an answer that is not proved, because a node for it is missing.
        pub unproved: WithoutProof = WithoutProof::Refunded,
        /// The group of nodes that only proves; without it, the node that answered proves its own answers.
        #[fixed = "provers are assigned at the start"]
        pub provers: Option<Ref<GroupId>>,
        /// The group of nodes that only verifies; without it, any node of the network may.
        #[fixed = "checkers are assigned at the start"]
        pub checkers: Option<Ref<GroupId>>,
    }
}

words! {
    /// What becomes of an answer for which no proof comes.
    pub enum WithoutProof {
        /// It is refunded; nobody is convicted.
        Refunded = "refund",
        /// It stands, and is paid for.
        Stands = "pay",
    }
}

/// A span for each of so many tokens, beside a fixed one.
fn time(fixed: Span, each: Span, tokens: u32) -> Span {
    Span::from_ns(fixed.ns().saturating_add(each.ns().saturating_mul(u64::from(tokens))))
}

impl Verifier for Zk {
    fn check(&self, view: &View, draws: &mut Draws) -> Check {
        if draws.chance(self.rate.max(view.least)) { Check::Prove } else { Check::Accept }
    }
    fn effort(&self, tokens: u32, _: &mut Draws) -> Option<Span> {
        Some(time(self.verify, self.verify_per_token, tokens))
    }
    fn proving(&self, tokens: u32, _: &mut Draws) -> Span {
        time(self.fixed, self.per_token, tokens)
    }
    fn proof_bytes(&self, tokens: u32) -> u64 {
        self.bytes.base().saturating_add(self.bytes_per_token.base().saturating_mul(u64::from(tokens)))
    }
    fn checkers(&self) -> Option<&Ref<GroupId>> {
        self.checkers.as_ref()
    }
    fn provers(&self) -> Option<&Ref<GroupId>> {
        self.provers.as_ref()
    }
    fn unproved(&self) -> Unproved {
        match self.unproved {
            WithoutProof::Refunded => Unproved::Refunded,
            WithoutProof::Stands => Unproved::Stands,
        }
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let &Self { false_positive, false_negative, .. } = self;
        Errors { false_positive, false_negative, finds_deviations: Share::ZERO }.verdict(answer.truth, draws)
    }
}
