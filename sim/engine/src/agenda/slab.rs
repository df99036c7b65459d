//! The events that are pending, in cells that know the name of what they hold.

use super::key::{self, Class, SEQUENCE_BITS, SLOT_BITS};

/// Ends the list of free cells; no cell may have this number.
const NO_CELL: u32 = (1 << SLOT_BITS) - 1;

/// Which names are live, cell by cell.
///
/// A cell holds the name of its event, or, if it is free, the number of the next free cell. Sequences start at 1, so
/// that no name of an event can be mistaken for such a number.
#[derive(Clone, Debug)]
pub(super) struct Names {
    cells: Vec<u64>,
    free: u32,
    live: usize,
    sequence: u64,
}

impl Names {
    fn new() -> Self {
        Self { cells: Vec::new(), free: NO_CELL, live: 0, sequence: 0 }
    }

    /// Whether a name's event is still pending.
    #[inline]
    pub(super) fn is_live(&self, name: u64) -> bool {
        self.cells.get(key::slot(name)) == Some(&name)
    }

    /// How many events are pending.
    pub(super) fn live(&self) -> usize {
        self.live
    }

    #[inline]
    fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        assert!(
            self.sequence < 1 << SEQUENCE_BITS,
            "one run can schedule 2^{SEQUENCE_BITS} events, and all of them are used up"
        );
        self.sequence
    }

    fn new_cell(&mut self) -> u32 {
        let cell = self.cells.len();
        assert!(cell < NO_CELL as usize, "at most 2^{SLOT_BITS} - 1 events can be pending, and all of them are");
        self.cells.push(0);
        cell as u32
    }
}

/// The cells with their events.
#[derive(Clone, Debug)]
pub(super) struct Slab<E> {
    names: Names,
    events: Vec<E>,
}

impl<E: Copy> Slab<E> {
    pub(super) fn new() -> Self {
        Self { names: Names::new(), events: Vec::new() }
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Stores an event under a new name.
    #[inline]
    pub(super) fn put(&mut self, class: Class, event: E) -> u64 {
        let sequence = self.names.next_sequence();
        let cell = if self.names.free == NO_CELL {
            let cell = self.names.new_cell();
            self.events.push(event);
            cell
        } else {
            let cell = self.names.free;
            self.names.free = self.names.cells[cell as usize] as u32;
            self.events[cell as usize] = event;
            cell
        };
        let name = key::name(class, sequence, cell);
        self.names.cells[cell as usize] = name;
        self.names.live += 1;
        name
    }

    /// Takes the event of a name and forgets the name; nothing if the event is no longer pending.
    #[inline]
    pub(super) fn take(&mut self, name: u64) -> Option<E> {
        if !self.names.is_live(name) {
            return None;
        }
        let cell = key::slot(name);
        self.names.cells[cell] = u64::from(self.names.free);
        self.names.free = cell as u32;
        self.names.live -= 1;
        Some(self.events[cell])
    }

    /// Gives a pending event a new name, as if it had been scheduled just now.
    #[inline]
    pub(super) fn rename(&mut self, name: u64) -> Option<u64> {
        if !self.names.is_live(name) {
            return None;
        }
        let cell = key::slot(name);
        let renamed = key::name(Class::of(name), self.names.next_sequence(), cell as u32);
        self.names.cells[cell] = renamed;
        Some(renamed)
    }

    /// Forgets everything but the room it took.
    pub(super) fn clear(&mut self) {
        self.names.cells.clear();
        self.names.free = NO_CELL;
        self.names.live = 0;
        self.names.sequence = 0;
        self.events.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_dies_with_its_event_even_if_the_cell_is_used_again() {
        let mut slab = Slab::new();
        let first = slab.put(Class::Timer, 'a');
        assert_eq!(slab.take(first), Some('a'));
        let second = slab.put(Class::Timer, 'b');
        assert_eq!(key::slot(first), key::slot(second));
        assert_eq!((slab.take(first), slab.rename(first)), (None, None));
        assert_eq!(slab.take(second), Some('b'));
    }

    #[test]
    #[should_panic(expected = "one run can schedule 2^38 events, and all of them are used up")]
    fn sequences_end_with_a_clear_word() {
        let mut slab = Slab::new();
        slab.names.sequence = (1 << SEQUENCE_BITS) - 2;
        slab.put(Class::Timer, ());
        slab.put(Class::Timer, ());
    }

    #[test]
    #[should_panic(expected = "at most 2^24 - 1 events can be pending, and all of them are")]
    fn cells_end_with_a_clear_word() {
        let mut slab = Slab::new();
        for _ in 0..1 << SLOT_BITS {
            slab.put(Class::Timer, ());
        }
    }
}
