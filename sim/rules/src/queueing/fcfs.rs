//! First come, first served, in slots.

use units::settings;

use super::policy::{Discipline, Queue};

settings! {
    /// Serves in the order of arrival, `slots` at once, each at full speed.
    ///
    /// With Poisson arrivals and exponential service this is M/M/c: P(wait) is Erlang's C formula. With a bound on the
    /// line it is M/M/c/K, and with `waiting = 0` the loss system of Erlang's B formula. Source: Kleinrock, Queueing
    /// Systems vol. 1, 1975, chapter 3.
    pub struct Fcfs {
        /// Requests served at once [1 ..= 65_535].
        pub slots: u32 = 1,
        /// Requests that may wait; without it, any number.
        pub waiting: Option<u32>,
    }
}

impl Queue for Fcfs {
    fn discipline(&self) -> Discipline {
        Discipline::slots(self.slots, self.waiting)
    }
}
