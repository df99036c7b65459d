//! How a request ends, as it is measured.

use state::attempts::Served;
use state::requests::Request;
use units::ids::GroupId;
use units::time::Span;

use super::cause::Cause;

/// An answer as it is measured.
pub struct Answered<'a> {
    /// The request.
    pub row: &'a Request,
    /// The attempt that answered it.
    pub served: &'a Served,
    /// The group of the node.
    pub group: GroupId,
    /// Whether the request was sent in the window that is measured, so that its latency is.
    pub is_timed: bool,
    /// How long it took.
    pub since: Span,
    /// Whether it came as soon as its users wanted, if they said how soon.
    pub in_time: Option<bool>,
}

/// A request that ended without an answer, as it is measured.
pub struct Lost<'a> {
    /// The request.
    pub row: &'a Request,
    /// Why it ended.
    pub cause: Cause,
    /// Whether it was sent in the window that is measured.
    pub is_timed: bool,
    /// How long it waited until its last attempt was served or, if it never was, until it ended.
    pub waited: Span,
}
