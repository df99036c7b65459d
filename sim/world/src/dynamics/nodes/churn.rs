//! Nodes join, leave and return.

use engine::agenda::Class;
use engine::draws::{Draws, Purpose};
use engine::math;
use rules::churn::{Life, View};
use units::ids::{GroupId, NodeId};
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// The draws of a node's present cycle for a purpose.
    pub(super) fn life(&self, node: NodeId, purpose: Purpose) -> Draws {
        let name = self.state.nodes.identity(node).name;
        self.stream(purpose, name).draws(u64::from(self.state.nodes.cycle(node)))
    }

    /// What a churn policy sees of a node.
    pub(super) fn churner(&self, node: NodeId) -> View<'_> {
        let identity = self.state.nodes.identity(node);
        let (all, period) = &self.scenario.groups[identity.group.row()].presences;
        let at = node.row() - self.state.groups[identity.group.row()].first as usize;
        let recorded = all.get(at).map_or(&[][..], Vec::as_slice);
        View { now: self.now, recorded, period: *period, own: self.stream(Purpose::Frailty, identity.name).draws(0) }
    }

    /// The draws of a group's stream of joins.
    fn joins(&self, group: GroupId, index: u64) -> Draws {
        let name = engine::draws::name_hash(&self.scenario.groups[group.row()].name);
        self.stream(Purpose::Joins, name).draws(index)
    }

    /// Puts the nodes of a group in their places at the start of the run.
    pub(in crate::dynamics) fn populate(&mut self, group: GroupId) {
        let row = &self.scenario.groups[group.row()];
        let first = self.state.groups[group.row()].first;
        let Some(crowd) = row.rules.churn.policy().crowd() else {
            for node in (first..first + row.rules.count).map(NodeId) {
                if !self.begins(group, node) {
                    continue;
                }
                self.bond(node);
                let life =
                    row.rules.churn.policy().start(&self.churner(node), &mut self.life(node, Purpose::ChurnStart));
                match life {
                    Life::In(rest) => self.settle_in(node, rest),
                    Life::Out(rest) => self.stay_away(node, rest),
                }
            }
            return;
        };
        let present = if crowd.mean_at_start.is_finite() {
            poisson(crowd.mean_at_start, row.rules.count, &mut self.joins(group, u64::MAX))
        } else {
            row.rules.count
        };
        for _ in 0..present {
            if let Some(node) = self.state.groups[group.row()].free.pop() {
                self.bond(node);
                let life =
                    row.rules.churn.policy().start(&self.churner(node), &mut self.life(node, Purpose::ChurnStart));
                if let Life::In(rest) = life {
                    self.settle_in(node, rest);
                }
            }
        }
        self.expect_comer(group);
    }

    /// Schedules the next new node of a group.
    fn expect_comer(&mut self, group: GroupId) {
        let came = self.state.groups[group.row()].came;
        let policy = self.scenario.groups[group.row()].rules.churn.policy();
        if let Some(gap) = policy.gap(self.now, &mut self.joins(group, came)) {
            self.agenda.after(gap, Class::Arrival, Event::Come(group));
        }
    }

    /// A new node joins a group.
    pub(in crate::dynamics) fn come(&mut self, group: GroupId) {
        self.state.groups[group.row()].came += 1;
        self.expect_comer(group);
        let is_bondable = self.can_bond(group, &self.scenario.groups[group.row()].networks);
        let Some(node) = self.state.groups[group.row()].free.pop_if(|_| is_bondable) else {
            self.state.meters.joins_dropped += 1;
            return;
        };
        self.bond(node);
        let session = self.scenario.groups[group.row()]
            .rules
            .churn
            .policy()
            .session(&self.churner(node), &mut self.life(node, Purpose::ChurnSession));
        self.state.meters.joins += 1;
        self.settle_in(node, session);
    }

    /// Churn lets a node in for a time; `None` for ever.
    pub(super) fn settle_in(&mut self, node: NodeId, session: Option<Span>) {
        self.state.nodes.enter(node);
        if let Some(session) = session {
            self.begin_session(node, session);
        }
        if self.state.nodes.is_up(node) {
            self.go_up(node);
        }
    }

    /// Churn keeps a node away for a time; `None` for good.
    pub(super) fn stay_away(&mut self, node: NodeId, absence: Option<Span>) {
        if let Some(absence) = absence {
            self.agenda.after(absence, Class::Timer, Event::Join(self.state.nodes.name(node)));
        }
    }

    /// A node's session ends.
    pub(in crate::dynamics) fn leave(&mut self, node: NodeId) {
        if self.stays_on(node) {
            return;
        }
        self.end_session(node);
        let policy = self.scenario.groups[self.state.group(node).row()].rules.churn.policy();
        let absence = policy.absence(&self.churner(node), &mut self.life(node, Purpose::ChurnAbsence));
        self.stay_out(node, absence);
    }

    /// A node goes, for so long or for good.
    pub(super) fn stay_out(&mut self, node: NodeId, absence: Option<Span>) {
        let was_up = self.state.nodes.is_up(node);
        self.state.nodes.leave(node);
        self.state.meters.leaves += 1;
        if was_up {
            self.go_down(node);
        }
        match absence {
            Some(absence) => {
                self.agenda.after(absence, Class::Timer, Event::Join(self.state.nodes.name(node)));
            }
            None => self.depart(node),
        }
        self.state.nodes.next_cycle(node);
    }

    /// A node leaves for good; its row is free for another, once no list knows it.
    fn depart(&mut self, node: NodeId) {
        self.unwatch(node);
        self.leave_probations(node);
        if self.state.has_approvals {
            self.vacate_all(node);
        }
        self.unbond(node);
        self.state.nodes.end_life(node);
        self.abandon(node);
        self.forget(node);
    }

    /// A node's absence ends.
    pub(in crate::dynamics) fn join(&mut self, node: NodeId) {
        let policy = self.scenario.groups[self.state.group(node).row()].rules.churn.policy();
        let session = policy.session(&self.churner(node), &mut self.life(node, Purpose::ChurnSession));
        self.state.meters.joins += 1;
        self.settle_in(node, session);
    }

    /// A node is up: it is listed and goes on with what it kept.
    pub(super) fn go_up(&mut self, node: NodeId) {
        let group = self.state.group(node);
        self.state.nodes.mark(node, self.now);
        let capacity = self.state.groups[group.row()].capacity();
        self.state.meters.went_up(self.now, group, capacity);
        let now = self.now;
        self.books_of(node).go_up(now);
        if let Some(log) = &mut self.state.log {
            log.back(node, self.now);
        }
        for &network in self.state.served(self.scenario, node) {
            self.free_returned(network, node);
            self.begin_beat(network, node);
            if self.state.has_approvals {
                self.seek_approval(network, node);
            }
            self.list_anew(network, node);
        }
        self.begin_memory(node);
        self.watch_up(node);
        if self.state.nodes.backlog(node) > 0 {
            self.resume(node);
        }
        if self.state.meters.held > 0 {
            self.ask_held(node);
        }
    }

    /// A node is down: it is taken off the lists, and its work meets its fate.
    pub(super) fn go_down(&mut self, node: NodeId) {
        let group = self.state.group(node);
        self.state.nodes.mark(node, self.now);
        let capacity = self.state.groups[group.row()].capacity();
        for &network in self.state.served(self.scenario, node) {
            self.end_beat(network, node);
            self.list_anew(network, node);
        }
        self.displace(node);
        self.end_memory(node);
        self.state.meters.went_down(self.now, group, capacity);
        let now = self.now;
        self.books_of(node).go_down(now);
        if let Some(log) = &mut self.state.log {
            log.gone(node, self.now);
        }
        self.watch_down(node);
    }
}

/// A Poisson count by inversion of the exponential gaps that it counts; at most so many, for which there is room.
fn poisson(mean: f64, most: u32, draws: &mut Draws) -> u32 {
    let (mut reached, mut n) = (0.0, 0);
    while n < most {
        reached -= math::ln(draws.uniform());
        if reached > mean {
            break;
        }
        n += 1;
    }
    n
}
