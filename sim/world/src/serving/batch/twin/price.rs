//! How the twin prices a step: each form by itself, and none by the way of the batch.

use cost::{Cached, Curve, Device, Load, Measured, Shape, StepTimes, Table};
use units::time::Span;

/// What a step computes for one sequence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) tokens: u64,
    pub(super) cached: u64,
    /// Tokens that are missing in the cache before the step.
    pub(super) left: u64,
}

/// Where step times come from.
#[derive(Clone, Debug)]
pub(crate) enum Price {
    Roofline(StepTimes),
    Measured(Measured),
    Tabled,
}

/// Points of a table of kernels: linear layers, head; base and part a cached token of decodes, of mixed steps, of
/// chunks.
const LINEAR: &[(u64, u64)] = &[(1, 900_001), (8, 1_000_005), (64, 1_000_700), (100, 3_000_011)];
const HEAD: &[(u64, u64)] = &[(1, 50_003), (16, 61_007)];
const DECODE: [&[(u64, u64)]; 2] = [&[(1, 10_001), (32, 90_007)], &[(1, 97), (7, 131), (64, 150)]];
const MIXED: [&[(u64, u64)]; 2] = [&[(1, 20_011), (32, 191_003)], &[(1, 301), (64, 287)]];
const PREFILL: [&[(u64, u64)]; 2] = [&[(1, 5_003), (128, 400_009)], &[(1, 11), (128, 1_409)]];

impl Price {
    pub(crate) fn times(&self) -> StepTimes {
        let curve = |points: &[(u64, u64)]| Curve::new(points.to_vec()).expect("the points rise");
        let cached = |[base, each]: [&[(u64, u64)]; 2]| Cached { base: curve(base), each: curve(each) };
        match self {
            Self::Roofline(times) => times.clone(),
            Self::Measured(measured) => StepTimes::measured(*measured),
            Self::Tabled => StepTimes::tabled(Table {
                linear: curve(LINEAR),
                head: curve(HEAD),
                decode: cached(DECODE),
                mixed: cached(MIXED),
                prefill: cached(PREFILL),
            }),
        }
    }

    /// What a step takes \[ps\].
    pub(super) fn step(&self, parts: &[Part]) -> u128 {
        let tokens: u64 = parts.iter().map(|p| p.tokens).sum();
        let emitting = parts.iter().filter(|p| p.tokens == p.left).count() as u64;
        let is_decode = |p: &&Part| p.left == 1;
        match self {
            Self::Measured(measured) => {
                let add = |load: Load, p: &Part| load.with(p.tokens, p.cached, u64::from(p.tokens == p.left));
                measured.time(&parts.iter().fold(Load::default(), add))
            }
            Self::Roofline(times) => {
                let mut cost = times.linear(tokens) + times.head(emitting) + times.fixed(parts.len() as u64);
                for p in parts {
                    cost +=
                        if p.left == 1 { times.decodes(1).cached * p.cached } else { times.chunk(p.tokens, p.cached) };
                }
                u128::from(cost.max(1))
            }
            Self::Tabled => {
                let mut cost = between(LINEAR, tokens) + if emitting > 0 { between(HEAD, emitting) } else { 0 };
                for p in parts.iter().filter(|p| p.left != 1) {
                    cost += between(PREFILL[0], p.tokens) + between(PREFILL[1], p.tokens) * p.cached;
                }
                let decodes = parts.iter().filter(is_decode).count() as u64;
                let context: u64 = parts.iter().filter(is_decode).map(|p| p.cached).sum();
                let [base, each] = if decodes == parts.len() as u64 { DECODE } else { MIXED };
                if decodes > 0 {
                    cost += between(base, decodes) + between(each, decodes) * context;
                }
                u128::from(cost)
            }
        }
    }
}

/// The straight line between the points around a count, or beyond the last through the last two.
fn between(points: &[(u64, u64)], at: u64) -> u64 {
    let pair = points.windows(2).find(|p| at <= p[1].0).unwrap_or(&points[points.len() - 2..]);
    let [(x0, y0), (x1, y1)] = [pair[0], pair[1]].map(|(x, y)| (x as i64, y as i64));
    let rise = (y1 - y0) * (at as i64 - x0);
    let steps = if rise < 0 { -((-rise + x1 - x0 - 1) / (x1 - x0)) } else { rise / (x1 - x0) };
    (y0 + steps).max(0) as u64
}

/// A roofline with so much fixed time in a step; an LLM of one expert, or of eight of which a token passes two.
pub(crate) fn roofline(fixed_ns: u64, expert_part: f64) -> StepTimes {
    let device = Device {
        throughput: 100e12,
        bandwidth: 1e12,
        eta_compute: 0.6,
        eta_memory: 0.75,
        eta_cache: 0.8,
        eta_attention: 0.5,
        sharpness: 3.0,
        step: Span::from_ns(fixed_ns),
        sequence: Span::from_ns(fixed_ns / 100),
        measured: None,
    };
    let shape = Shape {
        parameters: 1e9,
        head: 1e8,
        weight_bytes: 2e9,
        expert_bytes: if expert_part > 0.0 { 6e9 } else { 0.0 },
        expert_part,
        head_bytes: 2e8,
        attention: 4.0 * 2048.0 * 16.0,
        cache_bytes: 32_768.0,
    };
    StepTimes::new(&device, &shape)
}
