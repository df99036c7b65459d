//! The shortest remaining processing time first.

use units::settings;

use super::policy::{Discipline, Order, Queue};

settings! {
    /// Serves the request with the least remaining work; a new request with less preempts it, and it is resumed later.
    ///
    /// In one slot no discipline has fewer requests in the system at any moment (Schrage, Oper. Res. 16, 1968). Poisson
    /// arrivals at rate lambda \[1/s\], work of distribution F, `rho(x)` the load of work up to x: mean sojourn \[s\]
    /// `integral f(x) lambda (int_0^x t^2 dF + x^2 (1 - F(x))) / (2 (1 - rho(x))^2) dx + integral (1 - F(t)) / (1 -
    /// rho(t)) dt`. Work counts at this node's speed and is known when a request comes. Requests with equal work keep
    /// their order. Source: Schrage and Miller, Oper. Res. 14, 1966.
    pub struct Srpt {
        /// Requests served at once [1 ..= 65_535].
        pub slots: u32 = 1,
        /// Requests that may wait; without it, any number.
        pub waiting: Option<u32>,
    }
}

impl Queue for Srpt {
    fn discipline(&self) -> Discipline {
        Discipline { order: Order::Remaining, preempts: true, ..Discipline::slots(self.slots, self.waiting) }
    }
}
