//! Which answers are checked, and how well.

mod adaptive;
mod agreement;
mod attested;
mod canary;
mod committee;
mod errors;
mod fingerprint;
mod layers;
mod none;
mod optimistic;
mod policy;
mod proof_of_claim;
mod replicate;
mod spot_check;
mod zk;

pub use policy::{
    Answer, Attests, Check, Count, Disputing, Panel, Probing, QUESTIONS, Quorum, Record, Recording, Role, Ruling,
    Truth, Undecided, Unproved, Verdict, Verifier, View,
};

units::menu! {
    /// The verification rules that a scenario may name.
    pub enum Verification: Verifier {
        none::Trust, spot_check::SpotCheck, replicate::Replicate, committee::Committee, adaptive::Adaptive,
        fingerprint::Fingerprint, attested::Attested, zk::Zk, layers::Layers, optimistic::Optimistic,
        canary::Canary, proof_of_claim::ProofOfClaim,
    }
}

impl Verification {
    /// Whether it lets nodes vote: an answer can be voted on only once.
    pub fn votes(&self) -> bool {
        matches!(self, Self::Replicate(_) | Self::Committee(_) | Self::Adaptive(_))
    }
    /// Whether answers are proved, so that who checks verifies a proof.
    pub fn proves(&self) -> bool {
        matches!(self, Self::Zk(_) | Self::Layers(_))
    }
    /// Whether nodes judge answers by looking at them, so that they can find a forced error.
    pub fn finds_errors(&self) -> bool {
        matches!(
            self,
            Self::SpotCheck(_) | Self::Committee(_) | Self::Adaptive(_) | Self::Fingerprint(_) | Self::Optimistic(_)
        )
    }
    /// Whether it draws who checks or judges from all nodes of the network that may.
    pub fn draws_checkers(&self) -> bool {
        let draws = matches!(
            self,
            Self::SpotCheck(_)
                | Self::Committee(_)
                | Self::Adaptive(_)
                | Self::Fingerprint(_)
                | Self::Layers(_)
                | Self::Zk(_)
                | Self::Optimistic(_)
        );
        draws && self.policy().checkers().is_none()
    }
}
