//! A device and an LLM as the step-time model sees them.

use units::time::Span;

use crate::measured::Measured;

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
    /// What was measured of the LLM at hand; where it is there, nothing else of the device counts.
    pub measured: Option<Measured>,
}

/// Relative standard deviations of what is known of a device.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// Of `eta_c`.
    pub compute: f64,
    /// Of `eta_m`.
    pub memory: f64,
    /// Of `eta_kv`.
    pub cache: f64,
    /// Of `eta_a`.
    pub attention: f64,
    /// Of t0 and of `t_seq`, which move together.
    pub step: f64,
}

impl Device {
    /// The device as it may truly be: each value times a lognormal factor of mean 1 and the spread's deviation.
    ///
    /// The factor of a standard normal z is `exp(s z - s^2 / 2)` with `s^2 = ln(1 + sd^2)`. Parts of the data sheet
    /// stay at most 1, attention at most 1.5, which lowers the mean of a part near its limit; a step may take any time.
    /// The five are independent, though a fit lets streaming and step trade off: steps of decoding spread a little more
    /// than they should.
    pub fn spread(&self, spread: &Spread, normals: [f64; 5]) -> Self {
        let [compute, memory, cache, attention, step] = normals;
        let step = factor(spread.step, step);
        let times = |span: Span| Span::from_ns((span.ns() as f64 * step + 0.5) as u64);
        Self {
            eta_compute: (self.eta_compute * factor(spread.compute, compute)).min(1.0),
            eta_memory: (self.eta_memory * factor(spread.memory, memory)).min(1.0),
            eta_cache: (self.eta_cache * factor(spread.cache, cache)).min(1.0),
            eta_attention: (self.eta_attention * factor(spread.attention, attention)).min(1.5),
            step: times(self.step),
            sequence: times(self.sequence),
            ..*self
        }
    }
}

/// A lognormal factor of mean 1.
fn factor(sd: f64, normal: f64) -> f64 {
    let variance = libm::log1p(sd * sd);
    libm::exp(libm::sqrt(variance) * normal - variance / 2.0)
}

/// An LLM as the step-time model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Parameters of the linear layers that a token passes through, P \[1\].
    pub parameters: f64,
    /// Parameters of the output head, `P_h` \[1\].
    pub head: f64,
    /// Bytes of those linear layers' weights that every step streams \[B\].
    pub weight_bytes: f64,
    /// Bytes of all experts of all layers together; a step streams those that its tokens choose \[B\].
    pub expert_bytes: f64,
    /// Part of the experts that one token passes \[0..1\].
    pub expert_part: f64,
    /// Bytes of the output head's weights \[B\].
    pub head_bytes: f64,
    /// Attention of one new token to one cached token, 4 h L \[FLOP\]: h the width of all heads, L the layers.
    pub attention: f64,
    /// Bytes of cache that a token leaves behind, kvb \[B\].
    pub cache_bytes: f64,
}
