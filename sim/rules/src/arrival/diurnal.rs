//! Arrivals that follow the hour of the day.

use std::f64::consts::TAU;

use engine::draws::Draws;
use engine::math;
use units::quantity::Rate;
use units::settings;
use units::settings::Nothing;
use units::share::Share;
use units::time::Span;

use super::policy::{Arrivals, Coming, Replay, View};

settings! {
    /// A Poisson process whose rate varies about its mean as a sine.
    ///
    /// `rate(t) = mean (1 + amplitude sin(2 pi (t + phase) / period))`. The number of arrivals in any interval is
    /// Poisson with the integral of the rate as its mean. The time of the next is the inverse of that integral at a
    /// unit exponential, exact to the rounding of floats: one draw per request, and an amplitude of 0 is Poisson. The
    /// daily amplitude of real load is a half or more (Azure LLM inference traces, 2024). Source: Lewis and Shedler,
    /// Naval Research Logistics 26, 1979; Cinlar, Introduction to Stochastic Processes, 1975, section 4.7.
    pub struct Diurnal {
        /// Rate of the whole group, mean over a period [> 0 /s].
        pub mean: Rate,
        /// Amplitude of the rate relative to its mean [0 ..= 1].
        pub amplitude: Share,
        /// Time from one peak to the next [> 0 s].
        pub period: Span = Span::days(1),
        /// How far into the period the run starts; the peak is at a quarter of the period.
        pub phase: Span = Span::ZERO,
    }
}

impl Diurnal {
    /// How far into its period a time from the start of the run lies \[rad\].
    fn angle(&self, since: Span) -> f64 {
        let period = self.period.ns();
        let into = (u128::from(since.ns()) + u128::from(self.phase.ns())) % u128::from(period);
        TAU * (into as f64 / period as f64)
    }

    /// The integral of the rate over so many seconds from an angle on.
    fn hazard(&self, angle: f64, seconds: f64) -> f64 {
        let turn = TAU / self.period.as_secs();
        // cos a - cos b = 2 sin((a + b) / 2) sin((b - a) / 2): exact for short steps too.
        let half = turn * seconds / 2.0;
        let swing = 2.0 * math::sin(angle + half) * math::sin(half) / turn;
        self.mean.per_s() * (seconds + self.amplitude.as_f64() * swing)
    }
}

impl Arrivals for Diurnal {
    type Memory = Nothing;

    fn next(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Option<Coming> {
        let hazard = -math::ln(draws.uniform());
        let (mean, amplitude) = (self.mean.per_s(), self.amplitude.as_f64());
        let angle = self.angle(view.now.since(units::time::Time::ZERO));
        // The rate lies between mean (1 - a) and mean (1 + a), its integral within mean a period / pi of the mean's.
        let low = hazard / (mean * (1.0 + amplitude));
        let high = hazard / mean + amplitude * self.period.as_secs() * 2.0 / TAU;
        let gap = math::invert(|seconds| self.hazard(angle, seconds), hazard, low, high);
        Some(Coming::at(view.now + Span::from_secs_f64(gap)))
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        self.hazard(self.angle(Span::ZERO), until.as_secs())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::times;
    use super::*;

    #[test]
    fn hours_get_what_the_integral_says() {
        let day = Diurnal {
            mean: "2 /s".parse().unwrap(),
            amplitude: "80 %".parse().unwrap(),
            period: Span::secs(1_000),
            phase: Span::secs(100),
        };
        let (mut bins, periods) = ([0_u32; 10], 100_u32);
        for at in times(&day, 0, Span::secs(1_000 * u64::from(periods))) {
            bins[(at.as_secs() % 1_000.0 / 100.0) as usize] += 1;
        }
        for (bin, &count) in bins.iter().enumerate() {
            let upto =
                |tenths: usize| day.expected(Span::secs(100 * tenths as u64), &Replay::default()) * f64::from(periods);
            let expected = upto(bin + 1) - upto(bin);
            assert!((f64::from(count) - expected).abs() < 4.5 * expected.sqrt(), "{bin}: {count}, not {expected}");
        }
        assert!((day.expected(Span::secs(1_000), &Replay::default()) - 2_000.0).abs() < 1e-9);
    }
}
