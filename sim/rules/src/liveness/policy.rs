//! What a list of nodes answers.

use units::time::Span;

/// Says when a node gets onto the list of its network, and when it drops off it.
pub trait Registry {
    /// Whether the list knows at every moment who is there; then nothing else is asked.
    fn is_fresh(&self) -> bool;
    /// How long after it came a node is listed.
    fn listed_after(&self) -> Span;
    /// How long a node stays listed after it went, having come so long before.
    fn lingers(&self, up: Span) -> Span;
    /// After how long the list hears from a node again that stays; zero if it always does.
    fn period(&self) -> Span;
}
