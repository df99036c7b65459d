//! What a forward pass does between the matrices: norms, gates, attention, each row by itself.

use crate::lanes::{Lane, round};
use crate::simd::{Job, LANES, Simd, exp};

/// x += y, then x / rms(x) * weight, rounded to bytes.
///
/// rms(x) = sqrt(mean of x^2 + epsilon). Source: B. Zhang, R. Sennrich, "Root Mean Square Layer Normalization",
/// `NeurIPS` 2019.
pub(crate) struct Norm<'a> {
    /// One row.
    pub(crate) x: &'a mut [f32],
    pub(crate) y: Option<&'a [f32]>,
    pub(crate) weight: &'a [f32],
    pub(crate) epsilon: f32,
    pub(crate) to: &'a mut [Lane],
}

impl Job for Norm<'_> {
    type Out = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let x = self.x.as_chunks_mut::<LANES>().0;
        if let Some(y) = self.y {
            for (x, y) in x.iter_mut().zip(y.as_chunks::<LANES>().0) {
                s.store(s.add(s.load(x), s.load(y)), x);
            }
        }
        let mut squares = s.splat(0.0);
        for x in x.iter() {
            let x = s.load(x);
            squares = s.fma(x, x, squares);
        }
        let mean = s.sum(squares) / (x.len() * LANES) as f32;
        let scale = s.splat(1.0 / (mean + self.epsilon).sqrt());
        let weights = self.weight.as_chunks::<LANES>().0.as_chunks::<2>().0;
        for ((x, weight), to) in x.as_chunks::<2>().0.iter().zip(weights).zip(self.to) {
            let mut scaled = [[0.0; LANES]; 2];
            for i in 0..2 {
                s.store(s.mul(s.mul(s.load(&x[i]), scale), s.load(&weight[i])), &mut scaled[i]);
            }
            round(s, &scaled, to);
        }
    }
}

/// `SwiGLU`: gate / (1 + e^-gate) * up, rounded to bytes.
///
/// Source: N. Shazeer, "GLU Variants Improve Transformer", 2020.
pub(crate) struct Gate<'a> {
    pub(crate) opening: &'a [f32],
    pub(crate) up: &'a [f32],
    pub(crate) to: &'a mut [Lane],
}

impl Job for Gate<'_> {
    type Out = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let gates = self.opening.as_chunks::<LANES>().0.as_chunks::<2>().0;
        let ups = self.up.as_chunks::<LANES>().0.as_chunks::<2>().0;
        for ((gate, up), to) in gates.iter().zip(ups).zip(self.to) {
            let mut found = [[0.0; LANES]; 2];
            for i in 0..2 {
                let gate = s.load(&gate[i]);
                let below = s.add(s.splat(1.0), exp(s, s.sub(s.splat(0.0), gate)));
                s.store(s.mul(s.div(gate, below), s.load(&up[i])), &mut found[i]);
            }
            round(s, &found, to);
        }
    }
}

/// The query heads of one row that share keys and values, over all positions up to the row's own.
pub(crate) struct Attend<'a> {
    /// \[heads × size\].
    pub(crate) queries: &'a [f32],
    /// \[blocks of 16 positions × size × 16\].
    pub(crate) keys: &'a [f32],
    /// \[size / 16, rounded up × capacity × 16\].
    pub(crate) values: &'a [f32],
    /// Positions that are seen.
    pub(crate) seen: usize,
    pub(crate) capacity: usize,
    /// Numbers of a head.
    pub(crate) size: usize,
    /// 1 / sqrt(size).
    pub(crate) scale: f32,
    pub(crate) scores: &'a mut Vec<f32>,
    /// \[heads × size\].
    pub(crate) out: &'a mut [f32],
}

impl Job for Attend<'_> {
    type Out = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let blocks = self.seen.div_ceil(LANES);
        self.scores.resize(4 * blocks * LANES, 0.0);
        let scores = &mut self.scores[..4 * blocks * LANES];
        let keys = self.keys.as_chunks::<LANES>().0;
        let values = self.values.as_chunks::<LANES>().0;
        let view = View { keys, values, seen: self.seen, capacity: self.capacity, size: self.size, scale: self.scale };
        let (queries, out) = (self.queries.chunks(4 * self.size), self.out.chunks_mut(4 * self.size));
        for (queries, out) in queries.zip(out) {
            match queries.len() / self.size {
                1 => view.heads::<S, 1>(s, queries, scores, out),
                2 => view.heads::<S, 2>(s, queries, scores, out),
                3 => view.heads::<S, 3>(s, queries, scores, out),
                _ => view.heads::<S, 4>(s, queries, scores, out),
            }
        }
    }
}

struct View<'a> {
    keys: &'a [[f32; LANES]],
    values: &'a [[f32; LANES]],
    seen: usize,
    capacity: usize,
    size: usize,
    scale: f32,
}

impl View<'_> {
    #[inline(always)]
    fn heads<S: Simd, const N: usize>(&self, s: S, queries: &[f32], scores: &mut [f32], out: &mut [f32]) {
        let blocks = self.seen.div_ceil(LANES);
        let scores = &mut scores[..N * blocks * LANES];
        let mut b = 0;
        while b + 2 <= blocks {
            self.score::<S, N, 2>(s, queries, b, scores);
            b += 2;
        }
        if b < blocks {
            self.score::<S, N, 1>(s, queries, b, scores);
        }
        let mut sums = [0.0; N];
        for (n, scores) in scores.chunks_exact_mut(blocks * LANES).enumerate() {
            sums[n] = self.soften(s, scores);
        }
        let chunks = self.size.div_ceil(LANES);
        let mut c = 0;
        while c + 2 <= chunks {
            self.gather::<S, N, 2>(s, scores, c, sums, out);
            c += 2;
        }
        if c < chunks {
            self.gather::<S, N, 1>(s, scores, c, sums, out);
        }
    }

    /// Scores of `B` blocks of positions: one sum over the head's numbers, in their order, in each lane.
    #[inline(always)]
    fn score<S: Simd, const N: usize, const B: usize>(&self, s: S, queries: &[f32], block: usize, scores: &mut [f32]) {
        let keys = &self.keys[block * self.size..(block + B) * self.size];
        let queries: [&[f32]; N] = std::array::from_fn(|n| &queries[n * self.size..(n + 1) * self.size]);
        let mut sums = [[s.splat(0.0); B]; N];
        for d in 0..self.size {
            for b in 0..B {
                let key = s.load(&keys[b * self.size + d]);
                for n in 0..N {
                    sums[n][b] = s.fma(s.splat(queries[n][d]), key, sums[n][b]);
                }
            }
        }
        let blocks = scores.len() / N / LANES;
        let lanes = scores.as_chunks_mut::<LANES>().0;
        for n in 0..N {
            for b in 0..B {
                s.store(s.mul(sums[n][b], s.splat(self.scale)), &mut lanes[n * blocks + block + b]);
            }
        }
    }

    /// Makes weights e^(score - largest) of scores and gives their sum; positions that are not seen weigh nothing.
    #[inline(always)]
    fn soften<S: Simd>(&self, s: S, scores: &mut [f32]) -> f32 {
        scores[self.seen..].fill(f32::NEG_INFINITY);
        let lanes = scores.as_chunks_mut::<LANES>().0;
        let mut most = s.splat(f32::NEG_INFINITY);
        for lane in lanes.iter() {
            most = s.max(most, s.load(lane));
        }
        let most = s.splat(s.peak(most));
        for lane in lanes.iter_mut() {
            s.store(exp(s, s.sub(s.load(lane), most)), lane);
        }
        scores[self.seen..].fill(0.0);
        let mut sum = s.splat(0.0);
        for lane in scores.as_chunks::<LANES>().0 {
            sum = s.add(sum, s.load(lane));
        }
        s.sum(sum)
    }

    /// The weighted mean of values, `C` chunks of 16 of their numbers, positions in their order.
    #[inline(always)]
    fn gather<S: Simd, const N: usize, const C: usize>(
        &self,
        s: S,
        weights: &[f32],
        chunk: usize,
        sums: [f32; N],
        out: &mut [f32],
    ) {
        let stride = weights.len() / N;
        let values: [&[[f32; LANES]]; C] =
            std::array::from_fn(|c| &self.values[(chunk + c) * self.capacity..][..self.seen]);
        let weights: [&[f32]; N] = std::array::from_fn(|n| &weights[n * stride..][..self.seen]);
        let mut means = [[s.splat(0.0); C]; N];
        for position in 0..self.seen {
            for c in 0..C {
                let value = s.load(&values[c][position]);
                for n in 0..N {
                    means[n][c] = s.fma(s.splat(weights[n][position]), value, means[n][c]);
                }
            }
        }
        for n in 0..N {
            for (c, &mean_of_c) in means[n].iter().enumerate() {
                let mut mean = [0.0; LANES];
                s.store(s.div(mean_of_c, s.splat(sums[n])), &mut mean);
                let start = (chunk + c) * LANES;
                let end = self.size.min(start + LANES);
                out[n * self.size + start..n * self.size + end].copy_from_slice(&mean[..end - start]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::Isa;

    struct Exp([f32; LANES]);

    impl Job for Exp {
        type Out = [f32; LANES];

        #[inline(always)]
        fn run<S: Simd>(self, s: S) -> [f32; LANES] {
            let mut to = [0.0; LANES];
            s.store(exp(s, s.load(&self.0)), &mut to);
            to
        }
    }

    #[test]
    fn the_exponential_is_near_and_equal_on_all_paths() {
        for i in -870..880 {
            let x: [f32; LANES] = std::array::from_fn(|lane| (i as f32 + lane as f32 / 16.0) * 0.1);
            let all: Vec<[f32; LANES]> = Isa::all().into_iter().map(|isa| isa.run(Exp(x))).collect();
            for (x, y) in x.into_iter().zip(all[0]) {
                let exact = crate::math::exp(f64::from(x.clamp(-87.0, 88.0)));
                assert!((f64::from(y) / exact - 1.0).abs() < 2.4e-7, "exp({x}) = {y}, not {exact}");
            }
            for other in &all {
                assert_eq!(other.map(f32::to_bits), all[0].map(f32::to_bits));
            }
        }
    }
}
