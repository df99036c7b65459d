//! The stretch of like steps under way: how long it takes, what of it is over, and how it is cut short.

use units::time::Time;

use super::{Batch, PS_PER_NS};

/// Like steps one after another: all decodes, or a single step of any kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) steps: u64,
    /// Cost of a step but for reading the cache \[ps\].
    pub(super) base: u64,
    /// Tokens cached before the first step, if it is read by decodes.
    pub(super) context: u64,
    /// Sequences whose context grows by a token a step.
    pub(super) batch: u64,
    /// Reading the cache of one token \[ps\].
    pub(super) cached: u64,
}

impl Batch {
    /// How long the first `steps` steps of the stretch take \[ps\]: `n a + c (n K + B n (n - 1) / 2)`.
    pub(super) fn duration(&self, steps: u64) -> u128 {
        let Some(stretch) = self.stretch else { return 0 };
        let (n, k, b) = (u128::from(steps), u128::from(stretch.context), u128::from(stretch.batch));
        n * u128::from(stretch.base) + u128::from(stretch.cached) * (n * k + b * (n * n.saturating_sub(1) / 2))
    }

    /// Whole steps of the stretch that are over at `now`, fewer than all: the root of a quadratic, by bisection.
    pub(super) fn steps_done(&self, now: Time) -> u64 {
        let Some(stretch) = self.stretch else { return 0 };
        let passed = (u128::from(now.ns()) * PS_PER_NS).saturating_sub(self.clock);
        let (mut low, mut high) = (0, stretch.steps - 1);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.duration(middle) <= passed {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }

    /// Ends the stretch with the step that is under way at `now`.
    pub(super) fn cut(&mut self, now: Time) {
        let done = self.steps_done(now);
        if let Some(stretch) = &mut self.stretch {
            stretch.steps = stretch.steps.min(done + 1);
        }
    }
}
