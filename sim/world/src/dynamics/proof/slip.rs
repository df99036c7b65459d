//! Duty slots that an up node misses, each for itself: an event only for the slots that are missed.

use engine::agenda::Class;
use engine::draws::{Index, Purpose};
use engine::math;
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::Moment;
use crate::world::watches::slot_of;

impl Moment<'_> {
    /// A node joins: schedules the first slot that it misses under each rule that watches it.
    pub(in crate::dynamics) fn expect_slips(&mut self, node: NodeId) {
        let group = &self.scenario.groups[self.state.group(node).row()];
        if group.rules.misses.as_f64() <= 0.0 {
            return;
        }
        let networks = self.state.served(self.scenario, node);
        for at in 0..self.state.watches.rules.len() {
            let rule = &self.state.watches.rules[at];
            if networks.contains(&rule.network) {
                let slot = slot_of(&rule.duty, self.now);
                self.expect_slip(at, node, slot);
            }
        }
    }

    /// Schedules the next slot that a node misses, from a slot on.
    ///
    /// The slots between two misses are geometric, and their draws depend neither on the rule nor on what became of the
    /// node, so that a stricter rule meets the same misses.
    fn expect_slip(&mut self, at: usize, node: NodeId, from: u64) {
        let misses = self.scenario.groups[self.state.group(node).row()].rules.misses.as_f64();
        let rule = &mut self.state.watches.rules[at];
        let record = &mut rule.records[node.row()];
        let index = Index::Slip { slip: record.slips, rule: at as u32 };
        record.slips += 1;
        let (slot_ns, network, number) = (rule.duty.slot.ns(), rule.network, rule.rule);
        let name = self.state.nodes.identity(node).name;
        let u = self.stream(Purpose::Duty, name).draws(index.bits()).uniform();
        let kept = (math::ln(u) / math::ln(1.0 - misses)) as u64;
        let end = Time::ZERO + Span::from_ns((from.saturating_add(kept).saturating_add(1)).saturating_mul(slot_ns));
        let event = Event::Slip { node: self.state.nodes.name(node), network, rule: number };
        self.agenda.at(end.max(self.now), Class::Timer, event);
    }

    /// The end of a slot that a node misses if it is up; if it is away, its absence counts.
    pub(in crate::dynamics) fn slip(&mut self, node: NodeId, network: NetworkId, rule: u16) {
        if self.is_banished(network, node) {
            return;
        }
        let at = self.watch_rule(network, rule);
        let duty = self.state.watches.rules[at].duty;
        let next = slot_of(&duty, self.now);
        self.expect_slip(at, node, next);
        let record = &mut self.state.watches.rules[at].records[node.row()];
        let slot = next.saturating_sub(1);
        if record.away.is_some() || !record.is_watched || slot < record.start {
            return;
        }
        record.miss(slot, slot + 1, &duty);
        self.watch_what_was_missed(at, node, slot);
    }
}
