//! Sensitivity: which factors matter, and how much of the variance each carries.
//!
//! A plan is a [`Design`](crate::design::Design): play its rows in any order, and hand the results back in the order of
//! rows. A factor may stand for chance: mapped to the number of the replication, its index says how much is luck.

mod morris;
mod saltelli;

pub use morris::{Effects, Morris, Screening};
pub use saltelli::{Apportioned, Index, Saltelli};

/// Test functions with known indices, over the unit cube.
#[cfg(test)]
mod known {
    use std::f64::consts::PI;

    /// Ishigami and Homma's function with a = 7 and b = 0.1, over \[-pi, pi\]^3 (Proc. ISUMA, 1990).
    pub(super) fn ishigami(row: &[f64]) -> f64 {
        let x = |i: usize| -PI + 2.0 * PI * row[i];
        let (sin, third) = (engine::math::sin(x(1)), x(2) * x(2));
        engine::math::sin(x(0)) * (1.0 + 0.1 * third * third) + 7.0 * sin * sin
    }

    /// First and total indices of Ishigami's function: V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2.
    pub(super) fn of_ishigami() -> ([f64; 3], [f64; 3]) {
        let fourth = PI * PI * PI * PI;
        let (a, b) = (7.0, 0.1);
        let one = 0.5 * (1.0 + b * fourth / 5.0) * (1.0 + b * fourth / 5.0);
        let (two, both) = (a * a / 8.0, b * b * fourth * fourth * (1.0 / 18.0 - 1.0 / 50.0));
        let all = one + two + both;
        ([one / all, two / all, 0.0], [(one + both) / all, two / all, both / all])
    }

    /// Coefficients a of Sobol's g-function: the smaller, the more the factor matters.
    pub(super) const A: [f64; 6] = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];

    /// Sobol's g-function, the product of `(|4 x - 2| + a) / (1 + a)` (Saltelli and Sobol, 1995).
    pub(super) fn g(row: &[f64]) -> f64 {
        row.iter().zip(A).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
    }

    /// First and total indices of the g-function: `V_i = 1 / (3 (1 + a_i)^2)`, `V = prod (1 + V_i) - 1`.
    pub(super) fn of_g() -> (Vec<f64>, Vec<f64>) {
        let parts = A.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
        let product = parts.iter().map(|v| 1.0 + v).product::<f64>();
        let total = |v: &f64| v * product / (1.0 + v) / (product - 1.0);
        (parts.iter().map(|v| v / (product - 1.0)).collect(), parts.iter().map(total).collect())
    }
}
