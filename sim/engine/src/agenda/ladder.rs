//! The radix ladder: keys in buckets by the highest digit in which they differ, a small sorted bottom to pop from.

use units::time::Time;

use super::key;
use super::pool::{Bucket, Pool};

/// Bits of a digit: 64 buckets a level fit one word of a bitmap.
const DIGIT: u32 = 6;
const DIGITS: usize = 1 << DIGIT;
/// Levels that 64 bits of time need.
const LEVELS: usize = 64_usize.div_ceil(DIGIT as usize);
/// A bucket of at most so many keys is sorted, not refiled: sorting so few costs about what one refiling does.
const SORTED: usize = 48;
/// A bottom of more keys is spilled: beyond this, moving keys up for an insertion costs more than refiling them.
const BOTTOM: usize = 192;

/// All keys that are later than now, some of them perhaps stale.
///
/// The bottom holds every key whose time is at most `reach`; a later key lies in the bucket of the highest digit, to
/// the base 64, in which its time differs from `base`. Two things always hold: `base` is at most now while any bucket
/// is filled, so that no new key can be earlier than it, and keys at exactly now lie in the bottom.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    /// Latest first.
    bottom: Vec<u128>,
    reach: u64,
    base: u64,
    /// The levels that have a filled bucket.
    levels: u16,
    filled: [u64; LEVELS],
    buckets: Vec<Bucket>,
    pool: Pool,
}

/// Where keys are looked up to drop the stale ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sifting {
    /// On the way into the bottom.
    BottomOnly,
    /// There, and on the way from bucket to bucket.
    Everywhere,
}

impl Ladder {
    pub(super) fn new() -> Self {
        Self {
            bottom: Vec::new(),
            reach: u64::MAX,
            base: 0,
            levels: 0,
            filled: [0; LEVELS],
            buckets: vec![Bucket::EMPTY; LEVELS * DIGITS],
            pool: Pool::new(),
        }
    }

    /// Takes in a key that is later than now.
    #[inline]
    pub(super) fn insert(&mut self, key: u128, now: Time) {
        if key::time(key).ns() > self.reach {
            self.file(key, now);
        } else {
            self.insert_into_bottom(key, now);
        }
    }

    /// The earliest key of the bottom.
    #[inline]
    pub(super) fn first(&self) -> Option<u128> {
        self.bottom.last().copied()
    }

    /// Takes the earliest key out of the bottom.
    #[inline]
    pub(super) fn drop_first(&mut self) {
        self.bottom.pop();
    }

    /// Fills the empty bottom from the buckets, unless all that they hold is later than `end`; counts what it drops.
    ///
    /// The clock must stand at `end`, or at the first key, before the next insertion. Keys whose names are not live are
    /// dropped on the way into the bottom, and if told so also on the way from bucket to bucket.
    #[inline(never)]
    pub(super) fn refill(
        &mut self,
        end: Time,
        is_live: impl Fn(u64) -> bool,
        sifting: Sifting,
        dropped: &mut u64,
    ) -> bool {
        debug_assert!(self.bottom.is_empty(), "only an empty bottom may be refilled");
        while self.levels != 0 {
            let level = self.levels.trailing_zeros() as usize;
            let digit = self.filled[level].trailing_zeros() as usize;
            let width = DIGIT * level as u32;
            // The top level has fewer bits than a digit, hence the check: nothing of `base` stands above it.
            let above = if level + 1 == LEVELS { 0 } else { self.base >> (width + DIGIT) << (width + DIGIT) };
            let start = above | (digit as u64) << width;
            if start > end.ns() {
                return false;
            }
            let bucket = self.empty(level, digit);
            let held = bucket.count();
            if held <= SORTED || level == 0 {
                *dropped += self.sort(bucket, &is_live);
                if !self.bottom.is_empty() {
                    let is_all = self.levels == 0 && held <= SORTED;
                    self.reach = if is_all { u64::MAX } else { start | ((1 << width) - 1) };
                    return true;
                }
            } else {
                // Both lie in this bucket's range, so the filled buckets, all beyond it, stay where they are.
                self.base = bucket.earliest().min(end.ns());
                *dropped += self.refile(bucket, &is_live, sifting);
            }
        }
        self.reach = u64::MAX;
        false
    }

    /// Keeps the keys whose names are live.
    pub(super) fn sweep(&mut self, is_live: impl Fn(u64) -> bool) {
        self.bottom.retain(|&key| is_live(key::name_of(key)));
        for level in 0..LEVELS {
            let mut digits = self.filled[level];
            while digits != 0 {
                let digit = digits.trailing_zeros() as usize;
                digits &= digits - 1;
                let mut bucket = self.empty(level, digit);
                while let Some(chunk) = self.pool.pop_chunk(&mut bucket) {
                    for &key in chunk.keys() {
                        if is_live(key::name_of(key)) {
                            self.put(level, digit, key);
                        }
                    }
                }
            }
        }
    }

    /// Forgets everything but the room it took.
    pub(super) fn clear(&mut self) {
        self.bottom.clear();
        self.reach = u64::MAX;
        self.base = 0;
        self.levels = 0;
        self.filled = [0; LEVELS];
        self.buckets.fill(Bucket::EMPTY);
        self.pool.clear();
    }

    /// How many keys it holds, stale ones included.
    pub(super) fn held(&self) -> usize {
        self.bottom.len() + self.buckets.iter().map(Bucket::count).sum::<usize>()
    }

    /// Files a key by its highest digit that differs from `base`.
    #[inline]
    fn file(&mut self, key: u128, now: Time) {
        if self.levels == 0 {
            self.base = now.ns();
        }
        self.file_by_base(key);
    }

    #[inline]
    fn file_by_base(&mut self, key: u128) {
        let time = key::time(key).ns();
        debug_assert!(time >= self.base, "a key at {time} ns lies before the base {} ns", self.base);
        let highest = ((time ^ self.base) | 1).ilog2();
        let level = highest / DIGIT;
        let digit = (time >> (level * DIGIT)) as usize & (DIGITS - 1);
        self.put(level as usize, digit, key);
    }

    #[inline]
    fn put(&mut self, level: usize, digit: usize, key: u128) {
        self.levels |= 1 << level;
        self.filled[level] |= 1 << digit;
        self.pool.push(&mut self.buckets[level * DIGITS + digit], key);
    }

    /// Takes a whole bucket out.
    fn empty(&mut self, level: usize, digit: usize) -> Bucket {
        self.filled[level] &= !(1 << digit);
        if self.filled[level] == 0 {
            self.levels &= !(1 << level);
        }
        std::mem::replace(&mut self.buckets[level * DIGITS + digit], Bucket::EMPTY)
    }

    fn sort(&mut self, mut bucket: Bucket, is_live: &impl Fn(u64) -> bool) -> u64 {
        let held = bucket.count();
        while bucket.count() > 0 {
            // Backwards, so that keys of one instant come out latest first, and any number of them is sorted already.
            // Looking every name up also fetches the cells that are needed next, many at once instead of one by one.
            let keys = self.pool.top(&bucket).iter().rev();
            self.bottom.extend(keys.filter(|&&key| is_live(key::name_of(key))));
            self.pool.drop_top(&mut bucket);
        }
        self.bottom.sort_unstable_by(|a, b| b.cmp(a));
        (held - self.bottom.len()) as u64
    }

    fn refile(&mut self, mut bucket: Bucket, is_live: &impl Fn(u64) -> bool, sifting: Sifting) -> u64 {
        let mut dropped = 0;
        while let Some(chunk) = self.pool.pop_chunk(&mut bucket) {
            for &key in chunk.keys() {
                if sifting == Sifting::BottomOnly || is_live(key::name_of(key)) {
                    self.file_by_base(key);
                } else {
                    dropped += 1;
                }
            }
        }
        dropped
    }

    #[inline(never)]
    fn insert_into_bottom(&mut self, key: u128, now: Time) {
        let at = self.bottom.partition_point(|&other| other > key);
        self.bottom.insert(at, key);
        if self.bottom.len() > BOTTOM {
            self.spill(now);
        }
    }

    /// Moves what is later than now from the bottom to the buckets.
    fn spill(&mut self, now: Time) {
        let later = self.bottom.partition_point(|&key| key::time(key) > now);
        for at in 0..later {
            self.file(self.bottom[at], now);
        }
        self.bottom.drain(..later);
        self.reach = now.ns();
    }
}
