//! A set of small whole numbers that knows its least one: bits over bits.

/// Numbers in a word.
const WORD: usize = 64;

/// A set of numbers below 2^24, with its least in O(log n) and without allocation once it has grown.
///
/// Level 0 has a bit a number; each level above has a bit for each word below that is not 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    levels: [Vec<u64>; 4],
}

impl Bits {
    /// Puts a number in.
    pub fn put(&mut self, number: usize) {
        let mut at = number;
        for level in &mut self.levels {
            let word = at / WORD;
            if level.len() <= word {
                level.resize(word + 1, 0);
            }
            level[word] |= 1 << (at % WORD);
            at = word;
        }
    }
    /// Takes a number out.
    pub fn take(&mut self, number: usize) {
        let mut at = number;
        for level in &mut self.levels {
            let Some(word) = level.get_mut(at / WORD) else { return };
            *word &= !(1 << (at % WORD));
            if *word != 0 {
                return;
            }
            at /= WORD;
        }
    }
    /// The least number in it.
    pub fn least(&self) -> Option<usize> {
        let mut at = self.levels[3].iter().position(|&word| word != 0)?;
        for level in self.levels.iter().rev() {
            at = at * WORD + level[at].trailing_zeros() as usize;
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn it_knows_its_least_as_a_sorted_set_does() {
        let (mut bits, mut set) = (Bits::default(), BTreeSet::new());
        let mut x = 1_u64;
        for _ in 0..20_000 {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = (x >> 40) as usize % [100, 5_000, 16_000_000][(x >> 20) as usize % 3];
            if x >> 63 == 0 {
                bits.put(number);
                set.insert(number);
            } else {
                bits.take(number);
                set.remove(&number);
                if let Some(&least) = set.first() {
                    bits.take(least);
                    set.remove(&least);
                }
            }
            assert_eq!(bits.least(), set.first().copied());
        }
    }
}
