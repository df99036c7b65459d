//! A short hash of a history: equal histories, equal fingerprints, and order counts.

use std::fmt;

/// Gathers 64-bit words in order into one 64-bit hash.
///
/// Each word is one multiply-and-fold (the 64 x 64 -> 128 bit product, halves joined), as in `wyhash` (Wang Yi, 2019);
/// the count of words is part of the value. It tells histories apart by accident, not against an adversary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    state: u64,
    words: u64,
}

impl Default for Fingerprint {
    fn default() -> Self {
        Self::new()
    }
}

impl Fingerprint {
    /// The fingerprint of nothing.
    pub const fn new() -> Self {
        Self { state: 0x243F_6A88_85A3_08D3, words: 0 }
    }

    /// Adds a word.
    #[inline]
    pub const fn add(&mut self, word: u64) {
        // The first factor is never 0 by accident of a zero word alone, and the state is added back so that a product
        // of 0 cannot wipe out what came before.
        self.state = fold(self.state ^ word, 0x9E37_79B9_7F4A_7C15) ^ self.state.rotate_left(23);
        self.words += 1;
    }

    /// Adds two words at the price of one.
    #[inline]
    pub const fn add_pair(&mut self, a: u64, b: u64) {
        // Both factors hold a secret, and the state is added back, so that no product of 0 wipes out what came before.
        let state = self.state;
        self.state = fold(state ^ a, b ^ 0x9E37_79B9_7F4A_7C15) ^ state.rotate_left(23);
        self.words += 2;
    }

    /// The hash of all words so far.
    pub const fn value(&self) -> u64 {
        fold(self.state ^ 0xA409_3822_299F_31D0, self.words ^ 0x082E_FA98_EC4E_6C89)
    }
}

#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.value())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn of(words: &[u64]) -> u64 {
        let mut fingerprint = Fingerprint::new();
        for &word in words {
            fingerprint.add(word);
        }
        fingerprint.value()
    }

    #[test]
    fn order_number_and_zeros_count() {
        let all = [of(&[]), of(&[0]), of(&[0, 0]), of(&[1, 2]), of(&[2, 1]), of(&[1, 2, 0]), of(&[0, 1, 2])];
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn it_is_shown_as_sixteen_digits() {
        let mut fingerprint = Fingerprint::new();
        for word in 1..=3 {
            fingerprint.add(word);
        }
        assert_eq!(fingerprint.to_string(), format!("{:016x}", fingerprint.value()));
        assert_eq!(fingerprint.to_string().len(), 16);
    }

    #[test]
    fn one_changed_bit_changes_half_of_the_bits() {
        let base: Vec<u64> = (0..8).map(|word| word * 0x0101_0101).collect();
        let (mut flips, mut trials) = (0, 0);
        for word in 0..base.len() {
            for bit in 0..64 {
                let mut other = base.clone();
                other[word] ^= 1 << bit;
                flips += (of(&base) ^ of(&other)).count_ones();
                trials += 64;
            }
        }
        let share = f64::from(flips) / f64::from(trials);
        assert!((share - 0.5).abs() < 0.01, "{share} of the bits change");
    }

    #[test]
    fn a_million_short_histories_do_not_collide() {
        let mut seen: Vec<u64> = (0..1000).flat_map(|a| (0..1000).map(move |b| of(&[a, b]))).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1_000_000);
    }
}
