//! Two contenders on the same random numbers: the paired test, the ratio of their means, and many tests at once.

use super::beta::split;
use super::{Confidence, Estimate, Interval};

/// The most pairs that are worth asking for: as many replications as a scenario may have.
const MOST_PAIRS: usize = 100_000;

/// Standard normal quantile of 80 %: pairs are counted such that four of five comparisons would be decided.
const POWER: f64 = 0.841_621_233_572_914_3;

/// The probability that Student's t with `freedom` degrees of freedom is at least as far from 0 as `t`.
///
/// `I_x(freedom / 2, 1 / 2)` at `x = freedom / (freedom + t^2)`, the regularised incomplete beta function. 0 for an
/// infinite t, NaN for NaN.
///
/// # Panics
/// If there is no degree of freedom.
pub fn student_p(t: f64, freedom: usize) -> f64 {
    assert!(freedom > 0, "Student's t needs a degree of freedom");
    if t.is_nan() {
        return f64::NAN;
    }
    let freedom = freedom as f64;
    split(0.5 * freedom, 0.5, freedom / (freedom + t * t)).0
}

/// The two-sided p-value of a paired t test: that the mean difference is 0. NaN below two pairs.
///
/// Differences that are all equal and not 0 have p = 0, and 1 if they are all 0.
pub fn paired_p(difference: &Estimate) -> f64 {
    if difference.n < 2 || difference.mean.is_nan() {
        return f64::NAN;
    }
    if difference.mean.abs() <= 0.0 {
        return 1.0;
    }
    student_p(difference.mean / (difference.sd / (difference.n as f64).sqrt()), difference.n - 1)
}

/// p-values of tests that are judged together, adjusted so that the probability of any wrong rejection keeps the level.
///
/// With the p-values in ascending order, `max over j <= i of min(1, (m - j + 1) p_j)` (Holm, Scandinavian Journal of
/// Statistics 6(2), 1979). Valid whatever the dependence between the tests.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut greatest = 0.0_f64;
    for (rank, &at) in order.iter().enumerate() {
        greatest = greatest.max((p.len() - rank) as f64 * p[at]).min(1.0);
        adjusted[at] = greatest;
    }
    adjusted
}

/// The ratio of the mean of `other` to that of `base` with its jackknife interval; none where the mean of `base` may be
/// 0, or below two pairs.
///
/// With `r` the ratio of all n pairs and `r_i` that without pair i, the pseudo-values `n r - (n - 1) r_i` are taken as
/// independent (Tukey; Law, Simulation Modeling and Analysis, ch. 9): Student's interval over them. Unlike the mean of
/// the ratios it has no bias of the order 1 / n.
///
/// # Panics
/// If there are not as many of one as of the other.
pub fn ratio_of_means(base: &[f64], other: &[f64], confidence: Confidence) -> Option<(f64, Interval)> {
    assert_eq!(base.len(), other.len(), "pairs need as many values on either side");
    let n = base.len() as f64;
    let Interval { low, high } = Estimate::of(base, confidence).interval();
    // Written so that NaN has no ratio.
    if base.len() < 2 || !(low > 0.0 || high < 0.0) {
        return None;
    }
    let sums = (base.iter().sum::<f64>(), other.iter().sum::<f64>());
    let ratio = sums.1 / sums.0;
    let without = |(base, other): (&f64, &f64)| (sums.1 - other) / (sums.0 - base);
    let pseudo: Vec<f64> = base.iter().zip(other).map(|pair| n * ratio - (n - 1.0) * without(pair)).collect();
    let interval = Estimate::of(&pseudo, confidence).interval();
    (ratio.is_finite() && interval.low.is_finite() && interval.high.is_finite()).then_some((ratio, interval))
}

/// How many pairs would decide, with a probability of 80 %, whether the mean difference is 0, if it is as large as it
/// seems now; none if there is no difference, or more than 100,000 would be needed.
///
/// The least n with `(t(n - 1) + 0.8416) sd / sqrt(n) <= |mean|`.
pub fn pairs_to_decide(difference: &Estimate, confidence: Confidence) -> Option<usize> {
    let per_root = difference.sd / difference.mean.abs();
    let decides = |n: usize| per_root * (confidence.student_t(n - 1) + POWER) / (n as f64).sqrt() <= 1.0;
    if !per_root.is_finite() || !decides(MOST_PAIRS) {
        return None;
    }
    let (mut low, mut high) = (1, MOST_PAIRS);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if decides(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// How many pairs must differ before their signs alone could decide: the least k with `2^(1 - k) <= miss`.
///
/// With fewer, and all others equal, a small p of Student's t rests on the normal law of a sample that is plainly not
/// normal.
pub fn least_differing(confidence: Confidence) -> usize {
    (1..=MOST_PAIRS).find(|&k| 0.5_f64.powi(k as i32 - 1) <= confidence.miss()).unwrap_or(MOST_PAIRS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn near(value: f64, expected: f64, relative: f64) {
        assert!((value / expected - 1.0).abs() < relative, "{value}, not {expected}");
    }

    /// With one degree of freedom `p = 1 - 2 atan(t) / pi`, with two `1 - t / sqrt(t^2 + 2)`.
    #[test]
    fn p_values_have_their_closed_forms_far_into_the_tail() {
        for t in [1e-3, 0.5, 1.0, 4.303, 100.0, 1e6] {
            near(student_p(t, 1), 2.0 * (1.0 / t).atan() / std::f64::consts::PI, 1e-12);
            let root = (t * t + 2.0).sqrt();
            near(student_p(-t, 2), 2.0 / (root * (root + t)), 1e-12);
        }
        assert!(student_p(f64::INFINITY, 3).abs() < 1e-300 && student_p(f64::NAN, 3).is_nan());
        near(student_p(0.0, 7), 1.0, 1e-12);
    }

    /// statrs is not asked far in the tail, where it gives 1 less something near 1.
    #[test]
    fn p_values_agree_with_statrs_where_it_has_digits() {
        use statrs::distribution::{ContinuousCDF as _, StudentsT};
        for freedom in [3, 9, 19, 63] {
            let law = StudentsT::new(0.0, 1.0, freedom as f64).unwrap();
            for t in [0.1, 1.0, 2.0, 3.5] {
                near(student_p(t, freedom), 2.0 * law.cdf(-t), 1e-9);
            }
        }
    }

    #[test]
    fn a_p_value_is_below_the_level_where_the_interval_excludes_0() {
        for shift in [0.0, 0.3, 0.6, 1.0, 1.5] {
            let samples: Vec<f64> = [0.4, -0.9, 1.3, -0.2, 0.1, -0.7].iter().map(|x| x + shift).collect();
            let estimate = Estimate::of(&samples, Confidence::USUAL);
            let Interval { low, high } = estimate.interval();
            assert_eq!(paired_p(&estimate) < 0.05, low > 0.0 || high < 0.0, "{estimate:?}");
        }
        assert!(paired_p(&Estimate::of(&[2.0, 2.0, 2.0], Confidence::USUAL)).abs() < 1e-300);
        near(paired_p(&Estimate::of(&[0.0, 0.0], Confidence::USUAL)), 1.0, 1e-15);
        assert!(paired_p(&Estimate::of(&[2.0], Confidence::USUAL)).is_nan());
    }

    /// By hand: 4 tests in the order 0.005, 0.01, 0.03, 0.04 are multiplied by 4, 3, 2, 1; the last may not be less
    /// than the one before it.
    #[test]
    fn holm_agrees_with_an_example_by_hand() {
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (value, expected) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            near(*value, expected, 1e-12);
        }
        assert_eq!(holm(&[0.7, 0.6]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }

    /// Among 20 true hypotheses at least one is rejected at 5 % in two of three families; with Holm in one of twenty.
    #[test]
    fn holm_keeps_the_level_of_a_family() {
        let mut chance = Chance::new(3);
        let tries = 2_000;
        let [mut plain, mut adjusted] = [0_u32; 2];
        for _ in 0..tries {
            let p: Vec<f64> = (0..20).map(|_| chance.uniform()).collect();
            plain += u32::from(p.iter().any(|&p| p < 0.05));
            adjusted += u32::from(holm(&p).iter().any(|&p| p < 0.05));
        }
        let [plain, adjusted] = [plain, adjusted].map(|n| f64::from(n) / f64::from(tries));
        assert!((plain - 0.64).abs() < 0.04 && (adjusted - 0.05).abs() < 0.015, "{plain} {adjusted}");
    }

    /// Over a base that does not vary the pseudo-values are the ratios, and the interval is Student's over the base.
    #[test]
    fn the_ratio_to_a_constant_has_students_interval() {
        let other = [4.0, 7.0, 13.0, 16.0];
        let (ratio, interval) = ratio_of_means(&[5.0; 4], &other, Confidence::USUAL).unwrap();
        let student = Estimate::of(&other, Confidence::USUAL).interval();
        near(ratio, 2.0, 1e-12);
        near(interval.high, student.high / 5.0, 1e-9);
        assert!((interval.low - student.low / 5.0).abs() < 1e-9);
    }

    /// Two pairs (1, 2) and (3, 3): r = 5/4, without one it is 1 or 2, so that the pseudo-values are 3/2 and 1/2.
    #[test]
    fn the_ratio_of_two_pairs_agrees_with_the_jackknife_by_hand() {
        // A base of 1 and 3 with two replications may be 0 at 95 %, but not at 50 %.
        assert_eq!(ratio_of_means(&[1.0, 3.0], &[2.0, 3.0], Confidence::USUAL), None);
        let half = Confidence::try_from(units::share::Share::percent(40)).unwrap();
        let (ratio, interval) = ratio_of_means(&[1.0, 3.0], &[2.0, 3.0], half).unwrap();
        near(ratio, 1.25, 1e-12);
        let expected = Estimate::of(&[1.5, 0.5], half).interval();
        near(interval.low, expected.low, 1e-12);
        near(interval.high, expected.high, 1e-12);
    }

    #[test]
    fn intervals_of_ratios_cover() {
        let tries = 4_000;
        let covers = |seed: u64| {
            let mut chance = Chance::new(seed);
            let base: Vec<f64> = (0..12).map(|_| 10.0 + chance.normal()).collect();
            let other: Vec<f64> = base.iter().map(|x| 0.7 * x + 0.4 * chance.normal()).collect();
            let (_, Interval { low, high }) = ratio_of_means(&base, &other, Confidence::USUAL).unwrap();
            low <= 0.7 && 0.7 <= high
        };
        let share = (0..tries).filter(|&seed| covers(seed)).count() as f64 / tries as f64;
        assert!((share - 0.95).abs() < 0.012, "{share}");
    }

    #[test]
    fn a_ratio_to_what_may_be_nothing_does_not_exist() {
        for base in [[-1.0, 1.0, 2.0], [0.0; 3], [f64::NAN, 1.0, 1.0]] {
            assert_eq!(ratio_of_means(&base, &[1.0, 2.0, 3.0], Confidence::USUAL), None);
        }
        let below = ratio_of_means(&[-2.0, -2.0], &[-1.0, -1.0], Confidence::USUAL).unwrap();
        near(below.0, 0.5, 1e-15);
    }

    /// A normal mean of 0.5 standard deviations needs `(1.96 + 0.84)^2 / 0.5^2 = 31.4` pairs, and two more for t.
    #[test]
    fn as_many_pairs_as_are_asked_for_decide_four_times_of_five() {
        let seen = Estimate { mean: 0.5, half_width: 1.0, n: 5, sd: 1.0, limits: None };
        let n = pairs_to_decide(&seen, Confidence::USUAL).unwrap();
        assert!((33..=34).contains(&n), "{n}");
        let tries = 4_000;
        let decides = |seed: u64| {
            let mut chance = Chance::new(seed);
            let pairs: Vec<f64> = (0..n).map(|_| 0.5 + chance.normal()).collect();
            paired_p(&Estimate::of(&pairs, Confidence::USUAL)) < 0.05
        };
        let share = (0..tries).filter(|&seed| decides(seed)).count() as f64 / tries as f64;
        assert!((share - 0.8).abs() < 0.025, "{share}");
        assert_eq!(pairs_to_decide(&Estimate { mean: 0.0, ..seen }, Confidence::USUAL), None);
        assert_eq!(pairs_to_decide(&Estimate { mean: 1e-4, ..seen }, Confidence::USUAL), None);
        assert_eq!(pairs_to_decide(&Estimate { sd: f64::NAN, ..seen }, Confidence::USUAL), None);
    }

    #[test]
    fn six_signs_can_decide_at_95_percent() {
        assert_eq!(least_differing(Confidence::USUAL), 6);
        assert_eq!(least_differing(Confidence::try_from(units::share::Share::percent(99)).unwrap()), 8);
    }
}
