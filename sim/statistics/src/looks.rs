//! How often, and how surely each time, to look at replications that are still being added.

use super::Confidence;

/// Planned looks after n, 2 n, 4 n, ... replications and at the most that are allowed.
///
/// Each look spends an equal part of the error (Bonferroni): with K looks each interval has confidence
/// `1 - miss / K`, so that with at least the confidence asked for *all* of them cover, whenever one stops. Doubling
/// keeps K small: 20 to 400 replications are six looks, and the last interval is 1.35 times as wide as one taken once.
#[derive(Clone, Debug, PartialEq)]
pub struct Looks {
    sizes: Vec<usize>,
    each: Confidence,
}

impl Looks {
    /// Plans looks from `first` replications to `most`, together of the confidence asked for.
    ///
    /// With `most` at or below `first` there is a single look, at `most`.
    ///
    /// # Panics
    /// If the first or the last look has no replications.
    pub fn plan(first: usize, most: usize, confidence: Confidence) -> Self {
        assert!(first > 0 && most > 0, "a look needs replications: planned {first} to {most}");
        let doubled = std::iter::successors(Some(first), |size| size.checked_mul(2));
        let mut sizes: Vec<usize> = doubled.take_while(|&size| size < most).collect();
        sizes.push(most);
        let each = confidence.shared_by(sizes.len());
        Self { sizes, each }
    }

    /// After how many replications to look, in order.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }
    /// The confidence of the interval at each look.
    pub fn confidence(&self) -> Confidence {
        self.each
    }
    /// The first look past `done` replications; `None` when all are spent.
    pub fn next(&self, done: usize) -> Option<usize> {
        self.sizes.iter().copied().find(|&size| size > done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Estimate;
    use crate::chance::Chance;

    #[test]
    fn looks_double_up_to_the_budget() {
        let check = |first, most, sizes: &[usize]| {
            let looks = Looks::plan(first, most, Confidence::USUAL);
            assert_eq!(looks.sizes(), sizes);
            let spent = looks.confidence().miss() * sizes.len() as f64;
            assert!((spent - 0.05).abs() < 1e-12, "{spent}");
        };
        check(20, 400, &[20, 40, 80, 160, 320, 400]);
        check(20, 160, &[20, 40, 80, 160]);
        check(20, 20, &[20]);
        check(20, 5, &[5]);
        let looks = Looks::plan(20, 50, Confidence::USUAL);
        assert_eq!([0, 20, 30, 40, 50].map(|done| looks.next(done)), [Some(20), Some(40), Some(40), Some(50), None]);
    }

    /// Stopping at the first look that excludes the truth errs too often with plain intervals, not with planned ones.
    #[test]
    fn repeated_looking_stays_within_the_error() {
        let looks = Looks::plan(10, 640, Confidence::USUAL);
        let (mut plain, mut planned) = (0, 0);
        let tries = 2_000;
        for seed in 0..tries {
            let mut chance = Chance::new(seed);
            let samples: Vec<f64> = (0..640).map(|_| chance.normal()).collect();
            let missed = |confidence| {
                let misses = |&size: &usize| {
                    let estimate = Estimate::of(&samples[..size], confidence);
                    estimate.mean.abs() > estimate.half_width
                };
                usize::from(looks.sizes().iter().any(misses))
            };
            plain += missed(Confidence::USUAL);
            planned += missed(looks.confidence());
        }
        assert!(plain > 200, "plain intervals erred only {plain} times in {tries}");
        assert!(planned <= 100, "planned intervals erred {planned} times in {tries}");
    }
}
