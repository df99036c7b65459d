//! What a study found: summary, series, curves, flows and verdicts, ready to be written and drawn.

use statistics::Estimate;
use units::time::{Span, Time};
use world::metrics::catalogue::Column;

use super::claims::Judged;
use super::method::{Effective, Method};
use super::precision::Reached;
use crate::row::{BatchRow, Row};

/// What a study found.
#[derive(Clone, Debug)]
pub struct Findings {
    /// Whether all planned replications were run.
    pub status: Status,
    /// What the numbers of a run mean, in order.
    pub columns: Vec<Column>,
    /// One entry a replication, in order.
    pub runs: Vec<Row>,
    /// One line a metric and owner.
    pub summary: Vec<SummaryLine>,
    /// Time series with intervals.
    pub series: Vec<SeriesLine>,
    /// Latencies at quantiles, with intervals: `answer` and `assured`.
    pub curves: Vec<Curve>,
    /// Who paid whom, mean over replications.
    pub flows: Vec<FlowLine>,
    /// The scenario's own verdict.
    pub claims: Vec<Judged>,
    /// The warm-up that was cut off; none in a terminating study.
    pub cut: Option<Span>,
    /// Confidence level of the intervals.
    pub level: f64,
    /// The replication with which `abort_when` ended the study, and when it was met; it is the last.
    pub aborted: Option<(u32, Time)>,
    /// What came of a precision that was asked for.
    pub precision: Option<Reached>,
}

/// Correlation of neighbouring batches above which they are too short to be independent.
///
/// Of 30 independent batches one metric in seven passes it by chance.
pub const CORRELATED: f64 = 0.2;

/// Whether all planned replications were run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All of them.
    Complete,
    /// It was interrupted.
    Partial,
}

/// One metric of one owner over all replications.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryLine {
    /// The metric.
    pub metric: String,
    /// Whose it is; empty for the whole.
    pub owner: String,
    /// Mean with interval; none if the number exists in no replication.
    pub estimate: Option<Estimate>,
    /// Least, 5 %, median, 95 % and greatest over replications, or over batches.
    pub quantiles: Option<[f64; 5]>,
    /// How the interval was found.
    pub method: Method,
    /// What the mean is worth.
    pub effective: Option<Effective>,
    /// Events and trials of a share, over all replications.
    pub counts: Option<(u64, u64)>,
    /// Correlation of neighbouring batches; none with replications.
    pub correlation: Option<f64>,
}

/// One column of the time series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesLine {
    /// The column's name.
    pub name: String,
    /// Whose it is; empty for the whole.
    pub owner: String,
    /// What it says.
    pub doc: &'static str,
    /// Times \[s\].
    pub times: Vec<f64>,
    /// The mean at each time with its interval; none where no replication has a number.
    pub points: Vec<Option<Estimate>>,
}

/// Latencies at quantiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// `answer` or `assured`.
    pub name: &'static str,
    /// Probabilities.
    pub shares: Vec<f64>,
    /// The latency below which that share lies \[s\], mean over replications with its interval.
    pub latencies: Vec<Option<Estimate>>,
}

/// Who paid whom for what.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowLine {
    /// The coin.
    pub coin: String,
    /// The payer.
    pub from: String,
    /// The receiver.
    pub to: String,
    /// Why.
    pub reason: &'static str,
    /// Coins, mean over replications with its interval.
    pub coins: Estimate,
    /// Postings, mean over replications.
    pub postings: f64,
}

impl SummaryLine {
    /// The metric with its owner, as in claims.
    pub fn label(&self) -> String {
        formula::label(&self.metric, &self.owner)
    }
}

impl Findings {
    /// The batches of one long run; empty with replications.
    pub fn batches(&self) -> &[BatchRow] {
        self.runs.first().map_or(&[], |run| &run.batches)
    }
    /// The summary line of a metric and owner.
    pub fn find(&self, metric: &str, owner: &str) -> Option<&SummaryLine> {
        self.summary.iter().find(|l| l.metric == metric && l.owner == owner)
    }
    /// The mean of a metric of the whole; none if it does not exist.
    pub fn mean(&self, metric: &str) -> Option<f64> {
        Some(self.find(metric, "")?.estimate?.mean)
    }
}
