//! Slots that a node missed, so kept that counting those of a window adds none of them up again.

use std::collections::VecDeque;

/// Missed slots as runs, oldest first; no two of them touch.
#[derive(Clone, Debug, Default)]
pub(super) struct Misses {
    runs: VecDeque<Run>,
}

/// Slots missed one after the other.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: u64,
    /// One past the last.
    end: u64,
    /// Slots of all runs before it, those that were forgotten included.
    before: u64,
}

impl Misses {
    /// Notes missed slots, from the first to one past the last; a slot that is noted already counts once.
    pub(super) fn add(&mut self, first: u64, end: u64) {
        let last = self.runs.back_mut();
        let first = last.as_ref().map_or(first, |last| first.max(last.end));
        if first >= end {
            return;
        }
        match last {
            Some(last) if last.end == first => last.end = end,
            last => {
                let before = last.map_or(0, |last| last.before + last.end - last.first);
                self.runs.push_back(Run { first, end, before });
            }
        }
    }

    /// Forgets the runs that end before a slot.
    pub(super) fn forget(&mut self, before: u64) {
        while self.runs.front().is_some_and(|run| run.end <= before) {
            self.runs.pop_front();
        }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.runs.clear();
    }

    /// How many of the slots from this one on were missed.
    ///
    /// Costs the same however many there are where the slot is in the oldest run or before, as that of a window that
    /// ends now; else the run is found by halving.
    pub(super) fn since(&self, slot: u64) -> u64 {
        let (Some(oldest), Some(last)) = (self.runs.front(), self.runs.back()) else { return 0 };
        let is_in_oldest = slot < oldest.end;
        let at = if is_in_oldest { 0 } else { self.runs.partition_point(|run| run.end <= slot) };
        self.runs
            .get(at)
            .map_or(0, |run| last.before + last.end - last.first - run.before - slot.saturating_sub(run.first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_noted_twice_count_once() {
        let mut misses = Misses::default();
        // An absence, and the miss of its last slot by a node that came back at the very end of it.
        misses.add(3, 7);
        misses.add(6, 7);
        misses.add(5, 9);
        assert_eq!([0, 3, 4, 8, 9].map(|slot| misses.since(slot)), [6, 6, 5, 1, 0]);
    }

    #[test]
    fn runs_that_are_forgotten_leave_the_others_as_they_are() {
        let mut misses = Misses::default();
        for first in [10, 20, 30] {
            misses.add(first, first + 4);
        }
        misses.forget(14);
        assert_eq!([0, 20, 22, 24, 31, 34].map(|slot| misses.since(slot)), [8, 8, 6, 4, 3, 0]);
        misses.clear();
        assert_eq!(misses.since(0), 0);
    }
}
