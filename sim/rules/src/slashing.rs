//! What an offence costs.

mod correlated;
mod downtime_window;
mod fixed;
mod policy;
mod z_test;

pub use policy::{Destination, Duty, Evidence, Finding, Memory, Offence, Record, Sentence, Slasher, StakeView};

units::menu! {
    /// The slashing rules that a scenario may name.
    pub enum Slashing: Slasher {
        fixed::Fixed, correlated::Correlated, downtime_window::DowntimeWindow, z_test::ZTest,
    }
}
