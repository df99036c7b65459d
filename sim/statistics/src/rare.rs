//! Shares of counts whose events are too few for Student's interval: exact limits over all replications together.

use super::counts::limits;
use super::{Confidence, Estimate, Interval};

/// Events, or trials without one, below which the mean of replications is too skewed for Student's t.
///
/// The skewness of a sum of rare events is `1 / sqrt(events)`; with thirty it is 0.18, and a two-sided 95 % interval
/// still covers 94 %.
const FEW: u64 = 30;

/// Counts of all replications together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pooled {
    /// Trials that came out so.
    pub events: u64,
    /// All trials; not 0.
    pub trials: u64,
    /// How much more the replications differ than independent trials would: variance over binomial variance \[>= 1\].
    pub design_effect: f64,
    replications: usize,
}

impl Pooled {
    /// Pools events and trials by replication; none without any trial.
    ///
    /// The design effect is `R / (R - 1) * sum (k_i - p n_i)^2 / (N p (1 - p))` with k events in n trials of
    /// replication i, `p = sum k / N` and `N = sum n`; it is 1 where it cannot be told: one replication, no event, or
    /// nothing else.
    pub fn of(counts: &[(u64, u64)]) -> Option<Self> {
        let events: u64 = counts.iter().map(|c| c.0).sum();
        let trials: u64 = counts.iter().map(|c| c.1).sum();
        let replications = counts.len();
        let p = events as f64 / trials as f64;
        let binomial = trials as f64 * p * (1.0 - p);
        let squares: f64 = counts.iter().map(|&(k, n)| (k as f64 - p * n as f64).powi(2)).sum();
        let effect = squares * replications as f64 / (replications as f64 - 1.0) / binomial;
        let design_effect = if replications > 1 && binomial > 0.0 { effect.max(1.0) } else { 1.0 };
        (trials > 0).then_some(Self { events, trials, design_effect, replications })
    }

    /// The share of events.
    pub fn share(&self) -> f64 {
        self.events as f64 / self.trials as f64
    }

    /// Independent trials that would be worth as much.
    pub fn effective_trials(&self) -> f64 {
        self.trials as f64 / self.design_effect
    }

    /// Limits on the share, never of no width (Clopper and Pearson, Biometrika 26(4), 1934).
    ///
    /// Where replications differ more than independent trials would, as events that come in clusters make them, trials
    /// and events are divided by the design effect and by `(t(R - 1) / z)^2` first (Korn and Graubard, Survey
    /// Methodology 24(2), 1998). No events in n trials give the upper limit `1 - (miss / 2)^(1 / n)`, about 3.7 / n at
    /// 95 %, of which the one-sided half is the rule of three. One replication cannot show clusters.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let mut worth = 1.0;
        if self.design_effect > 1.0 {
            let wider = confidence.student_t(self.replications - 1) / confidence.student_t(usize::MAX);
            worth = 1.0 / (self.design_effect * wider * wider);
        }
        limits(self.events as f64 * worth, self.trials as f64 * worth, confidence)
    }

    /// Whether Student's interval over replications will not do: too few events, or it leaves 0 .. 1.
    pub fn is_rare(&self, student: &Estimate) -> bool {
        let Interval { low, high } = student.interval();
        let leaves = student.half_width.is_finite() && (low < 0.0 || high > 1.0);
        self.events.min(self.trials - self.events) < FEW || leaves
    }

    /// The estimate to report: exact limits about the pooled share where events are rare, else Student's.
    pub fn estimate(&self, student: Estimate, confidence: Confidence) -> Estimate {
        if self.is_rare(&student) { student.with_limits(self.share(), self.interval(confidence)) } else { student }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn pooled(counts: &[(u64, u64)]) -> Pooled {
        Pooled::of(counts).unwrap()
    }

    fn student(counts: &[(u64, u64)]) -> Estimate {
        let shares: Vec<f64> = counts.iter().map(|&(k, n)| k as f64 / n as f64).collect();
        Estimate::of(&shares, Confidence::USUAL)
    }

    #[test]
    fn no_event_is_not_probability_zero() {
        let counts = [(0, 150); 20];
        let all = pooled(&counts);
        let found = all.estimate(student(&counts), Confidence::USUAL);
        assert!(found.mean.abs() < 1e-15 && found.half_width > 0.0);
        let Interval { low, high } = found.interval();
        // 1 - 0.025^(1 / 3000), and at the one-sided level the rule of three.
        assert!(low.abs() < 1e-15 && (high - 0.001_228_87).abs() < 1e-7, "{high}");
        let one_sided = Confidence::try_from(units::share::Share::percent(90)).unwrap();
        assert!((all.interval(one_sided).high * 3_000.0 - 3.0).abs() < 0.01);
        let none = [(150, 150); 20];
        let sure = pooled(&none).estimate(student(&none), Confidence::USUAL).interval();
        assert!((sure.low + high - 1.0).abs() < 1e-12 && sure.high >= 1.0);
        assert_eq!(Pooled::of(&[(0, 0); 4]), None);
    }

    #[test]
    fn many_events_keep_students_interval() {
        let counts = [(40, 100), (35, 100), (50, 100), (42, 100)];
        assert_eq!(pooled(&counts).estimate(student(&counts), Confidence::USUAL), student(&counts));
        // Half of the replications without any: Student's interval would reach below nothing.
        let clusters = [(0, 1_000), (90, 1_000), (0, 1_000), (10, 1_000)];
        assert!(student(&clusters).interval().low < 0.0);
        let found = pooled(&clusters).estimate(student(&clusters), Confidence::USUAL).interval();
        assert!(found.low > 0.0 && found.high < 1.0 && found.high > 0.09, "{found:?}");
    }

    /// How often the reported interval covers, over replications of `trials` that come in clusters of `size`.
    fn coverage(p: f64, replications: usize, trials: u64, size: u64) -> f64 {
        let tries = 1_500;
        let covers = |seed: u64| {
            let mut chance = Chance::new(seed);
            let mut draw = || (0..trials / size).filter(|_| chance.uniform() < p).count() as u64 * size;
            let counts: Vec<(u64, u64)> = (0..replications).map(|_| (draw(), trials)).collect();
            let Interval { low, high } = pooled(&counts).estimate(student(&counts), Confidence::USUAL).interval();
            low <= p && p <= high
        };
        (0..tries).filter(|&seed| covers(seed)).count() as f64 / tries as f64
    }

    #[test]
    fn intervals_of_rare_and_of_frequent_events_cover() {
        // Three standard errors of a coverage of 0.95 among 1,500 are 0.017.
        for (p, size) in [(0.0005, 1), (0.003, 1), (0.02, 1), (0.3, 1), (0.998, 1), (0.01, 5), (0.05, 5)] {
            let share = coverage(p, 20, 200, size);
            assert!(share > 0.933, "at {p} in clusters of {size}: {share}");
        }
        // What would be printed without: none in twenty runs of 200 gives 0 +- 0, which misses whenever it comes.
        let naive = (0..1_500_u64).filter(|&seed| {
            let mut chance = Chance::new(seed);
            let mut draw = || (0..200).filter(|_| chance.uniform() < 0.0005).count() as u64;
            let counts: Vec<(u64, u64)> = (0..20).map(|_| (draw(), 200)).collect();
            let Interval { low, high } = student(&counts).interval();
            low <= 0.0005 && 0.0005 <= high
        });
        assert!(naive.count() < 1_340, "Student's interval would do as well");
    }

    #[test]
    fn clusters_widen_the_limits() {
        let spread = [(2, 500); 10];
        let mut gathered = [(0, 500); 10];
        gathered[3] = (20, 500);
        let (even, bunched) = (pooled(&spread), pooled(&gathered));
        assert!((even.design_effect - 1.0).abs() < 1e-12 && bunched.design_effect > 15.0);
        let (narrow, wide) = (even.interval(Confidence::USUAL), bunched.interval(Confidence::USUAL));
        assert!(wide.low < narrow.low && wide.high > 3.0 * narrow.high, "{narrow:?} {wide:?}");
    }
}
