//! What is observed beyond the standard metrics.

use units::settings;
use units::time::Span;

settings! {
    /// What is observed beyond the standard metrics.
    pub struct Observe {
        /// Times at which the requests in the system and the up nodes are recorded, beside those that claims name.
        pub at: Vec<Span> = Vec::new(),
        /// Thresholds k: share of the time with at least k requests in the system.
        pub in_system: Vec<u32> = Vec::new(),
        /// Thresholds k: share of the time with at least k nodes up.
        pub nodes: Vec<u32> = Vec::new(),
        /// Thresholds k: share of the nodes with a backlog of at least k.
        pub backlog: Vec<u32> = Vec::new(),
        /// Thresholds t: share of the answers that waited longer than t for service.
        pub wait: Vec<Span> = Vec::new(),
        /// Thresholds k: share of a group's nodes that a slashing rule sentenced within their first k settled answers.
        pub sentenced: Vec<u32> = Vec::new(),
        /// Thresholds k: share of the time with at least k stakes of a network unbonding.
        pub unbonding: Vec<u32> = Vec::new(),
        /// Whether it is measured who saw the requests of users, also where no rule asks for `privacy`.
        pub exposure: bool = false,
    }
}
