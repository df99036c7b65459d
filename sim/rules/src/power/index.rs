//! How much power votes give: the indices of Banzhaf and of Shapley and Shubik, and the fewest voters that decide.

/// The most voters of whom indices are computed: every coalition is looked at.
pub const MOST_VOTERS: usize = 16;

/// The coalition of one voter alone, as bits.
fn alone(voter: usize) -> usize {
    2_usize.pow(voter as u32)
}

/// Shares of the weight of all coalitions of up to [`MOST_VOTERS`] voters, by the bits of who is in them.
fn sums(weights: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; alone(weights.len())];
    for coalition in 1..sums.len() {
        let last = coalition.trailing_zeros() as usize;
        sums[coalition] = sums[coalition & (coalition - 1)] + weights[last];
    }
    sums
}

/// For each voter, the sum of what each coalition counts that wins with the voter and loses without.
///
/// A coalition wins with more than the quota, a share of all weights.
fn swings(weights: &[f64], quota: f64, counts: impl Fn(usize) -> f64) -> Option<Vec<f64>> {
    if weights.len() > MOST_VOTERS {
        return None;
    }
    let sums = sums(weights);
    let need = quota * weights.iter().sum::<f64>();
    let wins = |coalition: usize| sums[coalition] > need;
    let mut swings = vec![0.0; weights.len()];
    for coalition in (0..sums.len()).filter(|&coalition| !wins(coalition)) {
        for (voter, swing) in swings.iter_mut().enumerate().filter(|(voter, _)| coalition & alone(*voter) == 0) {
            if wins(coalition | alone(voter)) {
                *swing += counts(coalition.count_ones() as usize);
            }
        }
    }
    Some(swings)
}

/// The normalised Banzhaf index of each voter: its part of all swings, where a swing is a coalition that wins by it.
///
/// A coalition wins with more than the quota, a share of the sum of weights; nothing for more than [`MOST_VOTERS`], or
/// where nobody ever decides. Source: Banzhaf, Rutgers Law Review 19, 1965.
pub fn banzhaf(weights: &[f64], quota: f64) -> Option<Vec<f64>> {
    let swings = swings(weights, quota, |_| 1.0)?;
    let all: f64 = swings.iter().sum();
    (all > 0.0).then(|| swings.iter().map(|swing| swing / all).collect())
}

/// The Shapley-Shubik index of each voter: in which share of all orders of voters it is the one with whom those before
/// it win.
///
/// As for [`banzhaf`]. Source: Shapley and Shubik, American Political Science Review 48(3), 1954.
pub fn shapley(weights: &[f64], quota: f64) -> Option<Vec<f64>> {
    let n = weights.len();
    // |S|! (n - |S| - 1)! / n! = 1 / (n C(n - 1, |S|)).
    let mut choose = vec![1.0; n.max(1)];
    for k in 1..n {
        choose[k] = choose[k - 1] * (n - k) as f64 / k as f64;
    }
    let swings = swings(weights, quota, |size| 1.0 / (n as f64 * choose[size]))?;
    (swings.iter().sum::<f64>() > 0.0).then_some(swings)
}

/// The fewest voters who together weigh more than a share of all: the Nakamoto coefficient of votes.
pub fn nakamoto(weights: &[f64], share: f64) -> Option<u32> {
    let mut sorted = weights.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let need = share * sorted.iter().sum::<f64>();
    let mut sum = 0.0;
    let at = sorted.iter().position(|weight| {
        sum += weight;
        sum > need
    })?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64], within: f64) {
        assert_eq!(found.len(), expected.len());
        let is_close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < within);
        assert!(is_close, "{found:?} is not {expected:?}");
    }

    #[test]
    fn the_security_council_has_its_published_indices() {
        // results.md D51: 9 of 15 with 5 vetoes are 39 of 5 x 7 + 10; Shapley .196270 and .001865.
        let weights: Vec<f64> = [[7.0; 5].as_slice(), &[1.0; 10]].concat();
        let quota = 38.5 / 45.0;
        let shapley = shapley(&weights, quota).expect("it is small");
        close(&[shapley[0], shapley[14]], &[0.196_270, 0.001_865], 5e-7);
        assert!((shapley.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // Of 5,088 winning coalitions 848 need each veto, and 84 each other member.
        let banzhaf = banzhaf(&weights, quota).expect("it is small");
        close(&[banzhaf[0], banzhaf[14]], &[848.0 / 5_080.0, 84.0 / 5_080.0], 1e-12);
    }

    #[test]
    fn weights_are_not_power() {
        // 50, 49, 1 at more than half: the largest decides unless the others agree, and they are alike.
        close(&banzhaf(&[50.0, 49.0, 1.0], 0.5).expect("it is small"), &[0.6, 0.2, 0.2], 1e-12);
        close(&shapley(&[50.0, 49.0, 1.0], 0.5).expect("it is small"), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0], 1e-12);
        // A dictator, and nobody.
        close(&shapley(&[3.0, 1.0, 1.0], 0.5).expect("it is small"), &[1.0, 0.0, 0.0], 1e-12);
        assert_eq!(banzhaf(&[0.0, 0.0], 0.5), None);
        assert_eq!(shapley(&[1.0; MOST_VOTERS + 1], 0.5), None);
    }

    #[test]
    fn the_fewest_that_decide_weigh_more_than_the_share() {
        assert_eq!(nakamoto(&[1.0, 2.0, 3.0, 4.0], 0.5), Some(2));
        assert_eq!(nakamoto(&[1.0; 4], 0.5), Some(3));
        assert_eq!(nakamoto(&[], 0.5), None);
    }
}
