//! What a queueing discipline answers.

/// Says how a node serves what it has.
pub trait Queue {
    /// The discipline, fixed for the run.
    fn discipline(&self) -> Discipline;
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
}
