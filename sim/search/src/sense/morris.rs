//! Morris's screening: elementary effects along random trajectories.

use engine::math::sqrt;
use statistics::{Confidence, Estimate};

use crate::chance::{shuffle, stream};
use crate::design::Design;

/// Trajectories over a grid of L levels, each of k + 1 rows that change one factor at a time.
///
/// A step is `D = L / (2 (L - 1))` up or down, so that with even L each level is as likely as the next (Morris,
/// Technometrics 33(2), 1991). Row `t (k + 1) + j` is the j-th of trajectory t. Costs r (k + 1) runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Morris {
    factors: usize,
    trajectories: u32,
    levels: u32,
    seed: u64,
}

/// What the steps of one factor changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effects {
    /// The mean of the elementary effects \[result per whole range of the factor\]; effects of both signs cancel.
    pub mu: f64,
    /// The mean of their sizes, with Student's interval (Campolongo, Cariboni, Saltelli, Environmental Modelling &
    /// Software 22(10), 2007).
    pub mu_star: Estimate,
    /// Their standard deviation, over r - 1; NaN below two. Large beside `mu_star`, the factor interacts or acts by a
    /// curve.
    pub sigma: f64,
}

/// The effects of all factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Screening {
    /// By factor.
    pub effects: Vec<Effects>,
    /// Trajectories that had all their results.
    pub used: u32,
    /// Trajectories that were left out, because a result is missing.
    pub dropped: u32,
}

impl Effects {
    /// Whether no step of the factor changed any result: under common random numbers it is not read at all.
    pub fn is_inert(&self) -> bool {
        self.mu_star.n > 0 && self.mu_star.mean <= 0.0
    }
}

impl Morris {
    /// So many trajectories over `levels` levels; 4 levels and 10 to 100 trajectories are usual.
    ///
    /// # Errors
    /// If there is no trajectory, or the number of levels is not even and at least 2.
    pub fn new(factors: usize, trajectories: u32, levels: u32, seed: u64) -> Result<Self, String> {
        if trajectories == 0 {
            return Err("Morris's screening needs at least 1 trajectory, better 10".to_string());
        }
        if levels < 2 || levels % 2 == 1 {
            return Err(format!("Morris's screening needs an even number of levels, not {levels}: 4 is usual"));
        }
        Ok(Self { factors, trajectories, levels, seed })
    }

    /// The step between two rows of a trajectory \[share of a factor's range\].
    pub fn step(&self) -> f64 {
        f64::from(self.levels) / (2.0 * f64::from(self.levels - 1))
    }

    /// The effects, from the results in the order of rows; a result that is not finite is missing.
    ///
    /// # Panics
    /// If there are not as many results as rows.
    pub fn effects(&self, results: &[f64], confidence: Confidence) -> Screening {
        assert_eq!(results.len() as u64, self.rows(), "each row of the plan has a result, NaN if it is missing");
        let length = self.factors + 1;
        let trajectories = results.chunks(length).enumerate().map(|(trajectory, results)| {
            let first = (trajectory * length) as u64;
            ((first..first + length as u64).map(|k| self.row(k)).collect(), results)
        });
        screening(self.factors, trajectories, confidence)
    }
}

/// The effects along trajectories, each with its rows and their results.
fn screening<'a>(
    factors: usize,
    trajectories: impl Iterator<Item = (Vec<Vec<f64>>, &'a [f64])>,
    confidence: Confidence,
) -> Screening {
    let mut all = vec![Vec::new(); factors];
    let (mut used, mut dropped) = (0, 0);
    for (rows, results) in trajectories {
        if results.iter().any(|result| !result.is_finite()) {
            dropped += 1;
            continue;
        }
        used += 1;
        for (pair, result) in rows.windows(2).zip(results.windows(2)) {
            for (factor, (from, to)) in
                pair[0].iter().zip(&pair[1]).enumerate().filter(|(_, (from, to))| (*from - *to).abs() > 0.0)
            {
                all[factor].push((result[1] - result[0]) / (to - from));
            }
        }
    }
    let effects = |effects: Vec<f64>| {
        let n = effects.len() as f64;
        let mu = effects.iter().sum::<f64>() / n;
        let squares: f64 = effects.iter().map(|effect| (effect - mu) * (effect - mu)).sum();
        let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
        Effects { mu, mu_star: Estimate::of(&sizes, confidence), sigma: sqrt(squares / (n - 1.0)) }
    };
    Screening { effects: all.into_iter().map(effects).collect(), used, dropped }
}

impl Design for Morris {
    fn factors(&self) -> usize {
        self.factors
    }

    fn rows(&self) -> u64 {
        u64::from(self.trajectories) * (self.factors as u64 + 1)
    }

    fn row(&self, k: u64) -> Vec<f64> {
        assert!(k < self.rows(), "there is no row {k} among {}", self.rows());
        let length = self.factors as u64 + 1;
        let mut draws = stream(self.seed, "sense.morris").draws(k / length);
        let half = self.levels / 2;
        let ends = |lower: u32, rises: bool| {
            let level = |level: u32| f64::from(level) / f64::from(self.levels - 1);
            let (low, high) = (level(lower), level(lower + half));
            if rises { (low, high) } else { (high, low) }
        };
        let ways: Vec<(f64, f64)> =
            (0..self.factors).map(|_| ends(draws.below(half), draws.bits() >> 63 == 1)).collect();
        let mut order: Vec<usize> = (0..self.factors).collect();
        shuffle(&mut order, &mut draws);
        let mut row: Vec<f64> = ways.iter().map(|way| way.0).collect();
        for &factor in &order[..(k % length) as usize] {
            row[factor] = ways[factor].1;
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sense::known::ishigami;

    fn played(plan: &Morris, f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        (0..plan.rows()).map(|k| f(&plan.row(k))).collect()
    }

    #[test]
    fn each_trajectory_moves_every_factor_once_by_the_fixed_step() {
        let plan = Morris::new(7, 20, 6, 3).unwrap();
        assert_eq!(plan.rows(), 160);
        for trajectory in 0..20 {
            let rows: Vec<Vec<f64>> = (0..8).map(|j| plan.row(trajectory * 8 + j)).collect();
            assert!(rows.iter().flatten().all(|&x| (x * 5.0 - (x * 5.0).round()).abs() < 1e-12));
            let moved = |pair: &[Vec<f64>]| {
                let moves = pair[0].iter().zip(&pair[1]).map(|(a, b)| (a - b).abs()).enumerate();
                let moves: Vec<(usize, f64)> = moves.filter(|m| m.1 > 0.0).collect();
                assert!(moves.len() == 1 && (moves[0].1 - 0.6).abs() < 1e-12, "{moves:?}");
                moves[0].0
            };
            let mut order: Vec<usize> = rows.windows(2).map(moved).collect();
            order.sort_unstable();
            assert_eq!(order, [0, 1, 2, 3, 4, 5, 6]);
        }
    }

    #[test]
    fn each_level_is_as_likely_as_the_next() {
        let plan = Morris::new(2, 4000, 4, 3).unwrap();
        let mut counts = [0_u32; 4];
        for k in 0..plan.rows() {
            counts[(plan.row(k)[1] * 3.0).round() as usize] += 1;
        }
        assert!(counts.iter().all(|n| n.abs_diff(3000) < 300), "{counts:?}");
    }

    #[test]
    fn a_linear_function_has_its_coefficients_and_no_spread() {
        let plan = Morris::new(3, 10, 4, 1).unwrap();
        let results = played(&plan, |x| 3.0 * x[0] - 2.0 * x[1] + 5.0);
        let screening = plan.effects(&results, Confidence::USUAL);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        for (found, mu) in screening.effects.iter().zip([3.0, -2.0, 0.0]) {
            assert!(
                near(found.mu, mu) && near(found.mu_star.mean, f64::abs(mu)) && near(found.sigma, 0.0),
                "{found:?}"
            );
        }
        assert_eq!(screening.effects.iter().map(Effects::is_inert).collect::<Vec<_>>(), [false, false, true]);
    }

    /// Over four levels x2 moves between sin^2 = 0 and 3/4, x1 between sin = 0 and sqrt(3)/2 at x3 = pi or pi/3.
    #[test]
    fn ishigami_has_its_exact_effects_over_four_levels() {
        let plan = Morris::new(3, 4000, 4, 1).unwrap();
        let effects = plan.effects(&played(&plan, ishigami), Confidence::USUAL).effects;
        let expected = [7.704054111593103, 7.875, 6.248796103333117];
        for (found, expected) in effects.iter().zip(expected) {
            let off = (found.mu_star.mean - expected).abs();
            assert!(off < 1e-9 || off < 2.0 * found.mu_star.half_width, "{found:?}, not {expected}");
        }
        // `SALib` 1.6.0 draws other trajectories: 100 of them with seed 1 give 7.579, 7.875 and 5.374.
        assert!((effects[1].mu_star.mean - 7.875).abs() < 1e-12 && effects[1].mu_star.half_width < 1e-12);
        assert!(effects[1].mu.abs() < 0.4 && (effects[1].sigma - 7.875).abs() < 0.1, "x2 acts both ways");
    }

    /// `SALib` 1.6.0, `morris.analyze` on the four trajectories of `morris.sample(problem, 4, num_levels=4, seed=1)`.
    #[test]
    fn the_same_trajectories_give_what_salib_gives() {
        let (o, t, w) = (0.0, 1.0 / 3.0, 2.0 / 3.0);
        let rows = [
            [1.0, w, o],
            [t, w, o],
            [t, o, o],
            [t, o, w],
            [w, t, 1.0],
            [w, t, t],
            [w, 1.0, t],
            [o, 1.0, t],
            [t, t, o],
            [t, 1.0, o],
            [1.0, 1.0, o],
            [1.0, 1.0, w],
            [w, 1.0, w],
            [w, t, w],
            [o, t, w],
            [o, t, o],
        ];
        let rows = rows.map(|row| row.to_vec());
        let results = rows.each_ref().map(|row| ishigami(row));
        let screening = screening(3, rows.chunks(4).map(<[_]>::to_vec).zip(results.chunks(4)), Confidence::USUAL);
        let of_salib = [
            (7.704054111593103, 7.704054111593103, 7.215488224740919),
            (-3.9374999999999982, 7.8749999999999964, 7.874999999999997),
            (6.248796103333117, 6.248796103333117, 7.215488224740919),
        ];
        for (found, (mu, mu_star, sigma)) in screening.effects.iter().zip(of_salib) {
            let off = [found.mu - mu, found.mu_star.mean - mu_star, found.sigma - sigma];
            assert!(off.iter().all(|off| off.abs() < 1e-12), "{found:?}");
        }
    }

    #[test]
    fn a_missing_result_costs_its_trajectory_only() {
        let plan = Morris::new(2, 5, 4, 1).unwrap();
        let mut results = played(&plan, |x| x[0] + 2.0 * x[1]);
        (results[4], results[6]) = (f64::NAN, f64::INFINITY);
        let screening = plan.effects(&results, Confidence::USUAL);
        assert_eq!((screening.used, screening.dropped), (3, 2));
        assert!((screening.effects[1].mu - 2.0).abs() < 1e-12);
        let nothing = plan.effects(&[f64::NAN; 15], Confidence::USUAL);
        assert!(nothing.effects[0].mu.is_nan() && !nothing.effects[0].is_inert());
    }

    #[test]
    fn wrong_plans_are_refused_with_what_would_serve() {
        let message = Morris::new(3, 10, 5, 1).unwrap_err();
        assert_eq!(message, "Morris's screening needs an even number of levels, not 5: 4 is usual");
        let message = Morris::new(3, 0, 4, 1).unwrap_err();
        assert_eq!(message, "Morris's screening needs at least 1 trajectory, better 10");
    }
}
