//! What an operator's node really does.

mod colluding;
mod equivocates;
mod honest;
mod lazy;
mod overclaims;
mod policy;
mod rubber_stamp;
mod substitute;

pub use policy::{Act, Conducting, Judging, QUESTIONS};

units::menu! {
    /// The kinds of conduct that a scenario may name.
    pub enum Conduct: Conducting {
        honest::Honest, lazy::Lazy, substitute::Substitute, colluding::Colluding, rubber_stamp::RubberStamp,
        equivocates::Equivocates, overclaims::Overclaims,
    }
}

impl Conduct {
    /// Whether the operator cheats at all.
    pub fn is_honest(&self) -> bool {
        matches!(self, Self::Honest(_))
    }
    /// Whether the operator signs twice now and then.
    pub fn equivocates(&self) -> bool {
        matches!(self, Self::Equivocates(_))
    }
}
