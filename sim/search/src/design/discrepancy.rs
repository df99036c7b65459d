//! How evenly points fill the unit cube.

use engine::math::sqrt;

/// The centred L2 discrepancy of points of the unit cube \[dimensionless, >= 0; less is more even\].
///
/// With n points of d numbers, `z = |x - 1/2|` and products over the d numbers:
/// `CD^2 = (13/12)^d - 2/n sum_i prod (1 + z/2 - z^2/2) + 1/n^2 sum_i sum_j prod (1 + z_i/2 + z_j/2 - |x_i - x_j|/2)`
/// (Hickernell, Mathematics of Computation 67(221), 1998, eq. 5.1c). Takes n^2 d steps. `scipy.stats.qmc.discrepancy`
/// gives `CD^2`. NaN of no points.
///
/// # Panics
/// If the points differ in length.
pub fn centred_discrepancy(points: &[Vec<f64>]) -> f64 {
    let n = points.len() as f64;
    let dimensions = points.first().map_or(0, Vec::len);
    assert!(points.iter().all(|point| point.len() == dimensions), "points of one cube have one number of coordinates");
    let centred = |x: f64| (x - 0.5).abs();
    let whole: f64 = (0..dimensions).map(|_| 13.0 / 12.0).product();
    let single = |point: &Vec<f64>| point.iter().map(|&x| 1.0 + 0.5 * centred(x) * (1.0 - centred(x))).product::<f64>();
    let pair = |a: &[f64], b: &[f64]| {
        let factors = a.iter().zip(b).map(|(&a, &b)| 1.0 + 0.5 * (centred(a) + centred(b) - (a - b).abs()));
        factors.product::<f64>()
    };
    let singles: f64 = points.iter().map(single).sum();
    let pairs: f64 = points.iter().map(|a| points.iter().map(|b| pair(a, b)).sum::<f64>()).sum();
    // Not `max`, which would turn NaN into 0.
    sqrt((whole - 2.0 * singles / n + pairs / (n * n)).clamp(0.0, f64::INFINITY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Design, Grid, Sobol};

    /// scipy 1.17.1, `scipy.stats.qmc.discrepancy(points, method="CD")`, which gives the square.
    #[test]
    fn it_is_the_root_of_what_scipy_gives() {
        let check = |points: &[Vec<f64>], square: f64| {
            let found = centred_discrepancy(points);
            assert!((found * found - square).abs() < 1e-14, "{} not {square}", found * found);
        };
        check(&[vec![0.5]], 0.08333333333333326);
        check(&[vec![0.5, 0.5]], 0.17361111111111094);
        let grid = Grid::new(&[5, 3]);
        check(&(0..15).map(|k| grid.row(k)).collect::<Vec<_>>(), 0.01361111111111013);
        let sobol = Sobol::plain(6, 64).unwrap();
        check(&(0..64).map(|k| sobol.row(k)).collect::<Vec<_>>(), 0.0057875420590378646);
    }

    #[test]
    fn no_points_have_no_discrepancy() {
        assert!(centred_discrepancy(&[]).is_nan());
    }
}
