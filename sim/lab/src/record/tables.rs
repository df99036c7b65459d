//! The tables of an output folder as CSV; `output/README.md` explains every column.

use statistics::Estimate;

use super::number::{maybe, number};
use crate::study::{Back, Findings};
use crate::theory::Compared;

/// Lines with a header as CSV.
pub(crate) struct Table {
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    pub(crate) fn new<S: AsRef<[u8]>>(header: impl IntoIterator<Item = S>) -> Self {
        let mut table = Self { writer: csv::Writer::from_writer(Vec::new()) };
        table.line(header);
        table
    }
    pub(crate) fn line<S: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.writer.write_record(cells).expect("memory takes every line, and all lines are as long as the header");
    }
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory takes everything")
    }
}

/// Mean, low, high.
fn mean_low_high(estimate: Option<&Estimate>) -> [String; 3] {
    let Some(estimate) = estimate else { return [const { String::new() }; 3] };
    let interval = estimate.interval();
    [number(estimate.mean), number(interval.low), number(interval.high)]
}

/// One line a metric and owner.
pub(super) fn summary(findings: &Findings) -> Vec<u8> {
    let mut table = Table::new([
        "metric",
        "owner",
        "mean",
        "low",
        "high",
        "half_width",
        "sd",
        "n",
        "min",
        "p05",
        "p50",
        "p95",
        "max",
        "interval",
        "effective_n",
        "effective_of",
        "events",
        "trials",
        "batch_correlation",
    ]);
    for line in &findings.summary {
        let estimate = line.estimate.as_ref();
        let [mean, low, high] = mean_low_high(estimate);
        let spread = [
            maybe(estimate.map(|e| e.half_width)),
            maybe(estimate.map(|e| e.sd)),
            estimate.map_or(0, |e| e.n).to_string(),
        ];
        let quantiles = (0..5).map(|i| maybe(line.quantiles.map(|q| q[i])));
        let cells = [line.metric.clone(), line.owner.clone(), mean, low, high];
        let worth = [
            line.method.name().into(),
            maybe(line.effective.map(|e| e.n)),
            line.effective.map_or("", |e| e.of).into(),
            line.counts.map_or_else(String::new, |c| c.0.to_string()),
            line.counts.map_or_else(String::new, |c| c.1.to_string()),
            maybe(line.correlation),
        ];
        table.line(cells.into_iter().chain(spread).chain(quantiles).chain(worth));
    }
    table.bytes()
}

/// The time series, tidy: one line a metric, owner and time.
pub(super) fn series(findings: &Findings) -> Vec<u8> {
    let mut table = Table::new(["t_s", "metric", "owner", "mean", "low", "high", "n"]);
    for line in &findings.series {
        for (&time, point) in line.times.iter().zip(&line.points) {
            let [mean, low, high] = mean_low_high(point.as_ref());
            let n = point.map_or(0, |p| p.n).to_string();
            table.line([number(time), line.name.clone(), line.owner.clone(), mean, low, high, n]);
        }
    }
    table.bytes()
}

/// One line a replication.
pub(super) fn runs(findings: &Findings) -> Vec<u8> {
    let fixed = [
        "replication",
        "fingerprint_events",
        "fingerprint_money",
        "fingerprint_outcome",
        "events",
        "ties",
        "peak_pending",
        "requests_sent",
        "requests_ended",
        "requests_in_flight",
        "n_censored",
    ];
    let metrics = findings.columns.iter().map(world::metrics::catalogue::Column::label);
    let mut table = Table::new(fixed.into_iter().map(String::from).chain(metrics));
    for run in &findings.runs {
        let prints = run.fingerprints;
        let fixed = [
            run.replication.to_string(),
            fingerprint(prints.events),
            fingerprint(prints.money),
            fingerprint(prints.outcome),
            run.events.to_string(),
            run.ties.to_string(),
            run.peak_pending.to_string(),
            run.sent.to_string(),
            run.ended.to_string(),
            run.in_flight.to_string(),
            run.n_censored.to_string(),
        ];
        table.line(fixed.into_iter().chain(run.values.iter().map(|&v| maybe(v))));
    }
    table.bytes()
}

/// One line a batch of one long run.
pub(super) fn batches(findings: &Findings) -> Vec<u8> {
    let metrics = findings.columns.iter().map(world::metrics::catalogue::Column::label);
    let mut table = Table::new(["batch", "from_s", "to_s"].into_iter().map(String::from).chain(metrics));
    for (i, batch) in findings.batches().iter().enumerate() {
        let fixed = [i.to_string(), number(batch.from_s), number(batch.to_s)];
        table.line(fixed.into_iter().chain(batch.values.iter().map(|&v| maybe(v))));
    }
    table.bytes()
}

/// A fingerprint in sixteen hexadecimal digits, for spreadsheets round whole numbers of that size.
pub(crate) fn fingerprint(value: u64) -> String {
    format!("{value:016x}")
}

/// Who paid whom for what.
pub(super) fn flows(findings: &Findings) -> Vec<u8> {
    let header = ["coin", "from", "to", "reason", "coins_mean", "coins_low", "coins_high", "postings_mean"];
    let mut table = Table::new(header);
    for flow in &findings.flows {
        let [mean, low, high] = mean_low_high(Some(&flow.coins));
        let names = [flow.coin.clone(), flow.from.clone(), flow.to.clone(), flow.reason.into()];
        table.line(names.into_iter().chain([mean, low, high, number(flow.postings)]));
    }
    table.bytes()
}

/// Latencies at shares of the answers.
pub(super) fn latencies(findings: &Findings) -> Vec<u8> {
    let mut table = Table::new(["curve", "share", "latency_s", "low", "high"]);
    for curve in &findings.curves {
        for (&share, latency) in curve.shares.iter().zip(&curve.latencies) {
            let [mean, low, high] = mean_low_high(latency.as_ref());
            table.line([curve.name.into(), number(share), mean, low, high]);
        }
    }
    table.bytes()
}

/// The claims with their verdicts and the evidence.
pub(super) fn claims(findings: &Findings) -> Vec<u8> {
    let mut table = Table::new([
        "claim",
        "that",
        "verdict",
        "left_mean",
        "left_low",
        "left_high",
        "right_mean",
        "right_low",
        "right_high",
        "difference_mean",
        "difference_low",
        "difference_high",
        "n",
        "level",
        "kind",
        "windows_s",
        "windows",
        "back_s",
    ]);
    for claim in &findings.claims {
        let names = [claim.name.clone(), claim.that.clone(), claim.verdict.to_string()];
        let sides = [&claim.left, &claim.right, &claim.difference].map(|e| mean_low_high(Some(e)));
        let windows = claim.windows.as_ref();
        let span = |[from, to]: &[f64; 2]| format!("{}..{}", number(*from), number(*to));
        let back = windows.and_then(|windows| windows.back).map_or_else(String::new, |back| match back {
            Back::After(after) => number(after),
            Back::Not => "not".into(),
        });
        let rest = [
            claim.difference.n.to_string(),
            number(claim.level),
            claim.kind.into(),
            windows.map_or_else(String::new, |w| w.list.iter().map(span).collect::<Vec<_>>().join(" ")),
            windows.map_or_else(String::new, |w| w.n.to_string()),
            back,
        ];
        table.line(names.into_iter().chain(sides.into_iter().flatten()).chain(rest));
    }
    table.bytes()
}

/// Closed forms beside the metrics that they predict.
pub(super) fn theory(list: &[Compared]) -> Vec<u8> {
    let mut table = Table::new([
        "form",
        "of",
        "metric",
        "owner",
        "is",
        "value",
        "mean",
        "low",
        "high",
        "n",
        "standard_error",
        "z",
        "verdict",
        "reasons",
    ]);
    for compared in list {
        let prediction = &compared.prediction;
        let names = [compared.form.name.into(), compared.form.of.clone(), prediction.metric.into()];
        let says = [prediction.owner.clone(), prediction.way.name().into(), number(prediction.value)];
        let rest = [
            compared.observed.n.to_string(),
            maybe(compared.standard_error()),
            maybe(compared.z()),
            compared.verdict.to_string(),
            compared.reasons.join("; "),
        ];
        let observed = mean_low_high(Some(&compared.observed));
        table.line(names.into_iter().chain(says).chain(observed).chain(rest));
    }
    table.bytes()
}
