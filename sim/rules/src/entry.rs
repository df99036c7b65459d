//! Whether operators set up more nodes, and take down those they have.

mod dixit;
mod hysteresis;
mod policy;
mod present_value;
mod unchanging;

use units::settings::Setting;

use crate::checking::Checking;

pub use policy::{Bounds, Deciding, Plant, QUESTIONS, Terms};

units::menu! {
    /// The rules of entry and exit that a scenario may name.
    pub enum Entry: Deciding {
        unchanging::Unchanging,
        hysteresis::Hysteresis,
        present_value::PresentValue,
        dixit::Dixit,
    }
}

impl Entry {
    /// Whether nodes come and go for what they earn.
    pub fn is_active(&self) -> bool {
        !matches!(self, Self::Unchanging(_))
    }
    /// Refuses nodes of such a cost and price that there are no margins for them.
    pub fn vet_plant(&self, plant: &Plant, checking: &mut Checking) {
        if let Self::Dixit(dixit) = self {
            dixit.vet_plant(plant, checking);
        }
    }
    /// All nodes are there from the start, and none is taken down for what it earns.
    pub fn unchanging() -> Self {
        Self::Unchanging(unchanging::Unchanging::absent().expect("it has no settings"))
    }
}
