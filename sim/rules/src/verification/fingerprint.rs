//! A fingerprint of activations goes with each answer, and a checker that only reads compares it.

use engine::draws::Draws;
use units::ids::GroupId;
use units::quantity::Bytes;
use units::reference::Ref;
use units::settings;
use units::share::Share;

use super::errors::Errors;
use super::policy::{Answer, Check, Verdict, Verifier, View};

settings! {
    /// Checks a share of the answers by a fingerprint of what the LLM computed: who checks reads request and answer at
    /// once, and writes nothing.
    ///
    /// A check takes the time of one prefill over the tokens of request and answer, by the checker's own step times,
    /// instead of a step for each token of the answer; for plain work, `work` of it. The fingerprint of `bytes` for
    /// each `every` tokens, or part of them, goes to the checker with the answer. A wrong answer is caught with `p (1 -
    /// b)`, a right one convicted with `p a`. Both errors have to be given, for no test has none: after n trials
    /// without an error, the 95 % limit is about 3 / n.
    ///
    /// Source: TOPLOC (arXiv 2501.16007): 258 bytes for 32 tokens, validation up to a hundred times faster than
    /// generation, tells other LLMs, prompts and precisions, no error of either kind in its tests; the verification by
    /// hidden states of SVIP (arXiv 2410.22307) has less than 3 % and 5 % (reference/systems.md 8).
    pub struct Fingerprint {
        /// Share of the answers that is checked [0 ..= 1].
        pub rate: Share,
        /// Share of the right answers that a check rejects [0 ..= 1].
        pub false_positive: Share,
        /// Share of the wrong answers that a check accepts [0 ..= 1].
        pub false_negative: Share,
        /// Share of the answers that deviate by their serving stack (`nodes.x.stack`) that a check rejects where server
        /// and checker have different ones; 0 to tolerate them, as thresholds are set to do [0 ..= 1].
        pub finds_deviations: Share = Share::ZERO,
        /// Size of the fingerprint of `every` tokens.
        pub bytes: Bytes = Bytes::new(258),
        /// Tokens that share a part of the fingerprint [>= 1].
        pub every: u32 = 32,
        /// Work of a check of plain work, which has no tokens, relative to that of an honest answer [0 ..= 10].
        pub work: Share = Share::percent(1),
        /// The group of nodes that only checks; without it, any node of the network may check.
        #[fixed = "checkers are assigned at the start"]
        pub checkers: Option<Ref<GroupId>>,
    }
}

impl Verifier for Fingerprint {
    fn check(&self, view: &View, draws: &mut Draws) -> Check {
        let work = if view.tokens > 0 { Share::ONE } else { self.work };
        if draws.chance(self.rate.max(view.least)) { Check::Recompute { work } } else { Check::Accept }
    }
    fn reads_only(&self) -> bool {
        true
    }
    fn proof_bytes(&self, tokens: u32) -> u64 {
        self.bytes.base().saturating_mul(u64::from(tokens.div_ceil(self.every.max(1))))
    }
    fn checkers(&self) -> Option<&Ref<GroupId>> {
        self.checkers.as_ref()
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let &Self { false_positive, false_negative, finds_deviations, .. } = self;
        Errors { false_positive, false_negative, finds_deviations }.verdict(answer.truth, draws)
    }
}
