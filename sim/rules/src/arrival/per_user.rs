//! Individuals, each of whom sends requests of its own.

use engine::draws::Draws;
use engine::math;
use units::quantity::Rate;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Arrivals, Coming, Replay, View};

settings! {
    /// Each individual of the group sends requests as a Poisson process of its own.
    ///
    /// Together they are a Poisson process of rate `count rate` (`count` of the group), and who sends a request is
    /// drawn uniformly among them: what `count` processes of their own would be. Source: superposition and splitting of
    /// Poisson processes, Kingman, Poisson Processes, 1993, sections 2.2 and 5.1.
    pub struct PerUser {
        /// Rate of one individual, as in `12 /d` [> 0 /s].
        pub rate: Rate,
    }
}

impl Arrivals for PerUser {
    type Memory = Nothing;

    #[inline]
    fn next(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Option<Coming> {
        let rate = self.rate.per_s() * f64::from(view.users);
        Some(Coming::at(view.now + Span::from_secs_f64(-math::ln(draws.uniform()) / rate)))
    }
    fn expected(&self, until: Span, replay: &Replay) -> f64 {
        self.rate.per_s() * f64::from(replay.users) * until.as_secs()
    }
    fn vet(&self, checking: &mut Checking) {
        if self.rate.per_s() > 1_000.0 {
            checking.refuse("rate", "an individual that sends more than 1_000 /s leaves no time between requests");
        }
    }
}
