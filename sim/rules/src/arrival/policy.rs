//! What an arrival process sees and what it answers.

use engine::draws::{Draws, Stream};
use state::requests::Shared;
use units::time::{Span, Time};
use units::words;

/// Says when the next request of a group of users comes.
pub trait Arrivals {
    /// The next request after `view.now`; `None` when there will be none.
    fn next(&self, view: &View, memory: &mut Memory, draws: &mut Draws) -> Option<Coming>;
    /// How many users send in turn, each waiting for its answer; `None` where nobody waits and `next` says all.
    fn population(&self) -> Option<u32> {
        None
    }
    /// How long after this a user of a population sends its next request; `None` for never.
    fn think(&self, _after: After, _draws: &mut Draws) -> Option<Span> {
        None
    }
}

/// What a user thinks after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The start of the run, or an answer.
    Rest,
    /// A request that was refused or failed.
    Loss,
}

words! {
    /// What a user does whose request was refused or failed.
    pub enum Lost {
        /// It thinks as after an answer.
        Thinks = "thinks",
        /// It sends the next one as soon as it may.
        Tries = "tries",
        /// It never comes again.
        Leaves = "leaves",
    }
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
    /// Where the states of a process that has states are drawn, by the number of the state's turn.
    pub modulation: Stream,
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
    /// What of the prompt was read before.
    pub shared: Shared,
}

/// A request that will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// When.
    pub at: Time,
    /// What was recorded of it.
    pub recorded: Option<Recorded>,
}

/// What an arrival process remembers: how far it has read, or in which state it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Recorded requests replayed so far, over all loops.
    pub replayed: u64,
    /// States entered so far, the first included.
    pub turns: u64,
    /// The present state, by position.
    pub state: u32,
    /// When the present state ends.
    pub until: Time,
}
