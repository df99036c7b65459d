//! Continuous batching with a paged cache, as LLM engines serve.

use units::settings;
use units::share::Share;

use super::policy::{BatchOrder, Batching, Discipline, Queue, Sharing};

settings! {
    /// Serves tokens in steps; requests join and leave the batch between steps.
    ///
    /// Each step computes at most `budget` tokens: one for each decoding request, and chunks of prompts with the rest.
    /// A step costs `a(n) + c K`, n its tokens and K the tokens cached by decoding requests (see `cost::StepTimes`); k
    /// steps between two changes of the batch cost `k a + c (k K + B k (k - 1) / 2)`, B the decoding requests, and are
    /// one event. The cache has blocks of `block` tokens; if they run out, the request that joined last is preempted
    /// and recomputed, except for what is not overwritten by then. Exact to the nanosecond against a reference that
    /// simulates every step. Plain work cannot be batched.
    ///
    /// With several LLMs, one runs at a time. If the first request in line needs another LLM, it waits until the batch
    /// has drained, and at most `passes` requests for the running LLM join before it; then its LLM is loaded if
    /// `residency` does not hold it, and the following requests for it join. So no request starves, and LLMs requested
    /// in turn make small batches, which `passes` make larger. Weights in memory reduce the cache, which is resized
    /// when an LLM takes its turn and loses what another left there; a request is refused if it would not fit beside
    /// the largest LLMs that can be held with its own. The drained batch, the strict order and the load are as in real
    /// servers (ollama `server/sched.go`: a pending request blocks those behind it until a runner has finished and is
    /// unloaded), and so is the loss of the cache (the sleep mode of vLLM). It is an assumption that LLMs which are all
    /// held also take turns, where processes would share the device, and that a switch to one that is held takes no
    /// time.
    ///
    /// With `prefix_reuse` full blocks of prompts and outputs stay in the cache until they are overwritten, those freed
    /// first, the last of a text before its first. A request skips the whole blocks of its opening and of its session's
    /// last turns that are still cached, but always computes its last token: alone, turn k of a session with context
    /// C_k \[tokens\] skips `block floor((C_k - 1) / block)` of them. An opening that many requests use at once is held
    /// once; it is the same text for all users of a group and one LLM, and the answers of several copies of a request
    /// count as equal. Otherwise no more is found than an engine finds: not a second copy of a block, nor the output of
    /// a cancelled request; turns of one session that overlap share only the opening; checks and cheats reuse nothing.
    /// Mooncake's traces in an unlimited cache hit 37.3 % and 65.1 % of their tokens, counted by their blocks 37.4 %
    /// and 65.1 % (reference/serving.md 3). It is off by default, so that prompts cost what they always did. Source:
    /// the scheduler of vLLM v1 with automatic prefix caching (Kwon et al., SOSP 2023; Agrawal et al., Sarathi-Serve,
    /// OSDI 2024; reference/serving.md 4).
    pub struct ContinuousBatching {
        /// Maximum number of tokens in a step [1 ..= 1_000_000].
        pub budget: u32 = 2_048,
        /// Maximum number of requests that run at once [1 ..= 65_535].
        pub most: u32 = 256,
        /// Requests that a node accepts beyond `most`; without it, any number.
        pub waiting: Option<u32>,
        /// Which requests get a step's budget first.
        pub order: BatchOrder = BatchOrder::RunningFirst,
        /// Tokens in a block of the cache [1 ..= 65_536].
        pub block: u32 = 16,
        /// Blocks of the cache; without it, the memory left over by the weights [>= 1].
        pub blocks: Option<u32>,
        /// Share of the memory that weights and cache may use [> 0, <= 1].
        pub memory: Share = Share::percent(90),
        /// Whether requests reuse prefixes of their prompts that other requests left in the cache.
        pub prefix_reuse: bool = false,
        /// Maximum number of requests for the running LLM that may pass the first waiting request for another LLM; 0
        /// for strict order [0 ..= 1_000_000].
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
