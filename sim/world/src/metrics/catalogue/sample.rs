//! What a metric was computed from, as far as intervals need it: counts behind shares, spread behind means.

use units::time::Time;

use crate::metrics::histogram::Histogram;
use crate::world::World;

/// How a metric is computed.
pub(super) enum Reading {
    /// Any number.
    Number(fn(&World, usize, Time) -> Option<f64>),
    /// Events among trials; without trials it does not exist.
    Share(fn(&World, usize) -> (u64, u64)),
    /// The same where the trials hang on the time at which it is read.
    ShareNow(fn(&World, usize, Time) -> (u64, u64)),
    /// The mean of what a histogram counted.
    Mean(fn(&World, usize) -> &Histogram),
    /// The value below which this share of what a histogram counted lies.
    Quantile(fn(&World, usize) -> &Histogram, f64),
}

/// What one value was computed from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Sample {
    /// Nothing that is known of its parts.
    #[default]
    None,
    /// A share: so many events among so many trials.
    Share {
        /// Trials that came out so; at most as many as there were.
        events: u64,
        /// All trials.
        trials: u64,
    },
    /// A mean over so many observations.
    Mean {
        /// How many.
        n: u64,
        /// Their variance, in the square of the metric's unit.
        variance: f64,
    },
    /// A quantile that is known to the width of a bucket.
    Quantile {
        /// How far the value can be from it, in the metric's unit.
        reach: f64,
    },
}

impl Reading {
    /// The value; none where it does not exist.
    pub(super) fn value(&self, world: &World, owner: usize, now: Time) -> Option<f64> {
        match self {
            Self::Number(read) => read(world, owner, now),
            Self::Share(read) => share(read(world, owner)),
            Self::ShareNow(read) => share(read(world, owner, now)),
            Self::Mean(read) => read(world, owner).mean(),
            Self::Quantile(read, share) => read(world, owner).quantile(*share).map(|q| q.value),
        }
    }
    /// What the value was computed from.
    pub(super) fn sample(&self, world: &World, owner: usize, now: Time) -> Sample {
        match self {
            Self::Number(_) => Sample::None,
            Self::Share(read) => {
                let (events, trials) = read(world, owner);
                // What is picked before the warm-up's end and found out after it is an event without its trial.
                Sample::Share { events: events.min(trials), trials }
            }
            Self::ShareNow(read) => {
                let (events, trials) = read(world, owner, now);
                Sample::Share { events, trials }
            }
            Self::Mean(read) => {
                let histogram = read(world, owner);
                Sample::Mean { n: histogram.n(), variance: histogram.variance().unwrap_or(0.0) }
            }
            Self::Quantile(read, share) => {
                let quantile = read(world, owner).quantile(*share);
                quantile.map_or(Sample::None, |q| Sample::Quantile { reach: q.reach() })
            }
        }
    }
}

/// Events among trials; none without trials.
fn share((events, trials): (u64, u64)) -> Option<f64> {
    (trials > 0).then(|| events as f64 / trials as f64)
}
