//! What a row of logits is reduced to as soon as it is made.

use crate::math;

/// The token with the largest logit, the first among equals.
pub fn top(logits: &[f32]) -> u32 {
    let better = |best: usize, i: usize| if logits[i] > logits[best] { i } else { best };
    (0..logits.len()).fold(0, better) as u32
}

/// The logarithm of a token's probability under softmax.
pub fn log_probability(logits: &[f32], token: u32) -> f64 {
    let most = f64::from(logits[top(logits) as usize]);
    let sum: f64 = logits.iter().map(|&x| math::exp(f64::from(x) - most)).sum();
    f64::from(logits[token as usize]) - most - math::ln(sum)
}

/// A hash of all bits (FNV-1a, a word at a time), carried on from `before`.
///
/// Equal logits have equal hashes; unequal ones differ but for one in 2^64.
pub fn hash(before: u64, logits: &[f32]) -> u64 {
    logits.iter().fold(before ^ 0xcbf2_9ce4_8422_2325, |hash, x| {
        let hash = (hash ^ u64::from(x.to_bits())).wrapping_mul(0x0100_0000_01b3);
        hash ^ hash >> 29
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_add_up_to_one_and_the_top_is_the_first_of_the_largest() {
        let logits = [0.5, 3.0, -1.0, 3.0];
        assert_eq!(top(&logits), 1);
        let sum: f64 = (0..4).map(|token| math::exp(log_probability(&logits, token))).sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_bit_changes_the_hash() {
        let (a, b) = ([1.0, 2.0], [1.0, f32::from_bits(2.0_f32.to_bits() + 1)]);
        assert_ne!(hash(0, &a), hash(0, &b));
        assert_eq!(hash(hash(0, &a), &b), hash(hash(0, &a), &b));
    }
}
