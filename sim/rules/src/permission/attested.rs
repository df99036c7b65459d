//! Only nodes that prove which image they run may serve.

use units::money::Usd;
use units::quantity::Rate;
use units::settings;
use units::time::Span;

use super::policy::{Applicant, Covers, Permit, Terms, View};
use crate::checking::Checking;

settings! {
    /// Lets a node serve while it has a valid attestation of an approved image.
    ///
    /// - A node asks for one when it comes up, and has it `takes` later; those up at the start have one, of an age that
    ///   is drawn. With `per_session` it asks at each return, because the keys of an enclave are lost when it stops.
    /// - With `rate`, the registry takes one after the other, in the order in which they ask; whoever has gone
    ///   meanwhile still takes its turn.
    /// - With `expires`, a node that is up asks anew in time: `takes` before the old one ends. It is off the list
    ///   between the two only where it has to wait for others.
    /// - Whose image is struck off (`weather.x.compromise`) is off the list at once and asks anew, with a patched one.
    ///
    /// N nodes that ask at once are all back after `N / rate + takes` \[s\]: lost capacity that shrinks in a straight
    /// line. Nodes with exponential sessions of mean U and absences of mean D \[s\] are listed for the part
    /// `U exp(-takes / U) / (U + D)` of the time. A registry keeps up with n nodes while `n / expires < rate`.
    /// Source: register, heartbeat and revokePCR of OpenGradient (contracts/solidity/TEERegistry.sol: an attestation is
    /// at most 300 s old when it is taken, and one revocation disables all enclaves of a measurement;
    /// reference/systems.md 1.3), limits of re-attestation in its section 12.
    pub struct Attested {
        /// Names of the images that are approved; without the list, all (`nodes.x.image`).
        #[fixed = "who may be approved is decided at the start"]
        pub images: Vec<String> = Vec::new(),
        /// Time that an attestation takes, from asking to being listed.
        pub takes: Span = Span::ZERO,
        /// Attestations that the registry takes at most; without it, any number at once [> 0 /s].
        pub rate: Option<Rate>,
        /// How long an attestation is valid; without it, until the node comes back or is struck off [> 0 s].
        pub expires: Option<Span>,
        /// Whether a node that comes back needs a new one.
        pub per_session: bool = true,
        /// What an attestation costs the node's operator, as gas for its verification.
        pub fee: Option<Usd>,
        /// What of a node's work it covers: with `execution`, nodes that would cheat (`nodes.x.conduct`) cannot.
        pub covers: Covers = Covers::Execution,
    }
}

impl Permit for Attested {
    fn admits(&self, view: &View) -> bool {
        view.is_approved
    }
    fn terms(&self) -> Option<Terms> {
        let gap = self.rate.map_or(Span::ZERO, |rate| Span::from_ns(((1e9 / rate.per_s()).round() as u64).max(1)));
        let fee = self.fee.map_or(0, |fee| fee.nanos);
        Some(Terms { takes: self.takes, gap, expires: self.expires, per_session: self.per_session, fee })
    }
    fn approves(&self, applicant: &Applicant) -> bool {
        self.images.is_empty() || self.images.iter().any(|image| image == applicant.image)
    }
    fn covers(&self) -> Option<Covers> {
        Some(self.covers)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.expires.is_some_and(|expires| expires <= self.takes) {
            let message = format!("an attestation takes {} and would be over before the next is there", self.takes);
            checking.refuse_with("expires", message, "let it be valid for longer, or take less time");
        }
    }
}
