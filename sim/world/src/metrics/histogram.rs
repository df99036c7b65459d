//! Log-bucket histograms: any span of time within 1/128 of itself, in constant memory.

use units::time::Span;

/// Buckets in each octave: a bucket is at most 1/128 of its value wide, and quantiles are interpolated within it.
const SUB_BITS: u32 = 7;
const SUB: u64 = 1 << SUB_BITS;

/// Counts of spans by size, with their exact sum.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    counts: Vec<u64>,
    n: u64,
    sum: u128,
}

impl Histogram {
    /// Counts a span.
    #[inline]
    pub fn add(&mut self, span: Span) {
        let at = bucket(span.ns());
        if self.counts.len() <= at {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += 1;
        self.n += 1;
        self.sum += u128::from(span.ns());
    }
    /// How many were counted.
    pub fn n(&self) -> u64 {
        self.n
    }
    /// The mean \[s\]; none of none.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64 * 1e-9)
    }
    /// The variance \[s²\], to the width of the buckets; none of none.
    pub fn variance(&self) -> Option<f64> {
        let mean = self.mean()?;
        let off = |at: usize| {
            let (low, high) = edges(at);
            (low as f64 + 0.5 * (high - low) as f64) * 1e-9 - mean
        };
        let held = self.counts.iter().enumerate().filter(|&(_, &c)| c > 0);
        Some(held.map(|(at, &count)| count as f64 * off(at) * off(at)).sum::<f64>() / self.n as f64)
    }
    /// The value below which this share lies \[s\], interpolated within its bucket; none of none.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        if self.n == 0 {
            return None;
        }
        let target = share.clamp(0.0, 1.0) * self.n as f64;
        let mut below = 0_u64;
        for (at, &count) in self.counts.iter().enumerate() {
            if count > 0 && (below + count) as f64 >= target {
                let (low, high) = edges(at);
                let within = ((target - below as f64) / count as f64).clamp(0.0, 1.0);
                return Some((low as f64 + within * (high - low) as f64) * 1e-9);
            }
            below += count;
        }
        None
    }
    /// Buckets that hold something: upper edge \[s\] and count.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let held = self.counts.iter().enumerate().filter(|&(_, &c)| c > 0);
        held.map(|(at, &count)| (edges(at).1 as f64 * 1e-9, count))
    }
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        (self.n, self.sum) = (0, 0);
    }
}

#[inline]
fn bucket(ns: u64) -> usize {
    if ns < SUB {
        return ns as usize;
    }
    let octave = ns.ilog2() - SUB_BITS;
    ((u64::from(octave + 1) << SUB_BITS) + (ns >> octave) - SUB) as usize
}

/// The lower edge (inclusive) and upper edge (exclusive) of a bucket \[ns\].
fn edges(at: usize) -> (u64, u64) {
    let at = at as u64;
    if at < SUB {
        return (at, at + 1);
    }
    let octave = (at >> SUB_BITS) - 1;
    let low = ((at & (SUB - 1)) + SUB) << octave;
    (low, low.saturating_add(1 << octave))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_between_the_edges_of_its_bucket() {
        for shift in 0..63 {
            for offset in [0, 1, 3] {
                let ns = (1_u64 << shift) + offset;
                let (low, high) = edges(bucket(ns));
                assert!(low <= ns && ns < high, "{ns}: {low}..{high}");
                assert!(ns < 128 || (high - low) as f64 <= ns as f64 / 127.0);
            }
        }
    }

    #[test]
    fn quantiles_of_a_uniform_sample_are_its_shares() {
        let mut histogram = Histogram::default();
        for i in 0..100_000_u64 {
            histogram.add(Span::from_ns(i * 10_000));
        }
        for share in [0.05, 0.5, 0.95, 0.99] {
            let found = histogram.quantile(share).unwrap();
            assert!((found - share).abs() < 1e-3, "{share}: {found}");
        }
        assert_eq!(Histogram::default().quantile(0.5), None);
        // Uniform on a second: one twelfth, but for the width of the buckets.
        let variance = histogram.variance().unwrap();
        assert!((variance * 12.0 - 1.0).abs() < 1e-3, "{variance}");
        assert_eq!(Histogram::default().variance(), None);
    }
}
