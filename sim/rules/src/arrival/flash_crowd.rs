//! A crowd that comes at once and goes slowly.

use engine::draws::Draws;
use engine::math;
use units::quantity::Rate;
use units::settings;
use units::settings::Nothing;
use units::time::{Span, Time};

use crate::checking::Checking;

use super::policy::{Arrivals, Coming, Replay, View};

settings! {
    /// A Poisson process at a steady rate, plus a crowd that rises, stays and fades.
    ///
    /// The rate is `base` up to `at`, rises linearly to `peak` within `ramp`, stays there for `hold`, and falls back as
    /// `base + (peak - base) e^(-t / decay)`, t the time since \[s\]. The crowd brings `(peak - base) (ramp / 2 +
    /// hold + decay)` requests beyond the steady ones, and the number of arrivals in any interval is Poisson with the
    /// integral of the rate as its mean; a peak below the base is a lull. One draw per request, by inversion of that
    /// integral. Source: Ari et al., Managing flash crowds on the Internet, MASCOTS 2003 (ramp, plateau, slow decay);
    /// Cinlar, Introduction to Stochastic Processes, 1975, section 4.7.
    pub struct FlashCrowd {
        /// Rate of the whole group before, and long after [> 0 /s].
        pub base: Rate,
        /// Rate of the whole group at the peak.
        pub peak: Rate,
        /// When the crowd begins.
        pub at: Span,
        /// How long it takes to reach its peak.
        pub ramp: Span = Span::secs(60),
        /// How long it stays at its peak.
        pub hold: Span = Span::secs(300),
        /// Time constant of the decay: after that time 37 % are left.
        pub decay: Span = Span::secs(600),
    }
}

impl FlashCrowd {
    /// The integral of the rate over the first `t` seconds.
    fn hazard(&self, t: f64) -> f64 {
        let [ramp, hold, decay] = [self.ramp, self.hold, self.decay].map(Span::as_secs);
        let (base, more) = (self.base.per_s(), self.peak.per_s() - self.base.per_s());
        let since = (t - self.at.as_secs()).max(0.0);
        let climbing = since.min(ramp);
        let climbed = if ramp > 0.0 { 0.5 * climbing * climbing / ramp } else { 0.0 };
        let held = (since - ramp).clamp(0.0, hold);
        let fading = (since - ramp - hold).max(0.0);
        let faded = if decay > 0.0 { -decay * math::exp_m1(-fading / decay) } else { 0.0 };
        base * t + more * (climbed + held + faded)
    }
}

impl Arrivals for FlashCrowd {
    type Memory = Nothing;

    fn next(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Option<Coming> {
        let now = view.now.since(Time::ZERO).as_secs();
        let hazard = -math::ln(draws.uniform());
        let target = self.hazard(now) + hazard;
        // The rate lies between the base and the peak.
        let (least, most) = (self.base.per_s().min(self.peak.per_s()), self.base.per_s().max(self.peak.per_s()));
        // A lull may be silent: what it holds back comes at the base rate after it.
        let lull = if least > 0.0 { f64::INFINITY } else { self.at.as_secs() + (self.ramp + self.hold).as_secs() };
        let high = if least > 0.0 { hazard / least } else { lull + hazard / self.base.per_s() + self.decay.as_secs() };
        let gap = math::invert(|gap| self.hazard(now + gap), target, hazard / most, high);
        Some(Coming::at(view.now + Span::from_secs_f64(gap)))
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        self.hazard(until.as_secs())
    }
    fn vet(&self, checking: &mut Checking) {
        if self.peak.per_s() > 1e9 {
            checking.refuse("peak", "a peak above 1e9 /s leaves no time between requests");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::times;
    use super::*;

    fn crowd(peak: &str) -> FlashCrowd {
        FlashCrowd {
            base: "2 /s".parse().unwrap(),
            peak: peak.parse().unwrap(),
            at: Span::secs(100),
            ramp: Span::secs(20),
            hold: Span::secs(50),
            decay: Span::secs(40),
        }
    }

    #[test]
    fn each_stretch_gets_the_integral_of_the_rate() {
        // Before, climbing, at the height, fading, after: the means of 200 runs, each within 4.5 deviations.
        for peak in ["20 /s", "0 /s"] {
            let crowd = crowd(peak);
            let edges = [0, 100, 120, 170, 210, 290, 1_000];
            let mut counts = [0_u32; 6];
            let runs = 200;
            for replication in 0..runs {
                for at in times(&crowd, replication, Span::secs(1_000)) {
                    let bin = edges.partition_point(|&edge| Time::ZERO + Span::secs(edge) <= at);
                    counts[bin - 1] += 1;
                }
            }
            for (pair, count) in edges.windows(2).zip(counts) {
                let [from, to] = [pair[0], pair[1]].map(|edge| crowd.expected(Span::secs(edge), &Replay::default()));
                let expected = (to - from) * f64::from(runs);
                assert!(
                    (f64::from(count) - expected).abs() < 4.5 * expected.sqrt() + 1.0,
                    "{peak} {pair:?}: {count}, not {expected}"
                );
            }
        }
    }

    #[test]
    fn a_crowd_brings_what_its_shape_holds() {
        let total = crowd("20 /s").expected(Span::secs(100_000), &Replay::default()) - 2.0 * 100_000.0;
        assert!((total - 18.0 * (20.0 / 2.0 + 50.0 + 40.0)).abs() < 1e-6, "{total}");
    }
}
