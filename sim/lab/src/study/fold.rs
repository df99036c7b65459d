//! Rows folded one by one, in order, into what the findings need; their blocks are kept for those that pair them.

use state::ledger::{Party, Reason};
use statistics::{Confidence, Estimate, Quantiles};
use units::money::{USD, USD_DECIMALS};
use world::metrics::catalogue::{self, Column};
use world::metrics::series;
use world::outcome::party_name;
use world::scenario::Scenario;

use super::claims::Judged;
use super::findings::{Curve, Findings, FlowLine, SeriesLine, Status, SummaryLine};
use super::method::Method;
use super::parts::{Part, Parts};
use super::precision::Reached;
use crate::row::{Block, Row, SHARES};

/// The running mean and spread of one number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    n: u32,
    mean: f64,
    squares: f64,
}

impl Moments {
    pub(super) fn add(&mut self, value: f64) {
        if value.is_finite() {
            self.n += 1;
            let delta = value - self.mean;
            self.mean += delta / f64::from(self.n);
            self.squares += delta * (value - self.mean);
        }
    }
    pub(super) fn estimate(&self, confidence: Confidence) -> Option<Estimate> {
        let n = self.n as usize;
        match n {
            0 => None,
            1 => Some(Estimate { mean: self.mean, half_width: f64::INFINITY, n, sd: f64::NAN, limits: None }),
            _ => {
                let sd = (self.squares / (n - 1) as f64).max(0.0).sqrt();
                let half_width = confidence.student_t(n - 1) * sd / (n as f64).sqrt();
                Some(Estimate { mean: self.mean, half_width, n, sd, limits: None })
            }
        }
    }
}

/// Who paid whom and why, with the amounts and the postings of a replication.
type FlowMoments = (Party, Party, Reason, Moments, Moments);

/// The fold so far.
pub(super) struct Fold {
    confidence: Confidence,
    columns: Vec<Column>,
    /// The columns of which runs have bounds.
    bounded: Vec<usize>,
    runs: Vec<Row>,
    /// Whether rows keep their blocks.
    pub(super) keeps_blocks: bool,
    times: Vec<f64>,
    series: Vec<Vec<Moments>>,
    curves: [Vec<Moments>; 2],
    flows: Vec<Vec<FlowMoments>>,
}

/// What only the end of a study knows.
pub(super) struct End {
    pub(super) claims: Vec<Judged>,
    pub(super) status: Status,
    pub(super) is_steady: bool,
    pub(super) precision: Option<Reached>,
}

impl Fold {
    pub(super) fn new(scenario: &Scenario, confidence: Confidence) -> Self {
        Self {
            confidence,
            columns: catalogue::columns(scenario),
            bounded: scenario.observe.bounded.clone(),
            runs: Vec::new(),
            keeps_blocks: false,
            times: Vec::new(),
            series: vec![Vec::new(); series::columns(scenario).len()],
            curves: [vec![Moments::default(); SHARES.len()], vec![Moments::default(); SHARES.len()]],
            flows: vec![Vec::new(); scenario.coins.len() + 1],
        }
    }
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }
    pub(super) fn runs(&self) -> &[Row] {
        &self.runs
    }
    pub(super) fn confidence(&self) -> Confidence {
        self.confidence
    }
    /// What counts as independent: the batches if there are any, else the replications.
    pub(super) fn parts(&self) -> Parts<'_> {
        let mut runs = self.runs.iter().map(|r| Part { values: &r.values, samples: &r.samples, bounds: &r.bounds });
        let bounded = &self.bounded;
        let batches: Vec<_> = self.runs.iter().flat_map(|run| &run.batches).map(Part::of_batch).collect();
        if batches.is_empty() {
            return Parts { list: runs.collect(), whole: None, bounded };
        }
        Parts { list: batches, whole: runs.next_back(), bounded }
    }
    /// Folds the next replication in.
    pub(super) fn add(&mut self, mut row: Row) {
        let block = if self.keeps_blocks { row.block.clone() } else { row.block.take() };
        if let Some(block) = block {
            self.add_block(block);
        }
        if !row.batches.is_empty() {
            self.curves.iter_mut().for_each(|curve| curve.fill(Moments::default()));
        }
        for batch in &mut row.batches {
            for (curve, latencies) in self.curves.iter_mut().zip(std::mem::take(&mut batch.curves)) {
                curve.iter_mut().zip(latencies).for_each(|(m, latency)| m.add(latency));
            }
        }
        self.runs.push(row);
    }
    fn add_block(&mut self, block: Block) {
        // A run that was aborted has fewer points.
        if block.times.len() > self.times.len() {
            self.times = block.times;
        }
        for (moments, values) in self.series.iter_mut().zip(&block.series) {
            moments.resize(values.len().max(moments.len()), Moments::default());
            moments.iter_mut().zip(values).for_each(|(m, &v)| m.add(v));
        }
        for (curve, latencies) in self.curves.iter_mut().zip(&block.curves) {
            curve.iter_mut().zip(latencies).for_each(|(m, &latency)| m.add(latency));
        }
        let before = self.runs.len() as u32;
        for (lines, flows) in self.flows.iter_mut().zip(&block.flows) {
            for flow in flows {
                let key = |l: &FlowMoments| (l.0, l.1, l.2) == (flow.from, flow.to, flow.reason);
                let at = lines.iter().position(key).unwrap_or_else(|| {
                    // Replications before this one had no such flow: zeros, not absences.
                    let zeros = Moments { n: before, ..Moments::default() };
                    lines.push((flow.from, flow.to, flow.reason, zeros, zeros));
                    lines.len() - 1
                });
                lines[at].3.add(flow.amount as f64);
                lines[at].4.add(flow.postings as f64);
            }
            for line in lines.iter_mut().filter(|l| l.3.n == before) {
                line.3.add(0.0);
                line.4.add(0.0);
            }
        }
    }

    /// What was found in all.
    pub(super) fn findings(self, scenario: &Scenario, end: End) -> Findings {
        let confidence = self.confidence;
        let parts = self.parts();
        let summary = (0..self.columns.len()).map(|at| self.summary_line(at, &parts)).collect();
        let lines = series::columns(scenario).into_iter().zip(&self.series).map(|(column, moments)| SeriesLine {
            name: column.name.into(),
            owner: column.owner,
            doc: column.doc,
            times: self.times.clone(),
            points: moments.iter().map(|m| m.estimate(confidence)).collect(),
        });
        let series = lines.collect();
        let curves = ["answer", "assured"].into_iter().zip(&self.curves).map(|(name, moments)| Curve {
            name,
            shares: SHARES.to_vec(),
            latencies: moments.iter().map(|m| m.estimate(confidence)).collect(),
        });
        let curves = curves.collect();
        let flows = self.flow_lines(scenario);
        Findings {
            status: end.status,
            summary,
            series,
            curves,
            flows,
            claims: end.claims,
            cut: end.is_steady.then(|| scenario.cut.since(units::time::Time::ZERO)),
            level: confidence.level(),
            aborted: self.runs.iter().find_map(|run| Some((run.replication, run.aborted?))),
            columns: self.columns,
            runs: self.runs,
            precision: end.precision,
        }
    }

    fn summary_line(&self, at: usize, parts: &Parts) -> SummaryLine {
        let column = &self.columns[at];
        let values = parts.values(at);
        let quantiles = (!values.is_empty()).then(|| {
            let all = Quantiles::of(&values);
            [0.0, 0.05, 0.5, 0.95, 1.0].map(|p| all.at(p).unwrap_or(f64::NAN))
        });
        let estimate = parts.estimate(at, column, self.confidence);
        SummaryLine {
            metric: column.name.to_string(),
            owner: column.owner.clone(),
            quantiles: quantiles.filter(|_| parts.estimates(at, column)),
            method: estimate.map_or(Method::None, |e| parts.method(&e)),
            effective: estimate.and_then(|e| parts.effective(at, &e)),
            counts: parts.pooled(at).map(|p| (p.events, p.trials)),
            correlation: parts.correlation(at).filter(|_| parts.estimates(at, column)),
            estimate,
        }
    }

    fn flow_lines(&self, scenario: &Scenario) -> Vec<FlowLine> {
        let mut list = Vec::new();
        let coins = scenario.coins.iter().map(|coin| (&*coin.name, coin.rules.decimals)).chain([(USD, USD_DECIMALS)]);
        for ((coin, decimals), lines) in coins.zip(&self.flows) {
            let scale = 10_f64.powi(decimals as i32);
            for (from, to, reason, amount, postings) in lines {
                let scaled =
                    Moments { n: amount.n, mean: amount.mean / scale, squares: amount.squares / scale / scale };
                let Some(coins) = scaled.estimate(self.confidence) else { continue };
                list.push(FlowLine {
                    coin: coin.into(),
                    from: party_name(scenario, *from),
                    to: party_name(scenario, *to),
                    reason: reason.name(),
                    coins,
                    postings: postings.mean,
                });
            }
        }
        list.sort_by(|a, b| (&a.coin, &a.from, &a.to, a.reason).cmp(&(&b.coin, &b.from, &b.to, b.reason)));
        list
    }
}
