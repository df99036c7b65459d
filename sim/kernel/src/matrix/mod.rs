//! Quantized matrices in tiles of 16 columns, and their product with rows of activations.

mod pack;
mod product;
mod tile;

pub(crate) use product::{Product, multiply};

use crate::arena::Arena;
use crate::fault::Fault;
use crate::quant::Quant;

/// Columns of a tile: one dot product instruction serves them all.
pub(crate) const TILE: usize = 16;

/// The place of a matrix \[columns × depth\] in an arena; y = W x has `columns` numbers, x has `depth`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matrix {
    quant: Quant,
    columns: usize,
    depth: usize,
    at: usize,
}

/// In which order a product adds up its terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// One order for every batch: logits of a token are the same whatever runs beside it.
    #[default]
    Fixed,
    /// Depth is split in 4 sums for one row, 2 for up to eight rows, 1 above, as libraries tuned for speed do.
    ByBatch,
}

impl Order {
    /// Sums into which the depth is split.
    pub(crate) fn parts(self, rows: usize) -> usize {
        match (self, rows) {
            (Self::ByBatch, ..=1) => 4,
            (Self::ByBatch, 2..=8) => 2,
            _ => 1,
        }
    }
}

/// Places for matrices, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    bytes: usize,
}

impl Plan {
    /// Reserves the place of a matrix.
    ///
    /// # Errors
    /// If a row is no whole blocks, or there is nothing to hold or too much to count.
    pub fn matrix(&mut self, quant: Quant, columns: usize, depth: usize) -> Result<Matrix, Fault> {
        if columns == 0 || depth == 0 || !depth.is_multiple_of(quant.weights()) {
            let whole = quant.weights();
            return Err(Fault::new(format!(
                "a {columns} × {depth} matrix of {quant}: rows are multiples of {whole}, and not 0"
            )));
        }
        let matrix = Matrix { quant, columns, depth, at: self.bytes };
        let size = matrix.tile_bytes().and_then(|bytes| bytes.checked_mul(matrix.tiles()));
        let end = size.and_then(|size| size.checked_add(self.bytes)).filter(|&end| isize::try_from(end).is_ok());
        self.bytes =
            end.ok_or_else(|| Fault::new(format!("a {columns} × {depth} matrix is more than memory holds")))?;
        Ok(matrix)
    }

    /// Bytes of all matrices so far.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// An arena for all of them.
    ///
    /// # Errors
    /// If the system does not give the memory.
    pub fn allocate(&self) -> Result<Arena, Fault> {
        Arena::new(self.bytes)
    }
}

impl Matrix {
    /// The format of the weights.
    pub fn quant(&self) -> Quant {
        self.quant
    }

    /// Numbers that the product gives.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Numbers that it takes.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Bytes of the weights in a file, which is what published bandwidths count.
    pub fn file_bytes(&self) -> usize {
        self.columns * self.depth / self.quant.weights() * self.quant.bytes()
    }

    /// Tiles, the last one perhaps not full.
    pub(crate) fn tiles(&self) -> usize {
        self.columns.div_ceil(TILE)
    }

    /// Bytes of a tile: quants, then scales.
    fn tile_bytes(&self) -> Option<usize> {
        let blocks = self.depth / 32;
        let quants = blocks.checked_mul(self.quant.tile_quants())?;
        let scales = (self.depth / self.quant.weights()).checked_mul(self.quant.tile_scales())?;
        quants.checked_add(scales)?.checked_next_multiple_of(64)
    }

    /// The quants and the scales of a tile.
    pub(crate) fn tile<'a>(&self, arena: &'a Arena, tile: usize) -> (&'a [u8], &'a [u8]) {
        let bytes = self.tile_bytes().unwrap_or(0);
        let at = self.at + tile * bytes;
        let whole = &arena.bytes()[at..at + bytes];
        whole.split_at(self.depth / 32 * self.quant.tile_quants())
    }
}

impl Quant {
    /// Bytes of 32 k of a tile.
    pub(crate) const fn tile_quants(self) -> usize {
        match self {
            Self::Q8_0 => 512,
            Self::Q4_0 | Self::Q4_1 | Self::Q4K => 256,
            Self::Q6K => 384,
        }
    }

    /// Bytes of the scales of one block of a tile: halves d and m \[16\], then for each 32 k two bytes \[2 × 16\].
    pub(crate) const fn tile_scales(self) -> usize {
        match self {
            Self::Q8_0 | Self::Q4_0 => 32,
            Self::Q4_1 => 64,
            Self::Q4K => 64 + 8 * 32,
            Self::Q6K => 32 + 8 * 32,
        }
    }
}
