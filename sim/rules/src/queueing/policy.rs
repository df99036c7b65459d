//! What a queueing discipline answers.

use units::share::Share;
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Says how a node serves what it has; asked at the start.
    pub trait Queue {
        /// The discipline, fixed for the run.
        fn discipline(&self) -> Discipline;
        /// How it batches, if it does.
        fn batching(&self) -> Option<Batching> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

/// How a node serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discipline {
    /// How the served ones share the node.
    pub sharing: Sharing,
    /// How many are served at once.
    pub slots: u32,
    /// How many may wait; one more is turned away.
    pub waiting: u32,
    /// Who is served next.
    pub order: Order,
    /// Whether one that comes takes the slot of one that stands behind it, which goes on later where it stopped.
    pub preempts: bool,
}

impl Discipline {
    /// Slots that are given out in the order of arrival.
    pub(super) fn slots(slots: u32, waiting: Option<u32>) -> Self {
        let waiting = waiting.unwrap_or(u32::MAX);
        Self { sharing: Sharing::Slots, slots, waiting, order: Order::Arrival, preempts: false }
    }
}

/// Who is served next; of equals the one that came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The one that came first.
    Arrival,
    /// The one that came last.
    Latest,
    /// The one of the least class.
    Class,
    /// The one whose deadline is earliest.
    Deadline,
    /// The one with the least work.
    Size,
    /// The one with the least work left.
    Remaining,
}

/// How those that are served at once share a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Each has a slot of full speed to itself.
    Slots,
    /// All share one full speed equally.
    Equal,
    /// All are computed in steps; see [`Batching`].
    Batch,
}

/// What bounds a node that batches continuously.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batching {
    /// Maximum number of tokens in a step.
    pub budget: u32,
    /// Maximum number of requests that run at once.
    pub most: u32,
    /// Who gets the budget first.
    pub order: BatchOrder,
    /// Tokens in a block of the cache.
    pub block: u32,
    /// Blocks of the cache, if they are given.
    pub blocks: Option<u32>,
    /// Share of the memory that weights and cache may use.
    pub memory: Share,
    /// Whether requests reuse prefixes of their prompts that other requests left in the cache.
    pub prefix_reuse: bool,
    /// Requests of the LLM whose turn it is that may pass the first in line that asks for another.
    pub passes: u32,
}

words! {
    /// Which requests get a step's budget first.
    pub enum BatchOrder {
        /// Running requests, then chunks of waiting prompts: both share a step.
        RunningFirst = "running_first",
        /// Whole prompts of waiting requests; running requests pause meanwhile.
        PrefillFirst = "prefill_first",
    }
}
