//! What a conduct answers.

use engine::draws::Draws;
use units::share::Share;
use units::time::{Span, Time};

use crate::checking::Checking;

units::questions! {
    /// Says what a node really does; asked for each request that it serves, and for each answer that it judges.
    pub trait Conducting {
        /// What the node does; the draws are bound to the request.
        fn act(&self, view: &View, draws: &mut Draws) -> Act;
        /// How the node judges another's answer.
        fn judge(&self) -> Judging {
            Judging::Honest
        }
        /// How many times what it served the node claims at a settlement.
        fn overclaims(&self, _: &mut Draws) -> f64 {
            1.0
        }
        /// How long until the node signs two conflicting statements next; none if it never does.
        fn equivocates(&self, _: &mut Draws) -> Option<Span> {
            None
        }
        /// How long after it came the node leaves for good; none if it does not by itself.
        fn leaves(&self) -> Option<Span> {
            None
        }
        /// The reputation below which the node leaves for good; none if it does not for that.
        fn leaves_below(&self) -> Option<f64> {
            None
        }
        /// How long after it left for good a new node takes its place; none if none does.
        fn returns(&self) -> Option<Span> {
            None
        }
        /// Whether what the node does depends on its reputation, so that a network must keep one.
        fn reads_reputation(&self) -> bool {
            false
        }
        /// Whether the node states as its own what the network thought of nodes last, where it rates others.
        fn copies_weights(&self) -> bool {
            false
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a node sees when it gets a request.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View {
        /// The time.
        pub now: Time,
        /// Time since the node came under its present name; 0 s for conducts that never leave.
        pub age: Span,
        /// Its public reputation on the request's network; 1 where none is kept.
        pub reputation: f64,
    }
}

/// What a node does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The work, rightly.
    Honest,
    /// Less work, for a right answer.
    Spare {
        /// The part of the honest work that it does.
        work: Share,
    },
    /// Less work, for a wrong answer.
    Cheat {
        /// The part of the honest work that it does.
        work: Share,
    },
}

/// How a node judges another's answer; the work is against that of an honest check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judging {
    /// As it finds it.
    Honest,
    /// It lets everything pass.
    Stamp {
        /// The part of the honest work that it does.
        work: Share,
    },
    /// It rejects everything.
    Reject {
        /// The part of the honest work that it does.
        work: Share,
    },
    /// It says the opposite of the truth.
    Contrary {
        /// The part of the honest work that it does.
        work: Share,
    },
}
