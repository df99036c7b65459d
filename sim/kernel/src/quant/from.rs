//! From blocks to numbers: unpacking as it is shared by dequantising and by packing into tiles.

use super::{MOST, Quant};
use crate::half;

/// One block, taken apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// The whole numbers as bytes: q as [`Quant`] has it, of `Q8_0` with 128 added.
    pub(crate) quants: [u8; MOST],
    /// d, a half.
    pub(crate) d: u16,
    /// m, a half; 0 where there is none.
    pub(crate) m: u16,
    /// s of each 32 (`Q4_K`) or each 16 weights (`Q6_K`, two's complement).
    pub(crate) scales: [u8; 16],
    /// t of each 32 weights (`Q4_K`).
    pub(crate) mins: [u8; 8],
}

impl Block {
    /// Whether d and m are numbers, so that the weights are.
    pub(crate) fn is_finite(&self) -> bool {
        half::widen(self.d).is_finite() && half::widen(self.m).is_finite()
    }
}

fn pair(bytes: &[u8]) -> u16 {
    u16::from_le_bytes([bytes[0], bytes[1]])
}

/// Nibbles of 16 bytes: the low ones, then the high ones.
fn nibbles(bytes: &[u8], quants: &mut [u8]) {
    let (low, high) = quants.split_at_mut(bytes.len());
    for (i, &byte) in bytes.iter().enumerate() {
        (low[i], high[i]) = (byte & 15, byte >> 4);
    }
}

/// Six-bit s and t of eight parts out of 12 bytes.
pub(crate) fn unpack_six(packed: &[u8]) -> ([u8; 8], [u8; 8]) {
    let (mut scales, mut mins) = ([0; 8], [0; 8]);
    for j in 0..4 {
        scales[j] = packed[j] & 63;
        mins[j] = packed[j + 4] & 63;
        scales[j + 4] = packed[j + 8] & 15 | packed[j] >> 6 << 4;
        mins[j + 4] = packed[j + 8] >> 4 | packed[j + 4] >> 6 << 4;
    }
    (scales, mins)
}

/// Takes one block apart.
pub(crate) fn unpack(quant: Quant, bytes: &[u8]) -> Block {
    assert_eq!(bytes.len(), quant.bytes(), "a block of {quant}");
    let mut block = Block { quants: [0; MOST], d: pair(bytes), m: 0, scales: [0; 16], mins: [0; 8] };
    let quants = &mut block.quants;
    match quant {
        Quant::Q8_0 => {
            for (q, byte) in quants.iter_mut().zip(&bytes[2..]) {
                *q = byte ^ 0x80;
            }
        }
        Quant::Q4_0 => nibbles(&bytes[2..], &mut quants[..32]),
        Quant::Q4_1 => {
            block.m = pair(&bytes[2..]);
            nibbles(&bytes[4..], &mut quants[..32]);
        }
        Quant::Q4K => {
            block.m = pair(&bytes[2..]);
            let (scales, mins) = unpack_six(&bytes[4..16]);
            block.scales[..8].copy_from_slice(&scales);
            block.mins = mins;
            for (from, to) in bytes[16..].chunks_exact(32).zip(quants.chunks_exact_mut(64)) {
                nibbles(from, to);
            }
        }
        Quant::Q6K => {
            block.d = pair(&bytes[208..]);
            block.scales.copy_from_slice(&bytes[192..208]);
            for half in 0..2 {
                let (low, high) = (&bytes[64 * half..], &bytes[128 + 32 * half..]);
                let to = &mut quants[128 * half..];
                for i in 0..32 {
                    to[i] = low[i] & 15 | (high[i] & 3) << 4;
                    to[i + 32] = low[i + 32] & 15 | (high[i] >> 2 & 3) << 4;
                    to[i + 64] = low[i] >> 4 | (high[i] >> 4 & 3) << 4;
                    to[i + 96] = low[i + 32] >> 4 | (high[i] >> 6) << 4;
                }
            }
        }
    }
    block
}

/// Writes the weights that these whole blocks stand for.
///
/// # Panics
/// If the bytes are not as many as the weights need.
pub fn dequantise(quant: Quant, blocks: &[u8], weights: &mut [f32]) {
    assert_eq!(quant.size(weights.len()), Some(blocks.len()), "bytes for {} weights of {quant}", weights.len());
    for (bytes, weights) in blocks.chunks_exact(quant.bytes()).zip(weights.chunks_exact_mut(quant.weights())) {
        let block = unpack(quant, bytes);
        for (i, weight) in weights.iter_mut().enumerate() {
            *weight = block.weight(quant, i);
        }
    }
}

impl Block {
    /// The number that weight `i` stands for.
    fn weight(&self, quant: Quant, i: usize) -> f32 {
        let scale = if quant == Quant::Q6K { self.scales[i / 16] } else { self.scales[i / 32] };
        value(quant, self.quants[i], [self.d, self.m], [scale, self.mins[i / 32]])
    }
}

/// The weight of q, d and m, and s and t, in the order of operations that ggml has.
pub(crate) fn value(quant: Quant, q: u8, [d, m]: [u16; 2], [scale, min]: [u8; 2]) -> f32 {
    let (d, m, q) = (half::widen(d), half::widen(m), i32::from(q));
    match quant {
        Quant::Q8_0 => d * (q - 128) as f32,
        Quant::Q4_0 => d * (q - 8) as f32,
        Quant::Q4_1 => d * q as f32 + m,
        Quant::Q4K => d * f32::from(scale) * q as f32 - m * f32::from(min),
        Quant::Q6K => d * f32::from(scale as i8) * (q - 32) as f32,
    }
}
