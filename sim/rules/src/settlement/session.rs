//! The answers of a session together.

use units::settings;
use units::time::{Span, Time};

use super::policy::{Settle, View};

settings! {
    /// Settles the claims of an operator together at the end of each session.
    ///
    /// Sessions end at the multiples of `every`, for all at once; a network with sessions of its own (`session.every`)
    /// does well to name the same time. With answers at a rate r \[1/s\] for an operator and a session of T \[s\], as
    /// a Poisson process, a fee f a settlement is f (1 - e^(-r T)) / (r T) an answer; a claim waits T / 2 on average.
    /// Source: claims of suppliers of Pocket, one for each session (reference/systems.md 5).
    pub struct Session {
        /// How long a session lasts [> 0 s].
        pub every: Span,
    }
}

impl Settle for Session {
    fn due(&self, view: &View) -> Time {
        let every = self.every.ns().max(1);
        // That of the session in which the first claim was added.
        Time::from_ns((view.opened.ns() / every + 1).saturating_mul(every))
    }
}
