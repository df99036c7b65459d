//! Requests whose answers are known, hidden among those of users.

use engine::draws::Draws;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::errors::Errors;
use super::policy::{Answer, Check, Probing, Verdict, Verifier, View};

settings! {
    /// Sends nodes requests of which the answer is known, hidden among those of users.
    ///
    /// Each node of the network is sent one every E = `every` \[s\] on average, at times of a Poisson process, if it is
    /// listed then. A canary looks like the last request that was answered: same gateway, LLM and length, over the same
    /// wires; the node does the work and is not paid for it. Its answer is compared with the known one. A node that
    /// cheats on a share x of its answers and recognises a share `told` of the canaries is caught after `E / (x (1 -
    /// told) (1 - b))` \[s\] on average while it is listed, exponentially distributed, whatever users send; the users'
    /// answers that were wrong meanwhile stand and were paid. An honest node is convicted once in `E / a`. n nodes do
    /// n / E canaries a second. Source: canaries of Verathos: 13 for each miner and epoch, of which 30 % are checked
    /// (reference/systems.md 4: one in 5.5 min of an epoch of 72 min).
    pub struct Canary {
        /// Mean time between two canaries of a node [> 0 s].
        pub every: Span,
        /// Share of the canaries that a cheating node recognises, and answers rightly [0 ..= 1].
        pub told: Share = Share::ZERO,
        /// Share of the right answers that are taken for wrong [0 ..= 1].
        pub false_positive: Share,
        /// Share of the wrong answers that are taken for right [0 ..= 1].
        pub false_negative: Share,
        /// Share of the answers that deviate by their serving stack (`nodes.x.stack`) that are taken for wrong, for
        /// what is known was computed by another; 0 to tolerate them [0 ..= 1].
        pub finds_deviations: Share = Share::ONE,
    }
}

impl Verifier for Canary {
    fn check(&self, _: &View, _: &mut Draws) -> Check {
        Check::Accept
    }
    fn probes(&self) -> Option<Probing> {
        Some(Probing { every: self.every, told: self.told })
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let &Self { false_positive, false_negative, finds_deviations, .. } = self;
        Errors { false_positive, false_negative, finds_deviations }.verdict(answer.truth, draws)
    }
}
