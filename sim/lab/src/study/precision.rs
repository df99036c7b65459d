//! Sequential stopping: replications are added until the metrics that were named are precise enough.

use scenario::Precision;
use statistics::{Confidence, Estimate};
use world::metrics::catalogue::Column;

use super::parts::Parts;

/// What came of a precision that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// The relative error that was asked for.
    pub relative: f64,
    /// How far replications might be added.
    pub at_most: usize,
    /// The metrics with half their interval's width over their mean; none where it does not exist or the mean is 0.
    pub metrics: Vec<(String, Option<f64>)>,
    /// Those that are not precise enough yet.
    pub missed: Vec<String>,
}

impl Reached {
    /// Whether all metrics are precise enough.
    pub fn is_reached(&self) -> bool {
        self.missed.is_empty()
    }
}

/// The metrics that must be precise, by column.
pub(super) struct Goal {
    relative: f64,
    at_most: usize,
    columns: Vec<usize>,
}

impl Goal {
    /// What a scenario asks for.
    pub(super) fn new(precision: &Precision, columns: &[Column]) -> Self {
        let find = |label: &str| columns.iter().position(|c| c.label() == label);
        Self {
            relative: precision.relative.as_f64(),
            at_most: precision.at_most_replications as usize,
            columns: precision.of.iter().filter_map(|metric| find(&metric.text)).collect(),
        }
    }

    /// To how many replications to go on after `done`; none when all metrics are precise or the most is reached.
    ///
    /// The slowest metric decides: nine tenths of the replications that its half width asks for, which falls as their
    /// square root, but at least a tenth more than now and at most twice as many. What has existed in no replication is
    /// not waited for.
    pub(super) fn next(&self, done: usize, columns: &[Column], parts: &Parts, confidence: Confidence) -> Option<usize> {
        let excess = |estimate: &Estimate| {
            let allowed = estimate.mean.abs() * self.relative / (1.0 + self.relative);
            if estimate.is_within(self.relative) { 0.0 } else { estimate.half_width / allowed }
        };
        // Replications will not bring about what did not exist in any of ten and more.
        let known = self.columns.iter().filter_map(|&at| parts.estimate(at, &columns[at], confidence));
        let slowest = known.map(|estimate| excess(&estimate));
        let slowest = slowest.fold(0.0, f64::max);
        if slowest <= 0.0 || done >= self.at_most {
            return None;
        }
        let n = done as f64;
        let wanted = (0.9 * n * slowest * slowest).clamp((1.1 * n).ceil().max(n + 1.0), 2.0 * n);
        Some((wanted as usize).min(self.at_most))
    }

    /// How precise all metrics are.
    pub(super) fn reached(&self, columns: &[Column], parts: &Parts, confidence: Confidence) -> Reached {
        let estimate = |at: usize| parts.estimate(at, &columns[at], confidence);
        let relative = |e: Estimate| Some(e.half_width / e.mean.abs()).filter(|r| r.is_finite());
        let metrics = self.columns.iter().map(|&at| (columns[at].label(), estimate(at).and_then(relative)));
        let missed = self.columns.iter().filter(|&&at| !estimate(at).is_some_and(|e| e.is_within(self.relative)));
        Reached {
            relative: self.relative,
            at_most: self.at_most,
            metrics: metrics.collect(),
            missed: missed.map(|&at| columns[at].label()).collect(),
        }
    }
}
