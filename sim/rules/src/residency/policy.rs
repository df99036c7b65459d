//! What a way to hold LLMs sees and what it answers.

use engine::draws::Draws;
use units::ids::LlmId;
use units::time::Span;

/// Says which LLMs a node holds in memory, and what it takes to get one there.
pub trait Resident {
    /// How many LLMs a memory holds; `None` if all that the node serves are always there.
    fn capacity(&self) -> Option<u32>;
    /// Which of those that are held makes room, by position; `None` if all are at work.
    fn evict(&self, held: &[Held]) -> Option<usize>;
    /// How long an LLM takes to load.
    fn load(&self, draws: &mut Draws) -> Span;
    /// How long an LLM is held that nobody asks; `None` until it has to make room.
    fn keep_alive(&self) -> Option<Span>;
}

/// An LLM in a node's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub llm: LlmId,
    /// Attempts that are served by it.
    pub users: u32,
    /// When it was last asked, by the number of the asking.
    pub asked: u64,
}
