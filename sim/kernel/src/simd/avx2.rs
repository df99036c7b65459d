//! Lanes as two 256-bit registers; dot products by `vpmaddubsw` (AVX2, FMA, F16C).

#![expect(unsafe_code, reason = "intrinsics: a value of `Avx2` proves that the machine has them")]
#![allow(clippy::wildcard_imports, reason = "intrinsics carry their set in their names")]

use std::arch::x86_64::*;

use super::{LANES, Simd, word};

/// Proof of AVX2, FMA and F16C.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx2(());

impl Avx2 {
    /// The proof, where the machine has them.
    pub(crate) fn detect() -> Option<Self> {
        let is_there =
            is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && is_x86_feature_detected!("f16c");
        is_there.then_some(Self(()))
    }

    /// Runs a job compiled for these instructions.
    pub(crate) fn run<J: super::Job>(self, job: J) -> J::Out {
        #[target_feature(enable = "avx2,fma,f16c")]
        fn go<J: super::Job>(job: J, simd: Avx2) -> J::Out {
            job.run(simd)
        }
        // SAFETY: `self` proves the features.
        unsafe { go(job, self) }
    }
}

type Pair = [__m256; 2];

/// The expression for each index; a closure would not take on the instruction set of the code around it.
macro_rules! both {
    (|$i:pat_param| $e:expr) => {
        [
            {
                let $i = 0;
                $e
            },
            {
                let $i = 1;
                $e
            },
        ]
    };
}

/// Four activations in each lane.
#[inline(always)]
fn four(a: &[i8; 32], g: usize) -> __m256i {
    let a = &a.as_chunks::<4>().0[g];
    // SAFETY: only reached from `Avx2`'s methods, whose `self` proves the features.
    unsafe { _mm256_set1_epi32(word(a)) }
}

#[inline(always)]
fn vectors(from: &[u8], at: usize) -> __m256i {
    // SAFETY: as above; the chunk has the 32 bytes that are loaded.
    unsafe { _mm256_loadu_si256(from.as_chunks::<32>().0[at].as_ptr().cast()) }
}

// SAFETY of all below: `self` proves the features, and references to arrays of the loaded size are readable.
impl Simd for Avx2 {
    type F = Pair;
    type I = [__m256i; 2];
    /// Group g, columns 0 ..= 7, then 8 ..= 15.
    type W = [__m256i; 16];

    #[inline(always)]
    fn splat(self, x: f32) -> Pair {
        both!(|_| unsafe { _mm256_set1_ps(x) })
    }

    #[inline(always)]
    fn load(self, from: &[f32; LANES]) -> Pair {
        let from = from.as_chunks::<8>().0;
        both!(|i| unsafe { _mm256_loadu_ps(from[i].as_ptr()) })
    }

    #[inline(always)]
    fn store(self, x: Pair, to: &mut [f32; LANES]) {
        for (to, x) in to.as_chunks_mut::<8>().0.iter_mut().zip(x) {
            unsafe { _mm256_storeu_ps(to.as_mut_ptr(), x) }
        }
    }

    #[inline(always)]
    fn halves(self, from: &[u8; 32]) -> Pair {
        let from = from.as_chunks::<16>().0;
        both!(|i| unsafe { _mm256_cvtph_ps(_mm_loadu_si128(from[i].as_ptr().cast())) })
    }

    #[inline(always)]
    fn unsigned(self, from: &[u8; LANES]) -> Pair {
        let from = from.as_chunks::<8>().0;
        both!(|i| unsafe { _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64(from[i].as_ptr().cast()))) })
    }

    #[inline(always)]
    fn signed(self, from: &[u8; LANES]) -> Pair {
        let from = from.as_chunks::<8>().0;
        both!(|i| unsafe { _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64(from[i].as_ptr().cast()))) })
    }

    #[inline(always)]
    fn add(self, a: Pair, b: Pair) -> Pair {
        both!(|i| unsafe { _mm256_add_ps(a[i], b[i]) })
    }

    #[inline(always)]
    fn sub(self, a: Pair, b: Pair) -> Pair {
        both!(|i| unsafe { _mm256_sub_ps(a[i], b[i]) })
    }

    #[inline(always)]
    fn mul(self, a: Pair, b: Pair) -> Pair {
        both!(|i| unsafe { _mm256_mul_ps(a[i], b[i]) })
    }

    #[inline(always)]
    fn div(self, a: Pair, b: Pair) -> Pair {
        both!(|i| unsafe { _mm256_div_ps(a[i], b[i]) })
    }

    #[inline(always)]
    fn max(self, a: Pair, b: Pair) -> Pair {
        both!(|i| unsafe { _mm256_max_ps(a[i], b[i]) })
    }

    #[inline(always)]
    fn min(self, a: Pair, b: Pair) -> Pair {
        both!(|i| unsafe { _mm256_min_ps(a[i], b[i]) })
    }

    #[inline(always)]
    fn abs(self, x: Pair) -> Pair {
        both!(|i| unsafe { _mm256_andnot_ps(_mm256_set1_ps(-0.0), x[i]) })
    }

    #[inline(always)]
    fn fma(self, a: Pair, b: Pair, c: Pair) -> Pair {
        both!(|i| unsafe { _mm256_fmadd_ps(a[i], b[i], c[i]) })
    }

    #[inline(always)]
    fn power(self, x: Pair) -> Pair {
        both!(|i| unsafe {
            let n = _mm256_slli_epi32::<23>(_mm256_castps_si256(x[i]));
            _mm256_castsi256_ps(_mm256_add_epi32(n, _mm256_set1_epi32(127 << 23)))
        })
    }

    #[inline(always)]
    fn narrow(self, x: Pair, to: &mut [i8; LANES]) {
        let [low, high] = x;
        unsafe {
            // The low byte of each lane, gathered; the masks keep the packs from clamping.
            let byte = _mm256_set1_epi32(255);
            let low = _mm256_and_si256(_mm256_castps_si256(low), byte);
            let high = _mm256_and_si256(_mm256_castps_si256(high), byte);
            let words = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi32(low, high));
            let bytes = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi16(words, words));
            _mm_storeu_si128(to.as_mut_ptr().cast(), _mm256_castsi256_si128(bytes));
        }
    }

    #[inline(always)]
    fn float(self, x: Self::I) -> Pair {
        both!(|i| unsafe { _mm256_cvtepi32_ps(x[i]) })
    }

    #[inline(always)]
    fn bytes(self, from: &[u8; 512]) -> Self::W {
        let mut w = [unsafe { _mm256_setzero_si256() }; 16];
        for (i, w) in w.iter_mut().enumerate() {
            *w = unsafe { _mm256_xor_si256(vectors(from, i), _mm256_set1_epi8(-128)) };
        }
        w
    }

    #[inline(always)]
    fn nibbles(self, from: &[u8; 256]) -> Self::W {
        let mut w = [unsafe { _mm256_setzero_si256() }; 16];
        for (i, w) in w.iter_mut().enumerate() {
            let (g, side) = (i / 2, i % 2);
            let pair = vectors(from, g / 2 * 2 + side);
            unsafe {
                let shifted = if g % 2 == 0 { pair } else { _mm256_srli_epi16::<4>(pair) };
                *w = _mm256_and_si256(shifted, _mm256_set1_epi8(15));
            }
        }
        w
    }

    #[inline(always)]
    fn sixes(self, from: &[u8; 384]) -> Self::W {
        let mut w = [unsafe { _mm256_setzero_si256() }; 16];
        for (i, w) in w.iter_mut().enumerate() {
            let (g, side) = (i / 2, i % 2);
            let pair = vectors(from, g / 2 * 2 + side);
            let highs = vectors(from, 8 + g / 4 * 2 + side);
            unsafe {
                let low = if g % 2 == 0 { pair } else { _mm256_srli_epi16::<4>(pair) };
                let high = match g % 4 {
                    0 => _mm256_slli_epi16::<4>(highs),
                    1 => _mm256_slli_epi16::<2>(highs),
                    2 => highs,
                    _ => _mm256_srli_epi16::<2>(highs),
                };
                let low = _mm256_and_si256(low, _mm256_set1_epi8(15));
                *w = _mm256_or_si256(low, _mm256_and_si256(high, _mm256_set1_epi8(0x30)));
            }
        }
        w
    }

    #[inline(always)]
    fn ahead(self, from: &[u8], bytes: usize) {
        for line in from.chunks(64) {
            // A prefetch of any address is allowed, one past the arena too.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().wrapping_add(bytes).cast()) }
        }
    }

    #[inline(always)]
    fn dot_bytes(self, w: &Self::W, a: &[i8; 32], _: i32) -> Self::I {
        // |w| <= 128 and |a| <= 127, so that two products fit 16 bits: 2 * 128 * 127 < 2^15.
        both!(|side| unsafe {
            let mut sum = _mm256_setzero_si256();
            for g in 0..8 {
                let w = w[2 * g + side];
                let pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(w), _mm256_sign_epi8(four(a, g), w));
                sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
            }
            sum
        })
    }

    #[inline(always)]
    fn dot_nibbles(self, w: &Self::W, a: &[i8; 32], start: i32) -> Self::I {
        // Sixteen products fit 16 bits: 16 * 15 * 128 < 2^15.
        both!(|side| unsafe {
            let mut pairs = _mm256_setzero_si256();
            for g in 0..8 {
                pairs = _mm256_add_epi16(pairs, _mm256_maddubs_epi16(w[2 * g + side], four(a, g)));
            }
            _mm256_add_epi32(_mm256_set1_epi32(start), _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
        })
    }

    #[inline(always)]
    fn dot_sixes(self, w: &Self::W, a: &[i8; 32], starts: [i32; 2]) -> [Self::I; 2] {
        // Four products fit 16 bits: 4 * 63 * 127 < 2^15.
        both!(|part| both!(|side| unsafe {
            let mut sum = _mm256_set1_epi32(starts[part]);
            for g in [4 * part, 4 * part + 2] {
                let one = _mm256_maddubs_epi16(w[2 * g + side], four(a, g));
                let two = _mm256_maddubs_epi16(w[2 * g + 2 + side], four(a, g + 1));
                let pairs = _mm256_add_epi16(one, two);
                sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
            }
            sum
        }))
    }
}
