//! What work costs: step times of an LLM on a device, in whole picoseconds.

use units::time::Span;

/// A device as the step-time model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Device {
    /// Dense throughput at the weights' precision \[FLOP/s, > 0\].
    pub throughput: f64,
    /// Memory bandwidth \[B/s, > 0\].
    pub bandwidth: f64,
    /// Share of the throughput that prefill reaches \[0..1\].
    pub eta_compute: f64,
    /// Share of the bandwidth that weight streaming reaches \[0..1\].
    pub eta_memory: f64,
    /// Fixed time of a step.
    pub step: Span,
    /// Time of a step for each running sequence.
    pub sequence: Span,
}

/// An LLM as the step-time model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Parameters that a token passes through \[1\].
    pub parameters: f64,
    /// Bytes of all weights.
    pub weight_bytes: f64,
    /// Bytes of cache a token leaves behind.
    pub cache_bytes: f64,
}

/// Step times of one LLM on one device, in whole picoseconds.
///
/// A decode step with B running requests that hold K cached tokens costs `a(B) + c K`, with
/// `a(B) = max(2 P B / (eta_c F), w / (eta_m BW)) + t0 + t_seq B` and `c = kv / (eta_m BW)`; a prompt of n tokens costs
/// `max(2 P n / (eta_c F), w / (eta_m BW)) + t0`. P: parameters \[1\]; F: throughput \[FLOP/s\]; w: weight bytes \[B\];
/// BW: bandwidth \[B/s\]; kv: cache bytes a token \[B\]; `t0`, `t_seq` \[s\]. Attention of the prefill and the output head
/// are left out: below 4,096 tokens of prompt they are a few percent of an 8 B model's step. Source: the roofline of
/// Vidur and vLLM measurements as fitted in aiconfigurator's operator tables (H100, TTFT 2.6 %, TPOT 2.8 % MAPE).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepTimes {
    /// Compute of one token \[ps\].
    token: u64,
    /// Streaming the weights once \[ps\].
    stream: u64,
    /// Fixed time of a step \[ps\].
    step: u64,
    /// Time of a step for each sequence \[ps\].
    sequence: u64,
    /// Reading the cache of one token \[ps\].
    cached: u64,
}

const PS_PER_NS: u64 = 1_000;

impl StepTimes {
    /// The coefficients of an LLM on a device, rounded to picoseconds.
    pub fn new(device: &Device, shape: &Shape) -> Self {
        let ps = |seconds: f64| (seconds * 1e12 + 0.5) as u64;
        let memory = device.eta_memory * device.bandwidth;
        Self {
            token: ps(2.0 * shape.parameters / (device.eta_compute * device.throughput)),
            stream: ps(shape.weight_bytes / memory),
            step: device.step.ns() * PS_PER_NS,
            sequence: device.sequence.ns() * PS_PER_NS,
            cached: ps(shape.cache_bytes / memory),
        }
    }
    /// Time to read a prompt, rounded up to the nanosecond.
    pub fn prefill(&self, prompt: u32) -> Span {
        nanoseconds(u128::from(self.token) * u128::from(prompt), self.stream, self.step)
    }
    /// The part of a decode step that does not depend on the cache \[ps\].
    fn base(&self, batch: u32) -> u128 {
        let compute = u128::from(self.token) * u128::from(batch);
        compute.max(u128::from(self.stream)) + u128::from(self.step) + u128::from(self.sequence) * u128::from(batch)
    }
    /// Time to write `output` tokens after `prompt` ones while `batch` such requests run, rounded up.
    ///
    /// n steps cost `n a(B) + c B (n K0 + n (n - 1) / 2)` with K0 the prompt of one request.
    pub fn decode(&self, prompt: u32, output: u32, batch: u32) -> Span {
        let (n, k, b) = (u128::from(output), u128::from(prompt), u128::from(batch.max(1)));
        let cache = u128::from(self.cached) * b * (n * k + n * n.saturating_sub(1) / 2);
        let ps = n * self.base(batch.max(1)) + cache;
        Span::from_ns(u64::try_from(ps.div_ceil(u128::from(PS_PER_NS))).unwrap_or(u64::MAX))
    }
    /// Time from start to last token in a slot of a node that runs `batch` such requests at once.
    pub fn service(&self, prompt: u32, output: u32, batch: u32) -> Span {
        self.prefill(prompt) + self.decode(prompt, output, batch)
    }
}

fn nanoseconds(compute: u128, stream: u64, step: u64) -> Span {
    let ps = compute.max(u128::from(stream)) + u128::from(step);
    Span::from_ns(u64::try_from(ps.div_ceil(u128::from(PS_PER_NS))).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An RTX 4090 and Llama-3.1-8B in bf16 with the efficiencies fitted to a real vLLM run.
    fn rtx_4090() -> StepTimes {
        let device = Device {
            throughput: 165.2e12,
            bandwidth: 1.008e12,
            eta_compute: 0.942,
            eta_memory: 0.864,
            step: Span::from_ns(790_000),
            sequence: Span::ZERO,
        };
        StepTimes::new(&device, &Shape { parameters: 7.504e9, weight_bytes: 16.06e9, cache_bytes: 131_072.0 })
    }

    #[test]
    fn a_single_stream_decodes_at_the_measured_speed() {
        // llama.cpp reads 54.3 tokens a second in F16 on this card (GPU-Benchmarks-on-LLM-Inference).
        let rate = 1000.0 / rtx_4090().decode(0, 1000, 1).as_secs();
        assert!((rate / 54.3 - 1.0).abs() < 0.05, "{rate} tokens a second");
    }

    #[test]
    fn the_closed_form_equals_the_sum_of_its_steps() {
        let times = rtx_4090();
        for batch in [1, 7, 64] {
            let steps: u128 =
                (0..500).map(|i| times.base(batch) + u128::from(times.cached) * u128::from(batch) * (300 + i)).sum();
            let ns = steps.div_ceil(1_000) as u64;
            assert_eq!(times.decode(300, 500, batch), Span::from_ns(ns));
        }
    }

    #[test]
    fn more_of_anything_never_takes_less() {
        let times = rtx_4090();
        assert!(times.service(200, 100, 8) >= times.service(200, 100, 1));
        assert!(times.service(2000, 100, 8) >= times.service(200, 100, 8));
        assert!(times.service(200, 101, 8) > times.service(200, 100, 8));
    }
}
