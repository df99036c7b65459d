//! A gateway's view in tests: backlogs of listed nodes and when each would answer.

use engine::draws::{Address, Draws, Purpose};
use state::requests::Need;
use state::roster::{Order, Roster};
use units::ids::{NodeId, UsersId};
use units::time::{Span, Time};

use super::policy::Asking;
use crate::columns::{Column, Knows, Lengths};

/// Listed nodes from row 0 on, each with its backlog; a request takes `service` on any of them.
pub(super) struct Table {
    pub(super) roster: Roster,
    pub(super) backlogs: Vec<u32>,
    pub(super) service: Span,
}

impl Table {
    pub(super) fn of(backlogs: Vec<u32>, service: Span) -> Self {
        let mut roster = Roster::of(Order::Backlogs);
        for (node, &backlog) in backlogs.iter().enumerate() {
            roster.enter(NodeId(node as u32), backlog);
        }
        Self { roster, backlogs, service }
    }
    /// A request that comes at a time.
    pub(super) fn asking(&self, now: Time) -> Asking<'_> {
        Asking {
            now,
            users: UsersId(0),
            priority: 1,
            need: Need::Work(self.service),
            deadline: None,
            under_way: 0,
            roster: &self.roster,
            backlogs: &self.backlogs,
            knows: self,
        }
    }
}

impl Knows for Table {
    fn number(&self, column: Column, _: NodeId) -> f64 {
        panic!("no admission policy reads `{column}`")
    }
    fn latency(&self, _: NodeId, backlog: u32, _: Lengths) -> Span {
        self.service * u64::from(backlog + 1)
    }
}

pub(super) fn draws(index: u64) -> Draws {
    Address { seed: 1, replication: 0, purpose: Purpose::Admission, entity: 1 }.stream().draws(index)
}
