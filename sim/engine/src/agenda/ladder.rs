//! The radix ladder: keys in buckets by the highest digit in which they differ, a small sorted bottom to pop from.

use units::time::Time;

use super::bottom::{Bottom, SORTED};
use super::key;
use super::pool::{Bucket, Pool};

/// Bits of a digit: with wider digits a key is filed less often, with narrower ones fewer buckets are half empty.
const DIGIT: u32 = 8;
const DIGITS: usize = 1 << DIGIT;
/// Levels that 64 bits of time need.
const LEVELS: usize = (64 / DIGIT) as usize;
/// Words of a level's bitmap.
const WORDS: usize = DIGITS / 64;
/// Buckets are taken into the bottom until it holds so many keys: each time costs about as much as ten keys.
const ENOUGH: usize = 24;
/// The bottom holds everything while it is so short.
const SHORT: usize = 48;
/// A bottom that has grown by more keys is spilled: moving keys for an insertion must not cost more than filing them.
const GROWTH: usize = 64;

/// All keys that are later than now, some of them perhaps stale.
///
/// The bottom holds every key whose time is at most `reach`; a later key lies in the bucket of the highest digit, to
/// the base 256, in which its time differs from `base`. Two things always hold: `base` is at most now while any bucket
/// is filled, so that no new key can be earlier than it, and keys at exactly now lie in the bottom.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    bottom: Bottom,
    /// The bottom is spilled when it holds more keys.
    room: usize,
    reach: u64,
    base: u64,
    /// The levels that have a filled bucket.
    levels: u32,
    filled: [[u64; WORDS]; LEVELS],
    buckets: Box<[Bucket; LEVELS * DIGITS]>,
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
            bottom: Bottom::new(),
            room: GROWTH,
            reach: u64::MAX,
            base: 0,
            levels: 0,
            filled: [[0; WORDS]; LEVELS],
            buckets: vec![Bucket::EMPTY; LEVELS * DIGITS].try_into().expect("there are as many as there are digits"),
            pool: Pool::new(),
        }
    }

    /// Takes in a key that is later than now.
    #[inline]
    pub(super) fn insert(&mut self, key: u128, now: Time) {
        if key::time(key).ns() > self.reach {
            self.file(key, now);
        } else {
            self.bottom.insert(key);
            if self.bottom.keys().len() > self.room {
                self.spill(now);
            }
        }
    }

    /// The earliest key of the bottom.
    #[inline]
    pub(super) fn first(&self) -> Option<u128> {
        self.bottom.first()
    }

    /// Takes the earliest key out of the bottom.
    #[inline]
    pub(super) fn drop_first(&mut self) {
        self.bottom.drop_first();
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
        debug_assert!(self.bottom.keys().is_empty(), "only an empty bottom may be refilled");
        while self.levels != 0 {
            let level = self.levels.trailing_zeros() as usize;
            let Some(digit) = self.first_digit(level) else { break };
            let start = self.start(level, digit);
            if start > end.ns() {
                return false;
            }
            let held = self.buckets[level * DIGITS + digit].count();
            if held <= SORTED || level == 0 {
                let held = self.load(level, digit, &is_live);
                let sorted = self.bottom.keys().len();
                *dropped += (held - sorted) as u64;
                if sorted > 0 {
                    if self.levels == 0 && sorted <= SHORT {
                        self.reach = u64::MAX;
                    }
                    self.room = sorted + GROWTH;
                    return true;
                }
            } else {
                let bucket = self.empty(level, digit);
                // Both lie in this bucket's range, so the filled buckets, all beyond it, stay where they are.
                self.base = bucket.earliest().min(end.ns());
                *dropped += self.refile(bucket, &is_live, sifting);
            }
        }
        self.reach = u64::MAX;
        self.room = GROWTH;
        false
    }

    /// Keeps the keys whose names are live.
    pub(super) fn sweep(&mut self, is_live: impl Fn(u64) -> bool) {
        self.bottom.retain(|key| is_live(key::name_of(key)));
        for level in 0..LEVELS {
            for digit in 0..DIGITS {
                let mut bucket = self.empty(level, digit);
                while let Some(keys) = bucket.top() {
                    for at in keys {
                        let key = self.pool.key(at);
                        if is_live(key::name_of(key)) {
                            self.put(level, digit, key);
                        }
                    }
                    self.pool.drop_top(&mut bucket);
                }
            }
        }
    }

    /// Forgets everything but the room it took.
    pub(super) fn clear(&mut self) {
        self.bottom.clear();
        self.room = GROWTH;
        self.reach = u64::MAX;
        self.base = 0;
        self.levels = 0;
        self.filled = [[0; WORDS]; LEVELS];
        self.buckets.fill(Bucket::EMPTY);
        self.pool.clear();
    }

    /// How many keys it holds, stale ones included.
    pub(super) fn held(&self) -> usize {
        self.bottom.keys().len() + self.buckets.iter().map(Bucket::count).sum::<usize>()
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
        let digit = (time >> (level * DIGIT)) as usize % DIGITS;
        self.put(level as usize, digit, key);
    }

    #[inline]
    fn put(&mut self, level: usize, digit: usize, key: u128) {
        self.levels |= 1 << level;
        self.filled[level][digit / 64] |= 1 << (digit % 64);
        self.pool.push(&mut self.buckets[level * DIGITS + digit], key);
    }

    /// Takes a whole bucket out.
    #[inline]
    fn empty(&mut self, level: usize, digit: usize) -> Bucket {
        let filled = &mut self.filled[level];
        filled[digit / 64] &= !(1 << (digit % 64));
        if filled.iter().all(|&word| word == 0) {
            self.levels &= !(1 << level);
        }
        std::mem::replace(&mut self.buckets[level * DIGITS + digit], Bucket::EMPTY)
    }

    /// The first filled bucket of a level.
    #[inline]
    fn first_digit(&self, level: usize) -> Option<usize> {
        let at = self.filled[level].iter().position(|&word| word != 0)?;
        Some(at * 64 + self.filled[level][at].trailing_zeros() as usize)
    }

    /// The earliest time that a bucket can hold.
    #[inline]
    fn start(&self, level: usize, digit: usize) -> u64 {
        let width = DIGIT * level as u32;
        // Nothing of `base` stands above the top level.
        let above = self.base.checked_shr(width + DIGIT).map_or(0, |digits| digits << (width + DIGIT));
        above | (digit as u64) << width
    }

    /// Takes buckets of a level into the bottom until it has enough; says how many keys were in them.
    fn load(&mut self, level: usize, digit: usize, is_live: &impl Fn(u64) -> bool) -> usize {
        let (start, mut last) = (self.start(level, digit), digit);
        let mut held = self.buckets[level * DIGITS + digit].count();
        if held > SORTED {
            // One instant, however crowded.
            let mut bucket = self.empty(level, digit);
            while let Some(keys) = bucket.top() {
                // Backwards, so that they come out latest first, and are perhaps sorted already.
                let keys = keys.rev().map(|at| self.pool.key(at));
                self.bottom.load_many(keys.filter(|&key| is_live(key::name_of(key))));
                self.pool.drop_top(&mut bucket);
            }
            self.bottom.settle_many();
            self.reach = start;
            return held;
        }
        self.load_bucket(level, digit);
        while held < ENOUGH && self.levels & 1 << level != 0 {
            let Some(digit) = self.first_digit(level) else { break };
            let more = self.buckets[level * DIGITS + digit].count();
            if held + more > SORTED {
                break;
            }
            self.load_bucket(level, digit);
            (held, last) = (held + more, digit);
        }
        self.reach = self.start(level, last) | ((1 << (DIGIT * level as u32)) - 1);
        self.bottom.settle(start, self.reach, |key| is_live(key::name_of(key)));
        held
    }

    /// Takes a bucket into the bottom, where its keys have yet to be sorted.
    #[inline]
    fn load_bucket(&mut self, level: usize, digit: usize) {
        let mut bucket = self.empty(level, digit);
        while let Some(keys) = bucket.top() {
            self.bottom.load(self.pool.keys(keys));
            self.pool.drop_top(&mut bucket);
        }
    }

    fn refile(&mut self, mut bucket: Bucket, is_live: &impl Fn(u64) -> bool, sifting: Sifting) -> u64 {
        let mut dropped = 0;
        while let Some(keys) = bucket.top() {
            for at in keys {
                let key = self.pool.key(at);
                if sifting == Sifting::BottomOnly || is_live(key::name_of(key)) {
                    self.file_by_base(key);
                } else {
                    dropped += 1;
                }
            }
            self.pool.drop_top(&mut bucket);
        }
        dropped
    }

    /// Moves what is late in the bottom to the buckets.
    #[cold]
    fn spill(&mut self, now: Time) {
        let keys = self.bottom.keys();
        let mut reach = key::time(keys[keys.len() - ENOUGH]);
        let mut later = keys.partition_point(|&key| key::time(key) > reach);
        if keys.len() - later > SHORT {
            // So many are simultaneous that they are in each other's way: they wait in the buckets.
            reach = now;
            later = keys.partition_point(|&key| key::time(key) > now);
        }
        for at in 0..later {
            self.file(self.bottom.keys()[at], now);
        }
        self.bottom.keep(self.bottom.keys().len() - later);
        self.reach = reach.ns();
        self.room = self.bottom.keys().len() + GROWTH;
    }
}
