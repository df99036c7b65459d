//! Designs of experiments: which points of the unit cube to play, and how they map to settings.

mod discrepancy;
mod grid;
mod latin;
mod scale;
mod sobol;

pub use discrepancy::centred_discrepancy;
pub use grid::Grid;
pub use latin::LatinHypercube;
pub use scale::{Scale, cell};
pub use sobol::{MOST_FACTORS, Sobol};

/// Rows in the unit cube, each made when it is asked for.
pub trait Design {
    /// How many numbers a row has.
    fn factors(&self) -> usize;

    /// How many rows there are.
    fn rows(&self) -> u64;

    /// Row `k`, one number of \[0, 1\] for each factor; the same whenever it is asked for.
    ///
    /// # Panics
    /// If there is no row `k`.
    fn row(&self, k: u64) -> Vec<f64>;
}
