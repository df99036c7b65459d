//! Nodes that stay.

use engine::draws::Draws;
use units::settings;
use units::time::Span;

use super::policy::{Churning, Life, View};

settings! {
    /// Every node is there from the start and never leaves: the baseline.
    ///
    /// No draw is made. Source: the closed population of queueing theory.
    pub struct Always {}
}

impl Churning for Always {
    fn start(&self, _: &View, _: &mut Draws) -> Life {
        Life::In(None)
    }
    fn session(&self, _: &View, _: &mut Draws) -> Option<Span> {
        None
    }
    fn absence(&self, _: &View, _: &mut Draws) -> Option<Span> {
        None
    }
}
