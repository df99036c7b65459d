//! The earliest keys in order, to pop from: sorted by counting, small enough that an insertion is cheap.

/// So many keys are sorted by counting: the counts are bytes.
pub(super) const SORTED: usize = u8::MAX as usize;
/// Cells of the counting sort: about one key a cell leaves little to exchange, and 32 words of bytes to add up.
const CELLS: u32 = 8;
/// Cells where there are few keys: 8 words of bytes.
const FEW_CELLS: u32 = 6;
/// So many keys fill the few cells.
const FEW: usize = 80;
/// A bit in every byte from 16 on: with so many keys in one cell the keys lie too unevenly to be sorted by cells.
const CROWDED: u64 = 0xF0F0_F0F0_F0F0_F0F0;
/// One in each byte: times it, a word of bytes becomes their running sums.
const ONES: u64 = 0x0101_0101_0101_0101;
/// Keys that an insertion moves at once.
const STRIDE: usize = 8;

/// Keys in order, latest first.
#[derive(Clone, Debug)]
pub(super) struct Bottom {
    keys: Vec<u128>,
    /// Keys on their way in.
    loaded: Box<[u128; SORTED + 1]>,
    n_loaded: usize,
}

impl Bottom {
    pub(super) fn new() -> Self {
        Self { keys: Vec::new(), loaded: Box::new([0; SORTED + 1]), n_loaded: 0 }
    }

    #[inline]
    pub(super) fn keys(&self) -> &[u128] {
        &self.keys
    }

    /// The earliest key.
    #[inline]
    pub(super) fn first(&self) -> Option<u128> {
        self.keys.last().copied()
    }

    /// Takes the earliest key out.
    #[inline]
    pub(super) fn drop_first(&mut self) {
        self.keys.pop();
    }

    /// Takes out all keys but the `n` earliest.
    pub(super) fn keep(&mut self, n: usize) {
        self.keys.drain(..self.keys.len() - n);
    }

    /// Keeps the keys of which this is true.
    pub(super) fn retain(&mut self, mut keeps: impl FnMut(u128) -> bool) {
        self.keys.retain(|&key| keeps(key));
    }

    pub(super) fn clear(&mut self) {
        self.keys.clear();
    }

    /// Puts a key in its place, from the early end on, because most new keys of a short bottom belong near it.
    #[inline]
    pub(super) fn insert(&mut self, key: u128) {
        let mut at = self.keys.len();
        self.keys.push(key);
        let keys = &mut self.keys[..=at];
        while at >= STRIDE && keys[at - STRIDE] < key {
            keys.copy_within(at - STRIDE..at, at - STRIDE + 1);
            at -= STRIDE;
        }
        while at > 0 && keys[at - 1] < key {
            keys[at] = keys[at - 1];
            at -= 1;
        }
        keys[at] = key;
    }

    /// Takes keys in without their places, at most [`SORTED`] in all; [`Bottom::settle`] finds the places.
    #[inline]
    pub(super) fn load(&mut self, keys: &[u128]) {
        self.loaded[self.n_loaded..][..keys.len()].copy_from_slice(keys);
        self.n_loaded += keys.len();
    }

    /// Takes any number of keys in without their places, the wanted ones of them.
    pub(super) fn load_many(&mut self, keys: impl Iterator<Item = u128>) {
        self.keys.extend(keys);
    }

    /// Sorts keys that were taken in by [`Bottom::load_many`].
    pub(super) fn settle_many(&mut self) {
        self.keys.sort_unstable_by(|a, b| b.cmp(a));
    }

    /// Sorts those of the loaded keys that are wanted; the bottom is empty, and their times lie from `start` to
    /// `reach` \[ns\].
    ///
    /// Looking every key up also fetches what its event will need, many at once instead of one by one; hence no branch.
    pub(super) fn settle(&mut self, start: u64, reach: u64, is_wanted: impl Fn(u128) -> bool) {
        let mut n = 0;
        for at in 0..std::mem::take(&mut self.n_loaded) {
            let key = self.loaded[at & SORTED];
            self.loaded[n & SORTED] = key;
            n += usize::from(is_wanted(key));
        }
        let loaded = &self.loaded[..n];
        self.keys.extend_from_slice(loaded);
        let keys = &mut self.keys[..n];
        let is_spread = if n <= FEW {
            spread::<{ 1 << FEW_CELLS >> 3 }>(loaded, keys, FEW_CELLS, start, reach)
        } else {
            spread::<{ 1 << CELLS >> 3 }>(loaded, keys, CELLS, start, reach)
        };
        if !is_spread {
            keys.sort_unstable_by(|a, b| b.cmp(a));
            return;
        }
        for at in 1..keys.len() {
            let key = keys[at];
            let mut to = at;
            while to > 0 && keys[to - 1] < key {
                keys[to] = keys[to - 1];
                to -= 1;
            }
            keys[to] = key;
        }
    }
}

/// Sorts keys by the cells of their times, the latest cell first; says whether no cell was crowded.
///
/// `WORDS` words of bytes are `1 << bits` cells.
#[inline]
fn spread<const WORDS: usize>(from: &[u128], to: &mut [u128], bits: u32, start: u64, reach: u64) -> bool {
    let width = (64 - (reach - start).leading_zeros()).saturating_sub(bits);
    let place = |key: u128| {
        let cell = ((reach - (key >> 64) as u64) >> width) as usize;
        (cell / 8 % WORDS, cell % 8 * 8)
    };
    let mut counts = [0_u64; WORDS];
    for &key in from {
        let (word, shift) = place(key);
        counts[word] += 1 << shift;
    }
    let mut before = 0;
    let mut crowded = 0;
    for count in &mut counts {
        crowded |= *count & CROWDED;
        let sums = count.wrapping_mul(ONES);
        *count = (sums << 8).wrapping_add(before * ONES);
        before += sums >> 56;
    }
    if crowded != 0 {
        return false;
    }
    for &key in from {
        let (word, shift) = place(key);
        let at = (counts[word] >> shift) as u8;
        to[usize::from(at)] = key;
        // The last cell's count may run over into nothing: 255 keys at most.
        counts[word] = counts[word].wrapping_add(1 << shift);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Settles keys at these times, whose names count up, and compares with a plain sort.
    fn check(what: &str, times: &[u64], start: u64, reach: u64) {
        let keys: Vec<u128> = times.iter().zip(1..).map(|(&time, name)| u128::from(time) << 64 | name).collect();
        let mut bottom = Bottom::new();
        bottom.load(&keys);
        bottom.settle(start, reach, |key| key % 3 > 0);
        let mut expected: Vec<u128> = keys.into_iter().filter(|key| key % 3 > 0).collect();
        expected.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(bottom.keys(), expected, "{what}");
        for key in (0..2000).map(|at| u128::from(start + at * 7919 % 997) << 64 | u128::from(1000 + at)) {
            bottom.insert(key);
            expected.push(key);
        }
        expected.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(bottom.keys(), expected, "{what}, with more");
    }

    #[test]
    fn keys_come_in_order_however_they_lie() {
        for n in [0, 1, 2, 79, 80, 81, 130, 255] {
            let scattered: Vec<u64> = (0..n).map(|at| 5_000 + at * 40_503 % 65_536).collect();
            check("scattered", &scattered, 5_000, 5_000 + 65_535);
            check("crowded", &scattered.iter().map(|time| time / 1000).collect::<Vec<_>>(), 0, u64::MAX);
            check("of one instant", &vec![7; n as usize], 7, 7);
            check("at the edges", &scattered.iter().map(|time| time % 2 * 65_535).collect::<Vec<_>>(), 0, 65_535);
        }
    }
}
