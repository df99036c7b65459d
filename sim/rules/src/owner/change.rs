//! Rules that change at a time of the run.

use units::settings;
use units::settings::Paths;
use units::time::Span;

settings! {
    /// Changes rules at a time of the run, for good or for a while.
    ///
    /// The new values hold for every decision from `at` on, before all else that happens at that moment; what was
    /// promised before stays: armed timers, fees in escrow, jail terms, stakes on their way out. With `until` the
    /// values of before come back at that moment.
    pub struct Change {
        /// When the rules change, in simulated time.
        pub at: Span,
        /// When they are again as they were; without it they stay.
        pub until: Option<Span>,
        /// The rules by their paths, each with its new value, as in `{ "gateway.front.retries" = 2 }`; `"none"` unsets
        /// what may be left out.
        pub set: Paths,
    }
}
