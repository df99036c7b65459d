//! Successive halving: many candidates on few replications, few candidates on many.

use super::Judged;
use super::judged::ranked;

/// Rounds that each keep the best part of the candidates and give them more replications.
///
/// Round r plays `first * factor^r` replications in all of each candidate that is left, at most `most`, and keeps one
/// in `factor`, rounded up; each round costs about the same. Replications are numbered: every candidate plays the same
/// ones, and those of earlier rounds are not played again. Ends with one candidate, or when `most` are played (Karnin,
/// Koren, Somekh, ICML 2013; Jamieson and Talwalkar, AISTATS 2016).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Halving {
    factor: u32,
    most: u32,
    /// Replications that were played of each candidate that is left.
    played: u32,
    /// How many each plays in all by the end of this round.
    goal: u32,
    /// Those that are left, best first.
    left: Vec<usize>,
    /// Those that fell out, best first.
    out: Vec<usize>,
}

/// What is to be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The numbers of the candidates.
    pub candidates: Vec<usize>,
    /// The first replication that is not played yet.
    pub from: u32,
    /// The first that is not to be played.
    pub to: u32,
}

impl Halving {
    /// A race of so many candidates; `factor` 2 or 3 is usual.
    ///
    /// # Errors
    /// If the factor is below 2, there is no first replication, or more at first than at most.
    pub fn new(candidates: usize, first: u32, most: u32, factor: u32) -> Result<Self, String> {
        if factor < 2 {
            return Err(format!("successive halving keeps one candidate in {factor}: write 2 or more"));
        }
        if first == 0 || first > most {
            return Err(format!(
                "{first} replications at first and at most {most} cannot be: write 1 <= first <= most"
            ));
        }
        Ok(Self { factor, most, played: 0, goal: first, left: (0..candidates).collect(), out: Vec::new() })
    }

    /// What to play next; `None` when the race is over.
    pub fn ask(&self) -> Option<Round> {
        let is_over = self.played == self.most || self.left.len() <= usize::from(self.played > 0);
        (!is_over).then(|| Round { candidates: self.left.clone(), from: self.played, to: self.goal })
    }

    /// Takes what came out for each candidate of the round, in its order, over all replications of it so far.
    ///
    /// # Panics
    /// If no round was asked for, or it has another number of candidates.
    pub fn tell(&mut self, judged: &[Judged]) {
        assert!(self.ask().is_some(), "the race is over");
        assert_eq!(judged.len(), self.left.len(), "each candidate of the round has a result");
        self.left = ranked(judged).into_iter().map(|place| self.left[place]).collect();
        self.played = self.goal;
        if self.played < self.most {
            let mut out = self.left.split_off(self.left.len().div_ceil(self.factor as usize));
            out.append(&mut self.out);
            self.out = out;
            self.goal = self.goal.saturating_mul(self.factor).min(self.most);
        }
    }

    /// All candidates, the best first: those that are left, then those that fell out, the last to fall first.
    pub fn ranking(&self) -> Vec<usize> {
        [self.left.clone(), self.out.clone()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{normal, stream};

    /// Plays a race of candidates whose goals are their numbers plus noise that all share in part; gives what it cost.
    fn race(mut race: Halving, own: f64, seed: u64) -> (Halving, u32) {
        let mut cost = 0;
        let result = |candidate: usize, replication: u32| {
            let shared = 100.0 * normal(&mut stream(seed, "shared").draws(u64::from(replication)));
            let number = candidate as u64 * 1000 + u64::from(replication);
            candidate as f64 + shared + own * normal(&mut stream(seed, "own").draws(number))
        };
        while let Some(round) = race.ask() {
            cost += round.candidates.len() as u32 * (round.to - round.from);
            let mean =
                |c: usize| (0..round.to).map(|replication| result(c, replication)).sum::<f64>() / f64::from(round.to);
            let judged: Vec<Judged> = round.candidates.iter().map(|&c| Judged::new(0.0, vec![mean(c)])).collect();
            race.tell(&judged);
        }
        (race, cost)
    }

    #[test]
    fn rounds_keep_a_part_and_double_the_replications() {
        let mut race = Halving::new(9, 2, 100, 2).unwrap();
        let mut seen = Vec::new();
        while let Some(round) = race.ask() {
            seen.push((round.candidates.len(), round.from, round.to));
            race.tell(&round.candidates.iter().map(|&c| Judged::new(0.0, vec![c as f64])).collect::<Vec<_>>());
        }
        assert_eq!(seen, [(9, 0, 2), (5, 2, 4), (3, 4, 8), (2, 8, 16)]);
        assert_eq!(race.ranking(), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn the_last_round_ranks_all_that_are_left() {
        let (race, cost) = race(Halving::new(8, 4, 8, 2).unwrap(), 0.0, 1);
        assert_eq!((race.ranking(), cost), (vec![0, 1, 2, 3, 4, 5, 6, 7], 8 * 4 + 4 * 4));
    }

    #[test]
    fn luck_that_all_share_does_not_matter() {
        let (race, _) = race(Halving::new(64, 1, 64, 2).unwrap(), 0.0, 3);
        assert_eq!(race.ranking(), (0..64).collect::<Vec<_>>());
    }

    #[test]
    fn the_best_survives_own_noise_more_often_than_at_equal_shares() {
        let tries = 200;
        let (mut halving, mut equal) = (0, 0);
        for seed in 0..tries {
            let (race, cost) = race(Halving::new(32, 4, 64, 2).unwrap(), 6.0, seed);
            halving += u64::from(race.ranking()[0] < 2);
            let share = cost / 32;
            let (flat, _) = super::tests::race(Halving::new(32, share, share, 2).unwrap(), 6.0, seed + 1000);
            equal += u64::from(flat.ranking()[0] < 2);
        }
        assert!(halving > equal + tries / 20, "{halving} against {equal} of {tries}");
    }

    #[test]
    fn what_breaks_constraints_falls_out_first() {
        let mut race = Halving::new(4, 1, 8, 2).unwrap();
        let judged = [(1.0, 0.0), (0.0, 9.0), (0.5, 0.0), (0.0, 8.0)];
        race.tell(&judged.map(|(violation, goal)| Judged::new(violation, vec![goal])));
        assert_eq!(race.ask().unwrap().candidates, [3, 1]);
        assert_eq!(race.ranking(), [3, 1, 2, 0]);
    }

    #[test]
    fn one_candidate_is_played_once_and_none_never() {
        let (_, cost) = race(Halving::new(1, 2, 8, 2).unwrap(), 0.0, 1);
        assert_eq!(cost, 2);
        assert_eq!(Halving::new(0, 2, 8, 2).unwrap().ask(), None);
    }

    #[test]
    fn wrong_races_are_refused_with_what_would_serve() {
        let message = Halving::new(8, 1, 8, 1).unwrap_err();
        assert_eq!(message, "successive halving keeps one candidate in 1: write 2 or more");
        let message = Halving::new(8, 9, 8, 2).unwrap_err();
        assert_eq!(message, "9 replications at first and at most 8 cannot be: write 1 <= first <= most");
    }
}
