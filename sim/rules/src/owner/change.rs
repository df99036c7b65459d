//! Rules that change at a time of the run.

use units::settings;
use units::settings::Paths;
use units::time::Span;

settings! {
    /// Changes settings at a time of the run, permanently or for a while.
    ///
    /// The new values hold for every decision from `at` on, before all else that happens at that moment; what was
    /// promised before stays: armed timers, fees in escrow, jail terms, stakes on their way out. With `until` the
    /// values of before come back at that moment. Where votes change settings, too (`[governance.x]`), a change that
    /// does not go with what a vote has set does not happen.
    pub struct Change {
        /// When the settings change, in simulated time.
        pub at: Span,
        /// When they are restored; without it, they stay changed.
        pub until: Option<Span>,
        /// The settings by path, each with its new value, as in `{ "gateway.front.retries" = 2 }`; `"none"` unsets an
        /// optional one.
        pub set: Paths,
    }
}
