//! Variance-based indices after Sobol: which share of a result's variance each factor carries.

use statistics::{Confidence, Interval, Quantiles};

use crate::chance::stream;
use crate::design::{Design, Sobol};

/// Saltelli's plan: N blocks of k + 2 rows, `A`, `AB_1` to `AB_k`, and `B`.
///
/// A and B are two halves of the points of a scrambled Sobol sequence of 2 k factors; `AB_i` is A with factor i from B.
/// Row `j (k + 2) + m` is member m of block j. N is best a power of two. Costs N (k + 2) runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Saltelli {
    factors: usize,
    points: Sobol,
    seed: u64,
}

/// An index with its interval, of the percentiles of a bootstrap over blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// The share of the variance \[dimensionless\]; estimates of small ones may lie below 0. NaN where nothing varies.
    pub value: f64,
    /// Where it may lie; ends are NaN where nothing varies.
    pub interval: Interval,
}

/// The variance, apportioned to the factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Apportioned {
    /// By factor, the share that it carries alone: `V(E(Y | X_i)) / V(Y)`.
    pub first: Vec<Index>,
    /// By factor, the share that it carries alone or with others: `E(V(Y | X_~i)) / V(Y)`; exactly 0 if no result
    /// changed.
    pub total: Vec<Index>,
    /// The mean of the results of A and B.
    pub mean: f64,
    /// Their variance, over n.
    pub variance: f64,
    /// Blocks that had all their results.
    pub used: u64,
    /// Blocks that were left out, because a result is missing.
    pub dropped: u64,
}

impl Saltelli {
    /// `blocks` blocks of `factors + 2` rows.
    ///
    /// # Errors
    /// If there is no block, or there are more factors than Sobol's sequence has pairs of dimensions.
    pub fn new(factors: usize, blocks: u64, seed: u64) -> Result<Self, String> {
        if blocks == 0 {
            return Err("a plan after Saltelli needs at least 1 block, better 256".to_string());
        }
        let most = crate::design::MOST_FACTORS / 2;
        if factors > most {
            return Err(format!("a plan after Saltelli has at most {most} factors, not {factors}: screen them first"));
        }
        Ok(Self { factors, points: Sobol::scrambled(2 * factors, blocks, seed)?, seed })
    }

    /// The indices, from the results in the order of rows; a result that is not finite is missing.
    ///
    /// With f(A), f(B) centred on their common mean and V their variance:
    /// `S_i = mean(f(B) (f(AB_i) - f(A))) / V` (Saltelli and others, Computer Physics Communications 181(2), 2010,
    /// table 2b) and `T_i = mean((f(A) - f(AB_i))^2) / (2 V)` (Jansen, Computer Physics Communications 117, 1999).
    /// Intervals are percentiles over `resamples` bootstrap samples of whole blocks.
    ///
    /// # Panics
    /// If there are not as many results as rows.
    pub fn indices(&self, results: &[f64], confidence: Confidence, resamples: u32) -> Apportioned {
        assert_eq!(results.len() as u64, self.rows(), "each row of the plan has a result, NaN if it is missing");
        let whole = |block: &&[f64]| block.iter().all(|result| result.is_finite());
        let blocks: Vec<&[f64]> = results.chunks(self.factors + 2).filter(whole).collect();
        let (used, dropped) = (blocks.len() as u64, self.points.rows() - blocks.len() as u64);
        let all = Sums::of(self.factors, &blocks);
        let stream = stream(self.seed, "sense.saltelli.bootstrap");
        let resample = |number: u32| {
            let mut draws = stream.draws(u64::from(number));
            let drawn: Vec<&[f64]> = blocks.iter().map(|_| blocks[draws.below(blocks.len() as u32) as usize]).collect();
            Sums::of(self.factors, &drawn)
        };
        let resamples: Vec<Sums> = (0..if blocks.is_empty() { 0 } else { resamples }).map(resample).collect();
        let share =
            |sums: &Sums, of: &[f64], i: usize| if sums.variance > 0.0 { of[i] / sums.variance } else { f64::NAN };
        let index = |of: &dyn Fn(&Sums) -> f64| {
            let quantiles = Quantiles::of(&resamples.iter().map(of).collect::<Vec<f64>>());
            let at = |p: f64| quantiles.at(p).unwrap_or(f64::NAN);
            let interval = Interval { low: at(0.5 * confidence.miss()), high: at(1.0 - 0.5 * confidence.miss()) };
            Index { value: of(&all), interval }
        };
        Apportioned {
            first: (0..self.factors).map(|i| index(&|sums| share(sums, &sums.first, i))).collect(),
            total: (0..self.factors).map(|i| index(&|sums| share(sums, &sums.total, i))).collect(),
            mean: all.mean,
            variance: all.variance,
            used,
            dropped,
        }
    }
}

/// What the indices are quotients of.
struct Sums {
    mean: f64,
    variance: f64,
    first: Vec<f64>,
    total: Vec<f64>,
}

impl Sums {
    fn of(factors: usize, blocks: &[&[f64]]) -> Self {
        // Ends of a block: A first, B last. The mean is taken off first, as both estimators lose by an offset.
        let n = blocks.len() as f64;
        let mean = blocks.iter().map(|block| block[0] + block[factors + 1]).sum::<f64>() / (2.0 * n);
        let squared = |x: f64| (x - mean) * (x - mean);
        let variance =
            blocks.iter().map(|block| squared(block[0]) + squared(block[factors + 1])).sum::<f64>() / (2.0 * n);
        // The mean of equal numbers may be off in the last bit, and that would be a variance.
        let one = blocks.first().map_or(0.0, |block| block[0]).to_bits();
        let varies = blocks.iter().any(|block| block[0].to_bits() != one || block[factors + 1].to_bits() != one);
        let variance = if varies { variance } else { 0.0 };
        let (mut first, mut total) = (vec![0.0; factors], vec![0.0; factors]);
        for block in blocks {
            let (a, b) = (block[0], block[factors + 1] - mean);
            for (i, mixed) in block[1..=factors].iter().enumerate() {
                first[i] += b * (mixed - a) / n;
                total[i] += 0.5 * (a - mixed) * (a - mixed) / n;
            }
        }
        Self { mean, variance, first, total }
    }
}

impl Design for Saltelli {
    fn factors(&self) -> usize {
        self.factors
    }

    fn rows(&self) -> u64 {
        self.points.rows() * (self.factors as u64 + 2)
    }

    fn row(&self, k: u64) -> Vec<f64> {
        let length = self.factors as u64 + 2;
        let mut a = self.points.row(k / length);
        let b = a.split_off(self.factors);
        match (k % length) as usize {
            0 => a,
            member if member > self.factors => b,
            member => {
                a[member - 1] = b[member - 1];
                a
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::normal;
    use crate::design::cell;
    use crate::sense::known::{g, ishigami, of_g, of_ishigami};

    fn played(plan: &Saltelli, f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        (0..plan.rows()).map(|k| f(&plan.row(k))).collect()
    }

    #[test]
    fn a_block_is_a_then_a_with_one_factor_of_b_each_then_b() {
        let plan = Saltelli::new(3, 4, 1).unwrap();
        assert_eq!(plan.rows(), 20);
        let (a, b) = (plan.row(5), plan.row(9));
        assert_eq!(plan.row(6), [b[0], a[1], a[2]]);
        assert_eq!(plan.row(8), [a[0], a[1], b[2]]);
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() > 0.0));
    }

    /// `SALib` 1.6.0 with N = 8192: 0.3141, 0.4437, -0.0002 and 0.5574, 0.4424, 0.2437.
    #[test]
    fn ishigami_has_its_analytic_indices() {
        let (first, total) = of_ishigami();
        assert!((first[0] - 0.3139).abs() < 5e-5 && (total[2] - 0.2437).abs() < 5e-5, "{first:?} {total:?}");
        let plan = Saltelli::new(3, 8192, 1).unwrap();
        let found = plan.indices(&played(&plan, ishigami), Confidence::USUAL, 200);
        for i in 0..3 {
            let (one, all) = (found.first[i], found.total[i]);
            assert!((one.value - first[i]).abs() < 0.004 && (all.value - total[i]).abs() < 0.004, "{one:?} {all:?}");
            assert!(one.interval.low <= first[i] && first[i] <= one.interval.high, "{one:?}");
            assert!(all.interval.low <= total[i] && total[i] <= all.interval.high, "{all:?}");
        }
        // E = a / 2; V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2.
        assert!((found.mean - 3.5).abs() < 0.01 && (found.variance - 13.8446).abs() < 0.05, "{found:?}");
    }

    #[test]
    fn the_g_function_has_its_analytic_indices() {
        let (first, total) = of_g();
        let plan = Saltelli::new(6, 8192, 2).unwrap();
        let found = plan.indices(&played(&plan, g), Confidence::USUAL, 0);
        for i in 0..6 {
            let off = [found.first[i].value - first[i], found.total[i].value - total[i]];
            assert!(off.iter().all(|off| off.abs() < 0.005), "factor {i}: {off:?}");
        }
        assert!(found.first[0].interval.low.is_nan(), "without resamples there is no interval");
    }

    #[test]
    fn a_linear_function_has_the_squares_of_its_coefficients_and_an_offset_does_not_matter() {
        let plan = Saltelli::new(3, 2048, 1).unwrap();
        for offset in [0.0, 1e6] {
            let found = plan.indices(&played(&plan, |x| offset + 4.0 * x[0] + 3.0 * x[1]), Confidence::USUAL, 0);
            for (i, share) in [16.0 / 25.0, 9.0 / 25.0, 0.0].into_iter().enumerate() {
                let (one, all) = (found.first[i].value, found.total[i].value);
                assert!((one - share).abs() < 0.003 && (all - share).abs() < 0.003, "{offset}: {one} {all}");
            }
        }
    }

    /// Luck as a factor: with noise of variance 1/12 beside a factor of variance 1/12, each carries a half.
    #[test]
    fn the_number_of_the_replication_as_a_factor_measures_luck() {
        let plan = Saltelli::new(2, 4096, 5).unwrap();
        let luck = |replication: usize| normal(&mut stream(1, "luck").draws(replication as u64)) / 12.0_f64.sqrt();
        let found = plan.indices(&played(&plan, |x| x[0] + luck(cell(x[1], 1000))), Confidence::USUAL, 0);
        let total: Vec<f64> = found.total.iter().map(|index| index.value).collect();
        assert!(total.iter().all(|share| (share - 0.5).abs() < 0.04), "{total:?}");
    }

    #[test]
    fn intervals_cover_about_as_often_as_they_say() {
        let covered = (0..100).filter(|&seed| {
            let plan = Saltelli::new(3, 256, seed).unwrap();
            let Interval { low, high } =
                plan.indices(&played(&plan, ishigami), Confidence::USUAL, 200).total[0].interval;
            low <= of_ishigami().1[0] && of_ishigami().1[0] <= high
        });
        let covered = covered.count();
        assert!(covered >= 90, "{covered} of 100 cover");
    }

    #[test]
    fn a_missing_result_costs_its_block_only() {
        let plan = Saltelli::new(2, 512, 1).unwrap();
        let mut results = played(&plan, |x| 2.0 * x[0] + x[1]);
        (results[0], results[7]) = (f64::NAN, f64::NEG_INFINITY);
        let found = plan.indices(&results, Confidence::USUAL, 50);
        assert_eq!((found.used, found.dropped), (510, 2));
        assert!((found.total[0].value - 0.8).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn where_nothing_varies_there_is_no_share() {
        let plan = Saltelli::new(2, 8, 1).unwrap();
        let constant = plan.indices(&[0.1; 32], Confidence::USUAL, 10);
        let nothing = plan.indices(&[f64::NAN; 32], Confidence::USUAL, 10);
        for found in [constant, nothing] {
            assert!(found.first[0].value.is_nan() && found.total[1].interval.high.is_nan(), "{found:?}");
        }
    }

    #[test]
    fn wrong_plans_are_refused_with_what_would_serve() {
        let message = Saltelli::new(129, 8, 1).unwrap_err();
        assert_eq!(message, "a plan after Saltelli has at most 128 factors, not 129: screen them first");
        let message = Saltelli::new(2, 0, 1).unwrap_err();
        assert_eq!(message, "a plan after Saltelli needs at least 1 block, better 256");
    }
}
