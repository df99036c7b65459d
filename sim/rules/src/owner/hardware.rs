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
        /// Part of the throughput that prefill reaches [> 0, <= 1].
        pub eta_compute: Share = Share::percent(60),
        /// Part of the bandwidth that decode reaches [> 0, <= 1].
        pub eta_memory: Share = Share::percent(75),
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
            step: self.step,
            sequence: self.sequence,
        }
    }
}

settings! {
    /// A language model: how much of it must be read for a token, and how much it remembers of one.
    pub struct Llm {
        /// Parameters that a token passes through [> 0].
        pub parameters: u64,
        /// Bytes of all weights [> 0 B].
        pub weights: Bytes,
        /// Bytes of cache that a token leaves behind.
        pub cache: Bytes,
    }
}

impl Llm {
    /// The LLM as the step-time model sees it.
    pub fn shape(&self) -> Shape {
        Shape {
            parameters: self.parameters as f64,
            weight_bytes: self.weights.base() as f64,
            cache_bytes: self.cache.base() as f64,
        }
    }
}
