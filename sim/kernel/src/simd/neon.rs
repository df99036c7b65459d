//! Lanes as four 128-bit registers; dot products by `sdot` (NEON with the dot product extension).

#![expect(unsafe_code, reason = "intrinsics: a value of `Neon` proves that the machine has them")]
#![allow(clippy::wildcard_imports, reason = "intrinsics carry their set in their names")]

use std::arch::aarch64::*;
use std::arch::{asm, is_aarch64_feature_detected};

use super::{LANES, Simd, word};

/// Proof of NEON with dot products.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neon(());

impl Neon {
    /// The proof, where the machine has them.
    pub(crate) fn detect() -> Option<Self> {
        is_aarch64_feature_detected!("dotprod").then_some(Self(()))
    }

    /// Runs a job compiled for these instructions.
    pub(crate) fn run<J: super::Job>(self, job: J) -> J::Out {
        #[target_feature(enable = "neon,dotprod")]
        fn go<J: super::Job>(job: J, simd: Neon) -> J::Out {
            job.run(simd)
        }
        // SAFETY: `self` proves the features.
        unsafe { go(job, self) }
    }
}

type Four = [float32x4_t; 4];

/// The expression for each index; a closure would not take on the instruction set of the code around it.
macro_rules! each {
    (@ $i:pat_param, $n:literal, $e:expr) => {{
        let $i = $n;
        $e
    }};
    (|$i:pat_param| $e:expr) => {
        [each!(@ $i, 0, $e), each!(@ $i, 1, $e), each!(@ $i, 2, $e), each!(@ $i, 3, $e)]
    };
}

/// `sum` plus the products of four bytes for each lane; the intrinsic is not stable yet.
#[inline(always)]
fn sdot(mut sum: int32x4_t, w: int8x16_t, a: int8x16_t) -> int32x4_t {
    // SAFETY: registers in, registers out; only reached from `Neon`'s methods, whose `self` proves the extension.
    unsafe {
        asm!(
            ".arch_extension dotprod",
            "sdot {sum:v}.4s, {w:v}.16b, {a:v}.16b",
            sum = inout(vreg) sum,
            w = in(vreg) w,
            a = in(vreg) a,
            options(pure, nomem, nostack, preserves_flags)
        );
    }
    sum
}

/// Four halves as singles; the intrinsic is younger than the oldest Rust that builds this crate.
#[inline(always)]
fn singles(halves: uint16x4_t) -> float32x4_t {
    let wide: float32x4_t;
    // SAFETY: registers in, registers out; NEON is part of every aarch64 target that Rust knows here.
    unsafe {
        asm!(
            "fcvtl {wide:v}.4s, {halves:v}.4h",
            wide = out(vreg) wide,
            halves = in(vreg) halves,
            options(pure, nomem, nostack, preserves_flags)
        );
    }
    wide
}

/// `start` plus the dot products of these groups.
#[inline(always)]
fn dot<const G: usize>(w: &[int8x16_t], a: &[i8], start: i32) -> [int32x4_t; 4] {
    let a = a.as_chunks::<4>().0;
    // SAFETY: as of `sdot`.
    let mut sums = [unsafe { vdupq_n_s32(start) }; 4];
    for g in 0..G {
        // SAFETY: as of `sdot`.
        let four = unsafe { vreinterpretq_s8_s32(vdupq_n_s32(word(&a[g]))) };
        for (quarter, sum) in sums.iter_mut().enumerate() {
            *sum = sdot(*sum, w[4 * g + quarter], four);
        }
    }
    sums
}

#[inline(always)]
fn sixteen(from: &[u8], at: usize) -> uint8x16_t {
    // SAFETY: as of `sdot`; the chunk has the 16 bytes that are loaded.
    unsafe { vld1q_u8(from.as_chunks::<16>().0[at].as_ptr()) }
}

// SAFETY of all below: `self` proves the features, and references to arrays of the loaded size are readable.
impl Simd for Neon {
    type F = Four;
    type I = [int32x4_t; 4];
    /// Group g, columns 0 ..= 3, 4 ..= 7, 8 ..= 11, 12 ..= 15.
    type W = [int8x16_t; 32];

    #[inline(always)]
    fn splat(self, x: f32) -> Four {
        each!(|_| unsafe { vdupq_n_f32(x) })
    }

    #[inline(always)]
    fn load(self, from: &[f32; LANES]) -> Four {
        let from = from.as_chunks::<4>().0;
        each!(|i| unsafe { vld1q_f32(from[i].as_ptr()) })
    }

    #[inline(always)]
    fn store(self, x: Four, to: &mut [f32; LANES]) {
        for (to, x) in to.as_chunks_mut::<4>().0.iter_mut().zip(x) {
            unsafe { vst1q_f32(to.as_mut_ptr(), x) }
        }
    }

    #[inline(always)]
    fn halves(self, from: &[u8; 32]) -> Four {
        let from = from.as_chunks::<8>().0;
        each!(|i| singles(unsafe { vreinterpret_u16_u8(vld1_u8(from[i].as_ptr())) }))
    }

    #[inline(always)]
    fn unsigned(self, from: &[u8; LANES]) -> Four {
        self.load(&from.map(f32::from))
    }

    #[inline(always)]
    fn signed(self, from: &[u8; LANES]) -> Four {
        self.load(&from.map(|x| f32::from(x as i8)))
    }

    #[inline(always)]
    fn add(self, a: Four, b: Four) -> Four {
        each!(|i| unsafe { vaddq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn sub(self, a: Four, b: Four) -> Four {
        each!(|i| unsafe { vsubq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn mul(self, a: Four, b: Four) -> Four {
        each!(|i| unsafe { vmulq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn div(self, a: Four, b: Four) -> Four {
        each!(|i| unsafe { vdivq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn max(self, a: Four, b: Four) -> Four {
        each!(|i| unsafe { vmaxq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn min(self, a: Four, b: Four) -> Four {
        each!(|i| unsafe { vminq_f32(a[i], b[i]) })
    }

    #[inline(always)]
    fn abs(self, x: Four) -> Four {
        each!(|i| unsafe { vabsq_f32(x[i]) })
    }

    #[inline(always)]
    fn fma(self, a: Four, b: Four, c: Four) -> Four {
        each!(|i| unsafe { vfmaq_f32(c[i], a[i], b[i]) })
    }

    #[inline(always)]
    fn power(self, x: Four) -> Four {
        each!(|i| unsafe {
            let n = vshlq_n_s32::<23>(vreinterpretq_s32_f32(x[i]));
            vreinterpretq_f32_s32(vaddq_s32(n, vdupq_n_s32(127 << 23)))
        })
    }

    #[inline(always)]
    fn narrow(self, x: Four, to: &mut [i8; LANES]) {
        let words: [int16x4_t; 4] = each!(|i| unsafe { vmovn_s32(vreinterpretq_s32_f32(x[i])) });
        unsafe {
            let low = vmovn_s16(vcombine_s16(words[0], words[1]));
            let high = vmovn_s16(vcombine_s16(words[2], words[3]));
            vst1q_s8(to.as_mut_ptr(), vcombine_s8(low, high));
        }
    }

    #[inline(always)]
    fn float(self, x: Self::I) -> Four {
        each!(|i| unsafe { vcvtq_f32_s32(x[i]) })
    }

    #[inline(always)]
    fn bytes(self, from: &[u8; 512]) -> Self::W {
        let mut w = [unsafe { vdupq_n_s8(0) }; 32];
        for (i, w) in w.iter_mut().enumerate() {
            *w = unsafe { vreinterpretq_s8_u8(veorq_u8(sixteen(from, i), vdupq_n_u8(0x80))) };
        }
        w
    }

    #[inline(always)]
    fn nibbles(self, from: &[u8; 256]) -> Self::W {
        let mut w = [unsafe { vdupq_n_s8(0) }; 32];
        for (i, w) in w.iter_mut().enumerate() {
            let (g, quarter) = (i / 4, i % 4);
            let pair = sixteen(from, g / 2 * 4 + quarter);
            unsafe {
                let nibble = if g % 2 == 0 { vandq_u8(pair, vdupq_n_u8(15)) } else { vshrq_n_u8::<4>(pair) };
                *w = vreinterpretq_s8_u8(nibble);
            }
        }
        w
    }

    #[inline(always)]
    fn sixes(self, from: &[u8; 384]) -> Self::W {
        let mut w = self.nibbles(from.first_chunk().unwrap_or(&[0; 256]));
        for (i, w) in w.iter_mut().enumerate() {
            let (g, quarter) = (i / 4, i % 4);
            let highs = sixteen(from, 16 + g / 4 * 4 + quarter);
            unsafe {
                let high = match g % 4 {
                    0 => vshlq_n_u8::<4>(highs),
                    1 => vshlq_n_u8::<2>(highs),
                    2 => highs,
                    _ => vshrq_n_u8::<2>(highs),
                };
                *w = vorrq_s8(*w, vreinterpretq_s8_u8(vandq_u8(high, vdupq_n_u8(0x30))));
            }
        }
        w
    }

    #[inline(always)]
    fn dot_bytes(self, w: &Self::W, a: &[i8; 32], _: i32) -> Self::I {
        dot::<8>(w, a, 0)
    }

    #[inline(always)]
    fn dot_nibbles(self, w: &Self::W, a: &[i8; 32], start: i32) -> Self::I {
        dot::<8>(w, a, start)
    }

    #[inline(always)]
    fn dot_sixes(self, w: &Self::W, a: &[i8; 32], starts: [i32; 2]) -> [Self::I; 2] {
        [dot::<4>(&w[..16], &a[..16], starts[0]), dot::<4>(&w[16..], &a[16..], starts[1])]
    }
}
