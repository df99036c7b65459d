//! Random choice by weights that change: a tree of sums.

/// Children of a node of the tree: two cache lines of weights.
const FAN: usize = 16;

/// Weights, and the sums of each sixteen of them, and of each sixteen of these, up to at most sixteen sums.
///
/// A change and a choice cost `log16(n)` looks at sixteen neighbours: five for a million weights, of which the upper
/// three lie in the caches of any machine. A Fenwick tree would take twenty looks far apart. A changed sum is added up
/// anew from what is below it, so that rounding does not pile up, and the tree depends on the weights alone, not on the
/// order of changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    /// The weights, then sums of sums; each level is filled up with zeros.
    levels: Vec<Vec<f64>>,
}

impl Sums {
    /// As many weights of 0.
    pub(super) fn clear(&mut self, n: usize) {
        let mut n = n.max(1);
        self.levels.clear();
        loop {
            let padded = n.next_multiple_of(FAN);
            self.levels.push(vec![0.0; padded]);
            n = padded / FAN;
            if n == 1 {
                return;
            }
        }
    }
    /// Gives weights to the first leaves, all others 0: `n` looks, not `n log n`.
    pub(super) fn fill(&mut self, n: usize, weights: impl Iterator<Item = (usize, f64)>) {
        self.clear(n);
        for (at, weight) in weights {
            self.levels[0][at] = weight;
        }
        for level in 1..self.levels.len() {
            let (below, above) = self.levels.split_at_mut(level);
            for (sum, children) in above[0].iter_mut().zip(below[level - 1].chunks_exact(FAN)) {
                *sum = children.iter().sum();
            }
        }
    }
    /// Changes a weight.
    pub(super) fn set(&mut self, mut at: usize, weight: f64) {
        self.levels[0][at] = weight;
        for level in 1..self.levels.len() {
            at /= FAN;
            self.levels[level][at] = self.levels[level - 1][at * FAN..][..FAN].iter().sum();
        }
    }
    /// A place, with a probability in proportion to its weight, for a uniform number above 0 and below 1; none if all
    /// weights are 0.
    pub(super) fn choose(&self, uniform: f64) -> Option<usize> {
        let total: f64 = self.levels.last()?.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let (mut left, mut at) = (uniform * total, 0);
        for level in self.levels.iter().rev() {
            let children = &level[at * FAN..][..FAN];
            let mut chosen = 0;
            for (child, &weight) in children.iter().enumerate() {
                if weight > 0.0 {
                    chosen = child;
                    if left < weight {
                        break;
                    }
                    left -= weight;
                }
            }
            // Rounding may leave something beyond the last weight: then that one is chosen, there and below.
            at = at * FAN + chosen;
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::draws;
    use super::*;

    /// The same by adding up all weights one after the other.
    fn brute_force(weights: &[f64], uniform: f64) -> Option<usize> {
        let mut left = uniform * weights.iter().sum::<f64>();
        weights.iter().position(|&weight| {
            let is_here = left < weight;
            left -= weight;
            is_here
        })
    }

    #[test]
    fn a_choice_is_where_a_sum_of_all_weights_would_find_it() {
        for n in [1, 2, 15, 16, 17, 255, 256, 257, 5_000] {
            let (mut sums, mut weights) = (Sums::default(), vec![0.0; n]);
            sums.clear(n);
            for change in 0..300 {
                let mut random = draws(n as u64 * 1_000 + change);
                let at = random.below(n as u32) as usize;
                // Small whole numbers, which have no rounding; a third of them 0.
                let weight = f64::from(random.below(9).saturating_sub(3));
                weights[at] = weight;
                sums.set(at, weight);
                let uniform = random.uniform();
                assert_eq!(sums.choose(uniform), brute_force(&weights, uniform), "{n} weights, change {change}");
                let mut anew = Sums::default();
                anew.fill(n, weights.iter().copied().enumerate());
                assert_eq!(anew.levels, sums.levels, "{n} weights, change {change}");
            }
        }
    }

    #[test]
    fn a_weight_of_nothing_is_never_chosen_however_numbers_are_rounded() {
        let mut sums = Sums::default();
        let weights = [0.1, 0.0, 0.2, 0.0, 0.3, 0.7, 1e-300, 0.0, 0.0];
        sums.fill(weights.len(), weights.into_iter().enumerate());
        for uniform in [f64::MIN_POSITIVE, 0.5, 1.0 - f64::EPSILON / 2.0, 1.0] {
            let at = sums.choose(uniform).expect("there is a weight");
            assert!(weights[at] > 0.0, "{uniform}: {at}");
        }
        sums.fill(3, std::iter::empty());
        assert_eq!(sums.choose(0.5), None);
    }
}
