//! What an operator's node really does.

mod cached;
mod colluding;
mod equivocates;
mod griefing;
mod hit_and_run;
mod honest;
mod lazy;
mod milking;
mod overclaims;
mod policy;
mod rubber_stamp;
mod substitute;
mod weight_copier;
mod whitewash;

pub use policy::{Act, Conducting, Judging, QUESTIONS, View};

units::menu! {
    /// The kinds of conduct that a scenario may name.
    pub enum Conduct: Conducting {
        honest::Honest, lazy::Lazy, substitute::Substitute, colluding::Colluding, rubber_stamp::RubberStamp,
        equivocates::Equivocates, cached::Cached, milking::Milking, hit_and_run::HitAndRun, whitewash::Whitewash,
        weight_copier::WeightCopier, overclaims::Overclaims, griefing::Griefing,
    }
}

impl Conduct {
    /// Whether the operator cheats at all.
    pub fn is_honest(&self) -> bool {
        matches!(self, Self::Honest(_))
    }
    /// Whether its nodes leave for good by themselves.
    pub fn leaves(&self) -> bool {
        self.policy().leaves().is_some() || self.policy().leaves_below().is_some()
    }
    /// Whether the operator signs twice now and then.
    pub fn equivocates(&self) -> bool {
        matches!(self, Self::Equivocates(_))
    }
}
