//! Lanes as one 512-bit register; dot products by `vpdpbusd` (AVX-512 VNNI).

#![expect(unsafe_code, reason = "intrinsics: a value of `Avx512` proves that the machine has them")]
#![allow(clippy::wildcard_imports, reason = "intrinsics carry their set in their names")]

use std::arch::x86_64::*;

use super::{LANES, Simd, word};

/// Proof of AVX-512 F, BW and VNNI.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx512(());

impl Avx512 {
    /// The proof, where the machine has them.
    pub(crate) fn detect() -> Option<Self> {
        let is_there = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vnni");
        is_there.then_some(Self(()))
    }

    /// Runs a job compiled for these instructions.
    pub(crate) fn run<J: super::Job>(self, job: J) -> J::Out {
        #[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
        fn go<J: super::Job>(job: J, simd: Avx512) -> J::Out {
            job.run(simd)
        }
        // SAFETY: `self` proves the features.
        unsafe { go(job, self) }
    }
}

/// `start` plus the dot products of these groups.
#[inline(always)]
fn dot<const G: usize>(w: &[__m512i], a: &[i8], start: i32) -> __m512i {
    let a = a.as_chunks::<4>().0;
    // SAFETY: only reached from `Avx512`'s methods, whose `self` proves the features.
    unsafe {
        let mut sum = _mm512_set1_epi32(start);
        for g in 0..G {
            sum = _mm512_dpbusd_epi32(sum, w[g], _mm512_set1_epi32(word(&a[g])));
        }
        sum
    }
}

// SAFETY of all below: `self` proves the features, and references to arrays of the loaded size are readable.
impl Simd for Avx512 {
    type F = __m512;
    type I = __m512i;
    type W = [__m512i; 8];

    #[inline(always)]
    fn splat(self, x: f32) -> __m512 {
        unsafe { _mm512_set1_ps(x) }
    }

    #[inline(always)]
    fn load(self, from: &[f32; LANES]) -> __m512 {
        unsafe { _mm512_loadu_ps(from.as_ptr()) }
    }

    #[inline(always)]
    fn store(self, x: __m512, to: &mut [f32; LANES]) {
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), x) }
    }

    #[inline(always)]
    fn halves(self, from: &[u8; 32]) -> __m512 {
        unsafe { _mm512_cvtph_ps(_mm256_loadu_si256(from.as_ptr().cast())) }
    }

    #[inline(always)]
    fn unsigned(self, from: &[u8; LANES]) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(from.as_ptr().cast()))) }
    }

    #[inline(always)]
    fn signed(self, from: &[u8; LANES]) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(from.as_ptr().cast()))) }
    }

    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_add_ps(a, b) }
    }

    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_sub_ps(a, b) }
    }

    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(a, b) }
    }

    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_div_ps(a, b) }
    }

    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_max_ps(a, b) }
    }

    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_min_ps(a, b) }
    }

    #[inline(always)]
    fn abs(self, x: __m512) -> __m512 {
        unsafe { _mm512_abs_ps(x) }
    }

    #[inline(always)]
    fn fma(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn power(self, x: __m512) -> __m512 {
        unsafe {
            let n = _mm512_slli_epi32::<23>(_mm512_castps_si512(x));
            _mm512_castsi512_ps(_mm512_add_epi32(n, _mm512_set1_epi32(127 << 23)))
        }
    }

    #[inline(always)]
    fn narrow(self, x: __m512, to: &mut [i8; LANES]) {
        unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), _mm512_cvtepi32_epi8(_mm512_castps_si512(x))) }
    }

    #[inline(always)]
    fn float(self, x: __m512i) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(x) }
    }

    #[inline(always)]
    fn peak(self, x: __m512) -> f32 {
        unsafe { _mm512_reduce_max_ps(x) }
    }

    #[inline(always)]
    fn bytes(self, from: &[u8; 512]) -> Self::W {
        let mut w = [unsafe { _mm512_setzero_si512() }; 8];
        for (w, group) in w.iter_mut().zip(from.as_chunks::<64>().0) {
            *w = unsafe { _mm512_loadu_si512(group.as_ptr().cast()) };
        }
        w
    }

    #[inline(always)]
    fn nibbles(self, from: &[u8; 256]) -> Self::W {
        let mut w = [unsafe { _mm512_setzero_si512() }; 8];
        for (w, pair) in w.as_chunks_mut::<2>().0.iter_mut().zip(from.as_chunks::<64>().0) {
            unsafe {
                let pair = _mm512_loadu_si512(pair.as_ptr().cast());
                let low = _mm512_set1_epi8(15);
                *w = [_mm512_and_si512(pair, low), _mm512_and_si512(_mm512_srli_epi16::<4>(pair), low)];
            }
        }
        w
    }

    #[inline(always)]
    fn sixes(self, from: &[u8; 384]) -> Self::W {
        let mut w = self.nibbles(from.first_chunk().unwrap_or(&[0; 256]));
        let vectors = from.as_chunks::<64>().0;
        for (g, w) in w.iter_mut().enumerate() {
            unsafe {
                let highs = _mm512_loadu_si512(vectors[4 + g / 4].as_ptr().cast());
                let high = match g % 4 {
                    0 => _mm512_slli_epi16::<4>(highs),
                    1 => _mm512_slli_epi16::<2>(highs),
                    2 => highs,
                    _ => _mm512_srli_epi16::<2>(highs),
                };
                *w = _mm512_or_si512(*w, _mm512_and_si512(high, _mm512_set1_epi8(0x30)));
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
    fn dot_bytes(self, w: &Self::W, a: &[i8; 32], start: i32) -> __m512i {
        dot::<8>(w, a, start)
    }

    #[inline(always)]
    fn dot_nibbles(self, w: &Self::W, a: &[i8; 32], start: i32) -> __m512i {
        dot::<8>(w, a, start)
    }

    #[inline(always)]
    fn dot_sixes(self, w: &Self::W, a: &[i8; 32], starts: [i32; 2]) -> [__m512i; 2] {
        [dot::<4>(&w[..4], &a[..16], starts[0]), dot::<4>(&w[4..], &a[16..], starts[1])]
    }
}
