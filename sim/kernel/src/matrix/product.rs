//! Products of matrices with a batch of rows, divided among threads by tiles.

#![expect(unsafe_code, reason = "threads write disjoint columns of one output")]

use std::ops::Range;

use super::tile::{Format, Q4, Q4K, Q4WithMin, Q6K, Q8};
use super::{Matrix, Order, TILE};
use crate::arena::Arena;
use crate::isa::Isa;
use crate::lanes::Rows;
use crate::pool::{Pool, Shared, part};
use crate::quant::Quant;
use crate::simd::{Job, Simd};

/// Lanes of a panel of rows: 256 KiB, so that a panel stays in the second-level cache while tiles pass by.
const PANEL: usize = 4096;

/// One of the matrices that the same rows are multiplied with.
pub(crate) struct Product<'a> {
    pub(crate) matrix: &'a Matrix,
    /// \[rows × columns, f32\].
    pub(crate) out: Shared<'a, f32>,
}

/// Multiplies rows with several matrices at once; each output is written whole.
pub(crate) fn multiply(isa: Isa, pool: &mut Pool, order: Order, arena: &Arena, input: &Rows, products: &[Product<'_>]) {
    let of = pool.threads();
    let all: usize = products.iter().map(|p| p.matrix.tiles()).sum();
    pool.run(&|me| {
        let mine = part(all, me, of);
        let mut before = 0;
        for product in products {
            let tiles = product.matrix.tiles();
            let own =
                mine.start.clamp(before, before + tiles) - before..mine.end.clamp(before, before + tiles) - before;
            before += tiles;
            if !own.is_empty() {
                isa.run(Tiles { arena, input, product, own, parts: order.parts(input.len()) });
            }
        }
    });
}

/// The tiles of one product that one thread computes.
struct Tiles<'a> {
    arena: &'a Arena,
    input: &'a Rows,
    product: &'a Product<'a>,
    own: Range<usize>,
    parts: usize,
}

impl Job for Tiles<'_> {
    type Out = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        match self.product.matrix.quant {
            Quant::Q8_0 => self.all::<S, Q8>(s),
            Quant::Q4_0 => self.all::<S, Q4>(s),
            Quant::Q4_1 => self.all::<S, Q4WithMin>(s),
            Quant::Q4K => self.all::<S, Q4K>(s),
            Quant::Q6K => self.all::<S, Q6K>(s),
        }
    }
}

impl Tiles<'_> {
    #[inline(always)]
    fn all<S: Simd, X: Format>(&self, s: S) {
        assert_eq!(self.input.width() * 32, self.product.matrix.depth, "numbers of a row");
        let panel = (PANEL / self.input.width()).next_multiple_of(8);
        let rows = self.input.len();
        for start in (0..rows).step_by(panel) {
            let end = rows.min(start + panel);
            for tile in self.own.clone() {
                let mut at = start;
                while at + 8 <= end {
                    self.some::<S, X, 8>(s, tile, at);
                    at += 8;
                }
                if at + 4 <= end {
                    self.some::<S, X, 4>(s, tile, at);
                    at += 4;
                }
                if at + 2 <= end {
                    self.some::<S, X, 2>(s, tile, at);
                    at += 2;
                }
                if at < end {
                    self.some::<S, X, 1>(s, tile, at);
                }
            }
        }
    }

    /// One tile times `M` rows.
    #[inline(always)]
    fn some<S: Simd, X: Format, const M: usize>(&self, s: S, tile: usize, at: usize) {
        let matrix = self.product.matrix;
        let (quants, scales) = matrix.tile(self.arena, tile);
        let rows: [&[_]; M] = std::array::from_fn(|m| self.input.row(at + m));
        let mut sums = [[0.0; TILE]; M];
        // Parts are whole blocks of the format.
        let blocks = matrix.depth / matrix.quant.weights();
        let parts = self.parts.min(blocks);
        for p in 0..parts {
            let blocks = part(blocks, p, parts);
            let lanes = matrix.quant.weights() / 32;
            let quants = &quants[blocks.start * lanes * matrix.quant.tile_quants()..];
            let quants = &quants[..blocks.len() * lanes * matrix.quant.tile_quants()];
            let scales = &scales[blocks.start * matrix.quant.tile_scales()..];
            let rows = rows.map(|row| &row[blocks.start * lanes..blocks.end * lanes]);
            let found = X::product(s, quants, scales, rows);
            for (sum, found) in sums.iter_mut().zip(found) {
                let whole = if p == 0 { found } else { s.add(s.load(sum), found) };
                s.store(whole, sum);
            }
        }
        let columns = TILE.min(matrix.columns - tile * TILE);
        for (m, sums) in sums.iter().enumerate() {
            let start = (at + m) * matrix.columns + tile * TILE;
            // SAFETY: every thread has its own tiles, and so its own columns of each row.
            unsafe { self.product.out.part(start..start + columns) }.copy_from_slice(&sums[..columns]);
        }
    }
}
