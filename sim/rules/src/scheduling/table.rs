//! A list of nodes of which one column is known, for tests of policies on small states.

use engine::draws::{Address, Draws, Purpose};
use state::roster::{Order, Roster};
use units::ids::NodeId;
use units::time::Span;

use super::policy::View;
use crate::columns::{Column, Knows, Lengths};

/// Listed nodes from row 0 on, with the values of one column.
pub(super) struct Table {
    pub(super) roster: Roster,
    pub(super) values: Vec<f64>,
    column: Column,
}

impl Table {
    pub(super) fn of(column: Column, values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let mut roster = Roster::of(Order::Ids);
        for (node, value) in values.iter().enumerate() {
            roster.enter(NodeId(node as u32), if column == Column::Backlog { *value as u32 } else { 0 });
        }
        Self { roster, values, column }
    }
}

impl Knows for Table {
    fn number(&self, column: Column, node: NodeId) -> f64 {
        assert_eq!(column, self.column, "the policy reads another column");
        self.values[node.row()]
    }
    fn latency(&self, _: NodeId, _: u32, _: Lengths) -> Span {
        Span::ZERO
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
    ask(&View { roster: &table.roster, backlogs: &backlogs, knows: table, sessions, session: 0 })
}
