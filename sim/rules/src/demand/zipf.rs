//! Popularity by rank.

use engine::math;

/// The rank below `n` whose cumulated Zipf weight, `(k + 1)^-exponent` of rank k, first reaches `u` of the whole.
pub(super) fn zipf(n: u16, exponent: f64, u: f64) -> u16 {
    if n <= 1 {
        return 0;
    }
    let weight = |k: u16| math::exp(-exponent * math::ln(f64::from(k) + 1.0));
    let total: f64 = (0..n).map(weight).sum();
    let mut reached = 0.0;
    (0..n)
        .find(|&k| {
            reached += weight(k);
            reached >= u * total
        })
        .unwrap_or(n - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn popularity_follows_zipf() {
        let n = 100_000;
        let hits = (0..n).filter(|&i| zipf(3, 1.0, (f64::from(i) + 0.5) / f64::from(n)) == 0).count();
        // 1 / (1 + 1/2 + 1/3) = 6/11
        assert!((hits as f64 / f64::from(n) - 6.0 / 11.0).abs() < 1e-4, "{hits}");
    }
}
