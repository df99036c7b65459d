//! A node's line: attempts arrive, are served, end, and are taken out.

use engine::agenda::{Class, Timer};
use rules::queueing::{Discipline, Order, Sharing};
use state::attempts::{Attempt, NONE, Phase, Purpose};
use units::ids::{AttemptId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::scenario::Role;
use crate::world::Moment;
use crate::world::groups::OfGroup;

impl Moment<'_> {
    /// An attempt reaches its node.
    pub(in crate::dynamics) fn reach(&mut self, attempt: AttemptId) {
        let row = self.state.attempts.get_mut(attempt);
        row.timer = 0;
        let (node, generation) = (row.node, row.node_generation);
        if !self.state.nodes.is_up(node) || self.state.nodes.generation(node) != generation {
            let is_pick = self.state.attempts.get(attempt).purpose == Purpose::Try;
            self.state.meters.stale_picks += u64::from(is_pick);
            return self.fail(attempt, Cause::NodeGone);
        }
        if self.state.exposures.is_some() {
            self.expose_to_operator(attempt);
        }
        let OfGroup { discipline, parts, .. } = self.state.groups[self.state.group(node).row()].derived;
        if discipline.sharing == Sharing::Batch {
            return self.join_batch(node, attempt, discipline);
        }
        if parts > 1 {
            return self.reach_part(node, attempt);
        }
        let busy = self.state.nodes.busy(node);
        if busy < discipline.slots {
            self.enqueue(node, attempt);
            self.serve(node, attempt);
        } else if self.state.nodes.backlog(node) - busy < discipline.waiting {
            self.enqueue(node, attempt);
            self.state.attempts.get_mut(attempt).phase = Phase::Waiting;
            if discipline.order != Order::Arrival {
                return self.rank_in(node, attempt, discipline);
            }
            let line = self.state.nodes.line_mut(node);
            if line.waiting == NONE {
                line.waiting = attempt.0;
            }
        } else {
            self.fail(attempt, Cause::NodeFull);
        }
    }

    /// A node has an attempt before it, and with it the request.
    #[cold]
    fn expose_to_operator(&mut self, attempt: AttemptId) {
        let &Attempt { request, node, purpose, .. } = self.state.attempts.get(attempt);
        let (is_check, identity) = (purpose != Purpose::Try, self.state.nodes.identity(node));
        let role = if is_check { Role::Checker(identity.group) } else { Role::Server(identity.group) };
        let users = self.state.requests.get(request).users;
        if self.scenario.sees(users, role).what
            && let Some(exposures) = &mut self.state.exposures
        {
            exposures.of(request).show(identity.operator, is_check);
        }
    }

    /// Puts an attempt at the end of a node's line.
    #[inline(always)]
    pub(super) fn enqueue(&mut self, node: NodeId, attempt: AttemptId) {
        let state = &mut *self.state;
        state.nodes.line_mut(node).push(&mut state.attempts, attempt);
        let backlog = state.nodes.backlog(node) + 1;
        *state.nodes.backlog_mut(node) = backlog;
        if backlog == 1 {
            state.nodes.begin_work(node, self.now);
        }
        let group = state.nodes.identity(node).group;
        state.meters.backlog_rose(self.now, group, backlog);
        if let Some(diary) = &mut state.diary {
            diary.entered(self.now, node, attempt);
        }
        if state.groups[group.row()].derived.discipline.order != Order::Arrival {
            state.attempts.get_mut(attempt).entered = state.nodes.ranks_mut(node).enter();
        }
        if self.state.parts.is_some() {
            return self.report_part(node, attempt, 1);
        }
        self.report(node, backlog);
    }

    /// Takes an attempt out of a node's line.
    #[inline(always)]
    fn dequeue(&mut self, node: NodeId, attempt: AttemptId) {
        let state = &mut *self.state;
        state.nodes.line_mut(node).remove(&mut state.attempts, attempt);
        let backlog = state.nodes.backlog(node) - 1;
        *state.nodes.backlog_mut(node) = backlog;
        let group = state.nodes.identity(node).group;
        state.meters.backlog_fell(self.now, group, backlog + 1);
        if let Some(diary) = &mut state.diary {
            diary.came_out(self.now, node, attempt);
        }
        if backlog == 0 {
            state.meters.rested(self.now, group, state.nodes.working_since(node));
            if state.nodes.is_draining(node) {
                self.agenda.after(Span::ZERO, Class::Timer, Event::Drained(state.nodes.name(node)));
            }
        }
        if self.state.parts.is_some() {
            return self.report_part(node, attempt, -1);
        }
        self.report(node, backlog);
    }

    /// Notes that an attempt that stands in its node's line has its place from now on and is served from a time on.
    #[inline(always)]
    pub(super) fn begin(&mut self, node: NodeId, attempt: AttemptId, from: Time) {
        let busy = self.state.nodes.busy(node) + 1;
        if busy == 1 && !self.state.clocks.is_empty() && self.state.groups[self.state.group(node).row()].derived.wears {
            self.start_clock(node);
        }
        *self.state.nodes.busy_mut(node) = busy;
        if self.state.parts.is_some() {
            self.occupy_part(node, attempt, 1);
        }
        let row = self.state.attempts.get_mut(attempt);
        (row.phase, row.started) = (Phase::Serving, from);
        row.began = row.began.min(from);
        let (request, timeout) = (row.request, row.timeout);
        if timeout != 0 && self.times_start(self.state.requests.get(request).gateway) {
            self.disarm(attempt);
        }
    }

    /// Begins or goes on with the service of an attempt that stands in its node's line.
    pub(super) fn serve(&mut self, node: NodeId, attempt: AttemptId) {
        let group = self.state.group(node);
        let OfGroup { discipline, loads, .. } = self.state.groups[group.row()].derived;
        let load = if loads { self.hold_llm(node, attempt) } else { Span::ZERO };
        self.begin(node, attempt, self.now + load);
        let busy = self.state.nodes.busy(node);
        let (is_up, slots) = (self.state.nodes.is_up(node), discipline.slots);
        self.state.invariants.hold(is_up && busy <= slots, || {
            format!("{node:?} serves {busy} in {slots} slots while it is {}", if is_up { "up" } else { "down" })
        });
        let remaining = self.state.attempts.get(attempt).remaining;
        match discipline.sharing {
            Sharing::Slots => {
                self.state.meters.busy(self.now, group, 1);
                let name = self.state.attempts.name(attempt);
                let timer = self.agenda.after(load + remaining, Class::Completion, Event::Done(name));
                self.state.attempts.get_mut(attempt).timer = timer.bits();
                if discipline.preempts {
                    self.rank_serving(node, attempt, discipline);
                }
            }
            Sharing::Equal => {
                let sharing = self.state.nodes.sharing_mut(node);
                sharing.enter(self.now, attempt, remaining);
                if sharing.active() == 1 {
                    self.state.meters.busy(self.now, group, 1);
                }
                self.arm_sharing(node);
            }
            Sharing::Batch => panic!("a node that batches serves from its batch alone"),
        }
    }

    /// Schedules the end of the next of those that share a node.
    fn arm_sharing(&mut self, node: NodeId) {
        let sharing = self.state.nodes.sharing_mut(node);
        if let Some(timer) = Timer::from_bits(std::mem::take(&mut sharing.timer)) {
            self.agenda.cancel(timer);
        }
        if let Some(end) = sharing.next_end() {
            sharing.timer = self.agenda.at(end.max(self.now), Class::Completion, Event::Shared(node)).bits();
        }
    }

    /// The next of those that share a node ends.
    pub(in crate::dynamics) fn shared(&mut self, node: NodeId) {
        if self.batches(node) {
            return self.stepped(node);
        }
        let sharing = self.state.nodes.sharing_mut(node);
        sharing.timer = 0;
        let Some(attempt) = sharing.pop(self.now) else { return };
        if sharing.active() == 0 {
            let group = self.state.group(node);
            self.state.meters.idle(self.now, group, 1);
        }
        self.arm_sharing(node);
        self.ended(node, attempt);
    }

    /// An attempt's service ends in its slot.
    #[inline(always)]
    pub(in crate::dynamics) fn done(&mut self, attempt: AttemptId) {
        let node = self.state.attempts.get(attempt).node;
        self.state.attempts.get_mut(attempt).timer = 0;
        self.unrank(attempt);
        let group = self.state.group(node);
        self.state.meters.idle(self.now, group, 1);
        self.ended(node, attempt);
    }

    /// One attempt less is served at a node.
    #[inline(always)]
    pub(super) fn lighten(&mut self, node: NodeId, attempt: AttemptId) {
        if self.state.log.is_some() {
            self.note_service(node, attempt);
        }
        if !self.state.memories.is_empty() && self.state.groups[self.state.group(node).row()].derived.loads {
            self.release_llm(node, attempt);
        }
        if self.state.parts.is_some() {
            self.occupy_part(node, attempt, -1);
        }
        let busy = self.state.nodes.busy_mut(node);
        *busy -= 1;
        if *busy == 0 && !self.state.clocks.is_empty() && self.state.groups[self.state.group(node).row()].derived.wears
        {
            self.stop_clock(node);
        }
    }

    /// A service has ended: the next begins, and the answer goes back.
    pub(super) fn ended(&mut self, node: NodeId, attempt: AttemptId) {
        let row = self.state.attempts.get_mut(attempt);
        (row.phase, row.remaining) = (Phase::Returning, Span::ZERO);
        self.dequeue(node, attempt);
        self.lighten(node, attempt);
        self.fill(node);
        self.send_back(attempt);
        if self.state.meters.held > 0 {
            self.ask_held(node);
        }
    }

    /// Begins service of those that wait while there is room.
    #[inline(always)]
    pub(in crate::dynamics) fn fill(&mut self, node: NodeId) {
        self.fill_slots(node);
        // A batch that tells what has ended may want the same LLM for whoever is next.
        if !self.state.memories.is_empty()
            && self.state.groups[self.state.group(node).row()].derived.loads
            && !self.is_telling(node)
        {
            self.settle_memory(node);
        }
    }

    #[inline(always)]
    fn fill_slots(&mut self, node: NodeId) {
        let derived = self.state.groups[self.state.group(node).row()].derived;
        if derived.parts > 1 {
            return self.fill_parts(node);
        }
        let Discipline { slots, order, .. } = derived.discipline;
        if order != Order::Arrival {
            return self.fill_by_rank(node, slots);
        }
        while self.state.nodes.busy(node) < slots {
            let waiting = self.state.nodes.line(node).waiting;
            if waiting == NONE {
                return;
            }
            let next = self.state.attempts.get(AttemptId(waiting)).next;
            self.state.nodes.line_mut(node).waiting = next;
            self.serve(node, AttemptId(waiting));
        }
    }

    /// Takes back the time-out of an attempt.
    pub(in crate::dynamics) fn disarm(&mut self, attempt: AttemptId) {
        let bits = std::mem::take(&mut self.state.attempts.get_mut(attempt).timeout);
        if let Some(timer) = Timer::from_bits(bits) {
            self.agenda.cancel(timer);
        }
    }

    /// An attempt took too long: wherever it is, it is withdrawn.
    pub(in crate::dynamics) fn time_out(&mut self, attempt: AttemptId) {
        self.state.attempts.get_mut(attempt).timeout = 0;
        self.state.meters.timeouts += 1;
        let node = self.state.attempts.get(attempt).node;
        self.withdraw(attempt);
        if self.state.nodes.is_up(node) {
            self.fill(node);
        }
        self.fail(attempt, Cause::TimedOut);
    }

    /// Takes an attempt off the wires or out of its node's line; what it had done is lost.
    pub(in crate::dynamics) fn withdraw(&mut self, attempt: AttemptId) {
        let phase = self.state.attempts.get(attempt).phase;
        match phase {
            Phase::Answered => {}
            Phase::Travelling | Phase::Returning => {
                let bits = std::mem::take(&mut self.state.attempts.get_mut(attempt).timer);
                if let Some(timer) = Timer::from_bits(bits) {
                    self.agenda.cancel(timer);
                }
            }
            Phase::Waiting | Phase::Suspended => {
                let node = self.state.attempts.get(attempt).node;
                if self.batches(node) {
                    self.leave_batch(node, attempt);
                }
                self.unrank(attempt);
                if self.state.parts.is_some() {
                    self.leave_part(node, attempt);
                }
                self.dequeue(node, attempt);
            }
            Phase::Serving => {
                self.interrupt(attempt);
                self.dequeue(self.state.attempts.get(attempt).node, attempt);
            }
        }
        let row = self.state.attempts.get(attempt);
        self.state.meters.wasted += u128::from(row.service.saturating_sub(row.remaining).ns());
    }

    /// Stops the service of an attempt and notes what is left of it; it stays in the line.
    pub(in crate::dynamics) fn interrupt(&mut self, attempt: AttemptId) {
        let row = *self.state.attempts.get(attempt);
        let group = self.state.group(row.node);
        let left = match self.state.groups[group.row()].derived.discipline.sharing {
            Sharing::Slots => {
                if let Some(timer) = Timer::from_bits(row.timer) {
                    self.agenda.cancel(timer);
                }
                self.unrank(attempt);
                self.state.meters.idle(self.now, group, 1);
                row.remaining.saturating_sub(self.now.since(row.started))
            }
            Sharing::Equal => {
                let sharing = self.state.nodes.sharing_mut(row.node);
                let left = sharing.remove(self.now, attempt).unwrap_or(Span::ZERO);
                if sharing.active() == 0 {
                    self.state.meters.idle(self.now, group, 1);
                }
                self.arm_sharing(row.node);
                left
            }
            Sharing::Batch => self.leave_batch(row.node, attempt),
        };
        self.lighten(row.node, attempt);
        let now = self.now;
        let row = self.state.attempts.get_mut(attempt);
        (row.timer, row.remaining) = (0, left);
        if row.began > now {
            // Its LLM was still being loaded.
            row.began = Time::END;
        }
    }
}
