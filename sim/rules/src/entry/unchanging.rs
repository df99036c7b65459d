//! No entry and no exit.

use units::settings;

use super::policy::{Bounds, Deciding, Plant, Terms};

settings! {
    /// All nodes are in from the start, and nobody reviews whether they pay.
    ///
    /// The baseline: who is up is decided by `churn` alone. Source: the fixed fleets of reference/mechanisms.md M17.
    pub struct Unchanging {}
}

impl Deciding for Unchanging {
    fn bounds(&self, _: &Plant) -> Option<Bounds> {
        None
    }
    fn terms(&self) -> Option<Terms> {
        None
    }
}
