//! Last come, first served.

use units::settings;

use super::policy::{Discipline, Order, Queue};

settings! {
    /// Serves the latest arrival first.
    ///
    /// With preemption, one slot with Poisson arrivals and any distribution of work has the mean sojourn `E[S] / (1 -
    /// rho)` \[s\] of processor sharing, rho the load \[1\]; without, it has the mean wait of FCFS, but far more
    /// variable: `E[W^2]` is that of FCFS over `1 - rho`. Source: Takacs, Bell System Technical Journal 42, 1963;
    /// Kelly, Reversibility and Stochastic Networks, 1979, section 3.3.
    pub struct Lifo {
        /// Requests served at once [1 ..= 65_535].
        pub slots: u32 = 1,
        /// Requests that may wait; without it, any number.
        pub waiting: Option<u32>,
        /// Whether a new request takes the slot of the one that came first, which is resumed later where it stopped.
        pub preempts: bool = false,
    }
}

impl Queue for Lifo {
    fn discipline(&self) -> Discipline {
        Discipline { order: Order::Latest, preempts: self.preempts, ..Discipline::slots(self.slots, self.waiting) }
    }
}
