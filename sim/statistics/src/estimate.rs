//! Means over replications and how far they can be trusted.

use super::Confidence;

/// A mean over independent replications with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean; NaN over nothing.
    pub mean: f64,
    /// Half the interval's width; infinite where there is none, as with one replication.
    pub half_width: f64,
    /// How many replications.
    pub n: usize,
    /// The standard deviation among the replications, over n - 1; NaN below two.
    pub sd: f64,
    /// The ends of an interval that does not lie evenly about its mean, as exact limits of a share do.
    pub limits: Option<Interval>,
}

/// A stretch of numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Estimate {
    /// The mean of `samples` with Student's interval, `t(n - 1) * sd / sqrt(n)` to either side.
    ///
    /// Covers with the confidence asked for when the samples are independent and normal; means over replications
    /// nearly are. Two passes in the order given.
    pub fn of(samples: &[f64], confidence: Confidence) -> Self {
        let n = samples.len();
        let mean = samples.iter().sum::<f64>() / n as f64;
        if n < 2 {
            return Self { mean, half_width: f64::INFINITY, n, sd: f64::NAN, limits: None };
        }
        let squares: f64 = samples.iter().map(|x| (x - mean) * (x - mean)).sum();
        let sd = (squares / (n - 1) as f64).sqrt();
        Self { mean, half_width: confidence.student_t(n - 1) * sd / (n as f64).sqrt(), n, sd, limits: None }
    }

    /// Its own limits, or the mean with as much to either side as the half width says.
    pub fn interval(&self) -> Interval {
        let even = Interval { low: self.mean - self.half_width, high: self.mean + self.half_width };
        self.limits.unwrap_or(even)
    }

    /// The same with other limits.
    pub fn with_limits(self, mean: f64, limits: Interval) -> Self {
        Self { mean, half_width: 0.5 * (limits.high - limits.low), limits: Some(limits), ..self }
    }

    /// Whether the relative error is at most `relative` \[dimensionless, > 0\].
    ///
    /// `half_width / |mean| <= relative / (1 + relative)`, since the true mean stands below, not the estimate
    /// (Law, Simulation Modeling and Analysis, ch. 9).
    pub fn is_within(&self, relative: f64) -> bool {
        self.half_width <= self.mean.abs() * relative / (1.0 + relative)
    }
}

/// The mean difference `a[i] - b[i]` of pairs that met the same random numbers.
///
/// # Panics
/// If there are not as many of one as of the other.
pub fn paired(a: &[f64], b: &[f64], confidence: Confidence) -> Estimate {
    assert_eq!(a.len(), b.len(), "pairs need as many values on either side");
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    Estimate::of(&differences, confidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    /// Ten of Michelson's speeds of light (1879) [km/s above 299,000]; sum 9,130, squared deviations 74,410.
    #[test]
    fn a_small_sample_has_the_interval_worked_by_hand() {
        let speeds = [850.0, 740.0, 900.0, 1070.0, 930.0, 850.0, 950.0, 980.0, 980.0, 880.0];
        let estimate = Estimate::of(&speeds, Confidence::USUAL);
        assert!((estimate.mean - 913.0).abs() < 1e-9);
        assert!((estimate.sd - (74_410.0_f64 / 9.0).sqrt()).abs() < 1e-9, "{}", estimate.sd);
        // t(9) at 95 % is 2.262157, and 2.262157 * 90.92732 / sqrt(10) = 65.0455.
        assert!((estimate.half_width - 65.0455).abs() < 1e-4, "{}", estimate.half_width);
    }

    #[test]
    fn a_large_offset_does_not_drown_the_spread() {
        let samples: Vec<f64> = [4.0, 7.0, 13.0, 16.0].iter().map(|x| x + 1e9).collect();
        let sd = Estimate::of(&samples, Confidence::USUAL).sd;
        assert!((sd - 30.0_f64.sqrt()).abs() < 1e-6, "{sd}");
    }

    #[test]
    fn student_intervals_cover_normal_means_as_often_as_they_say() {
        for (n, level, expected) in [(3, Confidence::USUAL, 0.95), (20, Confidence::USUAL, 0.95)] {
            let mut chance = Chance::new(n as u64);
            let tries = 20_000;
            let covered = (0..tries)
                .filter(|_| {
                    let samples: Vec<f64> = (0..n).map(|_| 5.0 + 2.0 * chance.normal()).collect();
                    let Interval { low, high } = Estimate::of(&samples, level).interval();
                    low <= 5.0 && 5.0 <= high
                })
                .count();
            let share = covered as f64 / f64::from(tries);
            // Four standard errors of a share of 0.95 among 20,000.
            assert!((share - expected).abs() < 0.0062, "{n} samples: covered {share}");
        }
    }

    #[test]
    fn pairs_on_the_same_chance_are_closer_than_strangers() {
        let mut chance = Chance::new(7);
        let luck: Vec<f64> = (0..50).map(|_| chance.normal()).collect();
        let a: Vec<f64> = luck.iter().map(|x| 10.0 + x).collect();
        let b: Vec<f64> = luck.iter().map(|x| 9.0 + 0.9 * x).collect();
        let strangers: Vec<f64> = (0..50).map(|_| 9.0 + chance.normal()).collect();
        let difference = paired(&a, &b, Confidence::USUAL);
        assert!(difference.interval().low < 1.0 && 1.0 < difference.interval().high);
        assert!(difference.half_width * 5.0 < paired(&a, &strangers, Confidence::USUAL).half_width);
    }

    #[test]
    fn one_replication_says_nothing_about_the_spread() {
        let one = Estimate::of(&[3.0], Confidence::USUAL);
        assert!(one.half_width.is_infinite() && one.sd.is_nan() && !one.is_within(10.0));
        assert!(Estimate::of(&[], Confidence::USUAL).mean.is_nan());
        assert!(Estimate::of(&[1.0, f64::NAN], Confidence::USUAL).half_width.is_nan());
        assert!(Estimate::of(&[10.0, 10.1, 9.9], Confidence::USUAL).is_within(0.03));
        assert!(!Estimate::of(&[10.0, 10.1, 9.9], Confidence::USUAL).is_within(0.02));
    }
}
