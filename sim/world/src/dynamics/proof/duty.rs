//! Duties owed in every slot: who missed how many, without an event for each slot.

use engine::agenda::{Class, Timer};
use rules::reputation::Seen;
use rules::slashing::{Evidence, Finding, Offence};
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::Moment;
use crate::world::networks::Sides;
use crate::world::watches::slot_of;

impl Moment<'_> {
    /// A node is up: its absence ends, or watching begins.
    ///
    /// A bonded node that is away at the start owes nothing before it first comes: in equilibrium it would have been
    /// judged long ago, and an empty record would bring all such nodes to jail at one instant.
    pub(in crate::dynamics) fn watch_up(&mut self, node: NodeId) {
        for at in 0..self.state.watches.rules.len() {
            let network = self.state.watches.rules[at].network;
            let is_free = self.is_in_good_standing(network, node);
            let (rule, now) = (&mut self.state.watches.rules[at], self.now);
            let slot = slot_of(&rule.duty, now);
            let record = &mut rule.records[node.row()];
            if record.is_watched {
                if let Some(first) = record.away.take()
                    && slot > first
                {
                    record.miss(first, slot, &rule.duty);
                }
            } else if is_free {
                record.is_watched = true;
                record.clear(slot);
            }
            self.watch_what_was_missed(at, node, slot.saturating_sub(1));
        }
    }

    /// An up node may be judged for what it has missed, when checks of it begin at the latest.
    pub(super) fn watch_what_was_missed(&mut self, at: usize, node: NodeId, slot: u64) {
        self.disarm_watch(at, node);
        let rule = &self.state.watches.rules[at];
        let record = &rule.records[node.row()];
        if record.is_watched
            && let Some(due) = record.due_now(&rule.duty, slot)
        {
            self.arm_at(at, node, due);
        }
    }

    /// The record of a rule that watches a duty.
    pub(super) fn watch_rule(&self, network: NetworkId, rule: u16) -> usize {
        let found = self.state.watches.rules.iter().position(|r| r.network == network && r.rule == rule);
        found.expect("only a rule that watches schedules this event")
    }

    /// A node is down: what it misses from now on counts.
    pub(in crate::dynamics) fn watch_down(&mut self, node: NodeId) {
        for at in 0..self.state.watches.rules.len() {
            let rule = &mut self.state.watches.rules[at];
            let slot = slot_of(&rule.duty, self.now);
            let record = &mut rule.records[node.row()];
            if record.is_watched && record.away.is_none() {
                record.away = Some(slot);
                self.arm_watch(at, node);
            }
        }
    }

    /// A node leaves for good: nothing is owed any more.
    pub(in crate::dynamics) fn unwatch(&mut self, node: NodeId) {
        for at in 0..self.state.watches.rules.len() {
            self.disarm_watch(at, node);
            self.state.watches.rules[at].records[node.row()].release();
        }
    }

    /// A jail term has ended: an up node is watched again.
    pub(in crate::dynamics) fn watch_again(&mut self, network: NetworkId, node: NodeId) {
        if !self.state.nodes.is_up(node) {
            return;
        }
        for rule in self.state.watches.rules.iter_mut().filter(|r| r.network == network) {
            let slot = slot_of(&rule.duty, self.now);
            let record = &mut rule.records[node.row()];
            if !record.is_watched {
                record.is_watched = true;
                record.clear(slot);
            }
        }
    }

    /// A node has missed too many slots.
    pub(in crate::dynamics) fn missed(&mut self, node: NodeId, network: NetworkId, rule: u16) {
        let at = self.watch_rule(network, rule);
        self.state.watches.rules[at].records[node.row()].timer = 0;
        let evidence =
            Evidence { node, offence: Offence::Absence, finding: Finding::Offended, at: self.now, now: self.now };
        let is_forgiven = self.state.networks[network.row()].amnesties.is_some() && self.forgives_absence(network, at);
        self.judge_by(usize::from(rule), network, &evidence, Sides { is_forgiven, ..Sides::default() });
        if self.state.has_reputations {
            self.note_seen(network, node, None, Seen::Offended);
        }
        let is_free = self.is_in_good_standing(network, node);
        let watch = &mut self.state.watches.rules[at];
        let slot = slot_of(&watch.duty, self.now);
        let record = &mut watch.records[node.row()];
        record.clear(slot);
        record.is_watched = is_free;
        if is_free && !self.state.nodes.is_up(node) {
            record.away = Some(slot);
            self.arm_watch(at, node);
        }
    }

    fn arm_watch(&mut self, at: usize, node: NodeId) {
        self.disarm_watch(at, node);
        let rule = &self.state.watches.rules[at];
        if let Some(slot) = rule.records[node.row()].due(&rule.duty) {
            self.arm_at(at, node, slot);
        }
    }

    /// Schedules that a node is judged at the end of a slot.
    fn arm_at(&mut self, at: usize, node: NodeId, slot: u64) {
        let name = self.state.nodes.name(node);
        let rule = &mut self.state.watches.rules[at];
        let end = Time::ZERO + Span::from_ns((slot + 1).saturating_mul(rule.duty.slot.ns()));
        let event = Event::Missed { node: name, network: rule.network, rule: rule.rule };
        let timer = self.agenda.at(end.max(self.now), Class::Timer, event);
        rule.records[node.row()].timer = timer.bits();
    }

    fn disarm_watch(&mut self, at: usize, node: NodeId) {
        let record = &mut self.state.watches.rules[at].records[node.row()];
        if let Some(timer) = Timer::from_bits(std::mem::take(&mut record.timer)) {
            self.agenda.cancel(timer);
        }
    }
}
