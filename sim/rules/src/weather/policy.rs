//! What a fault answers.

use units::time::Span;

/// Says what a fault does when it strikes.
pub trait Striker {
    /// What is struck and for how long.
    fn strike(&self) -> Strike;
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strike {
    /// All nodes of the zone are down.
    Zone {
        /// For how long.
        lasts: Span,
    },
}
