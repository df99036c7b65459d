//! The shortest job first, to its end.

use units::settings;

use super::policy::{Discipline, Order, Queue};

settings! {
    /// Serves the request with the least work first, without preemption.
    ///
    /// One slot, Poisson arrivals at rate lambda \[1/s\], work of density f, `rho(x)` the load of work up to x: the
    /// mean wait is `integral f(x) (lambda E[S^2] / 2) / (1 - rho(x))^2 dx` \[s\]. Work counts at this node's speed and
    /// is known when a request comes, which real lengths are not. Source: Phipps, Oper. Res. 4, 1956.
    pub struct Spt {
        /// Requests served at once [1 ..= 65_535].
        pub slots: u32 = 1,
        /// Requests that may wait; without it, any number.
        pub waiting: Option<u32>,
    }
}

impl Queue for Spt {
    fn discipline(&self) -> Discipline {
        Discipline { order: Order::Size, ..Discipline::slots(self.slots, self.waiting) }
    }
}
