//! Renewal arrivals.

use engine::draws::Draws;
use engine::law::Law;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Arrivals, Coming, Replay, View};

settings! {
    /// Gaps between requests are independent and identically distributed.
    ///
    /// A gamma or Weibull distribution with shape below 1 is burstier than Poisson: the squared coefficient of
    /// variation of a gamma distribution is 1 / shape. Fits of real traces: Azure conversation Weibull(0.922, 0.174 s),
    /// Azure code gamma(0.231, 1.685 s). Source: Cox, Renewal Theory, 1962; fits of the Azure LLM inference traces
    /// 2023.
    pub struct Renewal {
        /// Distribution of the gaps.
        pub gap: Law<Span>,
    }
}

impl Arrivals for Renewal {
    type Memory = Nothing;

    fn next(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Option<Coming> {
        Some(Coming::at(view.now + self.gap.sample(draws)))
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        // The long-run rate, which the first gaps of a short run can miss.
        until.as_secs() / self.gap.mean()
    }
    fn vet(&self, checking: &mut Checking) {
        let message = "with gaps of 0 s all requests would arrive at the same moment, for ever";
        checking.time_goes_on("gap", &[&self.gap], message);
    }
}
