//! What a network knows of its nodes by epochs: how long they have served, and what they failed.

use rules::verification::{Record, Recording};
use units::ids::NodeId;
use units::time::Time;

use crate::scenario::Network;

/// The record of one node: whole epochs that are over, and the one in which it was last asked for anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Row {
    epochs: u32,
    missed: u64,
    /// The epoch of the counts.
    epoch: u64,
    served: u32,
    failed: u32,
}

impl Row {
    /// The same in a later epoch: what was counted before is added up.
    fn at(self, epoch: u64, rule: &Recording) -> Self {
        let asked = u64::from(self.served) + u64::from(self.failed);
        if self.epoch == epoch {
            return self;
        }
        if asked == 0 {
            return Self { epoch, ..self };
        }
        let (failed, may) = (u128::from(self.failed), rule.may_miss);
        // failed / asked > numerator / denominator, exactly.
        let is_too_much = failed * u128::from(may.denominator()) > u128::from(asked) * u128::from(may.numerator());
        let share = if is_too_much { u64::from(self.failed) * 1_000_000 / asked } else { 0 };
        Self { epochs: self.epochs + 1, missed: self.missed + share, epoch, served: 0, failed: 0 }
    }
}

/// How a network counts the epochs of its nodes, as its rules are now: by the first that goes by them.
pub(crate) fn recording(network: &Network) -> Option<Recording> {
    network.rules.verification.values().find_map(|rule| rule.policy().record())
}

/// The records of the nodes of a network.
#[derive(Clone, Debug)]
pub(crate) struct Records {
    rule: Recording,
    rows: Vec<Row>,
    /// The epoch that answers are counted in, its answers, and those of the epoch before.
    epoch: u64,
    answers: u64,
    before: u64,
}

impl Records {
    /// Of a network of which some rule goes by them.
    pub(crate) fn of(network: &Network, n_nodes: usize) -> Option<Box<Self>> {
        let rule = recording(network)?;
        Some(Box::new(Self { rule, rows: vec![Row::default(); n_nodes], epoch: 0, answers: 0, before: 0 }))
    }
    fn epoch_at(&self, now: Time) -> u64 {
        now.ns() / self.rule.epoch.ns().max(1)
    }
    /// A new node has a row: it begins with nothing, or at the start with what it brings.
    pub(crate) fn begin(&mut self, node: NodeId, now: Time) {
        let epochs = if now == Time::ZERO { self.rule.start } else { 0 };
        self.rows[node.row()] = Row { epochs, epoch: self.epoch_at(now), ..Row::default() };
    }
    fn row(&mut self, node: NodeId, now: Time) -> &mut Row {
        let (epoch, rule) = (self.epoch_at(now), self.rule);
        let row = &mut self.rows[node.row()];
        *row = row.at(epoch, &rule);
        row
    }
    /// A node has answered a request.
    pub(crate) fn served(&mut self, node: NodeId, now: Time) {
        let epoch = self.epoch_at(now);
        if epoch != self.epoch {
            self.before = if epoch == self.epoch + 1 { self.answers } else { 0 };
            (self.epoch, self.answers) = (epoch, 0);
        }
        self.answers += 1;
        self.row(node, now).served += 1;
    }
    /// A node has failed a request.
    pub(crate) fn failed(&mut self, node: NodeId, now: Time) {
        self.row(node, now).failed += 1;
    }
    /// A conviction sets a node's record back to nothing.
    pub(crate) fn reset(&mut self, node: NodeId, now: Time) {
        *self.row(node, now) = Row { epoch: self.epoch_at(now), ..Row::default() };
    }
    /// What is known of a node that has just answered.
    pub(crate) fn of_node(&self, node: NodeId) -> Record {
        let Row { epochs, missed, .. } = self.rows[node.row()];
        Record { epochs, missed, traffic: self.answers.max(self.before) }
    }
}

#[cfg(test)]
mod tests {
    use units::share::Share;
    use units::time::Span;

    use super::*;

    fn records() -> Records {
        let rule = Recording { epoch: Span::secs(10), may_miss: Share::percent(10), start: 7, resets: true };
        Records { rule, rows: vec![Row::default(); 2], epoch: 0, answers: 0, before: 0 }
    }

    #[test]
    fn epochs_count_in_which_a_node_was_asked_less_what_it_missed_beyond_what_it_may() {
        let (mut records, node) = (records(), NodeId::of(1));
        let at = |s: u64| Time::from_ns(s * 1_000_000_000);
        records.begin(node, at(5));
        // Epoch 0: one of ten failed, which is allowed. Epoch 1: one of four. Epochs 2 and 3: nothing.
        for _ in 0..9 {
            records.served(node, at(6));
        }
        records.failed(node, at(9));
        records.served(node, at(10));
        assert_eq!(records.of_node(node), Record { epochs: 1, missed: 0, traffic: 9 });
        records.served(node, at(12));
        records.served(node, at(13));
        records.failed(node, at(19));
        records.served(node, at(45));
        assert_eq!(records.of_node(node), Record { epochs: 2, missed: 250_000, traffic: 1 });
    }

    #[test]
    fn newcomers_begin_with_nothing_and_who_is_convicted_begins_anew() {
        let (mut records, node) = (records(), NodeId::of(0));
        records.begin(node, Time::ZERO);
        assert_eq!(records.of_node(node).epochs, 7);
        records.reset(node, Time::from_ns(1));
        assert_eq!(records.of_node(node).epochs, 0);
        records.begin(node, Time::from_ns(1));
        assert_eq!(records.of_node(node).epochs, 0);
    }
}
