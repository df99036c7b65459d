//! Random worlds: a seed draws a whole scenario, which must keep every law and give the same history twice.

mod dice;
mod draw;
mod shrink;

use std::panic::{AssertUnwindSafe, catch_unwind};

use files::{Colour, Request};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use world::outcome::{Audits, Fingerprints, Stopped, simulate_with};

use crate::threads;

pub use draw::draw;
pub use shrink::shrink;

/// What a world that kept every law did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Events handled.
    pub events: u64,
    /// Requests sent.
    pub requests: u64,
    /// Hashes of its history.
    pub fingerprints: Fingerprints,
}

/// How a random world failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failing {
    /// The scenario was refused: the drawing or the check is wrong.
    Refused(String),
    /// The books do not balance.
    Imbalance(String),
    /// A law was broken.
    Broken(String),
    /// Two runs had different histories.
    Unequal(Fingerprints, Fingerprints),
    /// The program panicked.
    Panicked(String),
}

impl Failing {
    /// Whether another failure is of the same kind, so that one may stand for the other.
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl std::fmt::Display for Failing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "the scenario was refused:\n{why}"),
            Self::Imbalance(why) => write!(f, "the books do not balance: {why}"),
            Self::Broken(why) => write!(f, "a law was violated: {why}"),
            Self::Unequal(a, b) => write!(f, "two runs had different histories: {a:?} and {b:?}"),
            Self::Panicked(why) => write!(f, "the program panicked: {why}"),
        }
    }
}

/// Runs a scenario twice with all audits on.
///
/// # Errors
/// What failed first.
pub fn try_text(text: &str) -> Result<Kept, Failing> {
    let request = Request { file: "swarm.toml".into(), ..Request::default() };
    let checked = scenario::open_text(text, &request).map_err(|r| Failing::Refused(r.render(Colour::Plain)))?;
    let play = || {
        let scenario = checked.scenario.clone();
        let played = catch_unwind(AssertUnwindSafe(|| simulate_with(scenario, 0, Audits::Often, &|_| true)));
        match played {
            Err(panic) => Err(Failing::Panicked(message(panic.as_ref()))),
            Ok(Err(Stopped::Imbalance(fault))) => Err(Failing::Imbalance(fault.message)),
            Ok(Err(Stopped::Broken(why) | Stopped::Stuck(why))) => Err(Failing::Broken(why)),
            Ok(Err(Stopped::Asked)) => Err(Failing::Broken("it stopped without being asked".into())),
            Ok(Ok(outcome)) => Ok(Kept {
                events: outcome.agenda.events,
                requests: outcome.requests.0,
                fingerprints: outcome.fingerprints,
            }),
        }
    };
    let (first, second) = (play()?, play()?);
    if first != second {
        return Err(Failing::Unequal(first.fingerprints, second.fingerprints));
    }
    Ok(first)
}

/// Tries the worlds of these seeds on several threads; results stand in the order of the seeds.
pub fn try_many(seeds: std::ops::Range<u64>, events: u32, threads: usize) -> Vec<(u64, Result<Kept, Failing>)> {
    let all = || seeds.clone().into_par_iter().map(|seed| (seed, try_text(&draw(seed, events)))).collect();
    match threads::pool(threads, usize::try_from(seeds.end.saturating_sub(seeds.start)).unwrap_or(usize::MAX)) {
        Ok(pool) => pool.install(all),
        Err(_) => all(),
    }
}

/// What a panic said.
fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_else(|| "without a message".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_hundred_random_worlds_keep_every_law() {
        let tell = |seed: u64, events: u32, failing: &Failing| {
            panic!("windtunnel swarm --seed {seed} --runs 1 --events {events}\n{failing}\n{}", draw(seed, events))
        };
        for (seeds, events) in [(0..40, 5_000), (1_000..1_300, 1_500)] {
            for (seed, tried) in try_many(seeds, events, 0) {
                tried.unwrap_or_else(|failing| tell(seed, events, &failing));
            }
        }
    }

    #[test]
    fn a_seed_always_draws_the_same_world() {
        assert_eq!(draw(7, 1_000), draw(7, 1_000));
        assert_ne!(draw(7, 1_000), draw(8, 1_000));
    }
}
