//! Events scheduled for exactly now: one queue a class, first come, first out.

use std::collections::VecDeque;

use super::key::Class;

/// The names of what is due at this instant, oldest first in each class.
///
/// A burst of simultaneous events would shift the ladder's bottom once for each of them; here it costs one push each.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    lanes: [VecDeque<u64>; Class::COUNT],
    held: usize,
}

impl Lanes {
    #[inline]
    pub(super) fn push(&mut self, name: u64) {
        self.lanes[Class::of(name) as usize].push_back(name);
        self.held += 1;
    }

    /// How many names it holds, stale ones included.
    #[inline]
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// The name that comes first.
    pub(super) fn first(&self) -> Option<u64> {
        // A name starts with its class, so the first filled lane has the least name.
        self.lanes.iter().find_map(|lane| lane.front().copied())
    }

    /// Takes the first name out.
    pub(super) fn drop_first(&mut self) {
        if let Some(lane) = self.lanes.iter_mut().find(|lane| !lane.is_empty()) {
            lane.pop_front();
            self.held -= 1;
        }
    }

    /// Keeps the names that are live.
    pub(super) fn sweep(&mut self, is_live: impl Fn(u64) -> bool) {
        for lane in &mut self.lanes {
            lane.retain(|&name| is_live(name));
        }
        self.held = self.lanes.iter().map(VecDeque::len).sum();
    }

    pub(super) fn clear(&mut self) {
        for lane in &mut self.lanes {
            lane.clear();
        }
        self.held = 0;
    }
}
