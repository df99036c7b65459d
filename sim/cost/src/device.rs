//! A device and an LLM as the step-time model sees them.

use units::time::Span;

/// A device as the step-time model sees it: a data sheet and the parts of it that an engine reaches.
///
/// The efficiencies belong to an engine, a precision and a device together; never take one device's for another's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Device {
    /// Dense throughput at the weights' precision, F \[FLOP/s, > 0\].
    pub throughput: f64,
    /// Memory bandwidth, BW \[B/s, > 0\].
    pub bandwidth: f64,
    /// Part of the throughput that linear layers reach, `eta_c` \[0..1\].
    pub eta_compute: f64,
    /// Part of the bandwidth that streaming weights reaches, `eta_m` \[0..1\].
    pub eta_memory: f64,
    /// Part of the bandwidth that reading the cache reaches, `eta_kv` \[0..1\].
    pub eta_cache: f64,
    /// Part of the throughput that attention of the prefill reaches, `eta_a` \[0..1\].
    pub eta_attention: f64,
    /// How sharply arithmetic and streaming overlap, p \[>= 1\]: 1 adds them, infinity takes the longer.
    pub sharpness: f64,
    /// Fixed time of a step, t0.
    pub step: Span,
    /// Time of a step for each sequence in it, `t_seq`.
    pub sequence: Span,
}

/// An LLM as the step-time model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Parameters of the linear layers that a token passes through, P \[1\].
    pub parameters: f64,
    /// Parameters of the output head, `P_h` \[1\].
    pub head: f64,
    /// Bytes of the linear layers' weights \[B\].
    pub weight_bytes: f64,
    /// Bytes of the output head's weights \[B\].
    pub head_bytes: f64,
    /// Attention of one new token to one cached token, 4 h L \[FLOP\]: h the width of all heads, L the layers.
    pub attention: f64,
    /// Bytes of cache that a token leaves behind, kvb \[B\].
    pub cache_bytes: f64,
}
