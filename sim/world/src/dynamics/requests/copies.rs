//! Requests that run on several nodes at once: a ring of attempts, one answer.

use engine::draws::Index;
use rules::owner::gateway::Hedge;
use rules::scheduling::{Cancel, Copied, Done, Ending, MOST_COPIES, Scheduling};
use state::attempts::{Attempt, NONE, Phase};
use state::requests::{Need, Request, Stage};
use units::ids::{AttemptId, NodeId, RequestId};

use crate::world::Moment;

const _: () = assert!(Index::Copy { number: 0, copy: MOST_COPIES as u8 - 1 }.fits());

impl Moment<'_> {
    fn ending(&self, row: &Request) -> Ending {
        let by = self.state.desks[self.state.desk(row.gateway, row.network)].by;
        self.hedge_of(row).map_or_else(|| self.scenario.policy(by).ending(), Hedge::ending)
    }

    /// How a request's gateway sends further copies, if it does: not where the network itself sends copies at once.
    #[inline]
    pub(super) fn hedge_of(&self, row: &Request) -> Option<&Hedge> {
        let rule = self.scenario.gateways[row.gateway.row()].rules.hedge.as_ref()?;
        let by = self.state.desks[self.state.desk(row.gateway, row.network)].by;
        (!matches!(self.scenario.policy(by), Scheduling::Copies(_))).then_some(rule)
    }

    /// Sends a copy of a request to each of several nodes.
    pub(super) fn attempt_copies(&mut self, request: RequestId, copied: &Copied) {
        self.begin_try(request);
        let row = *self.state.requests.get(request);
        let mut opened = [AttemptId(NONE); MOST_COPIES];
        for (copy, &node) in copied.nodes().iter().enumerate() {
            let need = self.need_of_copy(&row, copy as u8);
            opened[copy] = self.open_try(request, node, need, copy as u8);
        }
        // All stand in the ring before the first of them goes and may fail.
        let n = copied.nodes().len();
        for copy in 0..n {
            self.state.attempts.get_mut(opened[copy]).sibling = opened[(copy + 1) % n].0;
        }
        let row = self.state.requests.get_mut(request);
        (row.copies, row.copy, row.back) = (n as u8, opened[0].0, 0);
        for &attempt in &opened[..n] {
            self.travel(attempt);
        }
    }

    /// What a copy of a request asks of its node.
    fn need_of_copy(&mut self, row: &Request, copy: u8) -> Need {
        if copy == 0 || !self.ending(row).is_independent {
            return row.left();
        }
        let demand = self.scenario.users[row.users.row()].rules.demand.policy();
        let index = Index::Copy { number: row.number, copy };
        demand.ask_again(row.need, &mut self.users_of(row.users).copies.draws(index.bits()))
    }

    /// Sends one copy more of a request whose copies are under way.
    pub(super) fn add_copy(&mut self, request: RequestId, node: NodeId, copy: u8) {
        let row = *self.state.requests.get(request);
        let need = self.need_of_copy(&row, copy);
        let attempt = self.open_try(request, node, need, copy);
        let next = std::mem::replace(&mut self.state.attempts.get_mut(AttemptId(row.copy)).sibling, attempt.0);
        self.state.attempts.get_mut(attempt).sibling = next;
        self.state.requests.get_mut(request).copies += 1;
        self.travel(attempt);
    }

    /// Takes a copy out of its ring and closes it; says how many are left.
    fn close_copy(&mut self, attempt: AttemptId) -> u8 {
        let state = &mut *self.state;
        let (request, next) = (state.attempts.get(attempt).request, state.attempts.get(attempt).sibling);
        let mut before = attempt;
        while state.attempts.get(before).sibling != attempt.0 {
            before = AttemptId(state.attempts.get(before).sibling);
        }
        state.attempts.get_mut(before).sibling = next;
        let row = state.requests.get_mut(request);
        row.copies -= 1;
        row.copy = if row.copies == 0 { NONE } else { next };
        state.attempts.close(attempt);
        row.copies
    }

    /// The answer of a copy is back.
    pub(super) fn copy_returned(&mut self, attempt: AttemptId) {
        self.disarm(attempt);
        let copy = *self.state.attempts.get(attempt);
        let row = *self.state.requests.get(copy.request);
        if row.stage != Stage::Tried {
            self.state.meters.wasted += u128::from(copy.service.ns());
            return self.drop_copy(attempt);
        }
        self.state.requests.get_mut(copy.request).back += 1;
        if row.back == 0 {
            self.state.meters.first_back(self.now, &row, self.scenario.is_timed(row.arrived, self.now));
        }
        let Ending { done, cancel, .. } = self.ending(&row);
        if done == Done::All {
            self.keep_answer(attempt);
            return self.finish_copies(copy.request);
        }
        self.close_copy(attempt);
        self.note_hedged(attempt, &copy);
        self.spare_others(copy.request, cancel);
        self.answered(&copy.served());
    }

    /// Nobody needs the other copies any more.
    fn spare_others(&mut self, request: RequestId, cancel: Cancel) {
        let n = self.state.requests.get(request).copies;
        let mut at = self.state.requests.get(request).copy;
        for _ in 0..n {
            let other = AttemptId(at);
            at = self.state.attempts.get(other).sibling;
            self.disarm(other);
            if cancel == Cancel::AtOnce {
                let node = self.state.attempts.get(other).node;
                self.withdraw(other);
                self.close_copy(other);
                if self.state.nodes.is_up(node) {
                    self.fill(node);
                }
            }
        }
    }

    /// Nobody needs the answer of a request any more: its copies run to their end, and those that wait are dropped.
    pub(super) fn orphan(&mut self, request: RequestId) {
        self.spare_others(request, Cancel::Never);
        let row = self.state.requests.get(request);
        let (n, mut at) = (row.copies, row.copy);
        for _ in 0..n {
            let copy = AttemptId(at);
            let row = self.state.attempts.get(copy);
            at = row.sibling;
            if row.phase == Phase::Answered {
                self.close_copy(copy);
            }
        }
    }

    /// An answer waits for the other copies; of several that wait only the last is kept.
    fn keep_answer(&mut self, attempt: AttemptId) {
        let mut at = AttemptId(self.state.attempts.get(attempt).sibling);
        while at != attempt {
            let copy = self.state.attempts.get(at);
            let (next, is_answered) = (AttemptId(copy.sibling), copy.phase == Phase::Answered);
            if is_answered {
                self.close_copy(at);
            }
            at = next;
        }
        self.state.attempts.get_mut(attempt).phase = Phase::Answered;
    }

    /// If the one copy that is left has answered, the request has its answer.
    fn finish_copies(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        let (left, last) = (row.copies, AttemptId(row.copy));
        let answer = *self.state.attempts.get(last);
        if left == 1 && answer.phase == Phase::Answered {
            self.close_copy(last);
            self.answered(&answer.served());
        }
    }

    /// A copy is lost; says whether the request lives on without it.
    pub(super) fn copy_lost(&mut self, attempt: AttemptId) -> bool {
        let Attempt { request, .. } = *self.state.attempts.get(attempt);
        if self.state.requests.get(request).stage != Stage::Tried {
            self.drop_copy(attempt);
            return true;
        }
        let left = self.close_copy(attempt);
        if left > 0 {
            self.finish_copies(request);
        }
        left > 0
    }

    /// A copy that nobody needs is over; with the last of them the request's row is free.
    fn drop_copy(&mut self, attempt: AttemptId) {
        let request = self.state.attempts.get(attempt).request;
        if self.close_copy(attempt) == 0 && self.state.requests.get(request).stage == Stage::Settled {
            self.close(request);
        }
    }
}
