//! What an operator's node really does.

mod honest;
mod lazy;
mod policy;
mod substitute;

pub use policy::{Act, Conducting};

units::menu! {
    /// The kinds of conduct that a scenario may name.
    pub enum Conduct: Conducting { honest::Honest, lazy::Lazy, substitute::Substitute }
}

impl Conduct {
    /// Whether the operator cheats at all.
    pub fn is_honest(&self) -> bool {
        matches!(self, Self::Honest(_))
    }
}
