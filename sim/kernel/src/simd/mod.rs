//! Sixteen lanes of f32 and the integer dot products of a weight block, the same bits on each instruction set.

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
pub(crate) mod portable;

/// Lanes of every vector, whatever the registers hold: the order of each sum hangs on it, so it never changes.
pub(crate) const LANES: usize = 16;

/// Adding and subtracting this rounds to a whole number, ties to even, for sizes below 2^22.
pub(crate) const ROUND: f32 = 12_582_912.0;

/// What an instruction set must do; a value of it is the proof that the machine has it.
///
/// Weight blocks are \[8 groups × 16 columns × 4 k, u8\], so that one dot product of four bytes serves each column.
/// Float operations are single IEEE operations without NaN promises; integer sums are exact. So results are equal
/// bit for bit on all implementations.
pub(crate) trait Simd: Copy + Send + Sync {
    /// Sixteen f32.
    type F: Copy;
    /// Sixteen i32.
    type I: Copy;
    /// The weights of 16 columns and 32 k, unpacked to bytes.
    type W: Copy;

    fn splat(self, x: f32) -> Self::F;
    fn load(self, from: &[f32; LANES]) -> Self::F;
    fn store(self, x: Self::F, to: &mut [f32; LANES]);
    /// Sixteen halves in little-endian order.
    fn halves(self, from: &[u8; 32]) -> Self::F;
    fn unsigned(self, from: &[u8; LANES]) -> Self::F;
    fn signed(self, from: &[u8; LANES]) -> Self::F;
    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    fn div(self, a: Self::F, b: Self::F) -> Self::F;
    fn max(self, a: Self::F, b: Self::F) -> Self::F;
    fn min(self, a: Self::F, b: Self::F) -> Self::F;
    fn abs(self, x: Self::F) -> Self::F;
    /// `a * b + c`, rounded once.
    fn fma(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// 2^n, where `x` is n + [`ROUND`] and -127 < n < 128.
    fn power(self, x: Self::F) -> Self::F;
    /// The whole numbers n as bytes, where `x` is n + [`ROUND`] and |n| <= 127.
    fn narrow(self, x: Self::F, to: &mut [i8; LANES]);
    fn float(self, x: Self::I) -> Self::F;

    /// Bytes 0 ..= 255 that stand for -128 ..= 127.
    fn bytes(self, from: &[u8; 512]) -> Self::W;
    /// Nibbles 0 ..= 15: byte vector j holds group 2j low and group 2j + 1 high.
    fn nibbles(self, from: &[u8; 256]) -> Self::W;
    /// Six bits 0 ..= 63: nibbles as above, then two bytes vectors with two bits for each of four groups.
    fn sixes(self, from: &[u8; 384]) -> Self::W;

    /// The sum of (w - 128) a over 32 k; `start` is -128 times the sum of a, for those who need it.
    fn dot_bytes(self, w: &Self::W, a: &[i8; 32], start: i32) -> Self::I;
    /// `start` plus the sum of w a over 32 k, for w of [`Self::nibbles`].
    fn dot_nibbles(self, w: &Self::W, a: &[i8; 32], start: i32) -> Self::I;
    /// `starts` plus the sums of w a over the first and the last 16 k, for w of [`Self::sixes`].
    fn dot_sixes(self, w: &Self::W, a: &[i8; 32], starts: [i32; 2]) -> [Self::I; 2];

    /// Asks for the bytes that come so many after these, before they are needed; nothing hangs on it but time.
    #[inline(always)]
    fn ahead(self, _: &[u8], _: usize) {}

    /// The largest lane.
    #[inline(always)]
    fn peak(self, x: Self::F) -> f32 {
        let mut lanes = [0.0; LANES];
        self.store(x, &mut lanes);
        lanes.into_iter().fold(f32::NEG_INFINITY, |a, b| if b > a { b } else { a })
    }

    /// The sum of the lanes, first to last.
    #[inline(always)]
    fn sum(self, x: Self::F) -> f32 {
        let mut lanes = [0.0; LANES];
        self.store(x, &mut lanes);
        lanes.into_iter().sum()
    }
}

/// Four bytes as one word, the first lowest.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
#[inline(always)]
fn word(a: &[i8; 4]) -> i32 {
    i32::from_le_bytes([a[0] as u8, a[1] as u8, a[2] as u8, a[3] as u8])
}

/// A piece of work that is compiled once for each instruction set.
///
/// `run` must be `#[inline(always)]`, as must all below it: only so does it take on the caller's instruction set. For
/// that reason closures hold no vector operation.
pub(crate) trait Job {
    /// What it gives.
    type Out;

    /// Does the work with these instructions.
    fn run<S: Simd>(self, simd: S) -> Self::Out;
}

/// e^x for x in -87 ..= 88; arguments outside are moved to the nearer end.
///
/// Range reduction by ln 2 in two parts and a polynomial of degree 6 (coefficients of Cephes `expf`, S. Moshier):
/// relative error below 2^-22. The same bits everywhere, which the platform's `expf` does not promise.
#[inline(always)]
pub(crate) fn exp<S: Simd>(s: S, x: S::F) -> S::F {
    let x = s.max(s.min(x, s.splat(88.0)), s.splat(-87.0));
    let shifted = s.add(s.mul(x, s.splat(std::f32::consts::LOG2_E)), s.splat(ROUND));
    let n = s.sub(shifted, s.splat(ROUND));
    let r = s.fma(n, s.splat(-0.693_359_4), x);
    let r = s.fma(n, s.splat(2.121_944_4e-4), r);
    let mut p = s.splat(1.987_569_1e-4);
    for c in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5] {
        p = s.fma(p, r, s.splat(c));
    }
    let p = s.add(s.fma(p, s.mul(r, r), r), s.splat(1.0));
    s.mul(p, s.power(shifted))
}
