//! What a scheduling policy sees and what it answers.

use std::fmt::Debug;

use engine::draws::{Draws, Stream};
use state::roster::{Order, Roster};
use units::ids::{NodeId, UsersId};
use units::time::Time;
use units::words;

use crate::checking::Checking;
use crate::columns::{Column, Knows};

units::questions! {
    /// Picks a node; asked for each attempt.
    pub trait Scheduler {
        /// What the policy remembers of its picks from one list.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start, with room for so many nodes if each is remembered.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// The node to try, or that the attempt is held or refused.
        fn pick(&self, memory: &mut Self::Memory, view: &View, draws: &mut Draws) -> Pick;
        /// The columns that the policy reads beside backlogs: an old view keeps what nodes reported of these.
        fn columns(&self) -> Vec<Column> {
            Vec::new()
        }
        /// What the policy asks of the list that it picks from.
        fn order(&self) -> Order {
            Order::Members
        }
        /// How requests that were copied end.
        fn ending(&self) -> Ending {
            Ending { done: Done::First, cancel: Cancel::AtOnce, is_independent: false }
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

/// The most copies of a request.
pub const MOST_COPIES: usize = 8;

/// How a request that was copied ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Which answer ends it.
    pub done: Done,
    /// What becomes of the other copies after that.
    pub cancel: Cancel,
    /// Whether every copy draws its work by itself.
    pub is_independent: bool,
}

words! {
    /// Which answer ends a request that was copied.
    pub enum Done {
        /// The first.
        First = "first",
        /// The last of the copies that do not fail.
        All = "all",
    }
}

words! {
    /// What becomes of copies whose answer nobody needs any more.
    pub enum Cancel {
        /// They are cancelled in the same instant, wherever they are.
        AtOnce = "at_once",
        /// They run to their end.
        Never = "never",
    }
}

units::view! {
    /// What a scheduling policy sees: the nodes that its gateway lists, as old as its gateway's view is.
    #[derive(Clone, Copy)]
    pub struct View<'a> {
        /// The listed nodes.
        pub roster: &'a Roster,
        /// Backlogs by node, as the gateway knows them.
        pub backlogs: &'a [u32],
        /// What else the gateway knows of nodes: `windtunnel list columns`.
        pub knows: &'a dyn Knows,
        /// Where what a session keeps for all its requests is drawn, by the session's number.
        pub sessions: Stream,
        /// The number of the request's session; one of its own if it is of none.
        pub session: u64,
        /// The group of users that sent the request.
        pub users: UsersId,
        /// How many attempts of the request have failed.
        pub tries: u32,
        /// The present.
        pub now: Time,
        /// By when the request's users want the answer, if they said so (`users.x.target.deadline`).
        pub deadline: Option<Time>,
    }
}

impl View<'_> {
    /// The backlog of a node, as the gateway knows it.
    #[inline]
    pub fn backlog(&self, node: NodeId) -> u32 {
        self.backlogs[node.row()]
    }
    /// The value of a column at a node, as the gateway knows it.
    #[inline]
    pub fn number(&self, column: Column, node: NodeId) -> f64 {
        match column {
            Column::Backlog => f64::from(self.backlog(node)),
            column => self.knows.number(column, node),
        }
    }
}

/// What a scheduling policy answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Try this node.
    Node(NodeId),
    /// Try these nodes at the same time, a copy each.
    Copies(Copied),
    /// No node will do now; the gateway holds or refuses the request as it is set.
    None,
}

/// Nodes that get a copy each, all distinct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The nodes; those after the n-th mean nothing.
    pub nodes: [NodeId; MOST_COPIES],
    /// How many they are.
    pub n: u8,
}

impl Copied {
    /// The nodes.
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes[..usize::from(self.n)]
    }
}

words! {
    /// Which node is picked among equals.
    pub enum Ties {
        /// Any of them with equal chance.
        Uniform = "uniform",
        /// The first one looked at.
        First = "first",
        /// The one that comes first in the scenario: the first node of the first group.
        LowestId = "lowest_id",
        /// The one that this gateway picked last, if it is among them; else the first one looked at.
        LastUsed = "last_used",
    }
}
