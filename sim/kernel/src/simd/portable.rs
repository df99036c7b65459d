//! The same lanes in plain Rust: what every other instruction set must agree with.

use super::{LANES, Simd};
use crate::half;

/// Needs nothing but Rust.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portable;

type Lanes = [f32; LANES];

#[inline(always)]
fn each(f: impl FnMut(usize) -> f32) -> Lanes {
    std::array::from_fn(f)
}

/// The sums of w a over these groups of four k, for each column.
#[inline(always)]
fn dot(groups: &[[u8; 64]], a: &[i8], start: i32, offset: i32) -> [i32; LANES] {
    let mut sums = [start; LANES];
    for (group, a) in groups.iter().zip(a.as_chunks::<4>().0) {
        for (sum, w) in sums.iter_mut().zip(group.as_chunks::<4>().0) {
            for k in 0..4 {
                *sum += (i32::from(w[k]) - offset) * i32::from(a[k]);
            }
        }
    }
    sums
}

impl Simd for Portable {
    type F = Lanes;
    type I = [i32; LANES];
    type W = [[u8; 64]; 8];

    #[inline(always)]
    fn splat(self, x: f32) -> Lanes {
        [x; LANES]
    }

    #[inline(always)]
    fn load(self, from: &Lanes) -> Lanes {
        *from
    }

    #[inline(always)]
    fn store(self, x: Lanes, to: &mut Lanes) {
        *to = x;
    }

    #[inline(always)]
    fn halves(self, from: &[u8; 32]) -> Lanes {
        each(|i| half::widen(u16::from_le_bytes([from[2 * i], from[2 * i + 1]])))
    }

    #[inline(always)]
    fn unsigned(self, from: &[u8; LANES]) -> Lanes {
        each(|i| f32::from(from[i]))
    }

    #[inline(always)]
    fn signed(self, from: &[u8; LANES]) -> Lanes {
        each(|i| f32::from(from[i] as i8))
    }

    #[inline(always)]
    fn add(self, a: Lanes, b: Lanes) -> Lanes {
        each(|i| a[i] + b[i])
    }

    #[inline(always)]
    fn sub(self, a: Lanes, b: Lanes) -> Lanes {
        each(|i| a[i] - b[i])
    }

    #[inline(always)]
    fn mul(self, a: Lanes, b: Lanes) -> Lanes {
        each(|i| a[i] * b[i])
    }

    #[inline(always)]
    fn div(self, a: Lanes, b: Lanes) -> Lanes {
        each(|i| a[i] / b[i])
    }

    #[inline(always)]
    fn max(self, a: Lanes, b: Lanes) -> Lanes {
        each(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn min(self, a: Lanes, b: Lanes) -> Lanes {
        each(|i| if a[i] < b[i] { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn abs(self, x: Lanes) -> Lanes {
        each(|i| x[i].abs())
    }

    #[inline(always)]
    fn fma(self, a: Lanes, b: Lanes, c: Lanes) -> Lanes {
        each(|i| a[i].mul_add(b[i], c[i]))
    }

    #[inline(always)]
    fn power(self, x: Lanes) -> Lanes {
        each(|i| f32::from_bits((x[i].to_bits() << 23).wrapping_add(127 << 23)))
    }

    #[inline(always)]
    fn narrow(self, x: Lanes, to: &mut [i8; LANES]) {
        for (to, x) in to.iter_mut().zip(x) {
            *to = x.to_bits() as i8;
        }
    }

    #[inline(always)]
    fn float(self, x: [i32; LANES]) -> Lanes {
        each(|i| x[i] as f32)
    }

    #[inline(always)]
    fn bytes(self, from: &[u8; 512]) -> Self::W {
        let groups = from.as_chunks::<64>().0;
        std::array::from_fn(|g| groups[g])
    }

    #[inline(always)]
    fn nibbles(self, from: &[u8; 256]) -> Self::W {
        std::array::from_fn(|g| std::array::from_fn(|i| (from[g / 2 * 64 + i] >> (g % 2 * 4)) & 15))
    }

    #[inline(always)]
    fn sixes(self, from: &[u8; 384]) -> Self::W {
        std::array::from_fn(|g| {
            std::array::from_fn(|i| {
                let low = (from[g / 2 * 64 + i] >> (g % 2 * 4)) & 15;
                let high = (from[256 + g / 4 * 64 + i] >> (g % 4 * 2)) & 3;
                low | high << 4
            })
        })
    }

    #[inline(always)]
    fn dot_bytes(self, w: &Self::W, a: &[i8; 32], _: i32) -> [i32; LANES] {
        dot(w, a, 0, 128)
    }

    #[inline(always)]
    fn dot_nibbles(self, w: &Self::W, a: &[i8; 32], start: i32) -> [i32; LANES] {
        dot(w, a, start, 0)
    }

    #[inline(always)]
    fn dot_sixes(self, w: &Self::W, a: &[i8; 32], starts: [i32; 2]) -> [[i32; LANES]; 2] {
        [dot(&w[..4], &a[..16], starts[0], 0), dot(&w[4..], &a[16..], starts[1], 0)]
    }
}
