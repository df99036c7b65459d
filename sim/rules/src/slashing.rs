//! What an offence costs.

mod correlated;
mod downtime_window;
mod fixed;
mod policy;
mod z_test;

use units::ids::NodeId;

use crate::checking::Checking;

pub use policy::{Destination, Duty, Evidence, Finding, Offence, QUESTIONS, Sentence, Slasher, StakeView};

units::menu! {
    /// The slashing rules that a scenario may name.
    pub enum Slashing: Slasher {
        fixed::Fixed, correlated::Correlated, downtime_window::DowntimeWindow, z_test::ZTest,
    }

    /// What a slashing rule remembers.
    pub enum Memory;

    remembering {
        fn judge(&self, evidence: &Evidence, view: &StakeView) -> Sentence;
        fn forget(&self, node: NodeId);
    }
    fn hears(&self, offence: Offence) -> bool;
    fn duty(&self) -> Option<Duty>;
    fn hears_passes(&self) -> bool;
    fn destination(&self) -> Destination;
    fn vet(&self, checking: &mut Checking);
}
