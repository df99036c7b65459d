//! Which nodes something changed of, for readers that keep what follows from it.

use std::collections::VecDeque;

use units::ids::NodeId;

/// Notes that are kept at least, however few nodes there are.
const LEAST: usize = 1024;

/// The nodes of which something changed, oldest first, in a memory that does not grow with time.
///
/// A reader keeps the number of the last change that it has seen. It gets the nodes that changed since then, or learns
/// that it missed some and must look at all. As many notes are kept as a quarter of the nodes, so that a look at all of
/// them costs a constant for each change missed.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    notes: VecDeque<NodeId>,
    /// How many changes there were.
    noted: u64,
    /// Highest row that was noted, and one.
    rows: usize,
}

impl Journal {
    /// Notes a change of a node.
    #[inline]
    pub fn note(&mut self, node: NodeId) {
        self.rows = self.rows.max(node.row() + 1);
        if self.notes.len() >= LEAST.max(self.rows / 4) {
            self.notes.pop_front();
        }
        self.notes.push_back(node);
        self.noted += 1;
    }
    /// Notes that every node may have changed: whatever a reader has seen, it must look at all.
    pub fn note_all(&mut self) {
        self.notes.clear();
        self.noted += 1;
    }
    /// How many changes there were: what a reader keeps.
    #[inline]
    pub fn noted(&self) -> u64 {
        self.noted
    }
    /// The nodes that changed after so many changes, oldest first; none if some of them are no longer known.
    #[inline]
    pub fn since(&self, seen: u64) -> Option<impl Iterator<Item = NodeId> + '_> {
        let missed = usize::try_from(self.noted.checked_sub(seen)?).ok()?;
        let from = self.notes.len().checked_sub(missed)?;
        Some(self.notes.range(from..).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since(journal: &Journal, seen: u64) -> Option<Vec<u32>> {
        Some(journal.since(seen)?.map(|node| node.0).collect())
    }

    #[test]
    fn a_reader_gets_what_changed_after_its_last_look() {
        let mut journal = Journal::default();
        assert_eq!(since(&journal, 0), Some(vec![]));
        for node in [4, 2, 4] {
            journal.note(NodeId(node));
        }
        assert_eq!(since(&journal, 0), Some(vec![4, 2, 4]));
        assert_eq!(since(&journal, 2), Some(vec![4]));
        assert_eq!(since(&journal, journal.noted()), Some(vec![]));
    }

    #[test]
    fn a_reader_that_missed_a_change_must_look_at_all() {
        let mut journal = Journal::default();
        for _ in 0..=LEAST {
            journal.note(NodeId(7));
        }
        assert_eq!(since(&journal, 0), None);
        assert_eq!(since(&journal, 1).map(|nodes| nodes.len()), Some(LEAST));
        let seen = journal.noted();
        journal.note_all();
        assert_eq!(since(&journal, seen), None);
        assert_eq!(since(&journal, journal.noted()), Some(vec![]));
        // One of the future, as of another journal.
        assert_eq!(since(&journal, journal.noted() + 1), None);
    }

    #[test]
    fn more_nodes_leave_more_notes() {
        let mut journal = Journal::default();
        (0..100_000).for_each(|node| journal.note(NodeId(node)));
        assert_eq!(since(&journal, 75_000).map(|nodes| nodes.len()), Some(25_000));
    }
}
