//! Classes of hardware and LLMs.

use cost::{Device, Measured, Shape, Spread};
use units::ids::{HardwareId, LlmId};
use units::money::Price;
use units::quantity::{Bandwidth, Bytes, FilePath, Throughput};
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;
use units::words;

settings! {
    /// A class of hardware: its performance limits and its rent.
    pub struct Hardware {
        /// Memory for weights and cache [> 0 B].
        pub memory: Bytes,
        /// Memory bandwidth according to the data sheet [> 0 B/s].
        pub bandwidth: Bandwidth,
        /// Dense throughput according to the data sheet [> 0 FLOP/s].
        pub throughput: Throughput,
        /// Share of the throughput that linear layers reach [> 0, <= 1].
        pub eta_compute: Share = Share::percent(60),
        /// Share of the bandwidth that streaming of weights reaches [> 0, <= 1].
        pub eta_memory: Share = Share::percent(75),
        /// Share of the bandwidth that reading of the cache reaches; without it, `eta_memory` [> 0, <= 1].
        pub eta_cache: Option<Share>,
        /// Share of the throughput that prefill attention reaches; without it, `eta_compute` [> 0, <= 1.5].
        pub eta_attention: Option<Share>,
        /// Exponent of the p-norm that combines arithmetic and streaming: 1 adds them, a large value takes the longer
        /// [>= 1, <= 100].
        pub sharpness: f64 = 6.0,
        /// Fixed time of a step.
        pub step: Span = Span::ms(1),
        /// Additional time of a step for each running request.
        pub sequence: Span = Span::from_ns(10_000),
        /// Rent, as in `0.35 usd/h`.
        pub rent: Option<Price>,
        /// Whether it has a trusted execution environment, into which its operator cannot see.
        pub trusted: bool = false,
        /// Bandwidth at which weights are loaded into its memory [> 0 B/s].
        pub load_bandwidth: Option<Bandwidth>,
        /// How many times longer such a load takes in trusted execution, where bus traffic is encrypted (arXiv
        /// 2505.16501: serving that swaps LLMs has 45 to 70 % more throughput without it) [>= 1, <= 100].
        pub trusted_load: f64 = 1.6,
        /// How many times longer a step of tokens takes in trusted execution; 1 where it was not measured. Measured on
        /// H100 and H200: 4 to 8 % less throughput (arXiv 2509.18886); under 7 % for usual requests and almost nothing
        /// for large LLMs and long sequences (arXiv 2409.03992) [>= 1, <= 100].
        pub trusted_step: f64 = 1.0,
        /// Relative standard deviation of `eta_compute`, the uncertainty of its value [>= 0, <= 2].
        pub eta_compute_sd: Share = Share::percent(25),
        /// Relative standard deviation of `eta_memory` [>= 0, <= 2].
        pub eta_memory_sd: Share = Share::percent(20),
        /// Relative standard deviation of `eta_cache`; without it, that of `eta_memory` [>= 0, <= 2].
        pub eta_cache_sd: Option<Share>,
        /// Relative standard deviation of `eta_attention`; without it, that of `eta_compute` [>= 0, <= 2].
        pub eta_attention_sd: Option<Share>,
        /// Relative standard deviation of `step` and `sequence`, which vary together [>= 0, <= 2].
        pub step_sd: Share = Share::percent(60),
        /// Measured step times of one LLM, used instead of a roofline.
        pub measured: Option<Calibrated>,
        /// Where its efficiencies come from.
        pub provenance: Provenance = Provenance::absent().expect("every field of provenance has a default"),
    }
}

settings! {
    /// Step times of one LLM as `windtunnel calibrate` measured them.
    ///
    /// `t = (step^p + (token T)^p)^(1/p) + logits L + attended S + cached K` with p the `sharpness`. T are the tokens
    /// of all sequences, L the rows of logits, S the positions attended summed over the tokens, K the tokens held
    /// summed over the sequences.
    pub struct Calibrated {
        /// The LLM that was measured.
        pub llm: String,
        /// Number of its layers [> 0].
        pub layers: u32,
        /// Width of all its attention heads together [> 0].
        pub width: u32,
        /// Its active parameters per token [> 0].
        pub parameters: u64,
        /// 90th percentile of the relative error over held-out steps [>= 0, <= 1].
        pub error: Share = Share::ZERO,
        /// Fixed time of a step [ps].
        pub step: u64,
        /// Time per token [ps].
        pub token: u64,
        /// Time per row of logits [ps].
        pub logits: u64,
        /// Time per position that a token attends to [ps].
        pub attended: u64,
        /// Time per cached token of a sequence [ps].
        pub cached: u64,
        /// Exponent of the p-norm that combines `step` and the tokens: 1 is their sum, a large value the longer of the
        /// two [>= 1, <= 100].
        pub sharpness: f64 = 1.0,
    }
}

impl Calibrated {
    /// The five terms, and how two of them join.
    pub fn terms(&self) -> Measured {
        let Self { step, token, logits, attended, cached, sharpness, .. } = *self;
        Measured { step, token, logits, attended, cached, sharpness }
    }
    /// Whether an LLM is the one that was measured, by its sizes: names differ, and norms are counted or not.
    pub fn is_of(&self, llm: &Llm) -> bool {
        let off = self.parameters.abs_diff(llm.parameters) as f64;
        self.layers == llm.layers && self.width == llm.width && off <= 0.01 * self.parameters as f64
    }
}

settings! {
    /// Where efficiencies come from: they belong to an engine and a precision on a device, never to a device alone.
    pub struct Provenance {
        /// The engine that was measured, as in `vLLM 0.19`.
        pub engine: String = String::new(),
        /// The precision of weights and arithmetic, as in `bf16`.
        pub precision: String = String::new(),
        /// Source of the measurements, or the data sheet.
        pub source: String = String::new(),
        /// Which values were taken from which other device, where this one was not measured.
        pub scaled_from: String = String::new(),
    }
}

words! {
    /// Whether replications use the same efficiencies of the hardware.
    pub enum Efficiency {
        /// All use the configured values.
        Mean = "mean",
        /// Each draws its own, one draw per class of hardware, so that intervals include this uncertainty.
        Drawn = "drawn",
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
            measured: self.measured.as_ref().map(Calibrated::terms),
        }
    }
    /// How far its efficiencies may lie from what is set.
    pub fn spread(&self) -> Spread {
        Spread {
            compute: self.eta_compute_sd.as_f64(),
            memory: self.eta_memory_sd.as_f64(),
            cache: self.eta_cache_sd.unwrap_or(self.eta_memory_sd).as_f64(),
            attention: self.eta_attention_sd.unwrap_or(self.eta_compute_sd).as_f64(),
            step: self.step_sd.as_f64(),
        }
    }
}

settings! {
    /// A language model: its size, and how much cache a token needs.
    pub struct Llm {
        /// Active parameters per token, including the output head [> 0].
        pub parameters: u64,
        /// Parameters of the output head, included in `parameters`.
        pub head: u64 = 0,
        /// Parameters of an input embedding, not included in `parameters`; looked up but not streamed.
        pub embedding: u64 = 0,
        /// Number of routed experts per layer; 0 for a dense LLM [0 ..= 65_535].
        pub experts: u32 = 0,
        /// Active experts per layer and token [0 ..= 65_535].
        pub routed: u32 = 0,
        /// Parameters of all experts of all layers; `parameters` counts only the active ones.
        pub expert_parameters: u64 = 0,
        /// Bytes of all weights [> 0 B].
        pub weights: Bytes,
        /// Bytes of cache per token.
        pub cache: Bytes,
        /// Layers with attention; without them, prefill attention takes no time.
        pub layers: u32 = 0,
        /// Total width of the attention heads: their number times their dimension.
        pub width: u32 = 0,
        /// Context window: maximum number of prompt and output tokens together; gateways refuse longer requests.
        /// Without it, any number [>= 1].
        pub window: Option<u32>,
        /// Where its shape is published.
        pub source: String = String::new(),
    }
}

impl Llm {
    /// Part of the experts of a layer that one token passes \[0..1\].
    fn expert_part(&self) -> f64 {
        if self.experts == 0 { 0.0 } else { f64::from(self.routed) / f64::from(self.experts) }
    }
    /// Parameters of experts that one token passes, at most all that it passes.
    pub fn passed_experts(&self) -> f64 {
        self.expert_parameters as f64 * self.expert_part()
    }
    /// The LLM as the step-time model sees it.
    pub fn shape(&self) -> Shape {
        let (all, head) = (self.parameters as f64, self.head.min(self.parameters) as f64);
        let experts = if self.experts == 0 { 0.0 } else { self.expert_parameters as f64 };
        let passed = self.passed_experts();
        let resident = all - passed + experts + self.embedding as f64;
        let bytes = |parameters: f64| self.weights.base() as f64 * parameters / resident;
        Shape {
            parameters: all - head,
            head,
            weight_bytes: bytes(all - head - passed),
            expert_bytes: bytes(experts),
            expert_part: self.expert_part(),
            head_bytes: bytes(head),
            attention: 4.0 * f64::from(self.layers) * f64::from(self.width),
            cache_bytes: self.cache.base() as f64,
        }
    }
}

settings! {
    /// Measured step times of a class of hardware and an LLM, used instead of the roofline.
    pub struct Cost {
        /// The hardware that was measured.
        pub hardware: Ref<HardwareId>,
        /// The LLM that ran on it.
        pub llm: Ref<LlmId>,
        /// The CSV file of the table; its path is relative to the scenario's folder, its format is in models/README.md.
        pub table: FilePath,
    }
}
