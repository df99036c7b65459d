//! Regions, the wires between them, and what joins nodes and users to them.

use engine::law::Law;
use units::ids::RegionId;
use units::quantity::{Bandwidth, Bytes};
use units::reference::Ref;
use units::settings;
use units::time::Span;

settings! {
    /// A region of the world.
    pub struct Region {
        /// Zones in it; they are named by the region and a number from 1, as in `eu-1` [1 ..= 1_000].
        pub zones: u32 = 1,
    }
}

settings! {
    /// The link between two regions, or within one.
    ///
    /// A message of b bytes takes `latency + jitter + b / bandwidth` \[s\] one way; where it crosses several wires,
    /// their times add up and the narrowest of them bounds the bytes. Messages do not hinder each other. An answer that
    /// is written token by token is sent so: with n tokens of b bytes, written from T_1 to T_n \[s\] at an even pace,
    /// the last is there at `L + max(T_1 + n b / w, T_n + b / w)`, L the latency drawn for the whole answer, w the
    /// bandwidth. Source: store and forward without queueing (Bertsekas and Gallager, Data Networks, 1992, section
    /// 2.8).
    pub struct Link {
        /// The two regions; the same one twice for the link within a region.
        #[fixed = "links are set up at the start"]
        pub between: Vec<Ref<RegionId>>,
        /// Distribution of the one-way latency of a message.
        pub latency: Law<Span>,
        /// Additional time, drawn for each message, as in `{ gamma = { shape = 0.5, scale = "20 ms" } }`.
        pub jitter: Option<Law<Span>>,
        /// Bandwidth; without it, bytes take no time [> 0 B/s].
        pub bandwidth: Option<Bandwidth>,
    }
}

impl Link {
    /// The mean time a message without bytes takes \[s\].
    pub fn mean(&self) -> f64 {
        self.latency.mean() + self.jitter.as_ref().map_or(0.0, Law::mean)
    }
}

settings! {
    /// A node's access link to its region.
    ///
    /// Homes are asymmetric: prompts come down, answers go up, and a stream is bounded by the narrowest part of its
    /// way.
    pub struct Access {
        /// Bandwidth to the node; without it, bytes take no time [> 0 B/s].
        pub down: Option<Bandwidth>,
        /// Bandwidth from the node; without it, bytes take no time [> 0 B/s].
        pub up: Option<Bandwidth>,
        /// Distribution of the additional one-way latency.
        pub latency: Option<Law<Span>>,
    }
}

settings! {
    /// Sizes of users' messages on links.
    ///
    /// A request is `request + prompt * tokens`, an answer `answer + output * tokens`; plain work has no tokens. Four
    /// bytes a token is English text; the envelopes of streaming protocols are some hundred bytes a token.
    pub struct Message {
        /// Bytes of a request besides its tokens.
        pub request: Bytes = Bytes::new(0),
        /// Bytes per prompt token.
        pub prompt: Bytes = Bytes::new(4),
        /// Bytes of an answer besides its tokens; they are sent first.
        pub answer: Bytes = Bytes::new(0),
        /// Bytes per output token.
        pub output: Bytes = Bytes::new(4),
        /// Whether tokens are sent as they are generated; otherwise the answer arrives whole.
        pub streamed: bool = true,
    }
}

impl Message {
    /// Bytes of a request with a prompt of so many tokens.
    pub fn sent(&self, prompt: u32) -> u64 {
        self.request.base().saturating_add(self.prompt.base().saturating_mul(u64::from(prompt)))
    }
    /// Bytes of an answer of so many tokens.
    pub fn received(&self, output: u32) -> u64 {
        self.answer.base().saturating_add(self.output.base().saturating_mul(u64::from(output)))
    }
}
