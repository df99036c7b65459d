//! Classes, the first of them first.

use units::settings;

use super::policy::{Discipline, Order, Queue};

settings! {
    /// Serves the least class first, within a class in the order of arrival; the class is `users.x.priority`.
    ///
    /// One slot, Poisson arrivals: with `R = sum lambda_i E[S_i^2] / 2` \[s\] over all classes (where one preempts,
    /// over those up to k) and `s_k` the load of classes 1 to k, class k waits `R / ((1 - s_(k-1)) (1 - s_k))` \[s\]
    /// and its sojourn is that plus `E[S_k]`, or plus `E[S_k] / (1 - s_(k-1))` where one preempts. Valid while s_k < 1.
    /// A full line turns away whoever comes, of any class; a check has the class of its request. Source: Cobham, Oper.
    /// Res. 2, 1954; Gross et al., Fundamentals of Queueing Theory, 2008, section 3.4.
    pub struct Priority {
        /// Requests served at once [1 ..= 65_535].
        pub slots: u32 = 1,
        /// Requests that may wait; without it any number.
        pub waiting: Option<u32>,
        /// Whether one that comes takes the slot of a lower class, which goes on later where it stopped.
        pub preempts: bool = false,
    }
}

impl Queue for Priority {
    fn discipline(&self) -> Discipline {
        Discipline { order: Order::Class, preempts: self.preempts, ..Discipline::slots(self.slots, self.waiting) }
    }
}
