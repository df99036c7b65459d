//! The tables of a sweep, written point by point in the order of the design: memory does not grow with the points.

use std::fmt::Write as _;

use scenario::Checked;
use statistics::Verdict;
use world::metrics::catalogue::{Better, Column, columns};

use super::plan::Plan;

use crate::record::number;
use crate::study::Findings;
use crate::tables::{cell, cells, numbers};

/// The tables, with what is in each.
pub(super) const FILES: [&str; 4] = ["design.csv", "runs.csv", "summary.csv", "claims.csv"];

/// Share of the replications that count as the worst, for the conditional value at risk.
const WORST: f64 = 0.05;

/// The lines of a point in each table.
#[derive(Debug, Default)]
pub(super) struct Lines(pub(super) [String; 4]);

/// What every line of the tables needs.
pub(super) struct Form<'a> {
    plan: &'a Plan,
    /// The columns of the scenario without values laid over it; those of a point are found by their labels.
    labels: Vec<String>,
    seed: u64,
}

impl<'a> Form<'a> {
    pub(super) fn new(base: &Checked, plan: &'a Plan) -> Self {
        let labels = columns(&base.scenario).iter().map(Column::label).collect();
        Self { plan, labels, seed: base.file.seed }
    }
    /// The heads of the tables.
    pub(super) fn heads(&self) -> Lines {
        let mut lines = Lines::default();
        let [design, runs, summary, claims] = &mut lines.0;
        cells(design, ["point"].into_iter().chain(self.plan.paths.iter().map(String::as_str)).chain(["seed"]));
        let fixed = ["point", "replication", "seed", "error", "fingerprint_events", "fingerprint_money"];
        let fixed = fixed.into_iter().chain(["fingerprint_outcome", "events"]);
        cells(runs, fixed.chain(self.labels.iter().map(String::as_str)));
        let spread = ["sd", "n", "min", "p05", "p50", "p95", "max", "cvar05"];
        cells(summary, ["point", "metric", "owner", "mean", "low", "high"].into_iter().chain(spread));
        let difference = ["difference_mean", "difference_low", "difference_high"];
        cells(claims, ["point", "claim", "verdict"].into_iter().chain(difference).chain(["n", "held_share"]));
        lines.0.iter_mut().for_each(|line| line.push('\n'));
        lines
    }

    /// The lines of a point that was played.
    pub(super) fn played(&self, point: usize, checked: &Checked, findings: &Findings) -> Lines {
        let mut lines = self.designed(point);
        let [_, runs, summary, claims] = &mut lines.0;
        let own: Vec<Option<usize>> = if findings.columns.len() == self.labels.len() {
            (0..self.labels.len()).map(Some).collect()
        } else {
            self.labels.iter().map(|label| findings.columns.iter().position(|c| c.label() == *label)).collect()
        };
        for run in &findings.runs {
            let prints = run.fingerprints;
            let _ = write!(
                runs,
                "{point},{},{},,{:016x},{:016x},{:016x},{}",
                run.replication, self.seed, prints.events, prints.money, prints.outcome, run.events
            );
            for at in &own {
                runs.push(',');
                if let Some(value) = at.and_then(|at| run.values[at]) {
                    runs.push_str(&number(value));
                }
            }
            runs.push('\n');
        }
        for (at, line) in findings.summary.iter().enumerate() {
            let Some(estimate) = &line.estimate else { continue };
            let _ = write!(summary, "{point},");
            cells(summary, [line.metric.as_str(), &line.owner]);
            let interval = estimate.interval();
            numbers(summary, [estimate.mean, interval.low, interval.high, estimate.sd]);
            let _ = write!(summary, ",{}", estimate.n);
            numbers(summary, line.quantiles.unwrap_or([f64::NAN; 5]));
            let values: Vec<f64> = findings.runs.iter().filter_map(|run| run.values[at]).collect();
            numbers(summary, [worst(values, findings.columns[at].better)]);
            summary.push('\n');
        }
        for (claim, named) in findings.claims.iter().zip(&checked.claims) {
            let interval = claim.difference.interval();
            let _ = write!(claims, "{point},");
            cells(claims, [claim.name.as_str(), &claim.verdict.to_string()]);
            numbers(claims, [claim.difference.mean, interval.low, interval.high]);
            let _ = write!(claims, ",{}", claim.difference.n);
            numbers(claims, [crate::study::held_share([named], &checked.scenario, findings).unwrap_or(f64::NAN)]);
            claims.push('\n');
        }
        lines
    }
    /// The lines of a point that failed.
    pub(super) fn failed(&self, point: usize, error: &str) -> Lines {
        let mut lines = self.designed(point);
        let runs = &mut lines.0[1];
        let _ = write!(runs, "{point},,{},", self.seed);
        cell(runs, error.lines().next().unwrap_or(""));
        // Every row has as many cells as the header.
        (0..4 + self.labels.len()).for_each(|_| runs.push(','));
        runs.push('\n');
        lines
    }
    fn designed(&self, point: usize) -> Lines {
        let mut lines = Lines::default();
        let design = &mut lines.0[0];
        let _ = write!(design, "{point},");
        cells(design, self.plan.values(point).iter().map(String::as_str));
        let _ = writeln!(design, ",{}", self.seed);
        lines
    }
}

/// The mean of the worst twentieth of the replications, one at least: the conditional value at risk, in the metric's
/// unit; NaN if neither direction is worse (Rockafellar and Uryasev, Journal of Risk 2(3), 2000).
fn worst(mut values: Vec<f64>, better: Better) -> f64 {
    values.sort_by(f64::total_cmp);
    match better {
        Better::Neither => return f64::NAN,
        Better::Less => values.reverse(),
        Better::More => {}
    }
    let n = ((values.len() as f64 * WORST).ceil() as usize).max(1).min(values.len());
    values[..n].iter().sum::<f64>() / n as f64
}

/// How many claims of a point hold, are undecided and fail.
pub(super) fn verdicts(findings: &Findings) -> [usize; 3] {
    let count = |of: fn(Verdict) -> bool| findings.claims.iter().filter(|claim| of(claim.verdict)).count();
    [
        count(|v| v == Verdict::Held),
        count(|v| matches!(v, Verdict::Undecided | Verdict::Censored)),
        count(|v| v == Verdict::Failed),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Better, worst};

    #[test]
    fn the_worst_twentieth_is_on_the_worse_side() {
        let values: Vec<f64> = (1..=40).map(f64::from).collect();
        let check = |values: &[f64], better: Better, expected: f64| {
            assert_eq!(worst(values.to_vec(), better).to_bits(), expected.to_bits());
        };
        check(&values, Better::Less, 39.5);
        check(&values, Better::More, 1.5);
        check(&[3.0], Better::Less, 3.0);
        assert!(worst(values, Better::Neither).is_nan());
        assert!(worst(vec![], Better::Less).is_nan());
    }
}
