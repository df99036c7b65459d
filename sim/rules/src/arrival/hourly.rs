//! Arrivals that follow a table of hours, in bursts if wanted.

use engine::draws::Draws;
use engine::math;
use units::quantity::Rate;
use units::settings;
use units::settings::Nothing;
use units::time::{Span, Time};

use crate::checking::Checking;

use super::policy::{Arrivals, Coming, MOST_STATES, Replay, View};

settings! {
    /// A renewal process with a rate by the hour: independent gaps on a clock that runs as fast as the hour's rate.
    ///
    /// The rate is `mean f_j / (sum f / n)` within the j-th of n equal parts of the period, f the factors: 24 of them
    /// over a day are its hours. On the clock whose speed is that rate, gaps are gamma with mean 1 and standard
    /// deviation `cv`: at a cv of 1 the process is Poisson with that rate, and a table of equal factors is `renewal`
    /// with gamma gaps. The number of arrivals in an interval has the integral of the rate as its mean, exactly for
    /// Poisson, otherwise in the long run. One draw per request. Source: Cox, Renewal Theory, 1962, on operational
    /// time; hourly shapes of Alibaba's services in Xiang et al., ServeGen, NSDI 2026.
    pub struct Hourly {
        /// Rate of the whole group, mean over a period [> 0 /s].
        pub mean: Rate,
        /// Relative rates in the equal parts of a period.
        pub factors: Vec<f64>,
        /// Length of a period [> 0 s].
        pub period: Span = Span::days(1),
        /// How far into the period the run starts.
        pub phase: Span = Span::ZERO,
        /// Coefficient of variation of the gaps on that clock [>= 0.01, <= 1000].
        pub cv: f64 = 1.0,
    }
}

impl Hourly {
    /// Rate \[1/s\] and length \[s\] of what is left of the part that holds a time since the start of a period, and of
    /// all parts after it.
    fn parts(&self, at: f64) -> impl Iterator<Item = (f64, f64)> {
        let n = self.factors.len();
        let length = self.period.as_secs() / n as f64;
        let average = self.factors.iter().sum::<f64>() / n as f64;
        let first = (at / length) as u64;
        (first..).map(move |part| {
            let rate = self.mean.per_s() * self.factors[(part % n as u64) as usize] / average;
            // Where division has rounded a time into the part before, nothing is left of that.
            let left = if part == first { ((part + 1) as f64 * length - at).max(0.0) } else { length };
            (rate, left)
        })
    }
}

impl Arrivals for Hourly {
    type Memory = Nothing;

    fn next(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Option<Coming> {
        let shape = 1.0 / (self.cv * self.cv);
        let u = draws.uniform();
        let is_poisson = (self.cv - 1.0).abs() < f64::EPSILON;
        let mut left = if is_poisson { -math::ln(u) } else { math::lower_gamma_inverse(shape, u) / shape };
        let (period, phase) = (self.period.as_secs(), self.phase.as_secs());
        // Times within a period keep their digits however long the run is.
        let now = Span::from_ns(view.now.since(Time::ZERO).ns() % self.period.ns()).as_secs() + phase % period;
        let of_a_period = self.mean.per_s() * period;
        let periods = (left / of_a_period).floor();
        left -= periods * of_a_period;
        let mut gap = 0.0;
        // A period and the rest of a part hold what is left; what rounding left beyond that, of a gap of very many
        // periods, is no reason to go through more of them.
        for (rate, length) in self.parts(now).take(self.factors.len() + 1) {
            if rate * length >= left && rate > 0.0 {
                gap += left / rate;
                break;
            }
            left -= rate * length;
            gap += length;
        }
        Some(Coming::at(view.now + Span::from_secs_f64(periods * period + gap)))
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        let period = self.period.as_secs();
        let whole = (until.as_secs() / period).floor();
        let mut left = until.as_secs() - whole * period;
        let mut sum = whole * self.mean.per_s() * period;
        for (rate, length) in self.parts(self.phase.as_secs()) {
            sum += rate * length.min(left);
            left -= length;
            if left <= 0.0 {
                break;
            }
        }
        sum
    }
    fn vet(&self, checking: &mut Checking) {
        let sum: f64 = self.factors.iter().sum();
        if self.factors.is_empty() || self.factors.len() > MOST_STATES {
            let message = format!("{} factors for the parts of a period", self.factors.len());
            let remedy = format!("give 1 to {MOST_STATES}, as 24 for the hours of a day");
            checking.refuse_with("factors", message, remedy);
        } else if !sum.is_finite() || sum <= 0.0 || self.factors.iter().any(|&factor| factor < 0.0) {
            let message = "the factors are relative rates";
            checking.refuse_with("factors", message, "give each a number from 0, and at least one above 0");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::times;
    use super::*;

    fn day(cv: f64) -> Hourly {
        let factors = vec![1.0, 0.0, 3.0, 2.0];
        Hourly { mean: "3 /s".parse().unwrap(), factors, period: Span::secs(40), phase: Span::secs(5), cv }
    }

    #[test]
    fn hours_get_what_their_factors_say() {
        let (day, periods) = (day(1.0), 500);
        let mut counts = [0_u32; 8];
        for at in times(&day, 0, Span::secs(40 * periods)) {
            counts[(at.as_secs() % 40.0 / 5.0) as usize] += 1;
        }
        for (bin, count) in counts.into_iter().enumerate() {
            let upto = |fives: usize| day.expected(Span::secs(5 * fives as u64), &Replay::default());
            let expected = (upto(bin + 1) - upto(bin)) * periods as f64;
            assert!((f64::from(count) - expected).abs() <= 4.5 * expected.sqrt(), "{bin}: {count}, not {expected}");
        }
        assert!((day.expected(Span::secs(4_000), &Replay::default()) - 12_000.0).abs() < 1e-6);
    }

    #[test]
    fn bursts_disperse_as_their_gaps_say() {
        // Over many gaps the index of dispersion of a renewal process is the squared deviation of its gaps over mean.
        for cv in [0.5, 1.0, 2.0] {
            let counts: Vec<f64> = (0..3_000).map(|r| times(&day(cv), r, Span::secs(160)).len() as f64).collect();
            let n = counts.len() as f64;
            let mean = counts.iter().sum::<f64>() / n;
            let variance = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / (n - 1.0);
            let index = variance / mean / (cv * cv);
            assert!(
                (mean / 480.0 - 1.0).abs() < 0.01 && (index - 1.0).abs() < 4.5 * (2.0 / n).sqrt(),
                "{cv}: {mean} {index}"
            );
        }
    }
}
