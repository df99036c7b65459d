//! Nodes that serve all networks of their group.

use engine::draws::Draws;
use units::settings;

use super::policy::{Moving, Terms, View};

settings! {
    /// Every node serves all networks of its group at once, with a stake on each, and none moves.
    ///
    /// The baseline, for networks that one node can serve together. Source: the fixed groups of
    /// reference/mechanisms.md M17.
    pub struct Staying {}
}

impl Moving for Staying {
    fn target(&self, view: &View, _: &mut Draws) -> usize {
        view.at
    }
    fn terms(&self) -> Option<Terms<'_>> {
        None
    }
}
