//! Latin hypercubes: in each factor one point in each of n equal strata.

use crate::chance::{shuffle, stream};

use super::Design;

/// A Latin hypercube of n points (`McKay`, Beckman, Conover, Technometrics 21(2), 1979).
///
/// Factor f of row k is `(p_f(k) + u) / n` with a random order `p_f` of 0 .. n and a uniform u in (0, 1). Takes
/// four bytes of memory for each row and factor.
#[derive(Clone, Debug, PartialEq)]
pub struct LatinHypercube {
    seed: u64,
    rows: u32,
    /// The stratum of each row, by factor.
    strata: Vec<Vec<u32>>,
}

impl LatinHypercube {
    /// `rows` points of `factors` numbers each.
    ///
    /// # Panics
    /// If there is no row.
    pub fn new(factors: usize, rows: u32, seed: u64) -> Self {
        assert!(rows > 0, "a Latin hypercube needs a row");
        let stream = stream(seed, "design.latin.order");
        let order = |factor: usize| {
            let mut order: Vec<u32> = (0..rows).collect();
            shuffle(&mut order, &mut stream.draws(factor as u64));
            order
        };
        Self { seed, rows, strata: (0..factors).map(order).collect() }
    }

    /// The hypercube among `tries` whose two nearest points are farthest apart (Johnson, Moore, Ylvisaker, Journal of
    /// Statistical Planning and Inference 26(2), 1990).
    ///
    /// Takes `tries * rows^2 * factors` steps. One try is the hypercube of [`new`](Self::new).
    ///
    /// # Panics
    /// If there is no row or no try.
    pub fn maximin(factors: usize, rows: u32, seed: u64, tries: u32) -> Self {
        assert!(tries > 0, "maximin needs a try");
        let mut seeds = stream(seed, "design.latin.tries").draws(0);
        let mut best = Self::new(factors, rows, seed);
        let mut farthest = best.least_distance();
        for _ in 1..tries {
            let next = Self::new(factors, rows, seeds.bits());
            let distance = next.least_distance();
            if distance > farthest {
                (best, farthest) = (next, distance);
            }
        }
        best
    }

    /// The square of the distance between the two nearest rows; infinite with one row.
    pub fn least_distance(&self) -> f64 {
        let rows: Vec<Vec<f64>> = (0..self.rows()).map(|k| self.row(k)).collect();
        let squared = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        let after = rows.iter().enumerate().flat_map(|(k, a)| rows[k + 1..].iter().map(move |b| (a, b)));
        after.map(|(a, b)| squared(a, b)).fold(f64::INFINITY, f64::min)
    }
}

impl Design for LatinHypercube {
    fn factors(&self) -> usize {
        self.strata.len()
    }

    fn rows(&self) -> u64 {
        u64::from(self.rows)
    }

    fn row(&self, k: u64) -> Vec<f64> {
        assert!(k < self.rows(), "there is no row {k} among {}", self.rows());
        let mut within = stream(self.seed, "design.latin.within").draws(k);
        let n = f64::from(self.rows);
        // The division may round up to the next stratum's lower end; the largest number below it is still in this one.
        let place = |stratum: u32, u: f64| ((f64::from(stratum) + u) / n).min((f64::from(stratum + 1) / n).next_down());
        self.strata.iter().map(|order| place(order[k as usize], within.uniform())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{cell, centred_discrepancy};

    #[test]
    fn every_stratum_of_every_factor_has_one_point() {
        for n in [1, 2, 7, 100, 1023] {
            let latin = LatinHypercube::new(5, n, u64::from(n));
            for factor in 0..5 {
                let mut strata: Vec<usize> =
                    (0..latin.rows()).map(|k| cell(latin.row(k)[factor], n as usize)).collect();
                strata.sort_unstable();
                assert!(strata.iter().enumerate().all(|(k, &stratum)| k == stratum), "{n} rows, factor {factor}");
            }
        }
    }

    #[test]
    fn each_stratum_is_as_likely_as_the_next_in_each_row() {
        let mut counts = [[0_u32; 4]; 4];
        for seed in 0..4000 {
            let latin = LatinHypercube::new(2, 4, seed);
            for k in 0..4 {
                counts[k as usize][cell(latin.row(k)[1], 4)] += 1;
            }
        }
        // Five standard errors of 1,000 expected among 4,000.
        assert!(counts.iter().flatten().all(|&n| n.abs_diff(1000) < 137), "{counts:?}");
    }

    #[test]
    fn the_seed_decides_and_factors_differ() {
        let row = |seed: u64, k: u64| LatinHypercube::new(3, 50, seed).row(k);
        assert_eq!(row(1, 17), row(1, 17));
        assert_ne!(row(1, 17), row(2, 17));
        let factors = LatinHypercube::new(2, 50, 1);
        assert_ne!(factors.strata[0], factors.strata[1]);
    }

    #[test]
    fn more_tries_never_bring_points_nearer_and_often_part_them() {
        let least = |tries: u32, seed: u64| LatinHypercube::maximin(3, 20, seed, tries).least_distance();
        let gain = |seed: u64| {
            let gain = least(20, seed) / least(1, seed);
            assert!(gain >= 1.0, "seed {seed}: {gain}");
            gain
        };
        let mean = (0..10).map(gain).sum::<f64>() / 10.0;
        assert!(mean > 1.5, "squared distances grow {mean} times");
        assert_eq!(LatinHypercube::maximin(3, 20, 5, 1), LatinHypercube::new(3, 20, 5));
    }

    /// scipy 1.17.1: roots of CD of `qmc.LatinHypercube(4, rng=seed).random(64)`, 200 seeds: mean 0.0599, sd 0.0056.
    #[test]
    fn it_is_as_even_as_that_of_scipy() {
        let root = |seed: u64| {
            let latin = LatinHypercube::new(4, 64, seed);
            centred_discrepancy(&(0..64).map(|k| latin.row(k)).collect::<Vec<_>>())
        };
        let mean = (0..50).map(root).sum::<f64>() / 50.0;
        assert!((mean - 0.0599).abs() < 0.003, "{mean}");
    }
}
