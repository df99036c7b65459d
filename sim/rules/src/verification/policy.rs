//! What a verification rule sees and what it answers.

use engine::draws::Draws;
use units::quantity::Name;
use units::share::Share;
use units::time::Span;

/// Decides which answers are checked and what a check says.
pub trait Verifier {
    /// Whether an answer is checked; the draws are bound to the request and the rule.
    fn check(&self, draws: &mut Draws) -> Check;
    /// How long a check takes at speed 1, if that does not follow from the answer's work.
    fn effort(&self, _: &mut Draws) -> Option<Span> {
        None
    }
    /// The group of nodes that checks, if not any node does.
    fn checkers(&self) -> Option<&Name> {
        None
    }
    /// What a finished check says.
    fn verdict(&self, truth: Truth, draws: &mut Draws) -> Verdict;
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
}

/// What an answer really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// What the LLM would have said.
    Right,
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
