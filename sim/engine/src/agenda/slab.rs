//! The events that are pending, in cells that know the name of what they hold.

use super::key::{self, Class, SEQUENCE_BITS, SLOT_BITS};

/// Ends the list of free cells; no cell may have this number.
const NO_CELL: u32 = (1 << SLOT_BITS) - 1;

/// A place for one event.
///
/// It holds the name of its event, or, if it is free, the number of the next free cell. Sequences start at 1, so that
/// no name of an event can be mistaken for such a number. Name and event lie side by side: they are used together.
#[derive(Clone, Copy, Debug)]
struct Cell<E> {
    name: u64,
    event: E,
}

/// All cells, used and free.
#[derive(Clone, Debug)]
pub(super) struct Slab<E> {
    cells: Vec<Cell<E>>,
    free: u32,
    sequence: u64,
}

impl<E: Copy> Slab<E> {
    pub(super) fn new() -> Self {
        Self { cells: Vec::new(), free: NO_CELL, sequence: 0 }
    }

    /// Whether a name's event is still pending.
    #[inline]
    pub(super) fn is_live(&self, name: u64) -> bool {
        self.cells.get(key::slot(name)).is_some_and(|cell| cell.name == name)
    }

    /// How many names were given out.
    #[inline]
    pub(super) fn named(&self) -> u64 {
        self.sequence
    }

    /// The most events that lay here at once: a cell is made only when all others are in use.
    pub(super) fn peak(&self) -> usize {
        self.cells.len()
    }

    /// Stores an event under a new name; inlined, so that it is written where it stays and never copied.
    #[inline(always)]
    pub(super) fn put(&mut self, class: Class, event: E) -> u64 {
        let sequence = self.next_sequence();
        let slot = self.free;
        if let Some(cell) = self.cells.get_mut(slot as usize) {
            let name = key::name(class, sequence, slot);
            self.free = cell.name as u32;
            *cell = Cell { name, event };
            name
        } else {
            let name = key::name(class, sequence, self.new_slot());
            self.cells.push(Cell { name, event });
            name
        }
    }

    /// Takes the event of a name and forgets the name; nothing if the event is no longer pending.
    #[inline]
    pub(super) fn take(&mut self, name: u64) -> Option<E> {
        let slot = key::slot(name);
        let cell = self.cells.get_mut(slot).filter(|cell| cell.name == name)?;
        cell.name = u64::from(self.free);
        self.free = slot as u32;
        Some(cell.event)
    }

    /// Gives a pending event a new name, as if it had been scheduled just now.
    #[inline]
    pub(super) fn rename(&mut self, name: u64) -> Option<u64> {
        if !self.is_live(name) {
            return None;
        }
        let slot = key::slot(name);
        let renamed = key::name(Class::of(name), self.next_sequence(), slot as u32);
        self.cells[slot].name = renamed;
        Some(renamed)
    }

    /// Forgets everything but the room it took.
    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.free = NO_CELL;
        self.sequence = 0;
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

    /// The number of the next new cell; the event is not handed on, or it would have to lie in memory first.
    #[cold]
    fn new_slot(&self) -> u32 {
        let slot = self.cells.len();
        assert!(slot < NO_CELL as usize, "at most 2^{SLOT_BITS} - 1 events can be pending, and all of them are");
        slot as u32
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
    #[should_panic(expected = "one run can schedule 2^36 events, and all of them are used up")]
    fn sequences_end_with_a_clear_word() {
        let mut slab = Slab::new();
        slab.sequence = (1 << SEQUENCE_BITS) - 2;
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
