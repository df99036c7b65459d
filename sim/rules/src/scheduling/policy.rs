//! What a scheduling policy sees and what it answers.

use std::fmt::Debug;

use engine::draws::{Draws, Stream};
use state::roster::{Order, Roster};
use units::ids::{NodeId, UsersId};
use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;
use crate::columns::{Column, Knows, Lengths};

units::questions! {
    /// Picks a node; asked for each attempt.
    pub trait Scheduler {
        /// What the policy remembers of its picks from one list.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start, with room for so many nodes if each is remembered.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// The node to try, or that the request is held or refused; not asked where no node is listed.
        fn pick(&self, memory: &mut Self::Memory, view: &View, draws: &mut Draws) -> Pick;
        /// The columns that the policy reads beside backlogs: an old view keeps what nodes reported of these.
        fn columns(&self) -> Vec<Column> {
            Vec::new()
        }
        /// Whether the policy is asked where one node is listed; one that would pick it, and remember nothing of it,
        /// need not be.
        fn chooses_of_one(&self) -> bool {
            true
        }
        /// Whether the policy may refuse a request though nodes are listed.
        fn refuses(&self) -> bool {
            false
        }
        /// How often the policy assigns all requests that are held at once; without it, it picks for each as it comes.
        /// A policy with rounds answers [`Pick::Hold`] to every request.
        fn every(&self) -> Option<Span> {
            None
        }
        /// A round: a node for each of the requests that are held for one list, in order; those left without one are
        /// held on.
        fn assign(&self, _memory: &mut Self::Memory, held: &Held) -> Vec<Option<NodeId>> {
            vec![None; held.requests.len()]
        }
        /// Whether the policy is told how its attempts end.
        fn observes(&self) -> bool {
            false
        }
        /// An attempt at a node has ended.
        fn observe(&self, _memory: &mut Self::Memory, _ended: &Ended) {}
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

units::view! {
    /// What a policy with rounds sees: the requests that are held for one list of nodes.
    #[derive(Clone, Copy)]
    pub struct Held<'a> {
        /// The listed nodes; there is at least one.
        pub roster: &'a Roster,
        /// Backlogs by node, as the gateway knows them.
        pub backlogs: &'a [u32],
        /// The requests, in the order in which they came to be held.
        pub requests: &'a dyn Waiting,
    }
}

/// The requests that are held for one list of nodes, by position.
pub trait Waiting {
    /// How many they are.
    fn len(&self) -> usize;
    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Whether a request may go to a node: where retries go elsewhere, it must not have been tried there.
    fn may(&self, request: usize, node: NodeId) -> bool;
    /// Expected time until the answer of a request is back, if the node has this backlog.
    fn latency(&self, request: usize, node: NodeId, backlog: u32, lengths: Lengths) -> Span;
    /// The draws of a request.
    fn draws(&self, request: usize) -> Draws;
}

units::view! {
    /// How an attempt ended, as its gateway saw it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Ended {
        /// The node.
        pub node: NodeId,
        /// When the gateway saw it.
        pub at: Time,
        /// Time from the attempt's start at the gateway to its answer; none if it failed.
        pub answered_after: Option<Span>,
    }
}

/// What a scheduling policy answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Try this node.
    Node(NodeId),
    /// Try these nodes at the same time, a copy each.
    Copies(Copied),
    /// None of the listed nodes will do now: the request is held at the gateway, and the policy is asked again when a
    /// node joins or becomes free, or the gateway's view is renewed.
    Hold,
    /// None of the listed nodes will do: the request is refused.
    Refuse,
}

impl Pick {
    /// The nodes that are tried.
    #[inline]
    pub fn nodes(&self) -> &[NodeId] {
        match self {
            Self::Node(node) => std::slice::from_ref(node),
            Self::Copies(copied) => copied.nodes(),
            Self::Hold | Self::Refuse => &[],
        }
    }
}

words! {
    /// What a policy answers when none of the listed nodes will do.
    pub enum Lacking {
        /// The request is refused.
        Refuse = "refuse",
        /// The request is held until a node joins or becomes free, and the policy is asked again.
        Hold = "hold",
    }
}

impl Lacking {
    /// The answer.
    pub fn pick(self) -> Pick {
        match self {
            Self::Refuse => Pick::Refuse,
            Self::Hold => Pick::Hold,
        }
    }
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
