//! Duties owed in every slot: who missed how many, without an event for each slot.

use engine::agenda::{Class, Timer};
use rules::slashing::{Duty, Evidence, Finding, Offence};
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use super::misses::Misses;
use crate::event::Event;
use crate::scenario::Scenario;
use crate::world::Moment;

/// The record of every node under every rule that watches a duty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watches {
    pub(super) rules: Vec<WatchRule>,
}

#[derive(Clone, Debug)]
pub(super) struct WatchRule {
    pub(super) network: NetworkId,
    pub(super) rule: u16,
    pub(super) duty: Duty,
    pub(super) records: Vec<Record>,
}

/// The record of one node.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) is_watched: bool,
    /// The slot in which watching began.
    pub(super) start: u64,
    /// The first slot of the present absence.
    pub(super) away: Option<u64>,
    /// Slots that it missed before.
    missed: Misses,
    timer: u64,
    /// Slots that it has missed though it was up, or would have: the index of its draws.
    pub(super) slips: u32,
}

impl Watches {
    /// Empty records for all rules of a scenario that watch a duty.
    pub(crate) fn new(scenario: &Scenario, n_nodes: usize) -> Self {
        let mut rules = Vec::new();
        for (n, network) in scenario.networks.iter().enumerate() {
            for (r, policy) in network.rules.slashing.values().enumerate() {
                if let Some(duty) = policy.duty() {
                    let records = vec![Record::default(); n_nodes];
                    rules.push(WatchRule { network: NetworkId::of(n), rule: r as u16, duty, records });
                }
            }
        }
        Self { rules }
    }
}

/// The slot that contains a time; it ends after it.
pub(super) fn slot_of(duty: &Duty, time: Time) -> u64 {
    time.ns() / duty.slot.ns().max(1)
}

impl Record {
    /// The slot at whose end the present absence becomes an offence; none if it never does.
    fn due(&self, duty: &Duty) -> Option<u64> {
        let (first, window) = (self.away?, u64::from(duty.window));
        if duty.allowed >= duty.window {
            return None;
        }
        // After `allowed + 1` slots of one absence, or once checks begin, it is one at the latest. The number grows by
        // one with each slot of an absence and falls by one at most, so that the first such slot can be halved down to.
        let (mut low, mut high) = (first.max(self.start + window), first.max(self.start + window) + window);
        while low < high {
            let slot = low + (high - low) / 2;
            (low, high) =
                if self.count(slot, window) > u64::from(duty.allowed) { (low, slot) } else { (slot + 1, high) };
        }
        Some(low)
    }
    /// The slot at whose end what was missed so far is an offence without any more; none if it is not.
    fn due_now(&self, duty: &Duty, slot: u64) -> Option<u64> {
        let checked = slot.max(self.start + u64::from(duty.window));
        (self.count(checked, u64::from(duty.window)) > u64::from(duty.allowed)).then_some(checked)
    }
    /// Slots that are missed in the window that ends with a slot; the present absence goes on.
    pub(super) fn count(&self, slot: u64, window: u64) -> u64 {
        let from = (slot + 1).saturating_sub(window).max(self.start);
        self.missed.since(from) + self.away.map_or(0, |first| (slot + 1).saturating_sub(first.max(from)))
    }
    /// Notes missed slots, from the first to one past the last, and forgets what the window has passed.
    pub(super) fn miss(&mut self, first: u64, end: u64, duty: &Duty) {
        self.missed.add(first, end);
        self.missed.forget(end.saturating_sub(u64::from(duty.window)));
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
            let record = &mut self.state.watches.rules[at].records[node.row()];
            *record = Record { slips: record.slips, ..Record::default() };
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
        let at = self.watch_rule(network, rule);
        self.state.watches.rules[at].records[node.row()].timer = 0;
        let evidence =
            Evidence { node, offence: Offence::Absence, finding: Finding::Offended, at: self.now, now: self.now };
        self.judge_by(usize::from(rule), network, &evidence, None);
        let is_free = self.state.bonds.is_free(network, node, self.now);
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use engine::draws::{Address, Purpose};

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
        record.missed.add(950, 970);
        // 20 old misses and 31 new ones are 51 at slot 1030, and the window still begins at 931.
        assert_eq!(record.due(&duty()), Some(1_030));
        record.missed.clear();
        record.missed.add(700, 900);
        assert_eq!(record.due(&duty()), Some(1_050));
    }

    #[test]
    fn nobody_is_judged_before_a_whole_window_has_passed() {
        let record = Record { is_watched: true, start: 200, away: Some(200), ..Record::default() };
        assert_eq!(record.due(&duty()), Some(300));
    }

    /// The same record slot by slot: each that was missed, and each end of a slot looked at.
    #[derive(Default)]
    struct Twin {
        missed: BTreeSet<u64>,
        start: u64,
        away: Option<u64>,
    }

    impl Twin {
        fn count(&self, slot: u64, window: u64) -> u64 {
            let is_missed = |s: &u64| self.missed.contains(s) || self.away.is_some_and(|first| *s >= first);
            let from = (slot + 1).saturating_sub(window).max(self.start);
            (from..=slot).filter(is_missed).count() as u64
        }
        fn is_due(&self, duty: &Duty, slot: u64) -> bool {
            slot >= self.start + u64::from(duty.window)
                && self.count(slot, u64::from(duty.window)) > u64::from(duty.allowed)
        }
    }

    #[test]
    fn a_record_agrees_with_one_that_looks_at_every_slot() {
        let mut draws = Address { seed: 1, replication: 0, purpose: Purpose::Swarm, entity: 10 }.stream().draws(0);
        let (mut judged, mut looked) = (0, 0);
        for case in 0..300 {
            let window = 1 + draws.below(60);
            let duty = Duty { slot: Span::secs(1), window, allowed: draws.below(window + 1) };
            let (mut record, mut twin, mut slot) = (Record::default(), Twin::default(), 0);
            for _ in 0..200 {
                // Often the very next slot, or the same once more, as where a node comes back while a slot ends.
                slot += u64::from([0, 1, 1, 2, 3, draws.below(40)][draws.below(6) as usize]);
                match (draws.below(12), record.away) {
                    (0, _) => {
                        record.clear(slot);
                        (twin.missed, twin.start, twin.away) = (BTreeSet::new(), slot, None);
                    }
                    (1..=3, None) => (record.away, twin.away) = (Some(slot), Some(slot)),
                    (_, Some(first)) => {
                        (record.away, twin.away) = (None, None);
                        if slot > first {
                            record.miss(first, slot, &duty);
                            twin.missed.extend(first..slot);
                        }
                    }
                    (_, None) if slot > twin.start => {
                        record.miss(slot - 1, slot, &duty);
                        twin.missed.insert(slot - 1);
                    }
                    _ => {}
                }
                let last = slot.saturating_sub(1).max(twin.start);
                assert_eq!(
                    record.count(last, window.into()),
                    twin.count(last, window.into()),
                    "case {case}, slot {last}"
                );
                let first = last.max(twin.start + u64::from(window));
                let now = record.due_now(&duty, last);
                assert_eq!(now, twin.is_due(&duty, first).then_some(first), "case {case}, slot {last}");
                if let Some(away) = twin.away {
                    let from = away.max(twin.start + u64::from(window));
                    let due = (from..=from + u64::from(window)).find(|&s| twin.is_due(&duty, s));
                    assert_eq!(record.due(&duty), due, "case {case}, slot {last}");
                    looked += 1;
                    judged += u64::from(due.is_some());
                }
            }
        }
        assert!(looked > 5_000 && judged > looked / 2, "{judged} of {looked}");
    }
}
