//! What an offence costs.

mod concurrent;
mod correlated;
mod downtime_window;
mod fixed;
mod graded;
mod policy;
mod random;
mod sprt;
mod z_test;

use units::ids::NodeId;
use units::time::{Span, Time};

use crate::checking::Checking;

pub use policy::{Destination, Duty, Evidence, Finding, Offence, QUESTIONS, Sentence, Slasher, StakeView};

units::menu! {
    /// The slashing rules that a scenario may name.
    pub enum Slashing: Slasher {
        fixed::Fixed, correlated::Correlated, concurrent::Concurrent,
        graded::Graded, downtime_window::DowntimeWindow, z_test::ZTest, sprt::Sprt, random::Random,
    }

    /// What a slashing rule remembers.
    pub enum Memory;

    remembering {
        fn judge(&self, evidence: &Evidence, view: &StakeView) -> Sentence;
        fn judge_by_luck(&self, evidence: &Evidence, view: &StakeView, luck: f64) -> Sentence;
        fn forget(&self, node: NodeId);
    }
    fn hears(&self, offence: Offence) -> bool;
    fn duty(&self) -> Option<Duty>;
    fn hears_passes(&self) -> bool;
    fn due(&self, now: Time) -> Option<Span>;
    fn counts_members(&self) -> bool;
    fn is_by_chance(&self) -> bool;
    fn destination(&self) -> Destination;
    fn vet(&self, checking: &mut Checking);
}
