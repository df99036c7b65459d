//! What a conduct answers.

use engine::draws::Draws;
use units::share::Share;

/// Says what a node does with a request.
pub trait Conducting {
    /// What the node does; the draws are bound to the request.
    fn act(&self, draws: &mut Draws) -> Act;
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
