//! Five-bit blocks: read and rounded, never multiplied.
//!
//! Source: ggml `ggml-common.h` and `ggml-quants.c` (MIT).

use crate::half;
use crate::quant::{self, unpack_six};

/// Reads whole blocks, each by `one`.
pub(super) fn read<const BYTES: usize, const WEIGHTS: usize>(
    bytes: &[u8],
    to: &mut [f32],
    one: fn(&[u8; BYTES], &mut [f32; WEIGHTS]),
) {
    bytes.as_chunks().0.iter().zip(to.as_chunks_mut().0).for_each(|(block, to)| one(block, to));
}

/// The half at the begin of some bytes.
fn half_at(bytes: &[u8], at: usize) -> f32 {
    half::widen(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

/// q of 32 weights: 32 fifth bits, then 16 bytes of nibbles, weight i low and i + 16 high.
fn quants(bytes: &[u8]) -> [u8; 32] {
    std::array::from_fn(|i| {
        let nibble = bytes[4 + i % 16] >> (i / 16 * 4) & 15;
        nibble | (bytes[i / 8] >> (i % 8) & 1) << 4
    })
}

/// Reads a block of `Q5_0`.
pub(super) fn read_0(block: &[u8; 22], to: &mut [f32; 32]) {
    let d = half_at(block, 0);
    for (to, q) in to.iter_mut().zip(quants(&block[2..])) {
        *to = d * (f32::from(q) - 16.0);
    }
}

/// Reads a block of `Q5_1`.
pub(super) fn read_1(block: &[u8; 24], to: &mut [f32; 32]) {
    let (d, m) = (half_at(block, 0), half_at(block, 2));
    for (to, q) in to.iter_mut().zip(quants(&block[4..])) {
        *to = d * f32::from(q) + m;
    }
}

/// Reads a block of `Q5_K`.
pub(super) fn read_k(block: &[u8; 176], to: &mut [f32; 256]) {
    let (d, m) = (half_at(block, 0), half_at(block, 2));
    let (scales, mins) = unpack_six(&block[4..16]);
    let (high, low) = block[16..].split_at(32);
    for (i, to) in to.iter_mut().enumerate() {
        let part = i / 32;
        let nibble = low[i / 64 * 32 + i % 32] >> (part % 2 * 4) & 15;
        let q = nibble | (high[i % 32] >> part & 1) << 4;
        *to = d * f32::from(scales[part]) * f32::from(q) - m * f32::from(mins[part]);
    }
}

/// Blocks of `Q8_0` that have the very same weights as these of `Q5_0`: the same d, and q - 16.
pub(super) fn as_q8_0(from: &[u8], to: &mut [u8]) {
    for (from, to) in from.as_chunks::<22>().0.iter().zip(to.as_chunks_mut::<34>().0) {
        to[..2].copy_from_slice(&from[..2]);
        for (to, q) in to[2..].iter_mut().zip(quants(&from[2..])) {
            *to = q.wrapping_sub(16);
        }
    }
}

/// Fifth bits and nibbles of 32 numbers near 0 ..= 31.
fn put(numbers: &[f32; 32], to: &mut [u8]) {
    for (i, x) in numbers.iter().enumerate() {
        let q = x.round().clamp(0.0, 31.0) as u8;
        to[i / 8] |= (q >> 4) << (i % 8);
        to[4 + i % 16] |= (q & 15) << (i / 16 * 4);
    }
}

/// Rounds 32 weights to a block of `Q5_0`.
pub(super) fn write_0(weights: &[f32; 32]) -> [u8; 22] {
    let mut block = [0; 22];
    let d = quant::farthest(weights) / -16.0;
    quant::put(d, &mut block);
    put(&weights.map(|w| w * quant::inverse(d) + 16.0), &mut block[2..]);
    block
}

/// Rounds 32 weights to a block of `Q5_1`.
pub(super) fn write_1(weights: &[f32; 32]) -> [u8; 24] {
    let mut block = [0; 24];
    let (low, high) = quant::extremes(weights);
    let d = (high - low) / 31.0;
    quant::put(d, &mut block);
    quant::put(low, &mut block[2..]);
    put(&weights.map(|w| (w - low) * quant::inverse(d)), &mut block[4..]);
    block
}

/// Rounds 256 weights to a block of `Q5_K`.
pub(super) fn write_k(weights: &[f32; 256]) -> [u8; 176] {
    let mut block = [0; 176];
    let (head, rest) = block.split_at_mut(16);
    let numbers = quant::pack_six(weights, 31.0, head);
    for (i, x) in numbers.iter().enumerate() {
        let (q, part) = (x.round().clamp(0.0, 31.0) as u8, i / 32);
        rest[i % 32] |= (q >> 4) << part;
        rest[32 + i / 64 * 32 + i % 32] |= (q & 15) << (part % 2 * 4);
    }
    block
}
