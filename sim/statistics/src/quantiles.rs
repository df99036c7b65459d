//! Quantiles of a sample.

/// A sample in order, to be asked for its quantiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantiles {
    sorted: Vec<f64>,
}

impl Quantiles {
    /// Sorts a sample; NaN is left out, as it has no place in an order.
    pub fn of(samples: &[f64]) -> Self {
        let mut sorted: Vec<f64> = samples.iter().copied().filter(|x| !x.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted }
    }

    /// The value below which the share `p` of the sample lies; `None` of an empty one.
    ///
    /// Linear between the order statistics, the k-th of n at `(k - 1) / (n - 1)` (Hyndman and Fan, The American
    /// Statistician 50(4), 1996, definition 7), as numpy and R have it.
    ///
    /// # Panics
    /// If `p` is not within 0 and 1.
    pub fn at(&self, p: f64) -> Option<f64> {
        assert!((0.0..=1.0).contains(&p), "a quantile lies at a share from 0 to 1, not at {p}");
        let last = self.sorted.len().checked_sub(1)?;
        let place = p * last as f64;
        let below = place as usize;
        let (low, high) = (self.sorted[below], self.sorted[(below + 1).min(last)]);
        let part = place - below as f64;
        // Infinite neighbours must not turn a plain order statistic into NaN.
        Some(if part <= 0.0 { low } else { low + part * (high - low) })
    }

    /// How many values there are.
    pub fn n(&self) -> usize {
        self.sorted.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `numpy.quantile` answers.
    #[test]
    fn quantiles_are_linear_between_order_statistics() {
        let quantiles = Quantiles::of(&[7.0, 1.0, f64::NAN, 3.0, 9.0]);
        for (p, expected) in [(0.0, 1.0), (0.25, 2.5), (0.5, 5.0), (0.9, 8.4), (1.0, 9.0)] {
            let got = quantiles.at(p).unwrap();
            assert!((got - expected).abs() < 1e-12, "{p}: {got}");
        }
        assert_eq!(quantiles.n(), 4);
        assert_eq!(Quantiles::of(&[]).at(0.5), None);
        assert_eq!(Quantiles::of(&[2.0, f64::INFINITY]).at(0.0), Some(2.0));
    }
}
