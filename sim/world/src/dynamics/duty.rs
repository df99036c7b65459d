//! Duties owed in every slot: who missed how many, without an event for each slot.

use std::collections::VecDeque;

use engine::agenda::{Class, Timer};
use rules::slashing::{Duty, Evidence, Finding, Offence};
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::scenario::Scenario;
use crate::world::Moment;

/// The record of every node under every rule that watches a duty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watches {
    rules: Vec<WatchRule>,
}

#[derive(Clone, Debug)]
struct WatchRule {
    network: NetworkId,
    rule: u16,
    duty: Duty,
    records: Vec<Record>,
}

/// The record of one node: slots it missed, as intervals.
#[derive(Clone, Debug, Default)]
struct Record {
    is_watched: bool,
    /// The slot in which watching began.
    start: u64,
    /// The first slot of the present absence.
    away: Option<u64>,
    /// Past absences: first slot and one past the last.
    missed: VecDeque<(u64, u64)>,
    timer: u64,
}

impl Watches {
    /// Empty records for all rules of a scenario that watch a duty.
    pub(crate) fn new(scenario: &Scenario, n_nodes: usize) -> Self {
        let mut rules = Vec::new();
        for (n, network) in scenario.networks.iter().enumerate() {
            for (r, (_, policy)) in network.slashing.iter().enumerate() {
                if let Some(duty) = policy.policy().duty() {
                    let records = vec![Record::default(); n_nodes];
                    rules.push(WatchRule { network: NetworkId::of(n), rule: r as u16, duty, records });
                }
            }
        }
        Self { rules }
    }
}

/// The slot that contains a time; it ends after it.
fn slot_of(duty: &Duty, time: Time) -> u64 {
    time.ns() / duty.slot.ns().max(1)
}

impl Record {
    /// The slot at whose end the present absence becomes an offence; none if it never does.
    fn due(&self, duty: &Duty) -> Option<u64> {
        let (first, window) = (self.away?, u64::from(duty.window));
        if duty.allowed >= duty.window {
            return None;
        }
        // After `allowed + 1` slots of one absence, or once checks begin, it is one at the latest.
        let last = first.max(self.start + window) + window;
        (first..=last).find(|&slot| {
            let from = (slot + 1).saturating_sub(window);
            let past: u64 = self.missed.iter().map(|&(a, b)| b.saturating_sub(a.max(from))).sum();
            let present = (slot + 1 - first.max(from)).min(window);
            slot >= self.start + window && past + present > u64::from(duty.allowed)
        })
    }
    /// Forgets all that was missed; watching begins anew.
    fn clear(&mut self, slot: u64) {
        self.missed.clear();
        self.start = slot;
        self.away = None;
    }
}

impl Moment<'_> {
    /// A node is up: its absence ends, or watching begins.
    ///
    /// A bonded node that is away at the start owes nothing before it first comes: in equilibrium it would have been
    /// judged long ago, and an empty record would bring all such nodes to jail at one instant.
    pub(super) fn watch_up(&mut self, node: NodeId) {
        for at in 0..self.state.watches.rules.len() {
            let network = self.state.watches.rules[at].network;
            let is_free = self.state.bonds.is_free(network, node, self.now);
            let (rule, now) = (&mut self.state.watches.rules[at], self.now);
            let slot = slot_of(&rule.duty, now);
            let record = &mut rule.records[node.row()];
            if record.is_watched {
                if let Some(first) = record.away.take()
                    && slot > first
                {
                    record.missed.push_back((first, slot));
                    let from = slot.saturating_sub(u64::from(rule.duty.window));
                    while record.missed.front().is_some_and(|&(_, end)| end <= from) {
                        record.missed.pop_front();
                    }
                }
            } else if is_free {
                record.is_watched = true;
                record.clear(slot);
            }
            self.disarm_watch(at, node);
        }
    }

    /// A node is down: what it misses from now on counts.
    pub(super) fn watch_down(&mut self, node: NodeId) {
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
    pub(super) fn unwatch(&mut self, node: NodeId) {
        for at in 0..self.state.watches.rules.len() {
            self.disarm_watch(at, node);
            self.state.watches.rules[at].records[node.row()] = Record::default();
        }
    }

    /// A jail term has ended: an up node is watched again.
    pub(super) fn watch_again(&mut self, network: NetworkId, node: NodeId) {
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
    pub(super) fn missed(&mut self, node: NodeId, network: NetworkId, rule: u16) {
        let found = self.state.watches.rules.iter().position(|r| r.network == network && r.rule == rule);
        let at = found.expect("only a rule that watches schedules this event");
        self.state.watches.rules[at].records[node.row()].timer = 0;
        let evidence = Evidence { offence: Offence::Absence, finding: Finding::Offended, at: self.now, now: self.now };
        self.judge_by(usize::from(rule), network, node, &evidence, None);
        let is_free = self.state.bonds.is_free(network, node, self.now);
        let watch = &mut self.state.watches.rules[at];
        let slot = slot_of(&watch.duty, self.now);
        let record = &mut watch.records[node.row()];
        record.clear(slot);
        record.is_watched = is_free;
        if is_free {
            record.away = Some(slot);
            self.arm_watch(at, node);
        }
    }

    fn arm_watch(&mut self, at: usize, node: NodeId) {
        let rule = &mut self.state.watches.rules[at];
        let record = &mut rule.records[node.row()];
        let Some(slot) = record.due(&rule.duty) else { return };
        let end = Time::ZERO + Span::from_ns((slot + 1).saturating_mul(rule.duty.slot.ns()));
        let name = self.state.nodes.name(node);
        let event = Event::Missed { node: name, network: rule.network, rule: rule.rule };
        record.timer = self.agenda.at(end.max(self.now), Class::Timer, event).bits();
    }

    fn disarm_watch(&mut self, at: usize, node: NodeId) {
        let record = &mut self.state.watches.rules[at].records[node.row()];
        if let Some(timer) = Timer::from_bits(std::mem::take(&mut record.timer)) {
            self.agenda.cancel(timer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn duty() -> Duty {
        Duty { slot: Span::secs(5), window: 100, allowed: 50 }
    }

    /// Cosmos with its defaults: offline from a clean record, judged at the 51st missed slot (theory.json,
    /// cosmos-offline).
    #[test]
    fn a_clean_node_is_judged_at_its_fifty_first_miss() {
        let record = Record { is_watched: true, start: 0, away: Some(1_000), ..Record::default() };
        assert_eq!(record.due(&duty()), Some(1_050));
    }

    #[test]
    fn earlier_misses_count_while_they_are_in_the_window() {
        let mut record = Record { is_watched: true, start: 0, away: Some(1_000), ..Record::default() };
        record.missed.push_back((950, 970));
        // 20 old misses and 31 new ones are 51 at slot 1030, and the window still begins at 931.
        assert_eq!(record.due(&duty()), Some(1_030));
        record.missed[0] = (700, 900);
        assert_eq!(record.due(&duty()), Some(1_050));
    }

    #[test]
    fn nobody_is_judged_before_a_whole_window_has_passed() {
        let record = Record { is_watched: true, start: 200, away: Some(200), ..Record::default() };
        assert_eq!(record.due(&duty()), Some(300));
    }
}
