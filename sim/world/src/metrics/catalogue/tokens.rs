//! Metrics of tokens, where nodes batch: how soon they come, and how many.

use super::service::whole;
use super::{Metric, Owner, measured, ratio};

pub(super) const METRICS: &[Metric] = &[
    whole!("ttft_mean_s", "mean time from sending to the first token at the node", |w, _now| {
        w.state.meters.tokens.first.mean()
    }),
    whole!("ttft_p50_s", "median time to the first token", |w, _now| w.state.meters.tokens.first.quantile(0.5)),
    whole!("ttft_p95_s", "95 % of the first tokens came sooner", |w, _now| {
        w.state.meters.tokens.first.quantile(0.95)
    }),
    whole!("ttft_p99_s", "99 % of the first tokens came sooner", |w, _now| {
        w.state.meters.tokens.first.quantile(0.99)
    }),
    whole!("tpot_mean_s", "time for each token after the first, mean over answers of at least two", |w, _now| {
        w.state.meters.tokens.each.mean()
    }),
    whole!("tpot_p95_s", "95 % of the answers took less for each token after the first", |w, _now| {
        w.state.meters.tokens.each.quantile(0.95)
    }),
    whole!("tpot_p99_s", "99 % of the answers took less for each token after the first", |w, _now| {
        w.state.meters.tokens.each.quantile(0.99)
    }),
    whole!("output_tps", "output tokens of answers a second", |w, now| {
        ratio(some(w.state.meters.tokens.written)?, measured(w, now))
    }),
    whole!("prompt_tps", "prompt tokens of answers a second", |w, now| {
        ratio(some(w.state.meters.tokens.read)?, measured(w, now))
    }),
];

/// A number of tokens, where there are any.
fn some(tokens: u64) -> Option<f64> {
    (tokens > 0).then_some(tokens as f64)
}
