//! Full grids: every combination of the levels of all factors.

use super::Design;

/// All combinations of levels; the last factor changes fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    levels: Vec<usize>,
}

impl Grid {
    /// A grid with so many levels of each factor.
    ///
    /// # Panics
    /// If a factor has no level, or there are 2^64 combinations or more.
    pub fn new(levels: &[usize]) -> Self {
        assert!(levels.iter().all(|&n| n > 0), "a factor of a grid needs a level: {levels:?}");
        let rows = levels.iter().try_fold(1_u64, |rows, &n| rows.checked_mul(n as u64));
        assert!(rows.is_some(), "a grid has fewer than 2^64 rows: {levels:?}");
        Self { levels: levels.to_vec() }
    }

    /// The level of each factor in row `k`, counted from 0.
    ///
    /// # Panics
    /// If there is no row `k`.
    pub fn levels(&self, k: u64) -> Vec<usize> {
        assert!(k < self.rows(), "there is no row {k} among {}", self.rows());
        let mut rest = k;
        let mut levels: Vec<usize> = self.levels.iter().rev().map(|&n| split(&mut rest, n)).collect();
        levels.reverse();
        levels
    }
}

/// Takes the last digit to base `n` off a number.
fn split(rest: &mut u64, n: usize) -> usize {
    let digit = *rest % n as u64;
    *rest /= n as u64;
    digit as usize
}

impl Design for Grid {
    fn factors(&self) -> usize {
        self.levels.len()
    }

    fn rows(&self) -> u64 {
        self.levels.iter().map(|&n| n as u64).product()
    }

    /// The middles of the cells: level j of n is at `(j + 1/2) / n`, which [`cell`](super::cell) turns back into j.
    fn row(&self, k: u64) -> Vec<f64> {
        let levels = self.levels(k);
        levels.iter().zip(&self.levels).map(|(&j, &n)| (j as f64 + 0.5) / n as f64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::cell;

    #[test]
    fn every_combination_comes_once_and_the_last_factor_changes_fastest() {
        let grid = Grid::new(&[2, 1, 3]);
        let rows: Vec<Vec<usize>> = (0..grid.rows()).map(|k| grid.levels(k)).collect();
        assert_eq!(rows, [[0, 0, 0], [0, 0, 1], [0, 0, 2], [1, 0, 0], [1, 0, 1], [1, 0, 2]]);
        assert_eq!(Grid::new(&[]).rows(), 1, "without factors there is one point");
    }

    #[test]
    fn cells_are_found_again_from_their_middles() {
        let sizes = [7, 1, 49, 3];
        let grid = Grid::new(&sizes);
        for k in 0..grid.rows() {
            let found: Vec<usize> = grid.row(k).iter().zip(sizes).map(|(&u, n)| cell(u, n)).collect();
            assert_eq!(found, grid.levels(k));
        }
    }

    #[test]
    #[should_panic(expected = "there is no row 6 among 6")]
    fn a_row_beyond_the_last_is_refused() {
        Grid::new(&[2, 3]).row(6);
    }
}
