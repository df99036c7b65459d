//! Answers are signed by attested hardware.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Answer, Attests, Check, Verdict, Verifier, View};

settings! {
    /// Takes every answer that attested hardware has signed, and refunds those whose attestation is not accepted.
    ///
    /// No other node works. Instead, each answer costs its node `overhead` more work, which also delays it. With
    /// `binds` the attestation covers what the node computes: nodes that would cheat (`nodes.x.conduct`) cannot, until
    /// their keys are out (`weather.x.compromise`). Without it the node is a relay of which only the routing is
    /// attested, and what is behind it may be anything. A share `rejects` of the answers has an attestation that is
    /// not accepted, as one that is too old: it is refunded, and nobody is convicted. Whether a node may serve at all
    /// is `permission.attested`. Source: the mode TEE of OpenGradient (reference/systems.md 1.2: attested execution and
    /// attested relays are to be kept apart); confidential computing takes less than 7 % on H100 for usual requests
    /// (arXiv 2409.03992 v4), 4 to 8 % of throughput (arXiv 2509.18886).
    pub struct Attested {
        /// Work that an answer costs beside its own, relative to it [0 ..= 10].
        pub overhead: Share = Share::percent(7),
        /// Whether the attestation covers what a node computes.
        pub binds: bool = true,
        /// Share of the answers whose attestation is not accepted [0 ..= 1].
        pub rejects: Share,
    }
}

impl Verifier for Attested {
    fn check(&self, _: &View, draws: &mut Draws) -> Check {
        if draws.chance(self.rejects) { Check::Void } else { Check::Accept }
    }
    fn attests(&self) -> Option<Attests> {
        Some(Attests { overhead: self.overhead, binds: self.binds })
    }
    fn verdict(&self, _: Answer, _: &mut Draws) -> Verdict {
        Verdict::Pass
    }
}
