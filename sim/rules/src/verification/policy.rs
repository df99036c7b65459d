//! What a verification rule sees and what it answers.

use engine::draws::Draws;
use units::ids::GroupId;
use units::reference::Ref;
use units::share::Share;
use units::time::{Span, Time};

use crate::checking::Checking;

units::questions! {
    /// Decides which answers are checked and what a check says; asked at each answer, and when a check or a vote ends.
    pub trait Verifier {
        /// Whether an answer is checked; the draws are bound to the request and the rule.
        fn check(&self, view: &View, draws: &mut Draws) -> Check;
        /// How long a check takes at speed 1, if that does not follow from the answer's work.
        fn effort(&self, _: &mut Draws) -> Option<Span> {
            None
        }
        /// The group of nodes that checks, if not any node does.
        fn checkers(&self) -> Option<&Ref<GroupId>> {
            None
        }
        /// Whether only nodes with the server's serving stack check or vote.
        fn is_within_stack(&self) -> bool {
            false
        }
        /// Part of the answers that deviate by their serving stack that a vote of executors takes for others.
        fn finds_deviations(&self) -> Share {
            Share::ONE
        }
        /// What a finished check, or an honest judge of a panel, says.
        fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict;
        /// Which answer stands after a vote.
        fn decide(&self, count: Count) -> Ruling {
            count.majority()
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a verification rule sees of an answer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// The time.
        pub now: Time,
        /// Tokens of the answer; 0 of plain work.
        pub tokens: u32,
        /// The fee of its request \[base units of the network's coin\].
        pub fee: i64,
    }
}

/// Whether an answer is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It is taken as it is.
    Accept,
    /// Another node does the work again.
    Recompute {
        /// How much work that is, against the honest answer.
        work: Share,
    },
    /// Several nodes vote.
    Vote(Panel),
}

/// Who votes on an answer, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// How many nodes are drawn, all different [1 ..= 63].
    pub seats: u32,
    /// What they do.
    pub role: Role,
    /// Whether the node that answered may be drawn too.
    pub may_hold_server: bool,
    /// Whether members who are on the losing side are convicted.
    pub convicts: bool,
}

/// What the members of a panel do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// They answer the request themselves, as they would answer a user; the server's answer is a vote too.
    Executors,
    /// They judge the server's answer.
    Judges {
        /// How much work that is, against the honest answer.
        work: Share,
    },
}

units::view! {
    /// The votes on an answer.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Count {
        /// Votes for what is true.
        pub right: u32,
        /// Votes against it.
        pub wrong: u32,
    }
}

impl Count {
    /// The side that has more than half of the votes.
    pub fn majority(self) -> Ruling {
        match self.right.cmp(&self.wrong) {
            std::cmp::Ordering::Greater => Ruling::Right,
            std::cmp::Ordering::Less => Ruling::Wrong,
            std::cmp::Ordering::Equal => Ruling::Open,
        }
    }
}

/// What a vote comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// What is true stands.
    Right,
    /// Something else stands.
    Wrong,
    /// There is no majority: the server's answer stands, and nobody is convicted.
    Open,
}

units::view! {
    /// An answer as it lies before a checker.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Answer {
        /// What it really is.
        pub truth: Truth,
        /// Tokens that it has; none if it is plain work.
        pub tokens: u32,
    }
}

/// What an answer really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// What the LLM would have said.
    Right,
    /// What the LLM says in another serving stack: the node did all the work, but the checker has another text.
    Deviates,
    /// Something else.
    Wrong,
}

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The answer stands.
    Pass,
    /// The answer is held to be wrong.
    Fail,
}
