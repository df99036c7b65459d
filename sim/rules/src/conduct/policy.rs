//! What a conduct answers.

use engine::draws::Draws;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Says what a node really does; asked for each request that it serves, and for each answer that it judges.
    pub trait Conducting {
        /// What the node does; the draws are bound to the request.
        fn act(&self, draws: &mut Draws) -> Act;
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
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

/// What a node does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The work, rightly.
    Honest,
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
    /// It says the opposite of the truth.
    Contrary {
        /// The part of the honest work that it does.
        work: Share,
    },
}
