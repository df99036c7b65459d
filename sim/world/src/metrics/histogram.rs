//! Log-bucket histograms: any span of time within 1/128 of itself, in constant memory.

use units::time::Span;

/// Buckets in each octave: a bucket is at most 1/128 of its value wide.
const SUB_BITS: u32 = 7;
const SUB: u64 = 1 << SUB_BITS;

/// Counts of spans by size, with their exact sum, and the least and the greatest.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u64>,
    n: u64,
    sum: u128,
    least: u64,
    greatest: u64,
}

/// A quantile as a histogram tells it \[s\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The value, interpolated within its bucket.
    pub value: f64,
    /// The least that it can be: where the bucket begins, or the least of all values.
    pub low: f64,
    /// The greatest that it can be.
    pub high: f64,
}

impl Quantile {
    /// How far the value can be from the order statistic that it stands for \[s\].
    pub fn reach(self) -> f64 {
        (self.value - self.low).max(self.high - self.value)
    }
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: Vec::new(), n: 0, sum: 0, least: u64::MAX, greatest: 0 }
    }
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
        self.least = self.least.min(span.ns());
        self.greatest = self.greatest.max(span.ns());
    }
    /// How many were counted.
    pub fn n(&self) -> u64 {
        self.n
    }
    /// The mean \[s\]; none of none.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64 * 1e-9)
    }
    /// The variance \[s²\], to the width of the buckets; none of none, and 0 of equal values.
    pub fn variance(&self) -> Option<f64> {
        let mean = self.mean()?;
        let off = |at: usize| {
            let Quantile { low, high, .. } = self.within(at, 0.5);
            0.5 * (low + high) - mean
        };
        let held = self.counts.iter().enumerate().filter(|&(_, &c)| c > 0);
        Some(held.map(|(at, &count)| count as f64 * off(at) * off(at)).sum::<f64>() / self.n as f64)
    }
    /// The value below which this share lies, interpolated within its bucket and between the least and the greatest
    /// value seen; none of none.
    pub fn quantile(&self, share: f64) -> Option<Quantile> {
        self.quantiles(&[share]).next()
    }
    /// The values below which shares lie that do not fall, in one pass; none of none.
    pub fn quantiles<'a>(&'a self, shares: &'a [f64]) -> impl Iterator<Item = Quantile> + 'a {
        let mut held = self.counts.iter().enumerate().filter(|&(_, &count)| count > 0).peekable();
        let mut below = 0_u64;
        shares.iter().map_while(move |share| {
            let target = share.clamp(0.0, 1.0) * self.n as f64;
            loop {
                let &(at, &count) = held.peek()?;
                if (below + count) as f64 >= target {
                    return Some(self.within(at, (target - below as f64) / count as f64));
                }
                below += count;
                held.next();
            }
        })
    }
    /// A part of the way through a bucket.
    fn within(&self, at: usize, part: f64) -> Quantile {
        let (low, high) = edges(at);
        // The upper edge is the first value of the next bucket.
        let [least, greatest] = [low.max(self.least), (high - 1).min(self.greatest)].map(|ns| ns as f64);
        let value = low as f64 + part.clamp(0.0, 1.0) * (high - low) as f64;
        let [value, low, high] = [value.clamp(least, greatest), least, greatest].map(|ns| ns * 1e-9);
        Quantile { value, low, high }
    }
    /// Buckets that hold something: upper edge \[s\] and count.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let held = self.counts.iter().enumerate().filter(|&(_, &c)| c > 0);
        held.map(|(at, &count)| (edges(at).1 as f64 * 1e-9, count))
    }
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        *self = Self { counts: std::mem::take(&mut self.counts), ..Self::default() };
    }
}

/// One quantile of all spans so far, kept as they come: O(1) each in the long run, to the width of a bucket.
#[derive(Clone, Debug)]
pub(crate) struct RunningQuantile {
    share: f64,
    counts: Vec<u64>,
    n: u64,
    /// The bucket in which the quantile lies, and how many spans lie below that bucket.
    at: usize,
    below: u64,
}

impl RunningQuantile {
    /// Of a share of the spans.
    pub(crate) fn new(share: f64) -> Self {
        Self { share, counts: Vec::new(), n: 0, at: 0, below: 0 }
    }
    /// Counts a span.
    pub(crate) fn add(&mut self, span: Span) {
        let at = bucket(span.ns());
        if self.counts.len() <= at {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += 1;
        self.n += 1;
        self.below += u64::from(at < self.at);
        // The quantile is the least value with at least this many at or below it.
        let rank = ((self.share * self.n as f64).ceil() as u64).clamp(1, self.n);
        while self.below >= rank {
            self.at -= 1;
            self.below -= self.counts[self.at];
        }
        while self.below + self.counts[self.at] < rank {
            self.below += self.counts[self.at];
            self.at += 1;
        }
    }
    /// How many were counted.
    pub(crate) fn n(&self) -> u64 {
        self.n
    }
    /// The upper end of the bucket in which the quantile lies; none of none.
    pub(crate) fn value(&self) -> Option<Span> {
        (self.n > 0).then(|| Span::from_ns(edges(self.at).1 - 1))
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
    fn a_running_quantile_is_that_of_all_values_so_far() {
        let mut state = 7_u64;
        for share in [0.01, 0.5, 0.95, 0.999] {
            let mut running = RunningQuantile::new(share);
            let mut all = Vec::new();
            for n in 1..=2_000_usize {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let value = (state >> 33) >> (state % 29);
                running.add(Span::from_ns(value));
                all.insert(all.partition_point(|&other| other < value), value);
                let exact = all[((share * n as f64).ceil() as usize).clamp(1, n) - 1];
                assert_eq!(bucket(exact), running.at, "{share} of {n} values: {exact}");
                let told = running.value().expect("there are values").ns();
                assert!(told >= exact && told - exact <= exact / 128, "{told} for {exact}");
            }
        }
    }

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
    fn a_quantile_lies_between_the_least_and_the_greatest_value() {
        for ns in [0, 1, 127, 128, 1_000_000_000, u64::MAX] {
            let mut histogram = Histogram::default();
            (0..50).for_each(|_| histogram.add(Span::from_ns(ns)));
            for quantile in histogram.quantiles(&[0.0, 0.001, 0.5, 0.99, 1.0]) {
                let exact = ns as f64 * 1e-9;
                assert_eq!(
                    [quantile.value, quantile.low, quantile.high].map(f64::to_bits),
                    [exact.to_bits(); 3],
                    "{ns}"
                );
            }
            let mean = histogram.mean().unwrap();
            assert!(histogram.variance().unwrap() <= 1e-30 * mean * mean, "{ns}");
        }
    }

    #[test]
    fn the_order_statistic_lies_within_what_a_quantile_can_be() {
        let mut values: Vec<u64> = (1..2_000_u64).map(|i| i * i % 7_919 * 1_000_003).collect();
        let mut histogram = Histogram::default();
        for &ns in &values {
            histogram.add(Span::from_ns(ns));
        }
        values.sort_unstable();
        let shares = [0.0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0];
        for (share, quantile) in shares.into_iter().zip(histogram.quantiles(&shares)) {
            assert_eq!(histogram.quantile(share), Some(quantile));
            // The least value below which, itself included, at least this share lies.
            let rank = ((share * values.len() as f64).ceil() as usize).max(1);
            let exact = values[rank - 1] as f64 * 1e-9;
            assert!(quantile.low <= exact && exact <= quantile.high, "{share}: {exact} in {quantile:?}");
            assert!((exact - quantile.value).abs() <= quantile.reach() && quantile.reach() <= exact / 127.0);
        }
    }

    #[test]
    fn quantiles_of_a_uniform_sample_are_its_shares() {
        let mut histogram = Histogram::default();
        for i in 0..100_000_u64 {
            histogram.add(Span::from_ns(i * 10_000));
        }
        for share in [0.05, 0.5, 0.95, 0.99] {
            let found = histogram.quantile(share).unwrap().value;
            assert!((found - share).abs() < 1e-3, "{share}: {found}");
        }
        assert_eq!(Histogram::default().quantile(0.5), None);
        // Uniform on a second: one twelfth, but for the width of the buckets.
        let variance = histogram.variance().unwrap();
        assert!((variance * 12.0 - 1.0).abs() < 1e-3, "{variance}");
        assert_eq!(Histogram::default().variance(), None);
    }
}
