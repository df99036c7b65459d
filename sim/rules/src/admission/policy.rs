//! What an admission policy sees and what it answers.

use std::fmt::Debug;

use engine::draws::Draws;
use state::requests::Need;
use state::roster::{Order, Roster};
use units::ids::{NodeId, UsersId};
use units::time::Time;

use crate::checking::Checking;
use crate::columns::Knows;

units::questions! {
    /// Decides whether a request is let in; asked once for each request, after the gateway's station and before it is
    /// paid for and a node is picked.
    pub trait Admitter {
        /// What the policy remembers of the requests that it let in.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// Whether the request is let in, and when. Where several rules are asked, all must agree, and it waits for the
        /// last of them.
        fn judge(&self, memory: &mut Self::Memory, asking: &Asking, draws: &mut Draws) -> Verdict;
        /// Takes note of a request that all rules have let in, or will let in after its wait.
        fn enter(&self, _memory: &mut Self::Memory, _asking: &Asking) {}
        /// What the policy asks of the lists of nodes.
        fn order(&self) -> Order {
            Order::Members
        }
        /// Why the policy refuses requests; none if it never does.
        fn reason(&self) -> Option<Reason>;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// A request that asks to be let in, and what its gateway knows, as old as the gateway's view is.
    #[derive(Clone, Copy)]
    pub struct Asking<'a> {
        /// The time.
        pub now: Time,
        /// The users who sent it.
        pub users: UsersId,
        /// The priority class of its users; 1 before 2.
        pub priority: u32,
        /// What it asks; the length of its answer is the one that the gateway expects.
        pub need: Need,
        /// By when its users want the answer, if they said so.
        pub deadline: Option<Time>,
        /// Requests under way of the gateway or network whose rule it is: let in or waiting to be, and neither answered
        /// nor lost.
        pub under_way: u32,
        /// The listed nodes.
        pub roster: &'a Roster,
        /// Backlogs by node, as the gateway knows them.
        pub backlogs: &'a [u32],
        /// What else the gateway knows of nodes: `windtunnel list columns`.
        pub knows: &'a dyn Knows,
    }
}

impl Asking<'_> {
    /// The backlog of a node, as the gateway knows it.
    #[inline]
    pub fn backlog(&self, node: NodeId) -> u32 {
        self.backlogs[node.row()]
    }
}

/// Whether a request is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is let in.
    Admit,
    /// It waits at the gateway until then, and is let in.
    Wait(Time),
    /// It is refused.
    Refuse(Reason),
}

impl Verdict {
    /// What this one and a later rule say together.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        match (self, later) {
            (Self::Refuse(reason), _) | (_, Self::Refuse(reason)) => Self::Refuse(reason),
            (Self::Wait(one), Self::Wait(other)) => Self::Wait(one.max(other)),
            (Self::Wait(until), Self::Admit) | (Self::Admit, Self::Wait(until)) => Self::Wait(until),
            (Self::Admit, Self::Admit) => Self::Admit,
        }
    }
    /// Refuses for a reason unless something holds.
    pub(super) fn admit_if(holds: bool, reason: Reason) -> Self {
        if holds { Self::Admit } else { Self::Refuse(reason) }
    }
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its users sent too much too fast.
    Rate,
    /// Too many requests are under way.
    Queue,
    /// Its answer is not expected by its deadline.
    Deadline,
    /// The chain's block has no room for it.
    Bytes,
}
