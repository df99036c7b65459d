//! What nodes do, as the meters count it: up and down, busy and idle, first answers of copies.

use rules::queueing::Sharing;
use state::requests::Request;
use units::ids::GroupId;
use units::time::Time;

use super::meters::Meters;
use crate::world::GroupState;

impl Meters {
    /// A node's backlog rose to a level.
    #[inline]
    pub fn backlog_rose(&mut self, now: Time, group: GroupId, level: u32) {
        self.groups[group.row()].backlog.add(now, 1);
        if let Some(tail) = self.tails.get_mut(level as usize - 1) {
            tail.add(now, 1);
        }
    }
    /// A node's backlog fell from a level.
    #[inline]
    pub fn backlog_fell(&mut self, now: Time, group: GroupId, level: u32) {
        self.groups[group.row()].backlog.sub(now, 1);
        if let Some(tail) = self.tails.get_mut(level as usize - 1) {
            tail.sub(now, 1);
        }
    }
    /// A node of a group has no backlog any more; one that began before measuring did is left out.
    #[inline]
    pub fn rested(&mut self, now: Time, group: GroupId, since: Time) {
        if since >= self.began {
            let group = &mut self.groups[group.row()];
            group.busy_periods += 1;
            group.busy_periods_sum += u128::from(now.since(since).ns());
        }
    }
    /// The first answer of a request that was copied is back.
    pub fn first_back(&mut self, now: Time, row: &Request, is_timed: bool) {
        if is_timed {
            self.first_backs.0 += 1;
            self.first_backs.1 += u128::from(now.since(row.arrived).ns());
        }
    }
    /// Capacity of a group began to work.
    #[inline]
    pub fn busy(&mut self, now: Time, group: GroupId, by: u64) {
        self.groups[group.row()].busy.add(now, by);
    }
    /// Capacity of a group stopped working.
    #[inline]
    pub fn idle(&mut self, now: Time, group: GroupId, by: u64) {
        self.groups[group.row()].busy.sub(now, by);
    }
    /// A node came up.
    pub fn went_up(&mut self, now: Time, group: GroupId, capacity: u64) {
        self.up.add(now, 1);
        self.groups[group.row()].up.add(now, 1);
        self.groups[group.row()].capacity.add(now, capacity);
    }
    /// A node went down.
    pub fn went_down(&mut self, now: Time, group: GroupId, capacity: u64) {
        self.up.sub(now, 1);
        self.groups[group.row()].up.sub(now, 1);
        self.groups[group.row()].capacity.sub(now, capacity);
    }
}

impl GroupState {
    /// How much a node of the group counts as capacity: its slots, or one if its speed is shared.
    pub(crate) fn capacity(&self) -> u64 {
        match self.derived.discipline.sharing {
            Sharing::Slots => u64::from(self.derived.discipline.slots),
            Sharing::Equal | Sharing::Batch => 1,
        }
    }
}
