//! Offences without work: nodes that sign two conflicting statements.

use engine::agenda::Class;
use engine::draws::Purpose;
use rules::reputation::Seen;
use rules::slashing::{Evidence, Finding, Offence};
use units::ids::NodeId;

use crate::event::Event;
use crate::world::Moment;
use crate::world::networks::Sides;

impl Moment<'_> {
    /// Schedules when a node signs twice next, if it ever does.
    pub(in crate::dynamics) fn expect_equivocation(&mut self, node: NodeId) {
        let group = self.state.group(node);
        let at = node.row() - self.state.groups[group.row()].first as usize;
        let Some(count) = self.state.groups[group.row()].equivocations.get_mut(at) else { return };
        let index = u64::from(*count);
        *count += 1;
        let name = self.state.nodes.identity(node).name;
        let mut draws = self.stream(Purpose::Equivocation, name).draws(index);
        if let Some(gap) = self.scenario.groups[group.row()].rules.conduct.policy().equivocates(&mut draws) {
            self.agenda.after(gap, Class::Timer, Event::Equivocate(self.state.nodes.name(node)));
        }
    }

    /// A node signs twice, unless it is away: every network that it serves has the evidence.
    pub(in crate::dynamics) fn equivocate(&mut self, node: NodeId) {
        self.expect_equivocation(node);
        if !self.state.nodes.is_up(node) {
            return;
        }
        let evidence =
            Evidence { node, offence: Offence::Equivocation, finding: Finding::Offended, at: self.now, now: self.now };
        for &network in self.state.served(self.scenario, node) {
            if self.is_in_good_standing(network, node) {
                self.judge(network, &evidence, Sides::default());
                if self.state.has_reputations {
                    self.note_seen(network, node, None, Seen::Offended);
                }
            }
        }
    }
}
