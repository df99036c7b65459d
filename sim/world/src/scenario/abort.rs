//! What ends a run before its horizon.

use formula::Formula;
use units::time::Span;

/// A comparison of metrics that ends a run once it is true.
#[derive(Clone, Debug)]
pub struct Abort {
    /// The comparison.
    pub when: Formula,
    /// The columns that its names stand for, in the order of the names.
    pub columns: Vec<usize>,
    /// How often it is looked at.
    pub every: Span,
    /// Requests that must have ended since measuring began before it is looked at.
    pub least: u64,
}
