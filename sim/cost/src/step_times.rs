//! The roofline of seven numbers, as whole picoseconds a step.

mod slowed;

use std::sync::{Arc, OnceLock};

use units::time::Span;

use crate::device::{Device, Shape};
use crate::measured::Measured;
use crate::overlap::{join, whole};
use crate::table::{Cached, Table};

const PS_PER_NS: u64 = 1_000;
/// Tokens up to which the cost of the linear layers is kept in a table: the budgets that engines give a step.
const TABLE: usize = 4_096;

/// Step times of one LLM on one device, in whole picoseconds.
///
/// A step that computes n tokens of B sequences, `n_s` of which emit a token, costs
///
/// ```text
///   ((2 P n / (eta_c F))^p + (W(n) / (eta_m BW))^p)^(1/p)         linear layers
/// + max(2 P_h n_s / (eta_c F), w P_h / (eta_m BW))                output head
/// + sum over prefill chunks of 4 h L c (kv + c / 2) / (eta_a F)   attention of the prefill
/// + sum over decodes of kvb ctx / (eta_kv BW)                     reading the cache
/// + t0 + t_seq B
/// ```
///
/// with c the tokens of a chunk, kv and ctx the tokens cached before, `W(n) = W_0 + W_e (1 - (1 - q)^n)` the bytes
/// streamed: those of every step and, of a mixture of experts, those of the experts that n tokens choose, each a part q
/// of them, independently and evenly. So one token streams what it passes and many stream all; real routers prefer some
/// experts, so that a batch in between streams a little less than this. The other symbols stand at [`Device`] and
/// [`Shape`]. The p-norm joins streaming and arithmetic of the linear layers only, so that a decode run stays quadratic
/// in its steps. Valid on one device without tensor parallelism; attention takes the mean context, not its skew.
/// Source: the roofline fitted to aiconfigurator's operator tables and to vLLM on an RTX 4090 (reference/serving.md
/// 4.1: TTFT 2.6 %, TPOT 2.8 % MAPE on an H100).
#[derive(Clone, Debug)]
pub struct StepTimes {
    /// Arithmetic of the linear layers for one token \[ps\].
    token: f64,
    /// Streaming the weights of the linear layers that every step needs \[ps\].
    stream: f64,
    /// Streaming all experts \[ps\].
    experts: f64,
    /// Part of the experts that one token does not pass.
    unpassed: f64,
    sharpness: f64,
    /// Arithmetic of the head for one sequence \[ps\].
    head_token: u64,
    /// Streaming the head's weights once \[ps\].
    head_stream: u64,
    /// Fixed time of a step \[ps\].
    step: u64,
    /// Time of a step for each sequence \[ps\].
    sequence: u64,
    /// Reading the cache of one token \[ps\].
    cached: u64,
    /// Attention of one new token to one cached token in the prefill \[fs\].
    attention: u64,
    /// What was measured, if the numbers above come from there.
    measured: Option<Measured>,
    /// The kernels that were measured, if the times come from there.
    table: Option<Arc<Table>>,
    linear: Arc<OnceLock<Vec<u64>>>,
}

/// What decodes add to a step beyond its linear layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Whatever they hold \[ps\].
    pub base: u64,
    /// For each token that they hold in the cache \[ps\].
    pub cached: u64,
}

impl StepTimes {
    /// The coefficients of an LLM on a device, rounded to picoseconds.
    pub fn new(device: &Device, shape: &Shape) -> Self {
        if let Some(measured) = device.measured {
            return Self::measured(measured);
        }
        let compute = device.eta_compute * device.throughput;
        let memory = device.eta_memory * device.bandwidth;
        Self {
            token: 2e12 * shape.parameters / compute,
            stream: 1e12 * shape.weight_bytes / memory,
            experts: 1e12 * shape.expert_bytes / memory,
            unpassed: 1.0 - shape.expert_part,
            sharpness: device.sharpness,
            head_token: whole(2e12 * shape.head / compute),
            head_stream: whole(1e12 * shape.head_bytes / memory),
            step: device.step.ns().saturating_mul(PS_PER_NS),
            sequence: device.sequence.ns().saturating_mul(PS_PER_NS),
            cached: whole(1e12 * shape.cache_bytes / (device.eta_cache * device.bandwidth)),
            attention: whole(1e15 * shape.attention / (device.eta_attention * device.throughput)),
            measured: None,
            table: None,
            linear: Arc::default(),
        }
    }

    /// Step times as they were measured: exactly [`Measured::time`] of every step.
    pub fn measured(measured: Measured) -> Self {
        Self {
            token: measured.token as f64,
            stream: measured.step as f64,
            experts: 0.0,
            unpassed: 1.0,
            sharpness: measured.sharpness,
            head_token: measured.logits,
            head_stream: 0,
            step: 0,
            sequence: measured.sequence(),
            cached: measured.sequence(),
            attention: 0,
            measured: Some(measured),
            table: None,
            linear: Arc::default(),
        }
    }

    /// Step times by tables of kernels, exactly as [`Table`] says.
    pub fn tabled(table: Table) -> Self {
        Self { table: Some(Arc::new(table)), ..Self::measured(Measured::default()) }
    }

    /// Whether the times come from data sheet and efficiencies, not from measured steps.
    pub fn is_roofline(&self) -> bool {
        self.measured.is_none()
    }

    /// Tokens and sequences of a step up to which costs were measured; without a table there is no such limit.
    pub fn reach(&self) -> (u64, u64) {
        match self.table.as_deref() {
            Some(table) => (table.linear.range().1, table.decode.base.range().1.min(table.head.range().1)),
            None => (u64::MAX, u64::MAX),
        }
    }

    /// The linear layers for n tokens \[ps\].
    #[inline]
    pub fn linear(&self, tokens: u64) -> u64 {
        let table = self.linear.get_or_init(|| (0..=TABLE as u64).map(|n| self.linear_of(n)).collect());
        table.get(tokens as usize).copied().unwrap_or_else(|| self.linear_of(tokens))
    }
    fn linear_of(&self, tokens: u64) -> u64 {
        if let Some(table) = &self.table {
            return table.linear.at(tokens);
        }
        if let Some(measured) = self.measured {
            return measured.linear(tokens);
        }
        join(self.token * tokens as f64, self.streamed(tokens), self.sharpness)
    }
    /// Streaming the weights that so many tokens need \[ps\].
    fn streamed(&self, tokens: u64) -> f64 {
        self.stream + self.experts * (1.0 - libm::pow(self.unpassed, tokens as f64))
    }
    /// The output head for the sequences that emit a token \[ps\].
    #[inline]
    pub fn head(&self, emitting: u64) -> u64 {
        match &self.table {
            _ if emitting == 0 => 0,
            Some(table) => table.head.at(emitting),
            None => self.head_token.saturating_mul(emitting).max(self.head_stream),
        }
    }
    /// Attention of a prefill chunk of `tokens` after `cached` ones \[ps, rounded up\].
    #[inline]
    pub fn chunk(&self, tokens: u64, cached: u64) -> u64 {
        if let Some(Table { prefill, .. }) = self.table.as_deref() {
            return prefill.base.at(tokens).saturating_add(prefill.each.at(tokens).saturating_mul(cached));
        }
        if let Some(measured) = self.measured {
            return clamp(measured.chunk(tokens, cached));
        }
        // Twice c (kv + c / 2), so that it is whole.
        let pairs = u128::from(tokens) * (2 * u128::from(cached) + u128::from(tokens));
        clamp((u128::from(self.attention) * pairs).div_ceil(2_000))
    }
    /// What a step costs whatever it computes \[ps\]: its fixed time and that of its sequences.
    #[inline]
    pub fn fixed(&self, sequences: u64) -> u64 {
        self.step.saturating_add(self.sequence.saturating_mul(sequences))
    }
    /// What so many decodes add to a step that only decodes.
    #[inline]
    pub fn decodes(&self, sequences: u64) -> Reading {
        self.reading(sequences, |table| &table.decode)
    }
    /// What so many decodes add to a step that reads parts of prompts too.
    #[inline]
    pub fn beside(&self, sequences: u64) -> Reading {
        self.reading(sequences, |table| &table.mixed)
    }
    #[inline]
    fn reading(&self, sequences: u64, part: fn(&Table) -> &Cached) -> Reading {
        match self.table.as_deref() {
            None => Reading { base: 0, cached: self.cached },
            Some(_) if sequences == 0 => Reading { base: 0, cached: 0 },
            Some(table) => {
                let part = part(table);
                Reading { base: part.base.at(sequences), cached: part.each.at(sequences) }
            }
        }
    }
    /// A decode step of `batch` sequences without reading their cache, a(B) \[ps\].
    #[inline]
    pub fn decode_base(&self, batch: u64) -> u64 {
        let parts = [self.head(batch), self.fixed(batch), self.decodes(batch).base];
        parts.into_iter().fold(self.linear(batch), u64::saturating_add)
    }
    /// `steps` decode steps of `batch` sequences that hold `context` tokens at the start \[ps\]:
    /// `n a(B) + c(B) (n K + B n (n - 1) / 2)`.
    #[inline]
    pub fn decode_run(&self, batch: u64, context: u64, steps: u64) -> u128 {
        let (b, k, n) = (u128::from(batch), u128::from(context), u128::from(steps));
        let cached = u128::from(self.decodes(batch).cached);
        n * u128::from(self.decode_base(batch)) + cached * (n * k + b * (n * n.saturating_sub(1) / 2))
    }
    /// Time to read a prompt alone and write its first token, rounded up to the nanosecond.
    pub fn prefill(&self, prompt: u32) -> Span {
        span(self.prefill_ps(prompt))
    }
    fn prefill_ps(&self, prompt: u32) -> u128 {
        let n = u64::from(prompt.max(1));
        u128::from(self.linear(n)) + u128::from(self.chunk(n, 0)) + u128::from(self.head(1)) + u128::from(self.fixed(1))
    }
    /// Time from start to last token in a slot of a node that runs `batch` such requests at once, rounded up.
    ///
    /// The prefill writes the first token; the others take a decode step each, beside `batch - 1` like ones.
    pub fn service(&self, prompt: u32, output: u32, batch: u32) -> Span {
        let (b, steps) = (u64::from(batch.max(1)), u64::from(output.saturating_sub(1)));
        span(self.prefill_ps(prompt) + self.decode_run(b, b * u64::from(prompt), steps))
    }
}

/// Picoseconds as a span, rounded up to the nanosecond.
fn span(ps: u128) -> Span {
    Span::from_ns(clamp(ps.div_ceil(u128::from(PS_PER_NS))))
}

fn clamp(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Spread;
    use crate::measured::Load;

    /// An RTX 4090 and Llama-3.1-8B in bf16 with the efficiencies fitted to kernel tables (reference/serving.md 4.2).
    fn rtx_4090() -> StepTimes {
        StepTimes::new(&card(), &llama())
    }
    pub(super) fn card() -> Device {
        Device {
            throughput: 165.2e12,
            bandwidth: 1.008e12,
            eta_compute: 0.942,
            eta_memory: 0.864,
            eta_cache: 0.838,
            eta_attention: 0.684,
            sharpness: 2.4,
            step: Span::from_ns(790_000),
            sequence: Span::ZERO,
            measured: None,
        }
    }
    fn llama() -> Shape {
        Shape {
            parameters: 6.979e9,
            head: 0.525e9,
            weight_bytes: 13.958e9,
            expert_bytes: 0.0,
            expert_part: 0.0,
            head_bytes: 1.05e9,
            attention: 4.0 * 4096.0 * 32.0,
            cache_bytes: 131_072.0,
        }
    }

    #[test]
    fn a_single_stream_decodes_at_the_measured_speed() {
        // llama.cpp writes 54.3 tokens a second in F16 on this card (GPU-Benchmarks-on-LLM-Inference).
        let rate = 1e12 * 1000.0 / rtx_4090().decode_run(1, 0, 1000) as f64;
        assert!((rate / 54.3 - 1.0).abs() < 0.05, "{rate} tokens a second");
    }

    #[test]
    fn a_decode_run_equals_the_sum_of_its_steps() {
        let times = rtx_4090();
        for batch in [1, 7, 64] {
            let step = |i| u128::from(times.decode_base(batch)) + u128::from(times.cached * (300 + batch * i));
            assert_eq!(times.decode_run(batch, 300, 500), (0..500).map(step).sum());
        }
    }

    #[test]
    fn measured_steps_cost_exactly_the_five_terms() {
        for sharpness in [1.0, 2.5] {
            let measured = Measured { sharpness, ..slow_cpu() };
            let times = StepTimes::measured(measured);
            // Two sequences that decode at 300 and 17 tokens beside a chunk of 100 after 50 and one that ends a prompt
            // of 9.
            let load = Load::default().with(1, 300, 1).with(1, 17, 1).with(100, 50, 0).with(9, 0, 1);
            let found = times.linear(111) + times.head(3) + times.fixed(4) + times.chunk(100, 50) + times.chunk(9, 0);
            assert_eq!(u128::from(found + times.decodes(1).cached * 317), measured.time(&load));
            // A chunk of one token is a decode.
            assert_eq!(times.chunk(1, 300), times.decodes(1).cached * 300);
        }
    }

    /// SmolLM2-135M on a thread of a CPU, sped up (reference/kernel.md 6).
    fn slow_cpu() -> Measured {
        let (step, token, logits, attended, cached) = (7_920_001, 863_997, 430_003, 1_931, 2_551);
        Measured { step, token, logits, attended, cached, sharpness: 1.0 }
    }

    #[test]
    fn measured_streaming_and_arithmetic_overlap_as_sharply_as_it_says() {
        let linear = |sharpness, tokens| StepTimes::measured(Measured { sharpness, ..slow_cpu() }).linear(tokens);
        assert_eq!(linear(1.0, 9), 7_920_001 + 9 * 863_997);
        assert_eq!(linear(0.0, 9), linear(1.0, 9), "an older file knows no sharpness");
        // By hand: the square root of 7.920001^2 + (9 x 0.863997)^2, in millionths.
        assert_eq!(linear(2.0, 9), 11_099_197);
        assert!((1..100).all(|n| linear(4.0, n) < linear(2.0, n) && linear(2.0, n) < linear(1.25, n)));
        assert!(
            (1..100).all(|n| linear(4.0, n) >= (863_997 * n).max(7_920_001) && linear(4.0, n) <= linear(4.0, n + 1))
        );
    }

    #[test]
    fn a_prompt_in_chunks_pays_the_same_attention() {
        let times = rtx_4090();
        let (whole, parts) = (times.chunk(2048, 0), times.chunk(1024, 0) + times.chunk(1024, 1024));
        assert!(whole.abs_diff(parts) <= 1, "{whole} ps in one, {parts} ps in two");
    }

    #[test]
    fn the_norm_lies_between_the_longer_and_the_sum() {
        let times = rtx_4090();
        for n in [1, 100, 500, 5_000] {
            let (arithmetic, joined) = (times.token * n as f64, times.linear(n) as f64);
            assert!(joined >= arithmetic.max(times.stream) && joined <= arithmetic + times.stream + 1.0, "{n} tokens");
        }
    }

    #[test]
    fn more_of_anything_never_takes_less() {
        let times = rtx_4090();
        assert!(times.service(200, 100, 8) >= times.service(200, 100, 1));
        assert!(times.service(2000, 100, 8) >= times.service(200, 100, 8));
        assert!(times.service(200, 101, 8) > times.service(200, 100, 8));
    }

    /// Mixtral 8x7B: two of eight experts a token.
    pub(super) fn mixtral() -> Shape {
        Shape { weight_bytes: 2.95e9, expert_bytes: 90.2e9, expert_part: 0.25, parameters: 12.62e9, ..llama() }
    }

    #[test]
    fn one_token_streams_its_own_experts_and_many_stream_all() {
        let of = |bytes: f64| {
            let dense = Shape { weight_bytes: bytes, expert_bytes: 0.0, expert_part: 0.0, ..mixtral() };
            StepTimes::new(&card(), &dense)
        };
        let (times, own, all) = (StepTimes::new(&card(), &mixtral()), of(2.95e9 + 22.55e9), of(2.95e9 + 90.2e9));
        assert!(times.linear(1).abs_diff(own.linear(1)) <= 1, "{} ps", times.linear(1));
        assert!(times.linear(200).abs_diff(all.linear(200)) <= 1, "{} ps", times.linear(200));
        // Eight tokens of two experts each choose 1 - (3/4)^8 = 90 % of them.
        let eight = of(2.95e9 + 90.2e9 * (1.0 - 0.75_f64 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75));
        assert!(times.linear(8).abs_diff(eight.linear(8)) <= 1, "{} ps", times.linear(8));
        assert!((1..200).all(|n| times.linear(n + 1) >= times.linear(n)));
    }

    #[test]
    fn a_spread_of_nothing_changes_nothing() {
        assert_eq!(card().spread(&Spread::default(), [1.0, -2.0, 3.0, -0.5, 2.5]), card());
        let spread = Spread { compute: 0.1, memory: 0.1, cache: 0.1, attention: 0.1, step: 0.1 };
        let high = card().spread(&spread, [9.0; 5]);
        assert_eq!((high.eta_compute, high.eta_memory, high.eta_cache, high.eta_attention), (1.0, 1.0, 1.0, 1.5));
        assert!(high.step > card().step && high.sequence == card().sequence);
    }
}
