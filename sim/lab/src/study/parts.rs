//! Estimates of metrics from parts that count as independent: replications, or the batches of one long run.

use statistics::{Confidence, Estimate, Pooled, von_neumann_ratio};
use world::metrics::catalogue::{Column, Sample};

use super::method::{Effective, Method};
use crate::row::BatchRow;

/// What one replication or batch measured.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) values: &'a [Option<f64>],
    pub(super) samples: &'a [Sample],
    /// What the bounded columns would be if all requests in flight had failed, and if all had been answered.
    pub(super) bounds: &'a [[Option<f64>; 2]],
}

impl<'a> Part<'a> {
    pub(super) fn of_batch(batch: &'a BatchRow) -> Self {
        Self { values: &batch.values, samples: &batch.samples, bounds: &[] }
    }
}

/// All parts, in order.
pub(super) struct Parts<'a> {
    pub(super) list: Vec<Part<'a>>,
    /// The run that the parts are batches of; none if they are replications.
    pub(super) whole: Option<Part<'a>>,
    /// The columns that have bounds.
    pub(super) bounded: &'a [usize],
}

impl Parts<'_> {
    /// The values of a column, where they exist.
    pub(super) fn values(&self, at: usize) -> Vec<f64> {
        self.list.iter().filter_map(|part| part.values[at]).collect()
    }

    /// Whether a column's batches estimate its value over the whole run; replications always do.
    ///
    /// A mean over the run lies among those over its batches, wherever it is cut; a sum does not.
    pub(super) fn estimates(&self, at: usize, column: &Column) -> bool {
        let Some(whole) = self.whole else { return true };
        let Some(value) = whole.values[at] else { return false };
        let values = self.values(at);
        let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), &v| (l.min(v), h.max(v)));
        let room = 1e-9 * value.abs();
        !column.is_amount() && (low - room..=high + room).contains(&value)
    }

    /// The mean of a column if all requests in flight at the end of each run had failed, and if all had been answered.
    pub(super) fn bounds(&self, at: usize) -> [f64; 2] {
        let place = self.bounded.iter().position(|&column| column == at);
        let runs = self.whole.as_ref().map_or(&self.list[..], std::slice::from_ref);
        [0, 1].map(|fate| {
            let bound = |part: &Part| match place.and_then(|place| part.bounds.get(place)) {
                Some(bounds) => bounds[fate],
                None => part.values[at],
            };
            let values: Vec<f64> = runs.iter().filter_map(bound).collect();
            values.iter().sum::<f64>() / values.len() as f64
        })
    }

    /// Counts of a column over all parts; none unless it is a share.
    pub(super) fn pooled(&self, at: usize) -> Option<Pooled> {
        let counts = self.list.iter().map(|part| match part.samples[at] {
            Sample::Share { events, trials } => Some((events, trials)),
            Sample::None | Sample::Mean { .. } | Sample::Quantile { .. } => None,
        });
        Pooled::of(&counts.collect::<Option<Vec<_>>>()?)
    }

    /// The mean of a column by Student's t over the parts; none if it exists in none.
    fn student(&self, at: usize, column: &Column, confidence: Confidence) -> Option<Estimate> {
        let values = self.values(at);
        let Some(whole) = self.whole else {
            return (!values.is_empty()).then(|| Estimate::of(&values, confidence));
        };
        let mean = whole.values[at]?;
        Some(if self.estimates(at, column) {
            Estimate { mean, ..Estimate::of(&values, confidence) }
        } else {
            Estimate::of(&[mean], confidence)
        })
    }

    /// The estimate of a column: Student's, or exact where it is a share of rare events; of a quantile wider by what
    /// its histogram does not tell.
    pub(super) fn estimate(&self, at: usize, column: &Column, confidence: Confidence) -> Option<Estimate> {
        let student = self.student(at, column, confidence)?;
        let student = Estimate { half_width: student.half_width + self.reach(at), ..student };
        Some(self.pooled(at).map_or(student, |pooled| pooled.estimate(student, confidence)))
    }

    /// How far the mean of a column can be from that of the quantiles it stands for, mean over the parts; 0 of others.
    pub(super) fn reach(&self, at: usize) -> f64 {
        let reach = |part: &Part| if let Sample::Quantile { reach } = part.samples[at] { Some(reach) } else { None };
        let reaches: Vec<f64> = match &self.whole {
            Some(whole) => reach(whole).into_iter().collect(),
            None => self.list.iter().filter_map(reach).collect(),
        };
        reaches.iter().sum::<f64>() / reaches.len().max(1) as f64
    }

    /// How the interval of an estimate was found.
    pub(super) fn method(&self, estimate: &Estimate) -> Method {
        match (estimate.limits, self.whole) {
            (Some(_), _) => Method::Exact,
            _ if !estimate.half_width.is_finite() => Method::None,
            (None, Some(_)) => Method::BatchMeans,
            (None, None) => Method::Student,
        }
    }

    /// Correlation of neighbouring batches, `1 - q / 2` with von Neumann's ratio q; none of replications.
    pub(super) fn correlation(&self, at: usize) -> Option<f64> {
        self.whole?;
        von_neumann_ratio(&self.values(at)).map(|ratio| 1.0 - 0.5 * ratio)
    }

    /// How many independent observations would give the same standard error.
    ///
    /// The variance of single observations over the squared standard error, where they are known: requests behind a
    /// mean latency, trials behind a share. Elsewhere the replications themselves, or the batches n less what their
    /// correlation r costs, `n (1 - r) / (1 + r)`.
    pub(super) fn effective(&self, at: usize, estimate: &Estimate) -> Option<Effective> {
        let observations = |n: f64| Some(Effective { n, of: "observations" });
        let error = estimate.sd / (estimate.n as f64).sqrt();
        let known = error.is_finite() && error > 0.0;
        if let Some(pooled) = self.pooled(at) {
            let p = pooled.share();
            if estimate.limits.is_some() {
                return observations(pooled.effective_trials());
            }
            return if known { observations((p * (1.0 - p) / error / error).min(pooled.trials as f64)) } else { None };
        }
        if !estimate.half_width.is_finite() {
            return None;
        }
        if let Some((n, variance)) = self.spread(at) {
            return if known { observations((variance / error / error).min(n)) } else { None };
        }
        match self.correlation(at) {
            Some(r) if r > 0.0 => Some(Effective { n: estimate.n as f64 * (1.0 - r) / (1.0 + r), of: "batches" }),
            _ if self.whole.is_some() => Some(Effective { n: estimate.n as f64, of: "batches" }),
            _ => Some(Effective { n: estimate.n as f64, of: "replications" }),
        }
    }

    /// Number and variance of the observations behind a mean, over all parts.
    fn spread(&self, at: usize) -> Option<(f64, f64)> {
        let means = self.list.iter().filter_map(|part| match part.samples[at] {
            Sample::Mean { n, variance } => Some((n as f64, part.values[at]?, variance)),
            Sample::None | Sample::Share { .. } | Sample::Quantile { .. } => None,
        });
        let means: Vec<_> = means.collect();
        let total: f64 = means.iter().map(|m| m.0).sum();
        let mean = means.iter().map(|m| m.0 * m.1).sum::<f64>() / total;
        let squares: f64 = means.iter().map(|m| m.0 * (m.2 + (m.1 - mean) * (m.1 - mean))).sum();
        (total > 1.0).then_some((total, squares / total))
    }
}
