//! Continuous batching with a paged cache, as LLM engines serve.

use units::settings;
use units::share::Share;

use super::policy::{BatchOrder, Batching, Discipline, Queue, Sharing};

settings! {
    /// Serves tokens step by step: requests join and leave the batch between two steps.
    ///
    /// Each step computes at most `budget` tokens: one for each request that writes, chunks of prompts with the rest.
    /// A step costs `a(n) + c K`, n its tokens and K the tokens cached by those that write (see `cost::StepTimes`);
    /// k steps between two changes of the batch cost `k a + c (k K + B k (k - 1) / 2)`, B the requests that write, and
    /// are one event. The cache has blocks of `block` tokens; where they run short, the request that joined last gives
    /// its own up and is computed anew, but for what is not overwritten by then. Exact to the nanosecond against a
    /// twin that plays every step. Plain work cannot be batched.
    ///
    /// Of several LLMs one runs at a time. Who is first in line and asks for another waits until the batch has drained,
    /// and nobody joins before it but `passes` who ask for the one that runs; then its LLM is loaded if `residency`
    /// does not hold it, and those that follow and ask for it too join. So nobody starves, and LLMs asked in turn make
    /// small batches, which `passes` make larger. Weights that are held take room from the cache, which is measured out
    /// anew when an LLM takes its turn and loses what another left there; a request is turned away that would not fit
    /// beside the largest LLMs that can be held with its own. Real are the drained batch, the strict order and the load
    /// (ollama `server/sched.go`: a pending request blocks those behind it until a runner has finished and is
    /// unloaded), and the cache that is lost (the sleep mode of vLLM). Assumed is that LLMs which are all held take
    /// turns too, where processes would share the device, and that a turn to one that is held costs nothing.
    ///
    /// With `prefix_reuse` full blocks of what was read and written stay in the cache until they are overwritten, those
    /// given back first, the last of a text before its first. A request skips the whole blocks of its opening and of
    /// its session's last turns that are still there, but computes its last token in any case: alone, turn k of a
    /// session with context C_k \[tokens\] skips `block floor((C_k - 1) / block)` of them. An opening that many read at
    /// once is held once; it is the same text for all of a group of users and one LLM, and the answers of several
    /// copies of a request count as equal. In all else no more is found than an engine finds: not a second copy of a
    /// block, nor what a request wrote that was withdrawn; turns of one session that overlap share only the opening;
    /// checks and cheats read all anew. Mooncake's traces in a cache without bounds hit 37.3 % and 65.1 % of their
    /// tokens, by their blocks 37.4 % and 65.1 % (reference/serving.md 3). It is off unless asked for, so that prompts
    /// cost what they always did. Source: the scheduler of vLLM v1 with automatic prefix caching (Kwon et al., SOSP
    /// 2023; Agrawal et al., Sarathi-Serve, OSDI 2024; reference/serving.md 4).
    pub struct ContinuousBatching {
        /// Tokens that a step computes at the most [1 ..= 1_000_000].
        pub budget: u32 = 2_048,
        /// Requests that run at once at the most [1 ..= 65_535].
        pub most: u32 = 256,
        /// Requests that a node takes beyond `most`; without it any number.
        pub waiting: Option<u32>,
        /// Who gets a step's budget first.
        pub order: BatchOrder = BatchOrder::RunningFirst,
        /// Tokens in a block of the cache [1 ..= 65_536].
        pub block: u32 = 16,
        /// Blocks of the cache; without it what the weights leave of the memory [>= 1].
        pub blocks: Option<u32>,
        /// Part of the memory that weights and cache may fill [> 0, <= 1].
        pub memory: Share = Share::percent(90),
        /// Whether requests go on from what others left of their prompts in the cache.
        pub prefix_reuse: bool = false,
        /// Requests of the LLM whose turn it is that may pass the first in line that asks for another, at the most; 0
        /// for the strict order [0 ..= 1_000_000].
        pub passes: u32 = 0,
    }
}

impl Queue for ContinuousBatching {
    fn discipline(&self) -> Discipline {
        Discipline { sharing: Sharing::Batch, ..Discipline::slots(self.most, self.waiting) }
    }
    fn batching(&self) -> Option<Batching> {
        let Self { budget, most, order, block, blocks, memory, prefix_reuse, passes, .. } = *self;
        Some(Batching { budget, most, order, block, blocks, memory, prefix_reuse, passes })
    }
}
