//! Processor sharing.

use units::settings;

use super::policy::{Discipline, Queue, Sharing};

settings! {
    /// Serves all requests at once; each gets an equal share of the node's speed.
    ///
    /// With Poisson arrivals the mean sojourn is `E[S] / (1 - rho)` for any distribution of service with mean E\[S\]
    /// \[s\], and the mean slowdown `1 / (1 - rho)`, rho the load \[1\]. Exact in virtual time; ends round up to the
    /// nanosecond. Source: Kleinrock, Queueing Systems vol. 2, 1976, section 4.4.
    pub struct ProcessorSharing {
        /// Requests that may share the node; further ones wait [1 ..= 1_000_000].
        pub most: u32 = 1_000_000,
        /// Requests that may wait; without it, any number.
        pub waiting: Option<u32>,
    }
}

impl Queue for ProcessorSharing {
    fn discipline(&self) -> Discipline {
        Discipline { sharing: Sharing::Equal, ..Discipline::slots(self.most, self.waiting) }
    }
}
