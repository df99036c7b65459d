//! What an arrival process sees and what it answers.

use std::fmt::Debug;

use engine::draws::{Draws, Stream};
use state::requests::{Shared, Turn};
use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

/// States of a modulated process, hours of a day, clients: each has a turn or a row of its own.
pub(super) const MOST_STATES: usize = 1_000;

units::questions! {
    /// Says when requests of a group of users come; asked after each of them, and when an answer ends a wait.
    pub trait Arrivals {
        /// What the process remembers of its past.
        type Memory: Clone + Debug + Default;

        /// What is remembered at the start.
        fn memory(&self, _nodes: usize) -> Self::Memory {
            Self::Memory::default()
        }
        /// The next request after `view.now`; `None` when there will be none.
        fn next(&self, memory: &mut Self::Memory, view: &View, draws: &mut Draws) -> Option<Coming>;
        /// The requests expected from the start of the run until a time of it, on average over runs.
        ///
        /// What depends on answers is counted as if every answer came at once, and no request were lost. Rules that
        /// change at a time count from then on: what comes between two times is the difference of what is expected
        /// until each.
        fn expected(&self, until: Span, replay: &Replay) -> f64;
        /// How many users are there from the start and think; `next` says when others come.
        fn population(&self) -> u32 {
            0
        }
        /// Whether users send more when they know how a request ended; if not, `next` says all.
        fn waits(&self) -> bool {
            false
        }
        /// Who sends the request of this number, where the process tells users or sessions apart by it.
        fn sender(&self, _number: u64) -> Option<u64> {
            None
        }
        /// The number of the `sent`-th request that `next` told of, the address of its draws; asked where users wait.
        fn number(&self, sent: u64) -> u64 {
            sent
        }
        /// Which turn of which session a request is; asked where users wait.
        fn turn(&self, _number: u64) -> Turn {
            Turn::default()
        }
        /// The number of the request that a user sends after the one of this number.
        fn follower(&self, number: u64) -> u64 {
            number
        }
        /// How long after this a user sends the request of this number; `None` for never.
        fn think(&self, _number: u64, _after: After, _think: Stream) -> Option<Span> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
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
units::seen_as! { After = "an answer or the start, or a loss" }

words! {
    /// What a user does after a refused or failed request.
    pub enum Lost {
        /// The user thinks, as after an answer.
        Thinks = "thinks",
        /// The user sends the next request at once, after `pause`.
        Tries = "tries",
        /// The user never returns.
        Leaves = "leaves",
    }
}

units::view! {
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
        /// Where gaps and turns of single clients are drawn, by client and number.
        pub clients: Stream,
        /// How many individuals the group has; 0 where it does not say.
        pub users: u32,
    }
}

units::view! {
    /// What an arrival process replays, if the scenario names a recording.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Replay<'a> {
        /// The recorded requests.
        pub recorded: &'a [Recorded],
        /// The period after which a recording that loops starts again.
        pub period: Span,
        /// How many individuals the group has; 0 where it does not say.
        pub users: u32,
    }
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
    /// The client that sends it, where they are told apart.
    pub client: Option<u16>,
}

impl Coming {
    /// A request of which nothing is known but its time.
    #[inline]
    pub fn at(at: Time) -> Self {
        Self { at, recorded: None, client: None }
    }
}
