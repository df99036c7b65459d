//! Exact limits on a probability from a count of events.

use engine::math::{exp, exp_m1, ln};

use super::beta::{bisect, split};
use super::{Confidence, Interval};

/// The limits on a probability after `events` in `trials` (Clopper and Pearson, Biometrika 26(4), 1934).
///
/// The lower limit is the beta quantile of `(k, n - k + 1)` at `miss / 2`, the upper that of `(k + 1, n - k)` at
/// `1 - miss / 2`. Covers at least as often as asked, whatever the probability; none in n gives the upper limit
/// `1 - (miss / 2)^(1 / n)`, never 0. Without trials it is the whole of 0 .. 1.
///
/// # Panics
/// If there are more events than trials.
pub fn clopper_pearson(events: u64, trials: u64, confidence: Confidence) -> Interval {
    assert!(events <= trials, "{events} events in {trials} trials cannot be");
    limits(events as f64, trials as f64, confidence)
}

/// The same for numbers that need not be whole, as effective ones are.
pub(super) fn limits(events: f64, trials: f64, confidence: Confidence) -> Interval {
    if trials <= 0.0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let tail = 0.5 * confidence.miss();
    Interval { low: lower(events, trials, tail), high: upper(events, trials, tail) }
}

fn lower(events: f64, trials: f64, tail: f64) -> f64 {
    if events <= 0.0 {
        return 0.0;
    }
    if events >= trials {
        return exp(ln(tail) / trials);
    }
    bisect(|p| split(events, trials - events + 1.0, p).0 < tail)
}

fn upper(events: f64, trials: f64, tail: f64) -> f64 {
    if events >= trials {
        return 1.0;
    }
    if events <= 0.0 {
        return -exp_m1(ln(tail) / trials);
    }
    // The probability of so few events falls as p grows.
    bisect(|p| split(events + 1.0, trials - events, p).1 > tail)
}

#[cfg(test)]
mod tests {
    use units::share::Share;

    use super::*;

    #[test]
    fn limits_agree_with_the_published_tables() {
        let check = |events, trials, level: u64, low: f64, high: f64| {
            let confidence = Confidence::try_from(Share::percent(level)).unwrap();
            let got = clopper_pearson(events, trials, confidence);
            let near = (got.low - low).abs() < 5.1e-5 && (got.high - high).abs() < 5.1e-5;
            assert!(near, "{events} of {trials} at {level} %: {got:?}, not {low} .. {high}");
        };
        // As binom.test(k, n) of R answers, and as sums over the binomial confirm.
        check(1, 10, 95, 0.0025, 0.4450);
        check(5, 10, 95, 0.1871, 0.8129);
        check(9, 10, 95, 0.5550, 0.9975);
        check(0, 10, 95, 0.0, 0.3085);
        check(10, 10, 95, 0.6915, 1.0);
        check(0, 30, 95, 0.0, 0.1157);
        check(4, 20, 95, 0.0573, 0.4366);
        check(15, 20, 99, 0.4402, 0.9417);
    }

    #[test]
    fn none_and_all_have_closed_forms() {
        for n in [1_u64, 7, 300, 1_000_000, 1 << 40] {
            let none = clopper_pearson(0, n, Confidence::USUAL);
            let expected = -(0.025_f64.ln() / n as f64).exp_m1();
            assert!(none.low <= 0.0 && (none.high / expected - 1.0).abs() < 1e-12, "{n}: {none:?}");
            let all = clopper_pearson(n, n, Confidence::USUAL);
            assert!((all.low + none.high - 1.0).abs() < 1e-12 && all.high >= 1.0, "{n}: {all:?}");
        }
    }

    /// Rare events follow Poisson's exact limits over n: 1 event gives 0.0253 .. 5.5716, 10 give 4.7954 .. 18.3904.
    #[test]
    fn rare_events_meet_the_limits_of_poisson() {
        for (events, low, high) in [(1, 0.025_318, 5.571_643), (10, 4.795_389, 18.390_356)] {
            for n in [10_000_000_u64, 10_000_000_000] {
                let got = clopper_pearson(events, n, Confidence::USUAL);
                let (got_low, got_high) = (got.low * n as f64, got.high * n as f64);
                assert!((got_low / low - 1.0).abs() < 1e-4, "{events} of {n}: {got_low}");
                assert!((got_high / high - 1.0).abs() < 1e-4, "{events} of {n}: {got_high}");
            }
        }
    }

    /// With many of each kind the limits are the normal ones, p -+ (1.96 sqrt(p (1 - p) / n) + 1 / (2 n)), nearly.
    #[test]
    fn a_million_trials_come_close_to_the_normal_limits() {
        let (events, trials) = (200_000, 1_000_000);
        let got = clopper_pearson(events, trials, Confidence::USUAL);
        let half = 1.959_964 * (0.2_f64 * 0.8 / 1e6).sqrt() + 0.5e-6;
        assert!((got.low - (0.2 - half)).abs() < 2e-6 && (got.high - (0.2 + half)).abs() < 2e-6, "{got:?}");
    }

    /// Summed over the binomial, the limits cover at least as often as they say at every probability.
    #[test]
    fn limits_cover_at_every_probability() {
        let n = 25_u64;
        let limits: Vec<Interval> = (0..=n).map(|k| clopper_pearson(k, n, Confidence::USUAL)).collect();
        for step in 1..100 {
            let p = f64::from(step) / 100.0;
            let mut mass = (1.0 - p).powi(n as i32);
            let mut covered = 0.0;
            for (k, limit) in (0_u64..).zip(&limits) {
                if limit.low <= p && p <= limit.high {
                    covered += mass;
                }
                mass *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
            }
            assert!(covered >= 0.95, "at {p}: {covered}");
        }
    }
}
