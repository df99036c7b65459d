//! Rows that are recycled: dense slots with generations and a free list.

/// A table whose rows come and go; a freed row's generation rises, so that old references are known as such.
#[derive(Clone, Debug)]
pub struct Slab<T> {
    rows: Vec<Slot<T>>,
    free: Vec<u32>,
    live: u32,
    peak: u32,
}

/// A row with its name; it begins a line of the cache, so that one of two lines never touches a third.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Slot<T> {
    generation: u32,
    is_live: bool,
    row: T,
}

impl<T: Copy> Slab<T> {
    /// An empty table.
    pub fn new() -> Self {
        Self { rows: Vec::new(), free: Vec::new(), live: 0, peak: 0 }
    }
    /// Puts a row into a free slot and gives its slot and generation.
    ///
    /// The row is made where it stays: one that is made before is written twice.
    ///
    /// # Panics
    /// If 2^32 rows live at once.
    #[inline(always)]
    pub fn put(&mut self, make: impl FnOnce() -> T) -> (u32, u32) {
        self.live += 1;
        self.peak = self.peak.max(self.live);
        if let Some(slot) = self.free.pop() {
            let place = &mut self.rows[slot as usize];
            place.row = make();
            place.is_live = true;
            return (slot, place.generation);
        }
        self.push(make())
    }
    #[cold]
    fn push(&mut self, row: T) -> (u32, u32) {
        assert!(self.rows.len() < u32::MAX as usize, "a table cannot hold more than 2^32 rows");
        self.rows.push(Slot { generation: 0, is_live: true, row });
        (self.rows.len() as u32 - 1, 0)
    }
    /// Frees a slot.
    ///
    /// # Panics
    /// If the slot is free already.
    #[inline]
    pub fn free(&mut self, slot: u32) {
        let place = &mut self.rows[slot as usize];
        assert!(place.is_live, "slot {slot} is freed twice");
        place.is_live = false;
        place.generation = place.generation.wrapping_add(1);
        self.free.push(slot);
        self.live -= 1;
    }
    /// The row of a slot that is known to live.
    #[inline]
    pub fn row(&self, slot: u32) -> &T {
        debug_assert!(self.rows[slot as usize].is_live, "slot {slot} is free");
        &self.rows[slot as usize].row
    }
    /// The row of a slot that is known to live, to change it.
    #[inline]
    pub fn row_mut(&mut self, slot: u32) -> &mut T {
        debug_assert!(self.rows[slot as usize].is_live, "slot {slot} is free");
        &mut self.rows[slot as usize].row
    }
    /// Whether a slot still holds the row of this generation.
    #[inline]
    pub fn is_current(&self, slot: u32, generation: u32) -> bool {
        let place = &self.rows[slot as usize];
        place.is_live && place.generation == generation
    }
    /// The generation of a slot.
    #[inline]
    pub fn generation(&self, slot: u32) -> u32 {
        self.rows[slot as usize].generation
    }
    /// The rows that live with their slots, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let slots = (0..).zip(&self.rows);
        slots.filter(|(_, slot)| slot.is_live).map(|(at, slot)| (at, &slot.row))
    }
    /// How many rows live.
    pub fn live(&self) -> u32 {
        self.live
    }
    /// How many rows lived at once at the most.
    pub fn peak(&self) -> u32 {
        self.peak
    }
}

impl<T: Copy> Default for Slab<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recycled_slot_is_another_row() {
        let mut slab = Slab::new();
        let (slot, generation) = slab.put(|| 'a');
        slab.free(slot);
        let (again, later) = slab.put(|| 'b');
        assert_eq!(slot, again);
        assert!(!slab.is_current(slot, generation) && slab.is_current(slot, later));
        assert_eq!((slab.live(), slab.peak()), (1, 1));
    }
}
