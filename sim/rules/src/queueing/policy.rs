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
}

/// How those that are served at once share a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Each has a slot of full speed to itself.
    Slots,
    /// All share one full speed equally.
    Equal,
}
