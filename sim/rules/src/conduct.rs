//! What an operator's node really does.

mod colluding;
mod honest;
mod lazy;
mod policy;
mod rubber_stamp;
mod substitute;

pub use policy::{Act, Conducting, Judging};

units::menu! {
    /// The kinds of conduct that a scenario may name.
    pub enum Conduct: Conducting {
        honest::Honest, lazy::Lazy, substitute::Substitute, colluding::Colluding, rubber_stamp::RubberStamp,
    }
}

impl Conduct {
    /// Whether the operator cheats at all.
    pub fn is_honest(&self) -> bool {
        matches!(self, Self::Honest(_))
    }
}
