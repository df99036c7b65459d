//! How many periods a node has served without many misses.

use units::ids::NodeId;
use units::settings;
use units::share::Share;
use units::time::Time;

use super::policy::{Member, Observation, Rating, Seen};

settings! {
    /// Counts the periods that a node served, less a penalty for those with many misses, up to a number that is full.
    ///
    /// A period counts for a node that is up at its end. If more than `misses` of what was seen of the node in it were
    /// misses (lost attempts and convicted answers), it takes `penalty` periods instead. r = max(0, min(1, s / n)), s
    /// the sum and n = `epochs`; s is not above n and not below 0. A node that never misses has r = k / n after k <= n
    /// periods, and `penalty` more to serve after each bad one. It hears all answers, checked or not
    /// (`reputation.hears` has `answers`). Source: gonka-ai/gonka: epochs served less a penalty for epochs with more
    /// than 1 % misses, over 30, cut to 0..1 (reference/systems.md 3); what a penalty takes is not known from there.
    pub struct EpochsServed {
        /// Periods until the reputation is full [>= 1].
        pub epochs: u32 = 30,
        /// Part of the attempts of a period that may be missed [>= 0, <= 1].
        pub misses: Share = Share::percent(1),
        /// Periods that one with more misses takes away [>= 0].
        pub penalty: f64 = 1.0,
    }
}

/// What is known of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Record {
    /// Periods served, less penalties.
    served: f64,
    /// What was seen in the present period, and misses of it.
    seen: u32,
    missed: u32,
}

impl EpochsServed {
    fn score(&self, record: &Record) -> f64 {
        (record.served / f64::from(self.epochs.max(1))).clamp(0.0, 1.0)
    }
}

impl Rating for EpochsServed {
    type Memory = Vec<Record>;

    fn memory(&self, nodes: usize) -> Vec<Record> {
        vec![Record::default(); nodes]
    }
    fn opening(&self) -> f64 {
        0.0
    }
    fn hear(&self, memory: &mut Vec<Record>, observation: &Observation) {
        let record = &mut memory[observation.node.row()];
        record.seen = record.seen.saturating_add(1);
        let is_miss = matches!(observation.seen, Seen::Lost | Seen::Wrong | Seen::Offended);
        record.missed = record.missed.saturating_add(u32::from(is_miss));
    }
    fn publish(&self, memory: &mut Vec<Record>, members: &[Member], _: Time) -> Vec<f64> {
        for (record, member) in memory.iter_mut().zip(members) {
            let many = f64::from(record.missed) > self.misses.as_f64() * f64::from(record.seen);
            if many {
                record.served -= self.penalty;
            } else if member.is_member && member.is_up {
                record.served += 1.0;
            }
            record.served = record.served.clamp(0.0, f64::from(self.epochs));
            (record.seen, record.missed) = (0, 0);
        }
        memory.iter().map(|record| self.score(record)).collect()
    }
    fn forget(&self, memory: &mut Vec<Record>, node: NodeId) {
        memory[node.row()] = Record::default();
    }
    fn counts_answers(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_clean_periods_are_a_full_reputation_and_a_bad_one_takes_some_away() {
        let rule = EpochsServed { epochs: 30, misses: Share::percent(1), penalty: 3.0 };
        let (mut memory, node) = (rule.memory(2), NodeId(0));
        let up = Member { is_member: true, is_up: true, ..Member::default() };
        let members = [up, Member { is_up: false, ..up }];
        let mut period = |lost: u32| {
            for i in 0..100 {
                let seen = if i < lost { Seen::Lost } else { Seen::Answered };
                rule.hear(&mut memory, &Observation { node, by: None, seen, now: Time::ZERO });
            }
            rule.publish(&mut memory, &members, Time::ZERO)
        };
        for k in 1..=20 {
            // One in a hundred is no more than 1 %.
            assert_eq!(period(1), [f64::from(k) / 30.0, 0.0], "after {k} periods; who is away serves none");
        }
        assert_eq!(period(2), [17.0 / 30.0, 0.0], "a period with more takes three");
        (0..12).for_each(|_| drop(period(0)));
        assert_eq!(period(0)[0].to_bits(), 1.0_f64.to_bits());
        assert_eq!(period(0)[0].to_bits(), 1.0_f64.to_bits(), "more than full is none");
        (0..10).for_each(|_| drop(period(100)));
        assert_eq!(period(100)[0].to_bits(), 0.0_f64.to_bits(), "nor less than none");
    }
}
