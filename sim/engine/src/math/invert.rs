//! The inverse of a distribution function that has no closed one.

/// The least x in `low ..= high` at which a rising function reaches `p`, to a few units in the last place.
///
/// Chandrupatla's bracketing method (Advances in Engineering Software 28(3), 1997): inverse quadratic steps where they
/// are safe, halving elsewhere, so that jumps and flats do no harm. The function is taken to reach p at `high`.
pub fn invert(function: impl Fn(f64) -> f64, p: f64, low: f64, high: f64) -> f64 {
    let excess = |x: f64| function(x) - p;
    let (mut x1, mut x2) = (high, low);
    let (mut f1, mut f2) = (excess(high).max(0.0), excess(low));
    if f2 >= 0.0 || low >= high {
        return low;
    }
    let mut t = 0.5;
    // Halving alone would end within some 60 steps, or 1100 if the answer were as near to 0 as floats can be.
    for _ in 0..200 {
        let x = x1 + t * (x2 - x1);
        let f = excess(x);
        let (x3, f3);
        if (f >= 0.0) == (f1 >= 0.0) {
            (x3, f3) = (x1, f1);
        } else {
            (x3, f3) = (x2, f2);
            (x2, f2) = (x1, f1);
        }
        (x1, f1) = (x, f);
        let width = (x2 - x1).abs();
        let least = 2.0 * f64::EPSILON * x1.abs().max(x2.abs());
        if width <= least {
            break;
        }
        let (xi, phi) = ((x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2));
        t = if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
            f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
        } else {
            0.5
        };
        let limit = 0.5 * least / width;
        t = t.clamp(limit, 1.0 - limit);
    }
    if f1 >= 0.0 { x1 } else { x2 }
}
