//! The values that a search may choose, as places in the unit cube.

use scenario::sweep::{Axis, Values, number};
use search::design::{Design as _, Grid, cell};

/// Whole ranges of at most so many numbers are taken as a list of all.
const MOST_WHOLE: f64 = 64.0;

/// The settings that are chosen, each with its values.
#[derive(Clone, Debug)]
pub(super) struct Space {
    /// Their paths.
    pub(super) paths: Vec<String>,
    dimensions: Vec<Dimension>,
}

#[derive(Clone, Debug)]
enum Dimension {
    Levels(Vec<String>),
    Range(Axis),
}

impl Space {
    pub(super) fn new(axes: &[Axis]) -> Self {
        let dimension = |axis: &Axis| match &axis.values {
            Values::Range(range) if range.points.is_none() => {
                let n = range.to - range.from + 1.0;
                if !range.is_whole || n > MOST_WHOLE {
                    return Dimension::Range(axis.clone());
                }
                let all = scenario::sweep::Range { points: Some(n as u32), is_log: false, ..range.clone() };
                Dimension::Levels(Axis { values: Values::Range(all), ..axis.clone() }.levels())
            }
            _ => Dimension::Levels(axis.levels()),
        };
        Self {
            paths: axes.iter().map(|axis| axis.path.clone()).collect(),
            dimensions: axes.iter().map(dimension).collect(),
        }
    }
    /// How many combinations there are; none if they cannot be counted.
    pub(super) fn combinations(&self) -> Option<u64> {
        let count = |dimension: &Dimension| match dimension {
            Dimension::Levels(levels) => Some(levels.len() as u64),
            Dimension::Range(_) => None,
        };
        self.dimensions.iter().map(count).try_fold(1_u64, |all, n| all.checked_mul(n?))
    }
    /// The place of every combination.
    ///
    /// # Panics
    /// If they cannot be counted.
    pub(super) fn all(&self) -> Vec<Vec<f64>> {
        let levels = self.dimensions.iter().map(|dimension| match dimension {
            Dimension::Levels(levels) => levels.len(),
            Dimension::Range(_) => unreachable!("ranges cannot be counted"),
        });
        let grid = Grid::new(&levels.collect::<Vec<_>>());
        (0..grid.rows()).map(|row| grid.row(row)).collect()
    }
    /// The values at a place, each as after `--set path=`.
    pub(super) fn values(&self, place: &[f64]) -> Vec<String> {
        let value = |(dimension, &u): (&Dimension, &f64)| match dimension {
            Dimension::Levels(levels) => levels[cell(u, levels.len())].clone(),
            Dimension::Range(axis) => axis.at(u),
        };
        self.dimensions.iter().zip(place).map(value).collect()
    }
    /// The dimensions in which neighbours are alike: ranges, and lists of rising or falling numbers.
    pub(super) fn ordered(&self) -> Vec<usize> {
        let is_ordered = |dimension: &Dimension| match dimension {
            Dimension::Range(_) => true,
            Dimension::Levels(levels) => {
                let numbers: Option<Vec<(f64, &str)>> = levels.iter().map(|level| number(level)).collect();
                numbers.is_some_and(|list| {
                    let is_one_unit = list.windows(2).all(|two| two[0].1 == two[1].1);
                    let rises = list.windows(2).all(|two| two[0].0 < two[1].0);
                    let falls = list.windows(2).all(|two| two[0].0 > two[1].0);
                    list.len() > 2 && is_one_unit && (rises || falls)
                })
            }
        };
        (0..self.dimensions.len()).filter(|&at| is_ordered(&self.dimensions[at])).collect()
    }
}

/// Every combination of the values of environments, as paths with values; one without any if nothing varies.
pub(super) fn environments(axes: &[Axis]) -> Vec<Vec<(String, String)>> {
    let levels: Vec<Vec<String>> = axes.iter().map(Axis::levels).collect();
    let grid = Grid::new(&levels.iter().map(Vec::len).collect::<Vec<_>>());
    let of = |row: u64| {
        let at = grid.levels(row);
        axes.iter().zip(&levels).zip(at).map(|((axis, levels), at)| (axis.path.clone(), levels[at].clone())).collect()
    };
    (0..grid.rows()).map(of).collect()
}
