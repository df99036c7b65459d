//! The mixing of words from which all chance is made.

/// Stafford's variant 13 of Murmur's finaliser, as `SplitMix64` uses it: a bijection of 64-bit words.
#[inline]
pub(super) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// An odd step with enough changes between neighbouring bits to be a good one.
///
/// Steele, Lea, Flood, OOPSLA 2014, `mixGamma`: a step with fewer than 24 changes is crossed with alternate bits.
#[inline]
pub(super) const fn gamma(z: u64) -> u64 {
    // Murmur3's own finaliser, so that a step never equals a state made from the same word.
    let mut z = (z ^ (z >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    z = (z ^ (z >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    z = (z ^ (z >> 33)) | 1;
    if (z ^ (z >> 1)).count_ones() < 24 { z ^ 0xAAAA_AAAA_AAAA_AAAA } else { z }
}

/// Takes a word into a hash.
#[inline]
pub(super) const fn absorb(hash: u64, word: u64) -> u64 {
    mix(hash.wrapping_mul(0xD6E8_FEB8_6659_FD93).wrapping_add(mix(word ^ super::STEP)))
}

/// A text as little-endian words, the last one filled up with zeros.
pub(super) fn words(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(word)
    })
}

#[cfg(test)]
mod tests {
    use super::{gamma, mix};
    use crate::draws::STEP;

    #[test]
    fn it_is_the_published_splitmix() {
        // The first outputs for seed 1234567, as Vigna's `splitmix64.c` gives them and Rosetta Code prints them.
        let published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431];
        let mut state = 1_234_567_u64;
        for expected in published {
            state = state.wrapping_add(STEP);
            assert_eq!(mix(state), expected);
        }
    }

    #[test]
    fn steps_are_odd_and_busy() {
        for z in 0..100_000 {
            let step = gamma(z);
            assert!(step % 2 == 1 && (step ^ (step >> 1)).count_ones() >= 24, "{z} gives the step {step:#x}");
        }
    }
}
