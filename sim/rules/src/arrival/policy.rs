//! What an arrival process sees and what it answers.

use engine::draws::Draws;
use units::time::{Span, Time};

/// Says when the next request of a group of users comes.
pub trait Arrivals {
    /// The next request after `view.now`; `None` when there will be none.
    fn next(&self, view: &View, memory: &mut Memory, draws: &mut Draws) -> Option<Coming>;
}

/// What an arrival process sees.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The time of the last request, or the start.
    pub now: Time,
    /// The recorded requests of a trace, if the scenario names one.
    pub recorded: &'a [Recorded],
    /// The period after which a trace that loops starts again.
    pub period: Span,
}

/// One recorded request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// When it came, from the start of the recording.
    pub at: Time,
    /// Which of the group's LLMs it asked, if the recording says so.
    pub llm: Option<u16>,
    /// Tokens read.
    pub prompt: u32,
    /// Tokens written.
    pub output: u32,
}

/// A request that will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// When.
    pub at: Time,
    /// What was recorded of it.
    pub recorded: Option<Recorded>,
}

/// What an arrival process remembers: how far it has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Recorded requests replayed so far, over all loops.
    pub replayed: u64,
}
