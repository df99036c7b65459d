//! A list of nodes of which one column is known, for tests of policies on small states.

use engine::draws::{Address, Draws, Purpose};
use state::journal::Journal;
use state::roster::{Order, Roster};
use units::ids::{NodeId, UsersId};
use units::time::{Span, Time};

use super::policy::View;
use crate::columns::{Column, Knows, Lengths};

/// Listed nodes from row 0 on, with the values of one column; latencies are the values of `latency_s`.
pub(super) struct Table {
    pub(super) roster: Roster,
    pub(super) values: Vec<f64>,
    /// The other columns, if a policy reads several.
    pub(super) others: Vec<(Column, Vec<f64>)>,
    pub(super) changes: Journal,
    column: Column,
}

impl Table {
    pub(super) fn of(column: Column, values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let mut roster = Roster::of(Order::Ids);
        for (node, value) in values.iter().enumerate() {
            roster.enter(NodeId(node as u32), if column == Column::Backlog { *value as u32 } else { 0 });
        }
        Self { roster, values, others: Vec::new(), changes: Journal::default(), column }
    }
    /// The same with the values of another column.
    pub(super) fn with(mut self, column: Column, values: impl Iterator<Item = f64>) -> Self {
        self.others.push((column, values.collect()));
        self
    }
}

impl Knows for Table {
    fn number(&self, column: Column, node: NodeId) -> f64 {
        if column == self.column {
            return self.values[node.row()];
        }
        let other = self.others.iter().find(|(other, _)| *other == column);
        other.expect("the policy reads a column that it should not").1[node.row()]
    }
    fn latency(&self, node: NodeId, _: u32, _: Lengths) -> Span {
        let has = self.column == Column::Latency || self.others.iter().any(|other| other.0 == Column::Latency);
        if has { Span::from_secs_f64(self.number(Column::Latency, node)) } else { Span::ZERO }
    }
    fn changes(&self) -> Option<&Journal> {
        Some(&self.changes)
    }
}

pub(super) fn draws(index: u64) -> Draws {
    Address { seed: 1, replication: 0, purpose: Purpose::Scheduling, entity: 1 }.stream().draws(index)
}

/// What is answered with the view of a table.
pub(super) fn view<T>(table: &Table, ask: impl FnOnce(&View) -> T) -> T {
    let is_backlog = table.column == Column::Backlog;
    let backlogs: Vec<u32> = table.values.iter().map(|&value| if is_backlog { value as u32 } else { 0 }).collect();
    let sessions = Address { seed: 1, replication: 0, purpose: Purpose::Affinity, entity: 1 }.stream();
    ask(&View {
        roster: &table.roster,
        backlogs: &backlogs,
        knows: table,
        sessions,
        session: 0,
        users: UsersId(0),
        tries: 0,
        now: Time::ZERO,
        deadline: None,
    })
}

/// How far counts are from what is expected of them: Pearson's chi-square.
pub(super) fn chi_square(counts: &[f64], expected: &[f64]) -> f64 {
    let parts = counts.iter().zip(expected);
    parts.map(|(count, expected)| (count - expected) * (count - expected) / expected).sum()
}
