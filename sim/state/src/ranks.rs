//! Attempts at one node by rank: who is served next, and who gives up its slot first.

use units::ids::AttemptId;

use crate::attempts::{Attempts, NONE};

/// Where an attempt stands; the least is served first, and of equals the one that entered first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// What the discipline goes by: a class, a size, a time.
    pub key: u64,
    /// The number of its entry at the node.
    pub entered: u64,
}

impl Rank {
    /// The same order from the other end.
    fn reversed(self) -> Self {
        Self { key: !self.key, entered: !self.entered }
    }
}

/// The attempts of a node whose discipline goes by rank, each in one of two heaps at most.
///
/// Rows of the attempt table know their place, so that any of n attempts is taken out in O(log n); room is kept, so
/// that nothing is allocated once the heaps have been as full as they get.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    waiting: Heap,
    /// Those that are served and may have to give up their slot, by reversed rank; empty where nobody has to.
    serving: Heap,
    entered: u64,
}

impl Ranks {
    /// The number of the next entry.
    pub fn enter(&mut self) -> u64 {
        self.entered += 1;
        self.entered
    }
    /// How many wait, and how many are served and may have to give up their slot.
    pub fn len(&self) -> (usize, usize) {
        (self.waiting.rows.len(), self.serving.rows.len())
    }
    /// Whether nobody is here.
    pub fn is_empty(&self) -> bool {
        self.len() == (0, 0)
    }
    /// The one that is to be served next.
    pub fn first_waiting(&self) -> Option<(Rank, AttemptId)> {
        self.waiting.rows.first().copied()
    }
    /// The one that is to give up its slot first.
    pub fn last_serving(&self) -> Option<(Rank, AttemptId)> {
        self.serving.rows.first().map(|&(rank, attempt)| (rank.reversed(), attempt))
    }
    /// An attempt waits.
    pub fn wait(&mut self, attempts: &mut Attempts, rank: Rank, attempt: AttemptId) {
        self.waiting.put(attempts, rank, attempt);
    }
    /// An attempt is served and may have to give up its slot.
    pub fn serve(&mut self, attempts: &mut Attempts, rank: Rank, attempt: AttemptId) {
        self.serving.put(attempts, rank.reversed(), attempt);
    }
    /// Takes an attempt out, wherever it stands; does nothing if it stands nowhere.
    pub fn take(&mut self, attempts: &mut Attempts, attempt: AttemptId) {
        let place = attempts.get(attempt).place;
        let is_at = |heap: &Heap| heap.rows.get(place as usize).is_some_and(|row| row.1 == attempt);
        if is_at(&self.waiting) {
            self.waiting.take(attempts, place as usize);
        } else if is_at(&self.serving) {
            self.serving.take(attempts, place as usize);
        }
    }
    /// Takes all out.
    pub fn clear(&mut self, attempts: &mut Attempts) {
        for heap in [&mut self.waiting, &mut self.serving] {
            for (_, attempt) in heap.rows.drain(..) {
                attempts.get_mut(attempt).place = NONE;
            }
        }
    }
    /// Whether every row knows its place and nobody stands before a lesser one: for audits.
    pub fn is_sound(&self, attempts: &Attempts) -> bool {
        [&self.waiting, &self.serving].into_iter().all(|heap| {
            let rows = heap.rows.iter().enumerate();
            rows.into_iter().all(|(at, &(rank, attempt))| {
                let parent = heap.rows[at.saturating_sub(1) / 2].0;
                attempts.get(attempt).place as usize == at && (at == 0 || parent < rank)
            })
        })
    }
}

/// A heap whose rows know their place.
#[derive(Clone, Debug, Default)]
struct Heap {
    rows: Vec<(Rank, AttemptId)>,
}

impl Heap {
    fn put(&mut self, attempts: &mut Attempts, rank: Rank, attempt: AttemptId) {
        self.rows.push((rank, attempt));
        self.rise(attempts, self.rows.len() - 1);
    }
    fn take(&mut self, attempts: &mut Attempts, at: usize) {
        let (_, attempt) = self.rows.swap_remove(at);
        attempts.get_mut(attempt).place = NONE;
        if at < self.rows.len() {
            let at = self.rise(attempts, at);
            self.sink(attempts, at);
        }
    }
    /// Moves a row up to where it belongs, and tells it where that is.
    fn rise(&mut self, attempts: &mut Attempts, mut at: usize) -> usize {
        let row = self.rows[at];
        while at > 0 && row.0 < self.rows[(at - 1) / 2].0 {
            self.set(attempts, at, self.rows[(at - 1) / 2]);
            at = (at - 1) / 2;
        }
        self.set(attempts, at, row);
        at
    }
    fn sink(&mut self, attempts: &mut Attempts, mut at: usize) {
        let row = self.rows[at];
        loop {
            let left = 2 * at + 1;
            let Some(&(mut least)) = self.rows.get(left) else { break };
            let mut child = left;
            if let Some(&right) = self.rows.get(left + 1)
                && right.0 < least.0
            {
                (least, child) = (right, left + 1);
            }
            if row.0 < least.0 {
                break;
            }
            self.set(attempts, at, least);
            at = child;
        }
        self.set(attempts, at, row);
    }
    fn set(&mut self, attempts: &mut Attempts, at: usize, row: (Rank, AttemptId)) {
        self.rows[at] = row;
        attempts.get_mut(row.1).place = at as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempts::tests::attempt;

    #[test]
    fn whoever_is_taken_out_the_least_comes_first() {
        let (mut attempts, mut ranks) = (Attempts::default(), Ranks::default());
        let ids: Vec<_> = (0..64_u64).map(|_| attempts.open(attempt)).collect();
        for (i, &id) in ids.iter().enumerate() {
            let rank = Rank { key: (i as u64 * 37) % 64 / 2, entered: ranks.enter() };
            if i % 3 == 0 { ranks.serve(&mut attempts, rank, id) } else { ranks.wait(&mut attempts, rank, id) }
        }
        for &id in ids.iter().step_by(5) {
            ranks.take(&mut attempts, id);
            ranks.take(&mut attempts, id);
            assert!(ranks.is_sound(&attempts));
        }
        let (mut waiting, mut serving) = (Vec::new(), Vec::new());
        while let Some((rank, id)) = ranks.first_waiting() {
            waiting.push(rank);
            ranks.take(&mut attempts, id);
        }
        while let Some((rank, id)) = ranks.last_serving() {
            serving.push(rank);
            ranks.take(&mut attempts, id);
        }
        assert_eq!(waiting.len() + serving.len(), 64 - 13);
        assert!(waiting.is_sorted() && serving.iter().rev().is_sorted());
        assert!(ids.iter().all(|&id| attempts.get(id).place == NONE) && ranks.is_empty());
    }
}
