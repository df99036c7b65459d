//! What one replication leaves behind, as a flat row: it can be written, read again and folded.

mod codec;

use state::ledger::Flow;
use units::time::Time;
use world::metrics::catalogue::Sample;
use world::metrics::histogram::Histogram;
use world::outcome::{Batch, Fingerprints, Followed, Outcome, Window};

/// Probabilities at which latency curves are kept: dense where tails are read.
pub(crate) const SHARES: [f64; 31] = [
    0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
    0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999,
];

/// What one replication leaves behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number.
    pub replication: u32,
    /// Values by column; none where a number does not exist.
    pub values: Vec<Option<f64>>,
    /// What they were computed from.
    pub samples: Vec<Sample>,
    /// Hashes of its history.
    pub fingerprints: Fingerprints,
    /// Events handled.
    pub events: u64,
    /// Events that shared their time with another.
    pub ties: u64,
    /// Events pending at once at the most.
    pub peak_pending: u64,
    /// Requests sent.
    pub sent: u64,
    /// Requests that ended.
    pub ended: u64,
    /// Requests in the system at the end.
    pub in_flight: u64,
    /// Those of them that were sent after the warm-up: latencies are without them.
    pub n_censored: u64,
    /// Of each bounded column what it would be if all of these had failed, and if all had been answered at the end;
    /// empty where there are none.
    pub bounds: Vec<[Option<f64>; 2]>,
    /// How often a law was checked; all held, or there were no row.
    pub invariants_checked: u64,
    /// Series, curves and flows, where somebody asked for them.
    pub block: Option<Block>,
    /// The batches of one long run; empty with replications.
    pub batches: Vec<BatchRow>,
    /// When it was ended by `abort_when`.
    pub aborted: Option<Time>,
    /// What was measured after faults, in the order of `observe.aftermaths`.
    pub aftermaths: Vec<FollowedRow>,
}

/// What was measured after the strikes of a fault.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowedRow {
    /// The windows, or the bins of all stretches, in the order of time.
    pub windows: Vec<WindowRow>,
    /// The same bins in calm; empty without bins.
    pub calm: Vec<WindowRow>,
}

/// What was measured in one window.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowRow {
    /// When it began \[s\].
    pub from_s: f64,
    /// When it ended \[s\].
    pub to_s: f64,
    /// Values of the aftermath's columns; none where a number does not exist.
    pub values: Vec<Option<f64>>,
    /// What they were computed from.
    pub samples: Vec<Sample>,
    /// Of each of its bounded columns what it would be if all requests in flight at the window's end had failed, and if
    /// all had been answered; empty where there are none.
    pub bounds: Vec<[Option<f64>; 2]>,
}

/// What is drawn rather than judged: most of a row's bytes, so that a sweep does without.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Times of the series' points \[s\].
    pub(crate) times: Vec<f64>,
    /// Series by column and point; NaN where there is none.
    pub(crate) series: Vec<Vec<f64>>,
    /// Answer and assured latencies at [`SHARES`] \[s\]; empty without any.
    pub(crate) curves: Curves,
    /// Who paid whom, by coin.
    pub(crate) flows: Vec<Vec<Flow>>,
}

/// Answer and assured latencies at [`SHARES`] \[s\]; empty without any.
pub(crate) type Curves = [Vec<f64>; 2];

/// What one batch of a long run measured.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchRow {
    /// When it began \[s\].
    pub from_s: f64,
    /// When it ended \[s\].
    pub to_s: f64,
    /// Values by column; none where a number does not exist.
    pub values: Vec<Option<f64>>,
    /// What they were computed from.
    pub samples: Vec<Sample>,
    /// Latencies in the batch.
    pub(crate) curves: Curves,
}

fn curves(histograms: [&Histogram; 2]) -> Curves {
    histograms.map(|histogram| histogram.quantiles(&SHARES).map(|q| q.value).collect())
}

impl Row {
    /// The row of an outcome, with its block if somebody wants it.
    pub(crate) fn of(outcome: Outcome, with_block: bool) -> Self {
        let block = with_block.then(|| Block {
            times: outcome.times,
            series: outcome.series,
            curves: curves([&outcome.answer, &outcome.assured]),
            flows: outcome.flows,
        });
        Self {
            replication: outcome.replication,
            values: outcome.values,
            samples: outcome.samples,
            fingerprints: outcome.fingerprints,
            events: outcome.agenda.events,
            ties: outcome.agenda.ties,
            peak_pending: outcome.agenda.peak_pending as u64,
            sent: outcome.requests.0,
            ended: outcome.requests.1,
            in_flight: outcome.in_flight,
            n_censored: outcome.n_censored,
            bounds: outcome.bounds,
            invariants_checked: outcome.invariants_checked,
            block,
            batches: Vec::new(),
            aborted: outcome.aborted,
            aftermaths: outcome.aftermaths.into_iter().map(FollowedRow::from).collect(),
        }
    }
    /// The bytes of a row: what [`Row::read`] reads.
    pub fn write(&self) -> Vec<u8> {
        codec::write(self)
    }
    /// A row from its bytes; none if they are not those of one, to the last.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        codec::read(bytes)
    }
}

impl From<Batch> for BatchRow {
    fn from(batch: Batch) -> Self {
        // Divided, so that whole seconds stay whole.
        let [from_s, to_s] = [batch.from, batch.to].map(|time| time.ns() as f64 / 1e9);
        let curves = curves([&batch.answer, &batch.assured]);
        Self { from_s, to_s, values: batch.values, samples: batch.samples, curves }
    }
}

impl From<Followed> for FollowedRow {
    fn from(followed: Followed) -> Self {
        let rows = |list: Vec<Window>| list.into_iter().map(WindowRow::from).collect();
        Self { windows: rows(followed.windows), calm: rows(followed.calm) }
    }
}

impl From<Window> for WindowRow {
    fn from(window: Window) -> Self {
        let [from_s, to_s] = [window.from, window.to].map(|time| time.ns() as f64 / 1e9);
        Self { from_s, to_s, values: window.values, samples: window.samples, bounds: window.bounds }
    }
}
