//! A swing of a rate around its mean.

use std::f64::consts::{FRAC_PI_2, TAU};

use engine::math;
use units::settings;
use units::share::Share;
use units::time::{Span, Time};

settings! {
    /// A swing of a rate around its mean, as of day and night.
    pub struct Cycle {
        /// How far the rate swings, as a part of its mean [0 ..= 1].
        pub amplitude: Share,
        /// How long it takes to come round [> 0 s].
        pub period: Span = Span::days(1),
        /// When the rate first rises through its mean.
        pub phase: Span = Span::ZERO,
    }
}

impl Cycle {
    /// The rate at a time over its mean \[1\].
    pub(super) fn factor(&self, at_s: f64) -> f64 {
        1.0 + self.amplitude.as_f64() * math::sin(self.angle(at_s))
    }

    /// How long it is from now until a clock that runs at the swinging rate has gone on by so much \[s\].
    ///
    /// The least t with `integral_now^(now + t) factor(u) du = by`: a clock of a cycle passes whole periods as any
    /// other.
    pub(super) fn until(&self, now: Time, by: Span) -> Span {
        let (period, by) = (self.period.as_secs(), by.as_secs());
        let whole = (by / period).floor();
        let begin = self.angle(now.as_secs());
        let cos = |angle: f64| math::sin(angle + FRAC_PI_2);
        let swing = self.amplitude.as_f64() * period / TAU;
        let passed = |t: f64| t + swing * (cos(begin) - cos(begin + TAU * t / period));
        Span::from_secs_f64(whole * period + math::invert(passed, by - whole * period, 0.0, period))
    }

    fn angle(&self, at_s: f64) -> f64 {
        TAU * (at_s - self.phase.as_secs()) / self.period.as_secs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_of_a_cycle_runs_fast_by_day_and_slowly_by_night() {
        let cycle = Cycle { amplitude: Share::percent(80), period: Span::days(1), phase: Span::ZERO };
        let until = |hour: u64, by: Span| cycle.until(Time::ZERO + Span::hours(hour), by).as_secs();
        // Half a day from the rise holds 12 h + 80 % * 24 h / pi of the mean rate.
        let half = 12.0 * 3600.0 + 0.8 * 86_400.0 / std::f64::consts::PI;
        assert!((until(0, Span::from_secs_f64(half)) - 43_200.0).abs() < 1e-3);
        // At the peak a minute passes in 60 / 1.8 s, at the trough in 60 / 0.2 s, and a day is a day.
        assert!((until(6, Span::secs(60)) - 60.0 / 1.8).abs() < 0.01);
        assert!((until(18, Span::secs(60)) - 300.0).abs() < 0.2);
        for hour in [0, 5, 17] {
            assert!((until(hour, Span::days(3)) - 3.0 * 86_400.0).abs() < 1e-3);
        }
    }
}
