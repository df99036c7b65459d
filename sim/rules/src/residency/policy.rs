//! What a way to hold LLMs sees and what it answers.

use engine::law::Law;
use units::ids::LlmId;
use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Says which LLMs a node holds in memory, and what it takes to get one there; asked when an LLM has to be
    /// loaded, when nobody asks for one any more, and when a node idles.
    pub trait Resident {
        /// How many LLMs a memory holds; `None` if all that the node serves are always there.
        fn capacity(&self) -> Option<u32>;
        /// Which of those that are held makes room, by position; `None` if all are at work.
        fn evict(&self, held: &[Held]) -> Option<usize>;
        /// The law of the time an LLM takes to load; `None` for its bytes over the bandwidth at which the hardware
        /// loads.
        fn load(&self) -> Option<&Law<Span>>;
        /// After how long an asking counts half in [`Held::recent`]; `None` if nobody looks at that.
        fn half_life(&self) -> Option<Span>;
        /// How long an LLM is held that nobody asks; `None` until it has to make room.
        fn keep_alive(&self) -> Option<Span>;
        /// Whether a node that idles loads LLMs before they are asked.
        fn loads_ahead(&self) -> bool {
            false
        }
        /// Which LLM an idle node loads next before it is asked: one that is held would make room for it if need be.
        fn ahead(&self, _held: &[Held], _wanted: &[Wanted]) -> Option<LlmId> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// An LLM that a node serves, held or not.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Wanted {
        /// Which.
        pub llm: LlmId,
        /// How often it was asked of the node, each asking halved after every half-life \[1\].
        pub recent: f64,
    }
}

units::view! {
    /// An LLM in a node's memory.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Held {
        /// Which.
        pub llm: LlmId,
        /// Attempts that are served by it.
        pub users: u32,
        /// When it was last asked, by the number of the asking.
        pub asked: u64,
        /// How often it was asked of the node, each asking halved after every half-life \[1\].
        pub recent: f64,
    }
}
