//! The earliest deadline first.

use units::settings;

use super::policy::{Discipline, Order, Queue};

settings! {
    /// Serves the request with the earliest deadline first; deadlines are `users.x.target.deadline`, and requests
    /// without one come last.
    ///
    /// With one preemptive slot: if any order meets all deadlines, this one does; requests of work `C_i` \[s\] that
    /// arrive every `T_i` \[s\] and are due before the next are all in time as long as `sum C_i / T_i <= 1`. With
    /// Poisson arrivals and exponential work the mean sojourn is that of M/M/1 whatever the deadlines, and no
    /// non-preemptive order has fewer requests that begin late. Above capacity it fails badly: it serves requests that
    /// are already late. A deadline ends no service. Source: Liu and Layland, J. ACM 20(1), 1973; Panwar, Towsley and
    /// Wolf, J. ACM 35(4), 1988.
    pub struct Edf {
        /// Requests served at once [1 ..= 65_535].
        pub slots: u32 = 1,
        /// Requests that may wait; without it, any number.
        pub waiting: Option<u32>,
        /// Whether a new request takes the slot of one with a later deadline, which is resumed later where it stopped.
        pub preempts: bool = false,
    }
}

impl Queue for Edf {
    fn discipline(&self) -> Discipline {
        Discipline { order: Order::Deadline, preempts: self.preempts, ..Discipline::slots(self.slots, self.waiting) }
    }
}
