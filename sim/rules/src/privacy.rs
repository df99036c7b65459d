//! Who may see what users ask, and who asks it.

mod open;
mod policy;
mod split;
mod trusted_hardware;

use units::settings::Setting;

pub use policy::{Guard, Opener, QUESTIONS};

units::menu! {
    /// The rules of privacy that a scenario may name.
    pub enum Privacy: Guard {
        open::Open,
        trusted_hardware::TrustedHardware,
        split::Split,
    }
}

impl Privacy {
    /// Whoever handles a request may see it.
    pub fn open() -> Self {
        Self::Open(open::Open::absent().expect("it has no settings"))
    }
    /// Whether whoever handles a request may see it.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }
}
