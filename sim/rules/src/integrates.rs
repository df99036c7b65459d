//! Which gateways developers integrate into their apps.

mod all;
mod best;
mod fixed;
mod policy;

use units::settings::Setting;

pub use policy::{Door, Integrating, QUESTIONS, View};

units::menu! {
    /// The policies by which developers integrate gateways.
    pub enum Integrates: Integrating { all::All, fixed::Fixed, best::Best }
}

impl Integrates {
    /// Every app has integrated all gateways.
    pub fn all() -> Self {
        Self::All(all::All::absent().expect("it has no settings"))
    }
}
