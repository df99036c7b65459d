//! What a fault answers.

use engine::law::Law;
use units::quantity::Name;
use units::time::Span;

/// Says what a fault does when it strikes.
pub trait Striker {
    /// What is struck and for how long.
    fn strike(&self) -> Strike<'_>;
    /// The name of the zone that is struck, which `check` looks up.
    fn zone(&self) -> &Name;
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Strike<'a> {
    /// All nodes of the zone are down.
    Zone {
        /// For how long.
        lasts: Span,
    },
    /// The sessions of the zone's nodes that are up end.
    Nodes {
        /// The law of each node's absence.
        repair: &'a Law<Span>,
    },
}
