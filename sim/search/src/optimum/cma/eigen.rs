//! Eigenvalues and eigenvectors of a symmetric matrix.

use engine::math::sqrt;

/// Sweeps after which rotations have long been lost in rounding; ten are usual.
const MOST_SWEEPS: u32 = 60;

/// Eigenvalues \[n\] and eigenvectors \[n x n, one a column\] of a symmetric matrix \[n x n\], by cyclic Jacobi
/// rotations.
///
/// Golub and Van Loan, Matrix Computations, 4th ed., 8.5. Uses only what IEEE 754 fixes to the last bit.
pub(super) fn symmetric(matrix: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = matrix.len();
    let mut a = matrix.to_vec();
    let mut vectors: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..MOST_SWEEPS {
        let mut is_done = true;
        for p in 0..n {
            for q in p + 1..n {
                // Below a rounding of the diagonal: nothing would change.
                if a[p][q].abs() <= f64::EPSILON * 0.5 * sqrt((a[p][p] * a[q][q]).abs()) {
                    continue;
                }
                is_done = false;
                let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let t = theta.signum() / (theta.abs() + sqrt(theta * theta + 1.0));
                let c = 1.0 / sqrt(t * t + 1.0);
                rotate(&mut a, &mut vectors, (p, q), (c, t * c));
            }
        }
        if is_done {
            break;
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), vectors)
}

/// Rotates rows and columns p and q by an angle with this cosine and sine.
fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], (p, q): (usize, usize), (c, s): (f64, f64)) {
    let turn = |row: &mut Vec<f64>| (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    a.iter_mut().for_each(turn);
    let (upper, lower) = a.split_at_mut(q);
    for (x, y) in upper[p].iter_mut().zip(&mut lower[0]) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
    (a[p][q], a[q][p]) = (0.0, 0.0);
    vectors.iter_mut().for_each(turn);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{normal, stream};

    #[test]
    fn a_small_matrix_has_the_values_worked_by_hand() {
        let (mut values, _) = symmetric(&[vec![2.0, 1.0, 0.0], vec![1.0, 2.0, 0.0], vec![0.0, 0.0, 5.0]]);
        values.sort_by(f64::total_cmp);
        for (found, expected) in values.iter().zip([1.0, 3.0, 5.0]) {
            assert!((found - expected).abs() < 1e-14, "{values:?}");
        }
    }

    #[test]
    fn vectors_are_orthogonal_and_give_the_matrix_back() {
        for n in [1, 2, 5, 20] {
            let mut draws = stream(1, "eigen").draws(n as u64);
            let half: Vec<Vec<f64>> = (0..n).map(|_| (0..n).map(|_| normal(&mut draws)).collect()).collect();
            let product = |i: usize, j: usize| half.iter().map(|row| row[i] * row[j]).sum::<f64>();
            let matrix: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| product(i, j)).collect()).collect();
            let (values, vectors) = symmetric(&matrix);
            for i in 0..n {
                for j in 0..n {
                    let back: f64 = (0..n).map(|k| vectors[i][k] * values[k] * vectors[j][k]).sum();
                    let dot: f64 = (0..n).map(|k| vectors[k][i] * vectors[k][j]).sum();
                    assert!((back - matrix[i][j]).abs() < 1e-12 * n as f64, "{n}: {back} not {}", matrix[i][j]);
                    assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-12, "{n}: {dot}");
                }
            }
        }
    }

    #[test]
    fn a_wide_spread_of_values_keeps_the_small_ones() {
        let (c, s) = (0.6, 0.8);
        let (big, small) = (1e8, 1e-4);
        let off = c * s * (big - small);
        let matrix = [vec![c * c * big + s * s * small, off], vec![off, s * s * big + c * c * small]];
        let (values, _) = symmetric(&matrix);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        assert!((least - small).abs() < 1e-7, "{values:?}");
    }
}
