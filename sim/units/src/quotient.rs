//! Quotients of products that need 128 bits, by a division of floats that is put right.

/// What a float division is put right up to: its error stays below one there.
const MOST: f64 = (1_u64 << 50) as f64;

/// `of / by`, rounded down, exact.
///
/// A division of 128 bits takes five times as long as one of 64, and amounts of money are products over a price: nearly
/// all of their quotients are below 2^50. Three roundings of the dividend, one of the divisor and one of the quotient
/// are off by at most 5 parts in 2^53, so by less than one there; whole numbers then say on which side.
///
/// # Panics
/// If `by` is 0.
#[inline]
pub fn over(of: u128, by: u64) -> u128 {
    let (high, low) = ((of >> 64) as u64, of as u64);
    if high == 0 {
        return (low / by).into();
    }
    let near = (high as f64 * 18_446_744_073_709_551_616.0 + low as f64) / by as f64;
    if near >= MOST {
        return of / u128::from(by);
    }
    let (near, by) = (near as u64, u128::from(by));
    let below = u128::from(near) * by;
    let near = u128::from(near);
    if below > of {
        near - 1
    } else if of - below >= by {
        near + 1
    } else {
        near
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_those_of_whole_division() {
        let mut chance = 1_u64;
        let mut next = || {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Of all sizes.
            (chance ^ chance >> 29).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (chance >> 58)
        };
        let mut wide = 0;
        for _ in 0..2_000_000 {
            let (a, b, by) = (next(), next(), next().max(1));
            let product = u128::from(a) * u128::from(b);
            wide += u32::from(product >> 64 != 0 && product / u128::from(by) < 1 << 50);
            assert_eq!(over(product, by), product / u128::from(by), "{a} * {b} / {by}");
        }
        assert!(wide > 100_000, "{wide}");
        // Next to whole quotients, where a float cannot tell.
        for _ in 0..500_000 {
            let (whole, by) = (u128::from(next() >> 14), u128::from(next()).max(1 << 30));
            for of in [whole * by, whole * by + by - 1, (whole * by).saturating_sub(1), whole * by + 1] {
                assert_eq!(over(of, by as u64), of / by, "{of} / {by}");
            }
        }
        assert_eq!(over(u128::MAX, 1), u128::MAX);
        assert_eq!(over(u128::MAX, u64::MAX), u128::MAX / u128::from(u64::MAX));
    }
}
