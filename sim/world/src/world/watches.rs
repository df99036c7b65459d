//! Who missed how many of the slots in which a duty is owed.

mod misses;

use rules::slashing::Duty;
use units::ids::NetworkId;
use units::time::Time;

use misses::Misses;

use crate::scenario::Scenario;

/// The record of every node under every rule that watches a duty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watches {
    pub(crate) rules: Vec<WatchRule>,
}

#[derive(Clone, Debug)]
pub(crate) struct WatchRule {
    pub(crate) network: NetworkId,
    pub(crate) rule: u16,
    pub(crate) duty: Duty,
    pub(crate) records: Vec<Record>,
}

/// The record of one node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) is_watched: bool,
    /// The slot in which watching began.
    pub(crate) start: u64,
    /// The first slot of the present absence.
    pub(crate) away: Option<u64>,
    /// Slots that it missed before.
    missed: Misses,
    /// One past the last slot that it missed and that is over for it, whatever was forgotten since; 0 for none.
    last: u64,
    pub(crate) timer: u64,
    /// Slots that it has missed though it was up, or would have: the index of its draws.
    pub(crate) slips: u32,
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

    /// How the watched nodes of a network stand; O(nodes).
    pub(crate) fn diligence(&self, network: NetworkId, now: Time) -> Diligence {
        let mut sum = Diligence::default();
        for rule in self.rules.iter().filter(|r| r.network == network) {
            let Some(slot) = slot_of(&rule.duty, now).checked_sub(1) else { continue };
            for record in rule.records.iter().filter(|r| r.is_watched) {
                let missed = record.count(slot, u64::from(rule.duty.window));
                sum.watched += 1;
                sum.missed += missed;
                sum.over += u64::from(missed > u64::from(rule.duty.allowed));
            }
        }
        sum
    }
}

/// The slot that contains a time; it ends after it.
pub(crate) fn slot_of(duty: &Duty, time: Time) -> u64 {
    time.ns() / duty.slot.ns().max(1)
}

impl Record {
    /// The slot at whose end the present absence becomes an offence; none if it never does.
    pub(crate) fn due(&self, duty: &Duty) -> Option<u64> {
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
    pub(crate) fn due_now(&self, duty: &Duty, slot: u64) -> Option<u64> {
        let checked = slot.max(self.start + u64::from(duty.window));
        (self.count(checked, u64::from(duty.window)) > u64::from(duty.allowed)).then_some(checked)
    }
    /// Slots that are missed in the window that ends with a slot; the present absence goes on.
    pub(crate) fn count(&self, slot: u64, window: u64) -> u64 {
        let from = (slot + 1).saturating_sub(window).max(self.start);
        self.missed.since(from) + self.away.map_or(0, |first| (slot + 1).saturating_sub(first.max(from)))
    }
    /// One past the last slot that it has missed when a slot begins; 0 for none.
    pub(crate) fn last_missed(&self, slot: u64) -> u64 {
        if self.away.is_some_and(|first| slot > first) { slot } else { self.last }
    }
    /// Notes missed slots, from the first to one past the last, and forgets what the window has passed.
    pub(crate) fn miss(&mut self, first: u64, end: u64, duty: &Duty) {
        self.missed.add(first, end);
        self.last = self.last.max(end);
        self.missed.forget(end.saturating_sub(u64::from(duty.window)));
    }
    /// Nothing is owed any more; who comes next draws on.
    pub(crate) fn release(&mut self) {
        *self = Self { slips: self.slips, ..Self::default() };
    }
    /// Forgets all that was missed; watching begins anew.
    pub(crate) fn clear(&mut self, slot: u64) {
        self.last = self.last_missed(slot);
        self.missed.clear();
        self.start = slot;
        self.away = None;
    }
}

/// How the watched nodes of a network stand with their duties.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Diligence {
    /// Nodes that are watched, by rule.
    pub(crate) watched: u64,
    /// Slots missed in the window up to now.
    pub(crate) missed: u64,
    /// Those of the nodes that have missed more than is allowed.
    pub(crate) over: u64,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use engine::draws::{Address, Purpose};
    use units::time::Span;

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
        /// One past the last that was ever missed.
        last: u64,
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
                if twin.away.is_some_and(|first| slot > first) {
                    twin.last = slot;
                }
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
                        twin.last = slot;
                    }
                    _ => {}
                }
                assert_eq!(record.last_missed(slot), twin.last, "case {case}, slot {slot}");
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
