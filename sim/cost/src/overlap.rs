//! Times in whole picoseconds: rounded, and joined where two of them overlap.

/// Two times that overlap, joined by the p-norm \[ps\]: their sum for p = 1, the longer one for large p.
pub(crate) fn join(a: f64, b: f64, p: f64) -> u64 {
    let (least, most) = (a.min(b), a.max(b));
    if most <= 0.0 {
        return 0;
    }
    whole(most * libm::pow(1.0 + libm::pow(least / most, p), 1.0 / p))
}

/// The nearest whole number; what is beyond every number stays at the largest.
pub(crate) fn whole(value: f64) -> u64 {
    (value + 0.5) as u64
}
