//! Rows of activations, rounded to a byte each, 32 at a time.

use crate::pool::Shared;
use crate::simd::{Job, ROUND, Simd};

/// Activations of 32 k: a = scale * quants, with the sums that packed weights need. One cache line.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(64))]
pub(crate) struct Lane {
    pub(crate) quants: [i8; 32],
    pub(crate) scale: f32,
    /// The sum of the activations, scale * sum of quants.
    pub(crate) total: f32,
    /// -8 times the sum of quants: nibbles stand 8 too high.
    pub(crate) by_8: i32,
    /// -128 times the sum of quants.
    pub(crate) by_128: i32,
    /// -32 times the sums of the first and the last 16 quants.
    pub(crate) by_32: [i32; 2],
}

const _: () = assert!(size_of::<Lane>() == 64, "one cache line");

/// Rounds 32 activations: scale = max |a| / 127, quants to the nearest, ties to even.
#[inline(always)]
pub(crate) fn round<S: Simd>(s: S, from: &[[f32; 16]; 2], to: &mut Lane) {
    let [low, high] = [s.load(&from[0]), s.load(&from[1])];
    let most = s.peak(s.max(s.abs(low), s.abs(high)));
    to.scale = most / 127.0;
    // Below this the inverse would be infinite; such activations are zero to any model.
    let inverse = s.splat(if most > 1e-30 { 127.0 / most } else { 0.0 });
    let (low_quants, high_quants) = to.quants.split_at_mut(16);
    let mut sums = [0; 2];
    for (i, (x, quants)) in [(low, low_quants), (high, high_quants)].into_iter().enumerate() {
        if let Ok(quants) = quants.try_into() {
            let quants: &mut [i8; 16] = quants;
            s.narrow(s.add(s.mul(x, inverse), s.splat(ROUND)), quants);
            sums[i] = quants.iter().map(|&q| i32::from(q)).sum();
        }
    }
    let sum = sums[0] + sums[1];
    to.total = to.scale * sum as f32;
    to.by_8 = -8 * sum;
    to.by_128 = -128 * sum;
    to.by_32 = sums.map(|sum| -32 * sum);
}

/// Rounds whole rows.
pub(crate) struct Round<'a> {
    pub(crate) from: &'a [f32],
    pub(crate) to: &'a mut [Lane],
}

impl Job for Round<'_> {
    type Out = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let (blocks, _) = self.from.as_chunks::<16>().0.as_chunks::<2>();
        for (from, to) in blocks.iter().zip(self.to) {
            round(s, from, to);
        }
    }
}

/// Rows of rounded activations, as many as were last asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    lanes: Vec<Lane>,
    /// Lanes of one row.
    width: usize,
}

impl Rows {
    /// Room for `rows` rows of `depth` activations; their values are whatever they were.
    pub(crate) fn shape(&mut self, rows: usize, depth: usize) {
        assert!(depth.is_multiple_of(32), "rows of {depth} activations");
        self.width = depth / 32;
        self.lanes.resize(rows * self.width, Lane::default());
    }

    pub(crate) fn len(&self) -> usize {
        self.lanes.len() / self.width.max(1)
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn row(&self, at: usize) -> &[Lane] {
        &self.lanes[at * self.width..(at + 1) * self.width]
    }

    pub(crate) fn shared(&mut self) -> Shared<'_, Lane> {
        Shared::new(&mut self.lanes)
    }
}
