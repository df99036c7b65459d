//! Classes of hardware and LLMs.

use cost::{Device, Shape};
use units::money::Price;
use units::quantity::{Bandwidth, Bytes, Throughput};
use units::settings;
use units::share::Share;
use units::time::Span;

settings! {
    /// A class of hardware: what bounds its speed, and its rent.
    pub struct Hardware {
        /// Memory for weights and cache [> 0 B].
        pub memory: Bytes,
        /// Memory bandwidth as the data sheet says [> 0 B/s].
        pub bandwidth: Bandwidth,
        /// Dense throughput as the data sheet says [> 0 FLOP/s].
        pub throughput: Throughput,
        /// Part of the throughput that linear layers reach [> 0, <= 1].
        pub eta_compute: Share = Share::percent(60),
        /// Part of the bandwidth that streaming weights reaches [> 0, <= 1].
        pub eta_memory: Share = Share::percent(75),
        /// Part of the bandwidth that reading the cache reaches [> 0, <= 1]; without it `eta_memory`.
        pub eta_cache: Option<Share>,
        /// Part of the throughput that attention of the prefill reaches [> 0, <= 1.5]; without it `eta_compute`.
        pub eta_attention: Option<Share>,
        /// How sharply arithmetic and streaming overlap: 1 adds them, a great number takes the longer [>= 1, <= 100].
        pub sharpness: f64 = 6.0,
        /// Fixed time of a step.
        pub step: Span = Span::ms(1),
        /// Time of a step for each running request.
        pub sequence: Span = Span::from_ns(10_000),
        /// Rent, as in `0.35 usd/h`.
        pub rent: Option<Price>,
    }
}

impl Hardware {
    /// The hardware as the step-time model sees it.
    pub fn device(&self) -> Device {
        Device {
            throughput: self.throughput.base() as f64,
            bandwidth: self.bandwidth.base() as f64,
            eta_compute: self.eta_compute.as_f64(),
            eta_memory: self.eta_memory.as_f64(),
            eta_cache: self.eta_cache.unwrap_or(self.eta_memory).as_f64(),
            eta_attention: self.eta_attention.unwrap_or(self.eta_compute).as_f64(),
            sharpness: self.sharpness,
            step: self.step,
            sequence: self.sequence,
        }
    }
}

settings! {
    /// A language model: how much of it must be read for a token, and how much it remembers of one.
    pub struct Llm {
        /// Parameters that a token passes through, output head included [> 0].
        pub parameters: u64,
        /// Parameters of the output head among them.
        pub head: u64 = 0,
        /// Parameters of an input embedding beside them, looked up but not streamed.
        pub embedding: u64 = 0,
        /// Bytes of all weights [> 0 B].
        pub weights: Bytes,
        /// Bytes of cache that a token leaves behind.
        pub cache: Bytes,
        /// Layers with attention; without them attention of the prefill costs nothing.
        pub layers: u32 = 0,
        /// Width of all attention heads together, as heads times their dimension.
        pub width: u32 = 0,
    }
}

impl Llm {
    /// The LLM as the step-time model sees it.
    pub fn shape(&self) -> Shape {
        let (all, head) = (self.parameters as f64, self.head.min(self.parameters) as f64);
        let bytes = self.weights.base() as f64 * all / (all + self.embedding as f64);
        Shape {
            parameters: all - head,
            head,
            weight_bytes: bytes * (all - head) / all,
            head_bytes: bytes * head / all,
            attention: 4.0 * f64::from(self.layers) * f64::from(self.width),
            cache_bytes: self.cache.base() as f64,
        }
    }
}
