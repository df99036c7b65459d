//! Lines that go by rank instead of arrival: who is served next, and who gives up its slot.

use rules::queueing::{Discipline, Order};
use state::attempts::Phase;
use state::ranks::Rank;
use units::ids::{AttemptId, NodeId};
use units::time::Time;

use crate::dynamics::requests::answer::deadline;
use crate::world::Moment;

impl Moment<'_> {
    /// Where an attempt stands among those that wait.
    fn rank(&self, order: Order, attempt: AttemptId) -> Rank {
        let row = self.state.attempts.get(attempt);
        let key = match order {
            Order::Arrival => 0,
            Order::Latest => !row.entered,
            Order::Class => {
                u64::from(self.scenario.users[self.state.requests.get(row.request).users.row()].rules.priority)
            }
            Order::Deadline => {
                let request = self.state.requests.get(row.request);
                let users = request.users.row();
                let target = self.scenario.users[users].rules.target.as_ref();
                let due = target.and_then(|target| deadline(target, &self.state.users[users], request));
                due.map_or(u64::MAX, Time::ns)
            }
            Order::Size => row.service.ns(),
            Order::Remaining => row.remaining.ns(),
        };
        Rank { key, entered: row.entered }
    }

    /// Where an attempt stands among those that are served: what is left of each falls alike, so that its end says it.
    fn rank_served(&self, order: Order, attempt: AttemptId) -> Rank {
        let rank = self.rank(order, attempt);
        let since = if order == Order::Remaining { self.now.ns() } else { 0 };
        Rank { key: rank.key.saturating_add(since), ..rank }
    }

    /// An attempt comes to a node whose slots are taken: it waits, or takes the slot of one that stands behind it.
    pub(super) fn rank_in(&mut self, node: NodeId, attempt: AttemptId, discipline: Discipline) {
        let own = self.rank_served(discipline.order, attempt);
        let last = if discipline.preempts { self.state.nodes.ranks_mut(node).last_serving() } else { None };
        match last {
            Some((rank, other)) if own < rank => {
                self.interrupt(other);
                self.state.attempts.get_mut(other).phase = Phase::Waiting;
                self.rank_waiting(node, other, discipline);
                self.state.meters.preemptions += 1;
                self.serve(node, attempt);
                if self.state.groups[self.state.group(node).row()].derived.loads {
                    self.settle_memory(node);
                }
            }
            _ => self.rank_waiting(node, attempt, discipline),
        }
    }

    /// Files an attempt among those that wait.
    pub(in crate::dynamics) fn rank_waiting(&mut self, node: NodeId, attempt: AttemptId, discipline: Discipline) {
        let rank = self.rank(discipline.order, attempt);
        let state = &mut *self.state;
        state.nodes.ranks_mut(node).wait(&mut state.attempts, rank, attempt);
    }

    /// Files an attempt among those that are served and may have to give up their slot.
    pub(super) fn rank_serving(&mut self, node: NodeId, attempt: AttemptId, discipline: Discipline) {
        let rank = self.rank_served(discipline.order, attempt);
        let state = &mut *self.state;
        state.nodes.ranks_mut(node).serve(&mut state.attempts, rank, attempt);
    }

    /// Takes an attempt off its node's ranks, if it stands there.
    #[inline(always)]
    pub(super) fn unrank(&mut self, attempt: AttemptId) {
        let state = &mut *self.state;
        let row = state.attempts.get(attempt);
        if row.place != state::attempts::NONE {
            state.nodes.ranks_mut(row.node).take(&mut state.attempts, attempt);
        }
    }

    /// Takes all attempts off a node's ranks: it goes down.
    pub(in crate::dynamics) fn unrank_all(&mut self, node: NodeId) {
        let state = &mut *self.state;
        state.nodes.ranks_mut(node).clear(&mut state.attempts);
    }

    /// Begins service of the first by rank while there is room.
    pub(super) fn fill_by_rank(&mut self, node: NodeId, slots: u32) {
        while self.state.nodes.busy(node) < slots {
            let Some((_, next)) = self.state.nodes.ranks_mut(node).first_waiting() else { return };
            self.unrank(next);
            self.serve(node, next);
        }
    }
}
