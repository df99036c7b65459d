//! Which answers are checked, and how well.

mod committee;
mod none;
mod policy;
mod replicate;
mod spot_check;

pub use policy::{Answer, Check, Count, Panel, QUESTIONS, Role, Ruling, Truth, Verdict, Verifier, View};

units::menu! {
    /// The verification rules that a scenario may name.
    pub enum Verification: Verifier {
        none::Trust, spot_check::SpotCheck, replicate::Replicate, committee::Committee,
    }
}

impl Verification {
    /// Whether it lets nodes vote: an answer can be voted on only once.
    pub fn votes(&self) -> bool {
        matches!(self, Self::Replicate(_) | Self::Committee(_))
    }
    /// Whether it draws who checks or judges from all nodes of the network that may.
    pub fn draws_checkers(&self) -> bool {
        matches!(self, Self::SpotCheck(_) | Self::Committee(_)) && self.policy().checkers().is_none()
    }
}
