//! The optimism of a winner: how much better a search made it look than fresh replications do.

use statistics::{Confidence, Estimate, Interval};

/// Which of two values is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The lesser.
    Less,
    /// The greater.
    More,
}

/// A candidate that was played again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finalist<'a> {
    /// Its value in the replications by which it was chosen.
    pub search: &'a [f64],
    /// Its value in replications that no search has seen; the k-th is the same replication for all finalists.
    pub fresh: &'a [f64],
}

/// What fresh replications say about a finalist.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Which finalist, by its place in the list.
    pub finalist: usize,
    /// The mean by which it was chosen; its interval does not cover, since it was chosen for being good.
    pub search: Estimate,
    /// The mean of the fresh replications; its interval covers as it says.
    pub fresh: Estimate,
    /// How much better the search made it look than it is, in the direction of better \[unit of the value\].
    pub optimism: Estimate,
}

/// The winner of a search and its rivals on fresh replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// All finalists, in the order of the search: the first is the winner.
    pub standings: Vec<Standing>,
    /// How much better the best rival did than the winner on the same fresh replications \[unit of the value\].
    ///
    /// Below 0 where none did better; the confidence is shared by all rivals, since the best of them was chosen. `None`
    /// without a rival.
    pub regret: Option<Rival>,
}

/// The rival that did best on fresh replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rival {
    /// Which finalist, by its place in the list.
    pub finalist: usize,
    /// How much better than the winner.
    pub lead: Estimate,
}

/// Compares what a search saw of its finalists with fresh replications.
///
/// The mean of a search's winner is too good: of K equal candidates with standard error s, the best looks better than
/// it is by s times the expected greatest of K normal numbers, 1.87 s for K = 20 (the winner's curse; Smith and
/// Winkler, Management Science 52(3), 2006). Fresh replications have no such bias, so that
///
/// `optimism = |mean of search - mean of fresh|`, positive where the search was too good,
///
/// has the interval of the fresh mean: the mean of the search is a number that was reported, not an estimate. Over the
/// finalists' order equal means keep their places; a mean that is NaN comes last.
///
/// # Panics
/// If finalists have different numbers of fresh replications.
pub fn contest(finalists: &[Finalist], better: Better, confidence: Confidence) -> Contest {
    let n = finalists.first().map_or(0, |first| first.fresh.len());
    assert!(finalists.iter().all(|one| one.fresh.len() == n), "finalists are compared on the same fresh replications");
    let gain = |worse: f64, good: f64| match better {
        Better::Less => worse - good,
        Better::More => good - worse,
    };
    let standing = |(finalist, values): (usize, &Finalist)| {
        let search = Estimate::of(values.search, confidence);
        let fresh = Estimate::of(values.fresh, confidence);
        let optimism = gain(fresh.mean, search.mean);
        let limits = Interval { low: optimism - fresh.half_width, high: optimism + fresh.half_width };
        Standing { finalist, search, fresh, optimism: fresh.with_limits(optimism, limits) }
    };
    let worth = |mean: f64| if mean.is_nan() { f64::INFINITY } else { gain(mean, 0.0) };
    let mut standings: Vec<Standing> = finalists.iter().enumerate().map(standing).collect();
    standings.sort_by(|a, b| worth(a.search.mean).total_cmp(&worth(b.search.mean)));
    let rivals = standings.get(1..).unwrap_or_default();
    let best = rivals.iter().min_by(|a, b| worth(a.fresh.mean).total_cmp(&worth(b.fresh.mean)));
    let regret = best.map(|rival| {
        let (winner, other) = (finalists[standings[0].finalist].fresh, finalists[rival.finalist].fresh);
        let leads: Vec<f64> = winner.iter().zip(other).map(|(&winner, &rival)| gain(winner, rival)).collect();
        Rival { finalist: rival.finalist, lead: Estimate::of(&leads, confidence.shared_by(rivals.len())) }
    });
    Contest { standings, regret }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{normal, stream};

    /// Candidates with these true means and own noise of 1, `n` replications in the search and `fresh` after it.
    fn play(means: &[f64], n: u64, fresh: u64, better: Better, seed: u64) -> Contest {
        let value = |candidate: usize, replication: u64| {
            let number = (candidate as u64) << 32 | replication;
            means[candidate] + normal(&mut stream(seed, "winner").draws(number))
        };
        let list = |candidate: usize, from: u64, to: u64| (from..to).map(|r| value(candidate, r)).collect::<Vec<f64>>();
        let values: Vec<_> = (0..means.len()).map(|c| (list(c, 0, n), list(c, n, n + fresh))).collect();
        let finalists: Vec<Finalist> = values.iter().map(|(search, fresh)| Finalist { search, fresh }).collect();
        contest(&finalists, better, Confidence::USUAL)
    }

    /// The greatest of 20 standard normal numbers is 1.8675 on average (Harter, Biometrika 48, 1961).
    #[test]
    fn the_best_of_twenty_equals_looks_as_much_better_as_order_statistics_say() {
        for better in [Better::Less, Better::More] {
            let (tries, n) = (400, 10);
            let (mut sum, mut covered, mut naive) = (0.0, 0, 0);
            for seed in 0..tries {
                let winner = play(&[3.0; 20], n, 10, better, seed).standings[0];
                sum += winner.optimism.mean / tries as f64;
                let truth = (winner.search.mean - 3.0).abs();
                let Interval { low, high } = winner.optimism.interval();
                covered += u32::from(low <= truth && truth <= high);
                let Interval { low, high } = winner.search.interval();
                naive += u32::from(low <= 3.0 && 3.0 <= high);
            }
            let expected = 1.8675 / (n as f64).sqrt();
            assert!((sum - expected).abs() < 0.06, "{better:?}: {sum} not {expected}");
            // Four standard errors of 95 % among 400.
            assert!((362..=397).contains(&covered), "{covered} of 400 intervals of the optimism cover");
            assert!(naive < 300, "{naive} of 400 intervals of the search cover, though they were chosen");
        }
    }

    #[test]
    fn a_clear_winner_has_no_optimism_and_no_regret() {
        let contest = play(&[0.0, 9.0, 5.0], 50, 50, Better::Less, 1);
        assert_eq!(contest.standings.iter().map(|s| s.finalist).collect::<Vec<_>>(), [0, 2, 1]);
        let Interval { low, high } = contest.standings[0].optimism.interval();
        assert!(low < 0.0 && 0.0 < high, "{low} {high}");
        let regret = contest.regret.unwrap();
        assert!(regret.finalist == 2 && regret.lead.interval().high < -4.0, "{regret:?}");
    }

    #[test]
    fn a_lucky_winner_is_found_out() {
        let (good, lucky) = ([1.0, 1.1, 0.9, 1.0], [0.5, 0.4, 0.6, 0.5]);
        let (fresh_good, fresh_lucky) = ([1.1, 0.9, 1.0, 1.05], [3.1, 2.9, 3.0, 3.05]);
        let finalists =
            [Finalist { search: &good, fresh: &fresh_good }, Finalist { search: &lucky, fresh: &fresh_lucky }];
        let contest = contest(&finalists, Better::Less, Confidence::USUAL);
        let winner = contest.standings[0];
        assert!(winner.finalist == 1 && (winner.optimism.mean - 2.5125).abs() < 1e-12, "{winner:?}");
        let regret = contest.regret.unwrap();
        assert!(regret.finalist == 0 && (regret.lead.mean - 2.0).abs() < 1e-12 && regret.lead.half_width < 1e-12);
    }

    #[test]
    fn without_rivals_there_is_no_regret_and_nan_comes_last() {
        assert_eq!(play(&[1.0], 5, 5, Better::More, 1).regret, None);
        assert!(contest(&[], Better::Less, Confidence::USUAL).standings.is_empty());
        for better in [Better::Less, Better::More] {
            let finalists =
                [Finalist { search: &[f64::NAN], fresh: &[1.0] }, Finalist { search: &[7.0], fresh: &[1.0] }];
            assert_eq!(contest(&finalists, better, Confidence::USUAL).standings[0].finalist, 1);
        }
    }
}
