//! From a file's blocks into tiles, and single rows back out.

use super::{Matrix, TILE};
use crate::arena::Arena;
use crate::fault::Fault;
use crate::quant::{Block, Quant, unpack, value};

impl Matrix {
    /// Packs the rows of a file, \[columns × depth\] in blocks along the depth.
    ///
    /// # Errors
    /// If a scale is not a number.
    ///
    /// # Panics
    /// If the bytes are not those of so many rows.
    pub fn pack(&self, arena: &mut Arena, rows: &[u8]) -> Result<(), Fault> {
        assert_eq!(rows.len(), self.file_bytes(), "bytes of a {} × {} matrix", self.columns, self.depth);
        let row = self.depth / self.quant.weights() * self.quant.bytes();
        for (tile, rows) in rows.chunks(row * TILE).enumerate() {
            self.pack_tile(arena, tile, rows)?;
        }
        Ok(())
    }

    /// Packs the rows of one tile.
    ///
    /// # Errors
    /// If a scale is not a number.
    pub(crate) fn pack_tile(&self, arena: &mut Arena, tile: usize, rows: &[u8]) -> Result<(), Fault> {
        let bytes = self.tile_bytes().unwrap_or(0);
        let whole = &mut arena.bytes_mut()[self.at + tile * bytes..][..bytes];
        let (quants, scales) = whole.split_at_mut(self.depth / 32 * self.quant.tile_quants());
        let blocks = self.depth / self.quant.weights();
        for (column, row) in rows.chunks_exact(blocks * self.quant.bytes()).enumerate() {
            for (b, bytes) in row.chunks_exact(self.quant.bytes()).enumerate() {
                let block = unpack(self.quant, bytes);
                if !block.is_finite() {
                    let row = tile * TILE + column;
                    return Err(Fault::new(format!("row {row}, block {b} of a matrix: its scale is not a number")));
                }
                let size = self.quant.tile_scales();
                self.put_scales(&block, column, &mut scales[b * size..(b + 1) * size]);
                let size = self.quant.weights() / 32 * self.quant.tile_quants();
                self.put_quants(&block, column, &mut quants[b * size..(b + 1) * size]);
            }
        }
        Ok(())
    }

    fn put_quants(&self, block: &Block, column: usize, to: &mut [u8]) {
        let quants = block.quants[..self.quant.weights()].chunks_exact(32);
        for (quants, to) in quants.zip(to.chunks_exact_mut(self.quant.tile_quants())) {
            for (k, &q) in quants.iter().enumerate() {
                let (g, at) = (k / 4, column * 4 + k % 4);
                match self.quant {
                    Quant::Q8_0 => to[g * 64 + at] = q,
                    Quant::Q4_0 | Quant::Q4_1 | Quant::Q4K => to[g / 2 * 64 + at] |= q << (g % 2 * 4),
                    Quant::Q6K => {
                        to[g / 2 * 64 + at] |= (q & 15) << (g % 2 * 4);
                        to[256 + g / 4 * 64 + at] |= (q >> 4) << (g % 4 * 2);
                    }
                }
            }
        }
    }

    fn put_scales(&self, block: &Block, column: usize, to: &mut [u8]) {
        let mut half = |at: usize, half: u16| to[at + 2 * column..][..2].copy_from_slice(&half.to_le_bytes());
        half(0, block.d);
        if matches!(self.quant, Quant::Q4_1 | Quant::Q4K) {
            half(32, block.m);
        }
        for part in 0..8 {
            match self.quant {
                Quant::Q4K => {
                    to[64 + 32 * part + column] = block.scales[part];
                    to[64 + 32 * part + 16 + column] = block.mins[part];
                }
                Quant::Q6K => {
                    to[32 + 32 * part + column] = block.scales[2 * part];
                    to[32 + 32 * part + 16 + column] = block.scales[2 * part + 1];
                }
                _ => {}
            }
        }
    }

    /// Reads one row back as numbers: the weights of one column of the product, a token's embedding.
    pub fn row(&self, arena: &Arena, row: usize, to: &mut [f32]) {
        assert!(row < self.columns && to.len() == self.depth, "row {row} of {} × {}", self.columns, self.depth);
        let (quants, scales) = self.tile(arena, row / TILE);
        let column = row % TILE;
        let blocks = quants.chunks_exact(self.quant.tile_quants());
        for (b, (quants, to)) in blocks.zip(to.chunks_exact_mut(32)).enumerate() {
            let (block, part) = (b / (self.quant.weights() / 32), b % (self.quant.weights() / 32));
            let scales = &scales[block * self.quant.tile_scales()..];
            let half = |at: usize| u16::from_le_bytes([scales[at + 2 * column], scales[at + 2 * column + 1]]);
            let d = half(0);
            let m = if matches!(self.quant, Quant::Q4_1 | Quant::Q4K) { half(32) } else { 0 };
            for (k, to) in to.iter_mut().enumerate() {
                let (g, at) = (k / 4, column * 4 + k % 4);
                let nibble = |quants: &[u8]| quants[g / 2 * 64 + at] >> (g % 2 * 4) & 15;
                let (q, bytes) = match self.quant {
                    Quant::Q8_0 => (quants[g * 64 + at], [0; 2]),
                    Quant::Q4_0 | Quant::Q4_1 => (nibble(quants), [0; 2]),
                    Quant::Q4K => {
                        let at = 64 + 32 * part + column;
                        (nibble(quants), [scales[at], scales[at + 16]])
                    }
                    Quant::Q6K => {
                        let high = quants[256 + g / 4 * 64 + at] >> (g % 4 * 2) & 3;
                        (nibble(quants) | high << 4, [scales[32 + 32 * part + k / 16 * 16 + column], 0])
                    }
                };
                *to = value(self.quant, q, [d, m], bytes);
            }
        }
    }
}
