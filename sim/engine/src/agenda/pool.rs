//! Room for the keys of all buckets: stacks made of chunks that are handed from bucket to bucket.
//!
//! A vector for each bucket would grow 704 times over while the clock visits ever higher digits; chunks from one pool
//! reach their full number once and are then only handed around.

use std::ops::Range;

/// Keys in a chunk, a power of two: half a KiB, so that half-empty chunks stay small.
const CHUNK: u32 = 32;
/// Unused keys between chunks: with a power of two from start to start, the chunks being filled would share so few sets
/// of the processor's cache that they drive each other out.
const GAP: u32 = 4;
const NO_CHUNK: u32 = u32::MAX;

/// A stack of keys in the pool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    /// Where the next key goes; at a chunk's start if the last chunk is full or there is none.
    cursor: u32,
    count: u32,
    /// No key of the bucket is earlier \[ns\].
    earliest: u64,
}

impl Bucket {
    pub(super) const EMPTY: Self = Self { cursor: 0, count: 0, earliest: u64::MAX };

    pub(super) fn count(&self) -> usize {
        self.count as usize
    }

    pub(super) fn earliest(&self) -> u64 {
        self.earliest
    }

    /// Where the keys of a stack's topmost chunk lie, in the order in which they came; nothing if there is none.
    #[inline]
    pub(super) fn top(&self) -> Option<Range<usize>> {
        let start = place(self.top_start()?);
        Some(start..start + ((self.cursor - 1) % CHUNK + 1) as usize)
    }

    /// The cursor at the start of the topmost chunk, if there is one.
    #[inline]
    fn top_start(&self) -> Option<u32> {
        (self.count > 0).then(|| (self.cursor - 1) / CHUNK * CHUNK)
    }
}

/// Where the key of a cursor lies.
#[inline]
fn place(cursor: u32) -> usize {
    cursor as usize + (cursor / CHUNK * GAP) as usize
}

/// The chunks of all stacks.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    keys: Vec<u128>,
    /// For a chunk in use the one below it in its stack, for a free one the next free one.
    below: Vec<u32>,
    free: u32,
}

impl Pool {
    pub(super) fn new() -> Self {
        Self { keys: Vec::new(), below: Vec::new(), free: NO_CHUNK }
    }

    /// Puts a key on top of a stack.
    #[inline]
    pub(super) fn push(&mut self, bucket: &mut Bucket, key: u128) {
        if bucket.cursor & (CHUNK - 1) == 0 {
            self.add_chunk(bucket);
        }
        self.keys[place(bucket.cursor)] = key;
        bucket.cursor += 1;
        bucket.count += 1;
        bucket.earliest = bucket.earliest.min((key >> 64) as u64);
    }

    /// The key that lies there.
    #[inline]
    pub(super) fn key(&self, at: usize) -> u128 {
        self.keys[at]
    }

    /// The keys that lie there.
    #[inline]
    pub(super) fn keys(&self, at: Range<usize>) -> &[u128] {
        &self.keys[at]
    }

    /// Takes the topmost chunk off a stack.
    #[inline]
    pub(super) fn drop_top(&mut self, bucket: &mut Bucket) {
        if let Some(start) = bucket.top_start() {
            bucket.count -= bucket.cursor - start;
            self.drop_chunk(bucket, start / CHUNK);
        }
    }

    /// Gives all chunks back; the stacks that held them must be forgotten.
    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.below.clear();
        self.free = NO_CHUNK;
    }

    #[cold]
    fn add_chunk(&mut self, bucket: &mut Bucket) {
        let under = if bucket.count == 0 { NO_CHUNK } else { (bucket.cursor - 1) / CHUNK };
        let chunk = if self.free == NO_CHUNK {
            let chunk = self.below.len() as u32;
            self.below.push(under);
            self.keys.resize(self.keys.len() + (CHUNK + GAP) as usize, 0);
            chunk
        } else {
            let chunk = self.free;
            self.free = std::mem::replace(&mut self.below[chunk as usize], under);
            chunk
        };
        bucket.cursor = chunk * CHUNK;
    }

    #[inline]
    fn drop_chunk(&mut self, bucket: &mut Bucket, chunk: u32) {
        let under = std::mem::replace(&mut self.below[chunk as usize], self.free);
        self.free = chunk;
        // One past the end of the full chunk below, which is a chunk's start and so makes the next push ask for a
        // chunk.
        bucket.cursor = if under == NO_CHUNK { 0 } else { (under + 1) * CHUNK };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(pool: &mut Pool, mut bucket: Bucket) -> Vec<u128> {
        let mut all = Vec::new();
        while let Some(keys) = bucket.top() {
            all.extend(keys.rev().map(|at| pool.key(at)));
            pool.drop_top(&mut bucket);
        }
        all
    }

    #[test]
    fn a_stack_gives_back_its_keys_in_reverse() {
        let mut pool = Pool::new();
        let (mut even, mut odd) = (Bucket::EMPTY, Bucket::EMPTY);
        for key in 0..1000_u128 {
            pool.push(if key % 2 == 0 { &mut even } else { &mut odd }, key << 64);
        }
        assert_eq!((even.count(), odd.earliest()), (500, 1));
        let reverse =
            |rest: u128| (0..1000).rev().filter(|key| key % 2 == rest).map(|key| key << 64).collect::<Vec<_>>();
        assert_eq!((drain(&mut pool, even), drain(&mut pool, odd)), (reverse(0), reverse(1)));
        assert_eq!(drain(&mut pool, Bucket::EMPTY), []);
    }

    #[test]
    fn chunks_are_used_again() {
        let mut pool = Pool::new();
        for round in 0..100 {
            let mut bucket = Bucket::EMPTY;
            for key in 0..=round {
                pool.push(&mut bucket, key);
            }
            assert_eq!(drain(&mut pool, bucket).len() as u128, round + 1);
        }
        assert_eq!(pool.below.len(), 100_usize.div_ceil(CHUNK as usize));
    }
}
