//! How a tensor's numbers are written: the types of ggml, and the reading and writing of those that are read here.

use super::five;
use crate::half;
use crate::quant::{Quant, dequantise, quantise};

/// How a tensor's numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Single precision.
    F32,
    /// Half precision.
    F16,
    /// The upper half of single precision.
    BF16,
    /// w = d (q - 16), q in 0 ..= 31; 32 weights in 22 bytes: d, the fifth bits, nibbles as in `Q4_0`.
    Q5_0,
    /// w = d q + m, q in 0 ..= 31; 32 weights in 24 bytes: d, m, the fifth bits, nibbles as in `Q4_0`.
    Q5_1,
    /// w = d s q - m t as in `Q4_K`, q in 0 ..= 31; 256 weights in 176 bytes: d, m, s and t, the fifth bits, nibbles.
    Q5K,
    /// Quantized blocks that the kernel multiplies.
    Quant(Quant),
}

/// Types of ggml that are not read: number and name.
///
/// Source: `gguf/constants.py` of the Python package gguf 0.19.0; those without a size were taken out of the format.
const UNREAD: [(u32, &str); 31] = [
    (4, "Q4_2"),
    (5, "Q4_3"),
    (9, "Q8_1"),
    (10, "Q2_K"),
    (11, "Q3_K"),
    (15, "Q8_K"),
    (16, "IQ2_XXS"),
    (17, "IQ2_XS"),
    (18, "IQ3_XXS"),
    (19, "IQ1_S"),
    (20, "IQ4_NL"),
    (21, "IQ3_S"),
    (22, "IQ2_S"),
    (23, "IQ4_XS"),
    (24, "I8"),
    (25, "I16"),
    (26, "I32"),
    (27, "I64"),
    (28, "F64"),
    (29, "IQ1_M"),
    (31, "Q4_0_4_4"),
    (32, "Q4_0_4_8"),
    (33, "Q4_0_8_8"),
    (34, "TQ1_0"),
    (35, "TQ2_0"),
    (36, "IQ4_NL_4_4"),
    (37, "IQ4_NL_4_8"),
    (38, "IQ4_NL_8_8"),
    (39, "MXFP4"),
    (40, "NVFP4"),
    NEWEST,
];
/// The newest type that is known here.
const NEWEST: (u32, &str) = (41, "Q1_0");

impl From<Quant> for Format {
    fn from(quant: Quant) -> Self {
        Self::Quant(quant)
    }
}

impl Format {
    /// Those that are read and not multiplied, without the quantized ones that are.
    const ROUNDED: [Self; 6] = [Self::F32, Self::F16, Self::BF16, Self::Q5_0, Self::Q5_1, Self::Q5K];

    /// All that are read.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ROUNDED.into_iter().chain(Quant::ALL.map(Self::Quant))
    }

    /// The names of all that are read, as in `F32, F16`.
    pub fn names() -> String {
        Self::all().map(Self::name).collect::<Vec<_>>().join(", ")
    }

    /// The name that GGUF tools use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::F16 => "F16",
            Self::BF16 => "BF16",
            Self::Q5_0 => "Q5_0",
            Self::Q5_1 => "Q5_1",
            Self::Q5K => "Q5_K",
            Self::Quant(quant) => quant.name(),
        }
    }

    /// The number that files have for it.
    pub const fn number(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q5_0 => 6,
            Self::Q5_1 => 7,
            Self::Q5K => 13,
            Self::BF16 => 30,
            Self::Quant(quant) => quant.number(),
        }
    }

    /// By the number that files have for it; otherwise what is wrong and what would serve.
    pub(super) fn numbered(number: u32) -> Result<Self, String> {
        if let Some(format) = Self::all().find(|format| format.number() == number) {
            return Ok(format);
        }
        let Some((_, name)) = UNREAD.iter().find(|(unread, _)| *unread == number) else {
            let (newest, name) = NEWEST;
            return Err(format!(
                "type {number} is not known (the newest that is: {newest}, {name}): is the file damaged, newer, or from a fork?"
            ));
        };
        Err(format!("type {name} is not supported: {} are", Self::names()))
    }

    /// Weights and bytes of a block.
    const fn block(self) -> (usize, usize) {
        match self {
            Self::F32 => (1, 4),
            Self::F16 | Self::BF16 => (1, 2),
            Self::Q5_0 => (32, 22),
            Self::Q5_1 => (32, 24),
            Self::Q5K => (256, 176),
            Self::Quant(quant) => (quant.weights(), quant.bytes()),
        }
    }

    /// Bytes of so many numbers; `None` where they are no whole blocks or too many to count.
    pub fn size(self, numbers: usize) -> Option<usize> {
        let (weights, bytes) = self.block();
        numbers.is_multiple_of(weights).then(|| (numbers / weights).checked_mul(bytes))?
    }

    /// Whether it has a number for each weight, as vectors must.
    pub(super) fn is_plain(self) -> bool {
        self.block().0 == 1
    }

    /// The format that a matrix of rows of `depth` numbers is multiplied in: the one asked for, else its own, else
    /// `Q8_0`.
    pub(super) fn multiplied(self, asked: Option<Quant>, depth: usize) -> Quant {
        match (asked, self) {
            (Some(asked), _) => asked.fitting(depth),
            (None, Self::Quant(own)) => own,
            (None, _) => Quant::Q8_0,
        }
    }

    /// Whether a matrix of this format has the very same weights in that one.
    pub fn is_exact_in(self, quant: Quant) -> bool {
        self == Self::Quant(quant) || (self, quant) == (Self::Q5_0, Quant::Q8_0)
    }

    /// Reads the numbers of whole blocks.
    ///
    /// # Panics
    /// If the bytes are not as many as the numbers need.
    pub fn read(self, bytes: &[u8], to: &mut [f32]) {
        assert_eq!(self.size(to.len()), Some(bytes.len()), "bytes for {} numbers of {}", to.len(), self.name());
        let halves = to.iter_mut().zip(bytes.as_chunks().0.iter().map(|&x| u16::from_le_bytes(x)));
        match self {
            Self::F32 => to.iter_mut().zip(bytes.as_chunks().0).for_each(|(to, &x)| *to = f32::from_le_bytes(x)),
            Self::F16 => halves.for_each(|(to, x)| *to = half::widen(x)),
            Self::BF16 => halves.for_each(|(to, x)| *to = f32::from_bits(u32::from(x) << 16)),
            Self::Q5_0 => five::read(bytes, to, five::read_0),
            Self::Q5_1 => five::read(bytes, to, five::read_1),
            Self::Q5K => five::read(bytes, to, five::read_k),
            Self::Quant(quant) => dequantise(quant, bytes, to),
        }
    }

    /// Rounds numbers to whole blocks, as plainly as [`quantise`]: for tests, fuzzing and files from parts.
    ///
    /// # Panics
    /// If they are no whole blocks.
    pub fn write(self, numbers: &[f32]) -> Vec<u8> {
        let size = self.size(numbers.len()).expect("numbers in whole blocks");
        match self {
            Self::F32 => numbers.iter().flat_map(|x| x.to_le_bytes()).collect(),
            Self::F16 => numbers.iter().flat_map(|&x| half::narrow(x).to_le_bytes()).collect(),
            Self::BF16 => numbers.iter().flat_map(|&x| upper(x).to_le_bytes()).collect(),
            Self::Q5_0 => numbers.as_chunks().0.iter().flat_map(five::write_0).collect(),
            Self::Q5_1 => numbers.as_chunks().0.iter().flat_map(five::write_1).collect(),
            Self::Q5K => numbers.as_chunks().0.iter().flat_map(five::write_k).collect(),
            Self::Quant(quant) => {
                let mut blocks = vec![0; size];
                quantise(quant, numbers, &mut blocks);
                blocks
            }
        }
    }
}

/// The upper half of a finite number's bits, the nearest, ties to even.
fn upper(x: f32) -> u16 {
    let bits = x.to_bits();
    ((bits + 0x7fff + (bits >> 16 & 1)) >> 16) as u16
}
