//! The block formats of quantized weights, as GGUF files have them.

mod from;
mod to;

pub use from::dequantise;
pub(crate) use from::{Block, unpack, unpack_six, value};
pub use to::quantise;
pub(crate) use to::{extremes, farthest, inverse, pack_six, put};

use std::fmt;

/// The most weights of one block.
pub(crate) const MOST: usize = 256;

/// How weights are rounded to few bits.
///
/// A block is a run of weights along k (a row of the matrix). d and m are halves, q whole numbers.
/// Source: ggml `ggml-common.h` and `ggml-quants.c` (MIT).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quant {
    /// w = d q, q in -128 ..= 127; 32 weights in 34 bytes: d, q.
    Q8_0,
    /// w = d (q - 8), q in 0 ..= 15; 32 weights in 18 bytes: d, then byte i holds weights i (low) and i + 16.
    Q4_0,
    /// w = d q + m, q in 0 ..= 15; 32 weights in 20 bytes: d, m, nibbles as in `Q4_0`.
    Q4_1,
    /// w = d s q - m t, with six-bit s and t for each 32; 256 weights in 144 bytes: d, m, s and t, nibbles.
    Q4K,
    /// w = d s (q - 32), q in 0 ..= 63, with a byte s for each 16; 256 weights in 210 bytes: nibbles, high bits, s, d.
    Q6K,
}

impl Quant {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Q8_0, Self::Q4_0, Self::Q4_1, Self::Q4K, Self::Q6K];

    /// The name that GGUF tools use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Q8_0 => "Q8_0",
            Self::Q4_0 => "Q4_0",
            Self::Q4_1 => "Q4_1",
            Self::Q4K => "Q4_K",
            Self::Q6K => "Q6_K",
        }
    }

    /// The format of this name, in any case, with or without the underscore.
    pub fn named(name: &str) -> Option<Self> {
        let plain = |text: &str| text.replace('_', "").to_ascii_uppercase();
        Self::ALL.into_iter().find(|quant| plain(quant.name()) == plain(name))
    }

    /// The number that GGUF files have for it.
    pub const fn number(self) -> u32 {
        match self {
            Self::Q4_0 => 2,
            Self::Q4_1 => 3,
            Self::Q8_0 => 8,
            Self::Q4K => 12,
            Self::Q6K => 14,
        }
    }

    /// Itself for rows that are whole blocks, else `Q8_0`, whose blocks are the smallest.
    pub fn fitting(self, depth: usize) -> Self {
        if depth.is_multiple_of(self.weights()) { self } else { Self::Q8_0 }
    }

    /// Weights of one block.
    pub const fn weights(self) -> usize {
        match self {
            Self::Q8_0 | Self::Q4_0 | Self::Q4_1 => 32,
            Self::Q4K | Self::Q6K => 256,
        }
    }

    /// Bytes of one block in a file.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Q8_0 => 34,
            Self::Q4_0 => 18,
            Self::Q4_1 => 20,
            Self::Q4K => 144,
            Self::Q6K => 210,
        }
    }

    /// Bytes of so many weights in a file; `None` where they are no whole blocks or too many to count.
    pub fn size(self, weights: usize) -> Option<usize> {
        (weights.is_multiple_of(self.weights())).then(|| (weights / self.weights()).checked_mul(self.bytes()))?
    }
}

impl fmt::Display for Quant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_formats() {
        for quant in Quant::ALL {
            assert_eq!(Quant::named(quant.name()), Some(quant));
        }
        assert_eq!(Quant::named("q4k"), Some(Quant::Q4K));
        assert_eq!(Quant::named("Q3_K"), None);
    }

    /// Blocks written by hand from the formats' definitions, with the weights that they stand for.
    #[test]
    fn known_blocks_hold_known_weights() {
        let check = |quant: Quant, block: &[u8], at: &[(usize, f32)]| {
            assert_eq!(block.len(), quant.bytes());
            let mut weights = vec![0.0; quant.weights()];
            dequantise(quant, block, &mut weights);
            for &(i, weight) in at {
                assert_eq!(weights[i].to_bits(), weight.to_bits(), "{quant}, weight {i}: {}", weights[i]);
            }
        };
        // d = 0.5.
        let mut q8 = [0u8; 34];
        (q8[1], q8[2], q8[3], q8[33]) = (0x38, 127, 0x80, 0xff);
        check(Quant::Q8_0, &q8, &[(0, 63.5), (1, -64.0), (2, 0.0), (31, -0.5)]);
        // d = -1: nibbles 0 and 15 are -8 and 7.
        let mut q4 = [0x88u8; 18];
        (q4[0], q4[1], q4[2], q4[17]) = (0x00, 0xbc, 0xf0, 0x19);
        check(Quant::Q4_0, &q4, &[(0, 8.0), (16, -7.0), (15, -1.0), (31, 7.0)]);
        // d = 2, m = -3.
        let mut q41 = [0u8; 20];
        (q41[1], q41[2], q41[3], q41[4]) = (0x40, 0x00, 0xc2, 0x5f);
        check(Quant::Q4_1, &q41, &[(0, 27.0), (16, 7.0), (1, -3.0)]);
        // d = 1, m = 0.5; sub-block 0: s = 3, t = 2; sub-block 5: s = 33 (low 1, high 2), t = 17 (low 1, high 1).
        let mut q4k = [0u8; 144];
        (q4k[1], q4k[3]) = (0x3c, 0x38);
        (q4k[4], q4k[8]) = (3, 2);
        q4k[4 + 8 + 1] = 0x11;
        (q4k[4 + 1], q4k[4 + 5]) = (0x80, 0x40);
        // Weights 0 (low nibble) and 32 (high nibble) share byte 0; weight 160 = 32 * 5 is the high nibble of byte 64.
        (q4k[16], q4k[16 + 64]) = (0x07, 0x20);
        check(Quant::Q4K, &q4k, &[(0, 20.0), (1, -1.0), (32, 0.0), (160, 57.5), (161, -8.5)]);
        // d = 0.25; s = 4 for the first 16, -2 for weights 96 .. 112, 1 for 240 .. 256.
        let mut q6k = [0u8; 210];
        (q6k[192], q6k[192 + 6], q6k[192 + 15]) = (4, 0xfe, 1);
        q6k[209] = 0x34;
        // Weight 0: low 5, high 2 -> 37 - 32 = 5. Weight 96: high nibble of byte 32, high bits 6..8.
        (q6k[0], q6k[32], q6k[128]) = (0x05, 0xf0, 0b11_00_00_10);
        // Weight 255 is the last of the second half: high nibble of byte 127, bits 6..8 of the last high byte.
        (q6k[127], q6k[128 + 63]) = (0x90, 0b10_00_00_00);
        check(Quant::Q6K, &q6k, &[(0, 5.0), (1, -32.0), (96, -15.5), (255, 2.25)]);
    }
}
