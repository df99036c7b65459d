//! Nodes leave for good by their conduct, and come back under a new name.

use engine::agenda::Class;
use units::ids::{GroupId, NodeId};
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;

/// How long a new node waits at least for a row and a stake before it tries again: time must go on.
const AGAIN: Span = Span::secs(1);

impl Moment<'_> {
    /// A node has come that leaves by its conduct: it is known when.
    pub(in crate::dynamics) fn expect_exit_by_conduct(&mut self, node: NodeId) {
        let (now, group) = (self.now, self.state.group(node));
        let row = &mut self.state.groups[group.row()];
        let at = (node.0 - row.first) as usize;
        let Some(birth) = row.births.get_mut(at) else { return };
        *birth = now;
        if let Some(after) = self.scenario.groups[group.row()].rules.conduct.policy().leaves() {
            self.agenda.after(after, Class::Timer, Event::Abscond(self.state.nodes.name(node)));
        }
    }

    /// A node has another reputation: it leaves if that is too bad for it.
    pub(in crate::dynamics) fn mind_reputation(&mut self, node: NodeId, score: f64) {
        let conduct = &self.scenario.groups[self.state.group(node).row()].rules.conduct;
        if conduct.policy().leaves_below().is_some_and(|below| score < below) {
            // After what it is about to be paid or lose at this instant.
            self.agenda.after(Span::ZERO, Class::Timer, Event::Abscond(self.state.nodes.name(node)));
        }
    }

    /// A node leaves for good, with its stake; a new one may take its place later.
    pub(in crate::dynamics) fn abscond(&mut self, node: NodeId) {
        let group = self.state.group(node);
        self.stay_out(node, None);
        if let Some(after) = self.scenario.groups[group.row()].rules.conduct.policy().returns() {
            self.agenda.after(after, Class::Arrival, Event::Reborn(group));
        }
    }

    /// A new node takes the place of one that has left by its conduct, once a row is free and its stake can be bought.
    pub(in crate::dynamics) fn reborn(&mut self, group: GroupId) {
        let rules = &self.scenario.groups[group.row()].rules;
        let is_bondable = self.can_bond(group, &self.scenario.groups[group.row()].networks);
        if let Some(node) = self.state.groups[group.row()].free.pop_if(|_| is_bondable) {
            self.bond(node);
            self.state.meters.joins += 1;
            self.settle_in(node, None);
        } else if let Some(after) = rules.conduct.policy().returns() {
            self.agenda.after(after.max(AGAIN), Class::Arrival, Event::Reborn(group));
        }
    }
}
