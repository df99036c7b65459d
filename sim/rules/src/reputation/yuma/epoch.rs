//! One epoch of Yuma consensus: from stakes and weights to incentives and dividends.

/// The parameters of an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Terms {
    /// Part of the stake that must support a weight, from 0 to 1.
    pub(super) kappa: f64,
    /// How far weights for bonds are cut to the consensus, from 0 to 1.
    pub(super) penalty: f64,
    /// Part of a bond that an epoch renews, from 0 to 1.
    pub(super) alpha: f64,
}

/// What an epoch comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Epoch {
    /// The largest weight of each server that enough stake supports.
    pub(super) consensus: Vec<f64>,
    /// The part of each server in what servers get; sums to 1, or all are 0.
    pub(super) incentive: Vec<f64>,
    /// The part of each rater in what raters get; sums to 1, or all are 0.
    pub(super) dividends: Vec<f64>,
}

/// Divides by the sum, where it is above 0.
fn normalise(values: &mut [f64]) {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        for value in values {
            *value /= sum;
        }
    }
}

/// The largest weight that raters with at least so much stake support; 0 if no weight above it has as much.
fn supported(column: &mut [(f64, f64)], least: f64) -> f64 {
    column.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut stake = 0.0;
    for &mut (weight, own) in column {
        stake += own;
        // Sums of stakes that are a half in truth must not fail by a rounding.
        if stake >= least - 1e-12 {
            return weight;
        }
    }
    0.0
}

/// One epoch: stakes of raters, their weights \[raters × servers\], and their bonds, which change.
pub(super) fn epoch(stakes: &[f64], weights: &[Vec<f64>], bonds: &mut [Vec<f64>], terms: &Terms) -> Epoch {
    let n_servers = weights.first().map_or(0, Vec::len);
    let mut stakes = stakes.to_vec();
    normalise(&mut stakes);
    let mut column = vec![(0.0, 0.0); stakes.len()];
    let mut consensus = vec![0.0; n_servers];
    let mut incentive = vec![0.0; n_servers];
    for j in 0..n_servers {
        for (at, (row, &stake)) in column.iter_mut().zip(weights.iter().zip(&stakes)) {
            *at = (row[j], stake);
        }
        consensus[j] = supported(&mut column, terms.kappa);
        incentive[j] = weights.iter().zip(&stakes).map(|(row, stake)| stake * row[j].min(consensus[j])).sum();
        // Weights for bonds, and the bonds that they make at once.
        let bond = |(row, stake): (&Vec<f64>, &f64)| {
            let cut = (1.0 - terms.penalty) * row[j] + terms.penalty * row[j].min(consensus[j]);
            stake * cut
        };
        let mut now: Vec<f64> = weights.iter().zip(&stakes).map(bond).collect();
        normalise(&mut now);
        for (row, now) in bonds.iter_mut().zip(now) {
            row[j] = terms.alpha * now + (1.0 - terms.alpha) * row[j];
        }
    }
    normalise(&mut incentive);
    let mut dividends: Vec<f64> =
        bonds.iter().map(|row| row.iter().zip(&incentive).map(|(bond, part)| bond * part).sum()).collect();
    normalise(&mut dividends);
    Epoch { consensus, incentive, dividends }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Draws, Purpose};
    use engine::math;

    use super::*;

    const VALIDATORS: usize = 64;
    const SERVERS: usize = 448;

    /// A normal number with a mean of 1, at least 0.
    fn normal(draws: &mut Draws, deviation: f64) -> f64 {
        let (u, v) = (draws.uniform(), draws.uniform());
        let x = math::sqrt(-2.0 * math::ln(u)) * math::sin(2.0 * std::f64::consts::PI * v);
        (1.0 + deviation * x).max(0.0)
    }

    /// A network of honest stake 60 % and a cabal of 40 %, as the Monte Carlo studies of docs/consensus.md draw it.
    struct Network {
        stakes: Vec<f64>,
        /// Weights within each quadrant; they sum to 1 by row and side.
        parts: Vec<Vec<f64>>,
        honest: (usize, usize),
    }

    impl Network {
        fn drawn(stake: f64, deviation: f64, seed: u64) -> Self {
            let mut draws = Address { seed, replication: 0, purpose: Purpose::Swarm, entity: 0 }.stream().draws(0);
            let honest = ((stake * VALIDATORS as f64) as usize, (stake * SERVERS as f64) as usize);
            let mut stakes: Vec<f64> = (0..VALIDATORS).map(|_| normal(&mut draws, 0.3)).collect();
            let (own, others) = stakes.split_at_mut(honest.0);
            for (side, share) in [(own, stake), (others, 1.0 - stake)] {
                normalise(side);
                for own in side {
                    *own *= share;
                }
            }
            let mut parts = vec![vec![0.0; SERVERS]; VALIDATORS];
            for row in &mut parts {
                for weight in row.iter_mut() {
                    *weight = normal(&mut draws, deviation);
                }
                let (own, others) = row.split_at_mut(honest.1);
                normalise(own);
                normalise(others);
            }
            Self { stakes, parts, honest }
        }
        /// What the honest get, if their utility is `useful` and the cabal weighs itself by `selfish`.
        fn emission(&self, useful: f64, selfish: f64, terms: &Terms, ratio: f64) -> f64 {
            let weights: Vec<Vec<f64>> = (0..VALIDATORS)
                .map(|i| {
                    let [own, others] =
                        if i < self.honest.0 { [useful, 1.0 - useful] } else { [1.0 - selfish, selfish] };
                    let row = self.parts[i].iter().enumerate();
                    row.map(|(j, part)| part * if j < self.honest.1 { own } else { others }).collect()
                })
                .collect();
            let mut bonds = vec![vec![0.0; SERVERS]; VALIDATORS];
            let found = epoch(&self.stakes, &weights, &mut bonds, terms);
            let dividends: f64 = found.dividends[..self.honest.0].iter().sum();
            let incentive: f64 = found.incentive[..self.honest.1].iter().sum();
            ratio * dividends + (1.0 - ratio) * incentive
        }
        /// The least utility, in whole percent, at which the honest keep their stake whatever the cabal states.
        fn needed(&self, stake: f64, terms: &Terms, ratio: f64) -> f64 {
            // Monotone in the utility, so that it is found by halving.
            let holds = |percent: u32| {
                (0..=25).all(|selfish| {
                    self.emission(f64::from(percent) / 100.0, f64::from(selfish) / 25.0, terms, ratio) >= stake
                })
            };
            let (mut low, mut high) = (50, 100);
            while low < high {
                let middle = u32::midpoint(low, high);
                if holds(middle) { high = middle } else { low = middle + 1 }
            }
            f64::from(low)
        }
    }

    #[test]
    fn the_published_table_of_retention_is_reproduced() {
        let base = Terms { kappa: 0.5, penalty: 1.0, alpha: 1.0 };
        for (deviation, penalty, ratio, says) in [
            (0.0, 1.0, 0.5, 60.0),
            (0.2, 1.0, 0.5, 67.0),
            (0.4, 1.0, 0.5, 73.0),
            (0.4, 0.0, 0.5, 78.0),
            (0.4, 0.5, 0.5, 76.0),
            (0.4, 1.0, 0.0, 82.0),
            (0.4, 1.0, 0.25, 78.0),
        ] {
            let found = Network::drawn(0.6, deviation, 7).needed(0.6, &Terms { penalty, ..base }, ratio);
            assert!(
                (found - says).abs() <= 2.5,
                "deviation {deviation}, beta {penalty}, xi {ratio}: {found}, not {says}"
            );
        }
    }

    #[test]
    fn a_minority_cannot_raise_its_own_nor_lower_another_s_incentive() {
        let terms = Terms { kappa: 0.5, penalty: 1.0, alpha: 1.0 };
        let run = |selfish: f64| {
            let weights = vec![vec![0.7, 0.3], vec![0.7, 0.3], vec![1.0 - selfish, selfish]];
            epoch(&[0.3, 0.3, 0.4], &weights, &mut [vec![0.0; 2], vec![0.0; 2], vec![0.0; 2]], &terms)
        };
        let (fair, selfish) = (run(0.3), run(1.0));
        assert_eq!(fair.consensus, [0.7, 0.3]);
        assert_eq!(selfish.consensus, [0.7, 0.3], "what most stake supports stands");
        let paid = |epoch: &Epoch| epoch.dividends[2];
        assert!((paid(&fair) - 0.4).abs() < 1e-12 && paid(&selfish) < 0.3, "{selfish:?}");
    }

    #[test]
    fn bonds_are_a_moving_average_and_parts_sum_to_one() {
        let terms = Terms { kappa: 0.5, penalty: 1.0, alpha: 0.1 };
        let weights = vec![vec![0.5, 0.5], vec![0.2, 0.8]];
        let mut bonds = vec![vec![0.0; 2]; 2];
        for n in 1..=30 {
            let found = epoch(&[1.0, 1.0], &weights, &mut bonds, &terms);
            assert!((found.dividends.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!((found.incentive.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            // Halves of the stake support the larger weight each: nothing is cut.
            let (grown, full) =
                (1.0 - math::pow(0.9, f64::from(n)), [[5.0 / 7.0, 5.0 / 13.0], [2.0 / 7.0, 8.0 / 13.0]]);
            for (row, full) in bonds.iter().zip(full) {
                assert!(row.iter().zip(full).all(|(bond, full)| (bond - grown * full).abs() < 1e-12), "{bonds:?}");
            }
        }
    }
}
