//! What was there between the windows in which requests are played: no part of what they could have used.

use units::time::Time;

use super::meters::Meters;

/// Time integrals over the time between windows.
#[derive(Clone, Debug, Default)]
pub struct Unplayed {
    /// Capacity that was up, by group \[slot ns\], and nodes that were up \[ns\], last.
    past: Vec<u128>,
    /// The integrals when the last window ended, outside of windows.
    since: Option<Vec<u128>>,
}

impl Unplayed {
    /// Nothing yet; a window begins.
    pub fn new(n_groups: usize) -> Self {
        Self { past: vec![0; n_groups + 1], since: None }
    }
    /// Forgets what was before.
    pub(super) fn cleared(&self) -> Self {
        let none = vec![0; self.past.len()];
        Self { past: none.clone(), since: self.since.as_ref().map(|_| none) }
    }
    /// What was between windows of an integral that is so much now.
    fn of(&self, at: usize, area: u128) -> u128 {
        self.past[at] + self.since.as_ref().map_or(0, |since| area - since[at])
    }
}

impl Meters {
    /// A window begins, or ends.
    pub fn played(&mut self, now: Time, begins: bool) {
        let mut areas: Vec<u128> = self.groups.iter().map(|g| g.capacity.area(now)).collect();
        areas.push(self.up.area(now));
        let Some(unplayed) = &mut self.unplayed else { return };
        if begins {
            unplayed.past = areas.iter().enumerate().map(|(i, &area)| unplayed.of(i, area)).collect();
            unplayed.since = None;
        } else {
            unplayed.since = Some(areas);
        }
    }
    /// Time integral of the capacity of a group that was up while requests were played \[slot ns\].
    pub fn capacity_area_of(&self, group: usize, now: Time) -> u128 {
        let area = self.groups[group].capacity.area(now);
        area - self.unplayed.as_ref().map_or(0, |unplayed| unplayed.of(group, area))
    }
    /// Time integral of the nodes that were up while requests were played \[ns\].
    pub fn up_area(&self, now: Time) -> u128 {
        let area = self.up.area(now);
        area - self.unplayed.as_ref().map_or(0, |unplayed| unplayed.of(self.groups.len(), area))
    }
}
