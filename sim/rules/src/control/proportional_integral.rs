//! By the error now and by the errors so far.

use units::settings;
use units::time::Span;

use super::level::Level;
use super::policy::{Controller, View};
use crate::checking::Checking;

settings! {
    /// The setting moves with the error and with its integral: `x = x0 + K (e + 1/R integral of e)`.
    ///
    /// With the relative error `e = v / target - 1` of reading v, gain K and reset time R. It goes by its steps, `K
    /// (e - e_before + e T / R)` a review of T, so that a setting that is held at a bound winds nothing up. The first
    /// review has no error before it, and moves by the integral alone. Source: Åström and Murray, Feedback Systems,
    /// 2008, sections 10.1 and 10.4.
    pub struct ProportionalIntegral {
        /// What the reading should be; not 0.
        pub target: Level,
        /// Gain K: what the setting rises by, in its unit, when the reading rises by its target; negative for one that
        /// falls [>= -1_000_000_000, <= 1_000_000_000].
        pub gain: f64,
        /// Reset time R: how long an error that stays takes to move the setting once more by what it moved it at first
        /// [> 0 s].
        pub reset: Span,
    }
}

impl Controller for ProportionalIntegral {
    fn next(&self, view: &View) -> f64 {
        let error = |reading: f64| reading / self.target.0 - 1.0;
        let (now, reset) = (error(view.reading), self.reset.as_secs() / 86_400.0);
        let grew = view.before.map_or(0.0, |before| now - error(before));
        view.setting + self.gain * (grew + now * view.days / reset)
    }
    fn vet(&self, checking: &mut Checking) {
        self.target.vet_target(checking);
    }
}
