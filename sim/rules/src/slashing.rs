//! What an offence costs.

mod correlated;
mod downtime_window;
mod fixed;
mod policy;

pub use policy::{Destination, Duty, Evidence, Memory, Offence, Sentence, Slasher, StakeView};

units::menu! {
    /// The slashing rules that a scenario may name.
    pub enum Slashing: Slasher { fixed::Fixed, correlated::Correlated, downtime_window::DowntimeWindow }
}

impl Slashing {
    /// The fixed rule, if it is one: its amount names a coin, which `check` compares.
    pub fn fixed(&self) -> Option<&fixed::Fixed> {
        if let Self::Fixed(fixed) = self { Some(fixed) } else { None }
    }
}
