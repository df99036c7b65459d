//! Poisson arrivals.

use engine::draws::Draws;
use engine::math;
use units::quantity::Rate;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::policy::{Arrivals, Coming, Replay, View};

settings! {
    /// Requests arrive independently of each other at a constant rate.
    ///
    /// Gaps are exponential: `gap = -ln(1 - u) / rate`, u uniform on (0, 1), rate \[1/s\]. Valid for the sum of many
    /// independent users; real traffic is burstier (Azure code trace: coefficient of variation 13).
    /// Source: Kleinrock, Queueing Systems vol. 1, 1975, section 2.4.
    pub struct Poisson {
        /// Rate of the whole group [> 0 /s].
        pub rate: Rate,
    }
}

impl Arrivals for Poisson {
    type Memory = Nothing;

    #[inline]
    fn next(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Option<Coming> {
        let gap = Span::from_secs_f64(-math::ln(draws.uniform()) / self.rate.per_s());
        Some(Coming::at(view.now + gap))
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        self.rate.per_s() * until.as_secs()
    }
}
