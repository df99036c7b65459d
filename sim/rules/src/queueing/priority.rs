//! Classes, the first of them first.

use units::settings;

use super::policy::{Discipline, Order, Queue};

settings! {
    /// Serves the class with the lowest number first, in the order of arrival within a class; the class is
    /// `users.x.priority`.
    ///
    /// One slot, Poisson arrivals: with `R = sum lambda_i E[S_i^2] / 2` \[s\] over all classes (with preemption, over
    /// those up to k) and `s_k` the load of classes 1 to k, class k waits `R / ((1 - s_(k-1)) (1 - s_k))` \[s\] and its
    /// sojourn is that plus `E[S_k]`, or plus `E[S_k] / (1 - s_(k-1))` with preemption. Valid while s_k < 1. A full
    /// line refuses any newcomer, of any class; a check has the class of its request. Source: Cobham, Oper. Res. 2,
    /// 1954; Gross et al., Fundamentals of Queueing Theory, 2008, section 3.4.
    pub struct Priority {
        /// Requests served at once [1 ..= 65_535].
        pub slots: u32 = 1,
        /// Requests that may wait; without it, any number.
        pub waiting: Option<u32>,
        /// Whether a new request takes the slot of one with less priority, which is resumed later where it stopped.
        pub preempts: bool = false,
    }
}

impl Queue for Priority {
    fn discipline(&self) -> Discipline {
        Discipline { order: Order::Class, preempts: self.preempts, ..Discipline::slots(self.slots, self.waiting) }
    }
}
