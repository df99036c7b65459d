//! What a way of keeping reputations sees and what it answers.

use std::fmt::Debug;

use units::ids::{GroupId, NodeId};
use units::reference::Ref;
use units::time::Time;
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Keeps the reputations of a network's nodes, a number from 0 to 1 for each; asked when they are published, and
    /// told of each observation.
    pub trait Rating {
        /// What is remembered of what was seen.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start, with room for so many nodes if there is a record of each.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// The reputation of a node of which nothing is known.
        fn opening(&self) -> f64;
        /// Something was seen of a node.
        fn hear(&self, memory: &mut Self::Memory, observation: &Observation);
        /// The reputation of a node, if it follows from what was seen of this node alone.
        fn own(&self, _memory: &mut Self::Memory, _node: NodeId, _now: Time) -> Option<f64> {
            None
        }
        /// The reputations of all nodes, by row, at the end of a period.
        fn publish(&self, memory: &mut Self::Memory, members: &[Member], now: Time) -> Vec<f64>;
        /// The parts of what was paid for rating at the last publication, by the row of the rater; nothing if it is
        /// not.
        fn dividends(&self, _memory: &mut Self::Memory) -> Vec<f64> {
            Vec::new()
        }
        /// Another node has come in the place of one that was remembered.
        fn forget(&self, memory: &mut Self::Memory, node: NodeId);
        /// Whether it hears what each checker says of an answer, instead of what the verdict is.
        fn is_pairwise(&self) -> bool {
            false
        }
        /// Whether it must hear of answers that nobody checked.
        fn counts_answers(&self) -> bool {
            false
        }
        /// The groups of nodes that are trusted before anything is seen; all, where it names none.
        fn pretrusted(&self) -> &[Ref<GroupId>] {
            &[]
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

words! {
    /// What can be seen of a node.
    pub enum Seen {
        /// An answer was checked and passed.
        Right = "right",
        /// An answer was convicted.
        Wrong = "wrong",
        /// An answer was accepted without a check.
        Answered = "answered",
        /// An attempt was lost: the node was gone, left, or took too long.
        Lost = "lost",
        /// It missed too many duty slots, or signed two conflicting statements.
        Offended = "offended",
    }
}
units::seen_as! { Seen = "what was seen" }

impl Seen {
    /// Whether it speaks for the node.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Right | Self::Answered)
    }
}

units::view! {
    /// Something that was seen of a node.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Observation {
        /// Of whom.
        pub node: NodeId,
        /// The checker that says it, for ways of rating that hear each; nothing where it is the network's verdict.
        pub by: Option<NodeId>,
        /// What was seen.
        pub seen: Seen,
        /// When.
        pub now: Time,
    }
}

units::view! {
    /// A node as it is when reputations are published.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Member {
        /// Whether it is a member of the network at all.
        pub is_member: bool,
        /// Whether it is up.
        pub is_up: bool,
        /// Its bonded stake \[base units\].
        pub stake: i64,
        /// Whether it is trusted before anything is seen.
        pub is_pretrusted: bool,
        /// Whether it states the last published reputations in the place of its own.
        pub copies: bool,
    }
}
