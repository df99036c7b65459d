//! Step times as tables of measured kernels, interpolated between what was measured.

/// A measured curve: whole picoseconds over a count, straight between two points.
///
/// Before the first point it has the value of the first; after the last it goes on as the last two do, never below
/// zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    points: Vec<(u64, u64)>,
}

impl Curve {
    /// A curve through points of (count, time in picoseconds).
    ///
    /// # Errors
    /// If there are fewer than two points, or if their counts do not rise.
    pub fn new(points: Vec<(u64, u64)>) -> Result<Self, String> {
        if points.len() < 2 {
            return Err(format!("{} is not a curve: at least two points are needed", count(points.len())));
        }
        if let Some(pair) = points.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
            return Err(format!("counts must rise, and {} comes after {}", pair[1].0, pair[0].0));
        }
        Ok(Self { points })
    }

    /// The first and the last count that were measured.
    pub fn range(&self) -> (u64, u64) {
        (self.points[0].0, self.points[self.points.len() - 1].0)
    }

    /// The same counts with other times.
    fn map(&self, times: impl Fn(u64) -> u64) -> Self {
        Self { points: self.points.iter().map(|&(count, ps)| (count, times(ps))).collect() }
    }

    /// The value at a count \[ps\], rounded down between points.
    pub fn at(&self, count: u64) -> u64 {
        let after = self.points.partition_point(|p| p.0 <= count).clamp(1, self.points.len() - 1);
        let ((x0, y0), (x1, y1)) = (self.points[after - 1], self.points[after]);
        let x = i128::from(count.max(self.points[0].0)) - i128::from(x0);
        let y = i128::from(y0) + ((i128::from(y1) - i128::from(y0)) * x).div_euclid(i128::from(x1) - i128::from(x0));
        u64::try_from(y.max(0)).unwrap_or(u64::MAX)
    }
}

fn count(points: usize) -> String {
    if points == 1 { "one point".into() } else { format!("{points} points") }
}

/// A cost that grows with a count and with the tokens cached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cached {
    /// The part that is there whatever is cached \[ps\].
    pub base: Curve,
    /// The part for each token cached \[ps\].
    pub each: Curve,
}

/// The kernels of one LLM on one device as they were measured, all layers together.
///
/// A step of n tokens, `n_s` of which are a sequence's last, with B sequences that decode and hold K cached tokens,
/// costs `linear(n) + head(n_s) + sum over chunks of (prefill(c) + prefill_each(c) kv) + decode(B) + decode_each(B) K`;
/// beside a chunk the last two are `mixed`, for a kernel that reads prompts takes longer over decodes than one of their
/// own. For a fixed B a decode run stays quadratic in its steps. Source: the tables of `LLMServingSim` 2
/// (reference/serving.md 4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Linear layers, and whatever else a step costs, over the tokens of the step.
    pub linear: Curve,
    /// Output head and sampling, over the sequences that emit a token.
    pub head: Curve,
    /// Attention of a step that only decodes, over its sequences.
    pub decode: Cached,
    /// Attention of decodes beside a chunk of a prompt, over the sequences that decode.
    pub mixed: Cached,
    /// Attention of a chunk of a prompt, over its tokens.
    pub prefill: Cached,
}

impl Table {
    /// The same table with other times.
    pub(crate) fn map(&self, times: impl Fn(u64) -> u64) -> Self {
        let cached = |part: &Cached| Cached { base: part.base.map(&times), each: part.each.map(&times) };
        Self {
            linear: self.linear.map(&times),
            head: self.head.map(&times),
            decode: cached(&self.decode),
            mixed: cached(&self.mixed),
            prefill: cached(&self.prefill),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_straight_between_its_points_and_goes_on_after_them() {
        let curve = Curve::new(vec![(2, 100), (4, 300), (8, 320)]).unwrap();
        let at = |counts: &[u64]| counts.iter().map(|&n| curve.at(n)).collect::<Vec<_>>();
        assert_eq!(at(&[0, 1, 2, 3, 4, 5, 8, 16]), [100, 100, 100, 200, 300, 305, 320, 360]);
        let falling = Curve::new(vec![(1, 100), (2, 40)]).unwrap();
        assert_eq!((falling.at(2), falling.at(9)), (40, 0));
    }

    #[test]
    fn what_is_no_curve_is_refused() {
        let check =
            |points: &[(u64, u64)], message: &str| assert_eq!(Curve::new(points.to_vec()).unwrap_err(), message);
        check(&[], "0 points is not a curve: at least two points are needed");
        check(&[(1, 5)], "one point is not a curve: at least two points are needed");
        check(&[(1, 5), (4, 9), (4, 10)], "counts must rise, and 4 comes after 4");
        check(&[(1, 5), (4, 9), (3, 10)], "counts must rise, and 3 comes after 4");
    }
}
