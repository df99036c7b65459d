//! The inner loops: one tile of 16 columns times a few rows, all k in one order.
//!
//! In each of them every sum of 32 (or 16) products is exact in whole numbers, and the sums are added in the order of
//! k, each scaled and added with one rounding. Rows do not meet. So a row's result is the same in every batch.

use crate::lanes::Lane;
use crate::simd::Simd;

/// How far ahead quants are asked for \[bytes\]: a few hundred nanoseconds of work.
///
/// Where a block serves eight rows the processor by itself sees less than one block ahead, and weights come from memory
/// at 10 GB/s instead of 30.
const QUANTS_AHEAD: usize = 8192;

/// How far ahead of a block its stream is asked for: within the tile, and at its end beyond what lies between the
/// quants of this tile and those of the next, which is its scales; and the other way round.
///
/// Without the jump a quarter of a tile of `Q4_1` came unasked for, and small batches waited for it.
#[derive(Clone, Copy)]
struct Ahead {
    turn: usize,
    near: usize,
    far: usize,
}

impl Ahead {
    /// For quants and scales of so many blocks, of these sizes \[bytes\] each.
    #[inline(always)]
    fn new(blocks: usize, quants: usize, scales: usize) -> [Self; 2] {
        let n = QUANTS_AHEAD / quants;
        let turn = blocks.saturating_sub(n);
        let near = [n * quants, n * scales];
        [
            Self { turn, near: near[0], far: near[0] + blocks * scales },
            Self { turn, near: near[1], far: near[1] + blocks * quants },
        ]
    }

    #[inline(always)]
    fn of(self, block: usize) -> usize {
        if block < self.turn { self.near } else { self.far }
    }
}

/// One format's inner loop.
pub(super) trait Format {
    /// The product of these blocks of a tile with `M` rows of as many lanes.
    fn product<S: Simd, const M: usize>(s: S, quants: &[u8], scales: &[u8], rows: [&[Lane]; M]) -> [S::F; M];
}

pub(super) struct Q8;
pub(super) struct Q4;
pub(super) struct Q4WithMin;
pub(super) struct Q4K;
pub(super) struct Q6K;

/// Cuts the rows to one length, so that the compiler sees that indexes are within all of them.
#[inline(always)]
fn cut<const M: usize>(rows: [&[Lane]; M], blocks: usize) -> [&[Lane]; M] {
    rows.map(|row| &row[..blocks])
}

impl Format for Q8 {
    #[inline(always)]
    fn product<S: Simd, const M: usize>(s: S, quants: &[u8], scales: &[u8], rows: [&[Lane]; M]) -> [S::F; M] {
        let (quants, scales) = (quants.as_chunks::<512>().0, scales.as_chunks::<32>().0);
        let rows = cut(rows, quants.len());
        let mut sums = [s.splat(0.0); M];
        let [ahead, ahead_of_scales] = Ahead::new(quants.len(), 512, 32);
        for (b, (quants, d)) in quants.iter().zip(scales).enumerate() {
            s.ahead(quants, ahead.of(b));
            s.ahead(d, ahead_of_scales.of(b));
            let (w, d) = (s.bytes(quants), s.halves(d));
            for m in 0..M {
                let lane = &rows[m][b];
                let dot = s.float(s.dot_bytes(&w, &lane.quants, lane.by_128));
                sums[m] = s.fma(dot, s.mul(d, s.splat(lane.scale)), sums[m]);
            }
        }
        sums
    }
}

impl Format for Q4 {
    #[inline(always)]
    fn product<S: Simd, const M: usize>(s: S, quants: &[u8], scales: &[u8], rows: [&[Lane]; M]) -> [S::F; M] {
        let (quants, scales) = (quants.as_chunks::<256>().0, scales.as_chunks::<32>().0);
        let rows = cut(rows, quants.len());
        let mut sums = [s.splat(0.0); M];
        let [ahead, ahead_of_scales] = Ahead::new(quants.len(), 256, 32);
        for (b, (quants, d)) in quants.iter().zip(scales).enumerate() {
            s.ahead(quants, ahead.of(b));
            s.ahead(d, ahead_of_scales.of(b));
            let (w, d) = (s.nibbles(quants), s.halves(d));
            for m in 0..M {
                let lane = &rows[m][b];
                let dot = s.float(s.dot_nibbles(&w, &lane.quants, lane.by_8));
                sums[m] = s.fma(dot, s.mul(d, s.splat(lane.scale)), sums[m]);
            }
        }
        sums
    }
}

impl Format for Q4WithMin {
    #[inline(always)]
    fn product<S: Simd, const M: usize>(s: S, quants: &[u8], scales: &[u8], rows: [&[Lane]; M]) -> [S::F; M] {
        let (quants, scales) = (quants.as_chunks::<256>().0, scales.as_chunks::<32>().0.as_chunks::<2>().0);
        let rows = cut(rows, quants.len());
        let mut sums = [s.splat(0.0); M];
        let [ahead, ahead_of_scales] = Ahead::new(quants.len(), 256, 64);
        for (b, (quants, [d, least])) in quants.iter().zip(scales).enumerate() {
            s.ahead(quants, ahead.of(b));
            // Its 64 bytes are the record's, which begins with d.
            s.ahead(d, ahead_of_scales.of(b));
            let (w, d, least) = (s.nibbles(quants), s.halves(d), s.halves(least));
            for m in 0..M {
                let lane = &rows[m][b];
                let dot = s.float(s.dot_nibbles(&w, &lane.quants, 0));
                sums[m] = s.fma(dot, s.mul(d, s.splat(lane.scale)), sums[m]);
                sums[m] = s.fma(least, s.splat(lane.total), sums[m]);
            }
        }
        sums
    }
}

impl Format for Q4K {
    #[inline(always)]
    fn product<S: Simd, const M: usize>(s: S, quants: &[u8], scales: &[u8], rows: [&[Lane]; M]) -> [S::F; M] {
        let quants = quants.as_chunks::<256>().0;
        let scales = scales.as_chunks::<16>().0.as_chunks::<2>().0.as_chunks::<10>().0;
        let rows = cut(rows, quants.len());
        let mut sums = [s.splat(0.0); M];
        let [ahead, ahead_of_scales] = Ahead::new(quants.len(), 256, 40);
        for (b, quants) in quants.iter().enumerate() {
            let [d, least, parts @ ..] = &scales[b / 8];
            let [step, least_step] = &parts[b % 8];
            // Exact: eleven bits times six.
            let d = s.mul(s.halves(d.as_flattened().first_chunk().unwrap_or(&[0; 32])), s.unsigned(step));
            let least = s.halves(least.as_flattened().first_chunk().unwrap_or(&[0; 32]));
            let least = s.sub(s.splat(0.0), s.mul(least, s.unsigned(least_step)));
            s.ahead(quants, ahead.of(b));
            if b % 8 == 0 {
                s.ahead(scales[b / 8].as_flattened().as_flattened(), ahead_of_scales.of(b));
            }
            let w = s.nibbles(quants);
            for m in 0..M {
                let lane = &rows[m][b];
                let dot = s.float(s.dot_nibbles(&w, &lane.quants, 0));
                sums[m] = s.fma(dot, s.mul(d, s.splat(lane.scale)), sums[m]);
                sums[m] = s.fma(least, s.splat(lane.total), sums[m]);
            }
        }
        sums
    }
}

impl Format for Q6K {
    #[inline(always)]
    fn product<S: Simd, const M: usize>(s: S, quants: &[u8], scales: &[u8], rows: [&[Lane]; M]) -> [S::F; M] {
        let quants = quants.as_chunks::<384>().0;
        let scales = scales.as_chunks::<16>().0.as_chunks::<2>().0.as_chunks::<9>().0;
        let rows = cut(rows, quants.len());
        let mut sums = [s.splat(0.0); M];
        let [ahead, ahead_of_scales] = Ahead::new(quants.len(), 384, 36);
        for (b, quants) in quants.iter().enumerate() {
            let [d, parts @ ..] = &scales[b / 8];
            let d = s.halves(d.as_flattened().first_chunk().unwrap_or(&[0; 32]));
            // Exact: eleven bits times eight.
            let [low, high] = &parts[b % 8];
            let (low, high) = (s.mul(d, s.signed(low)), s.mul(d, s.signed(high)));
            s.ahead(quants, ahead.of(b));
            if b % 8 == 0 {
                s.ahead(scales[b / 8].as_flattened().as_flattened(), ahead_of_scales.of(b));
            }
            let w = s.sixes(quants);
            for m in 0..M {
                let lane = &rows[m][b];
                let [first, last] = s.dot_sixes(&w, &lane.quants, lane.by_32);
                let scale = s.splat(lane.scale);
                sums[m] = s.fma(s.float(first), s.mul(low, scale), sums[m]);
                sums[m] = s.fma(s.float(last), s.mul(high, scale), sums[m]);
            }
        }
        sums
    }
}
