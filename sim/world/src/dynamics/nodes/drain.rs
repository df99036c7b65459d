//! Nodes that say that they go, and nodes that finish first what they have.

use engine::agenda::Class;
use rules::owner::nodes::Leaves;
use units::ids::NodeId;
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// A node whose session is over says so, if it does; says whether it stays for what it has or still gets.
    pub(super) fn stays_on(&mut self, node: NodeId) -> bool {
        let row = &self.scenario.groups[self.state.group(node).row()];
        // An outage took down what there was to drain.
        if row.rules.leaves == Leaves::Silent || !self.state.nodes.is_up(node) {
            return false;
        }
        let is_new = !self.state.nodes.is_draining(node);
        if is_new {
            self.state.nodes.drain(node);
            for &network in self.state.served(self.scenario, node) {
                self.strike_off(network, node);
            }
        }
        if row.rules.leaves == Leaves::Announced {
            return false;
        }
        if is_new {
            self.state.drains[node.row()] = self.now + row.rules.drain;
            if row.rules.drain > Span::ZERO {
                self.agenda.after(row.rules.drain, Class::Timer, Event::Drained(self.state.nodes.name(node)));
            }
        }
        self.state.nodes.backlog(node) > 0 || self.now < self.state.drains[node.row()]
    }

    /// A node that drains may have nothing left.
    pub(in crate::dynamics) fn drained(&mut self, node: NodeId) {
        if self.state.nodes.is_draining(node) {
            self.leave(node);
        }
    }
}
