//! The tables of a sweep, written point by point in the order of the design: memory does not grow with the points.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};

use files::publish::Fault;
use scenario::Checked;
use statistics::Verdict;
use world::metrics::catalogue::{Better, Column, columns};

use super::place::{Place, cannot_write};
use super::plan::Plan;
use crate::record::number;
use crate::study::Findings;

/// The tables, with what is in each.
pub(super) const FILES: [&str; 4] = ["design.csv", "runs.csv", "summary.csv", "claims.csv"];

/// Share of the replications that count as the worst, for the conditional value at risk.
const WORST: f64 = 0.05;

/// The tables of a sweep while they are written.
pub(super) struct Tables<'a> {
    place: &'a Place,
    files: [BufWriter<File>; 4],
    /// The columns of the scenario without values laid over it; those of a point are found by their labels.
    labels: Vec<String>,
    seed: u64,
    line: String,
}

impl<'a> Tables<'a> {
    pub(super) fn create(place: &'a Place, base: &Checked, plan: &Plan) -> Result<Self, Fault> {
        let open = |name: &str| {
            let path = place.draft(name);
            File::create(&path).map(BufWriter::new).map_err(|e| cannot_write(&path, &e))
        };
        let files = [open(FILES[0])?, open(FILES[1])?, open(FILES[2])?, open(FILES[3])?];
        let labels: Vec<String> = columns(&base.scenario).iter().map(Column::label).collect();
        let mut tables = Self { place, files, labels, seed: base.file.seed, line: String::new() };
        tables.cells(["point"].into_iter().chain(plan.paths.iter().map(String::as_str)).chain(["seed"]));
        tables.end(0)?;
        let fixed = ["point", "replication", "seed", "error", "fingerprint_events", "fingerprint_money"];
        let fixed = fixed.into_iter().chain(["fingerprint_outcome", "events"]);
        let labels = tables.labels.clone();
        tables.cells(fixed.chain(labels.iter().map(String::as_str)));
        tables.end(1)?;
        tables.cells([
            "point", "metric", "owner", "mean", "low", "high", "sd", "n", "min", "p05", "p50", "p95", "max", "cvar05",
        ]);
        tables.end(2)?;
        tables.cells([
            "point",
            "claim",
            "verdict",
            "difference_mean",
            "difference_low",
            "difference_high",
            "n",
            "held_share",
        ]);
        tables.end(3)?;
        Ok(tables)
    }

    /// The lines of a point that was played.
    pub(super) fn add(
        &mut self,
        point: usize,
        plan: &Plan,
        checked: &Checked,
        findings: &Findings,
    ) -> Result<(), Fault> {
        self.design(point, plan)?;
        let own: Vec<Option<usize>> = if findings.columns.len() == self.labels.len() {
            (0..self.labels.len()).map(Some).collect()
        } else {
            self.labels.iter().map(|label| findings.columns.iter().position(|c| c.label() == *label)).collect()
        };
        for run in &findings.runs {
            let prints = run.fingerprints;
            let _ = write!(
                self.line,
                "{point},{},{},,{:016x},{:016x},{:016x},{}",
                run.replication, self.seed, prints.events, prints.money, prints.outcome, run.events
            );
            for at in &own {
                self.line.push(',');
                if let Some(value) = at.and_then(|at| run.values[at]) {
                    self.number(value);
                }
            }
            self.end(1)?;
        }
        for (at, line) in findings.summary.iter().enumerate() {
            let Some(estimate) = &line.estimate else { continue };
            self.cells([point.to_string().as_str(), &line.metric, &line.owner]);
            let interval = estimate.interval();
            for value in [estimate.mean, interval.low, interval.high, estimate.sd] {
                self.line.push(',');
                self.number(value);
            }
            let _ = write!(self.line, ",{}", estimate.n);
            for i in 0..5 {
                self.line.push(',');
                self.number(line.quantiles.map_or(f64::NAN, |q| q[i]));
            }
            self.line.push(',');
            let values: Vec<f64> = findings.runs.iter().filter_map(|run| run.values[at]).collect();
            self.number(worst(values, findings.columns[at].better));
            self.end(2)?;
        }
        for (claim, (_, _, formula)) in findings.claims.iter().zip(&checked.claims) {
            let interval = claim.difference.interval();
            self.cells([point.to_string().as_str(), &claim.name, &claim.verdict.to_string()]);
            for value in [claim.difference.mean, interval.low, interval.high] {
                self.line.push(',');
                self.number(value);
            }
            let _ = write!(self.line, ",{},", claim.difference.n);
            self.number(crate::study::held_share(formula, findings).unwrap_or(f64::NAN));
            self.end(3)?;
        }
        Ok(())
    }
    /// The lines of a point that failed.
    pub(super) fn add_failed(&mut self, point: usize, plan: &Plan, error: &str) -> Result<(), Fault> {
        self.design(point, plan)?;
        let seed = self.seed.to_string();
        let error = error.lines().next().unwrap_or("");
        self.cells([point.to_string().as_str(), "", &seed, error]);
        // Every row has as many cells as the header.
        (0..4 + self.labels.len()).for_each(|_| self.line.push(','));
        self.end(1)
    }
    fn design(&mut self, point: usize, plan: &Plan) -> Result<(), Fault> {
        let _ = write!(self.line, "{point}");
        for value in plan.values(point) {
            self.line.push(',');
            cell(&mut self.line, &value);
        }
        let _ = write!(self.line, ",{}", self.seed);
        self.end(0)
    }

    /// Gives all tables their names.
    pub(super) fn publish(mut self) -> Result<(), Fault> {
        for (file, name) in self.files.iter_mut().zip(FILES) {
            file.flush().map_err(|e| cannot_write(&self.place.draft(name), &e))?;
            self.place.publish(name)?;
        }
        Ok(())
    }

    fn cells<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (i, text) in cells.into_iter().enumerate() {
            if i > 0 {
                self.line.push(',');
            }
            cell(&mut self.line, text);
        }
    }
    fn number(&mut self, value: f64) {
        self.line.push_str(&number(value));
    }
    fn end(&mut self, table: usize) -> Result<(), Fault> {
        self.line.push('\n');
        let written = self.files[table].write_all(self.line.as_bytes());
        self.line.clear();
        written.map_err(|e| cannot_write(&self.place.draft(FILES[table]), &e))
    }
}

/// A cell as RFC 4180 has it.
fn cell(line: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        let _ = write!(line, "\"{}\"", text.replace('"', "\"\""));
    } else {
        line.push_str(text);
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
    use super::{Better, cell, worst};

    #[test]
    fn the_worst_twentieth_is_on_the_worse_side() {
        let values: Vec<f64> = (1..=40).map(f64::from).collect();
        assert_eq!(worst(values.clone(), Better::Less), 39.5);
        assert_eq!(worst(values.clone(), Better::More), 1.5);
        assert!(worst(values, Better::Neither).is_nan());
        assert_eq!(worst(vec![3.0], Better::Less), 3.0);
        assert!(worst(vec![], Better::Less).is_nan());
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        for (text, expected) in [("1 %", "1 %"), ("a,b", "\"a,b\""), ("{ d = \"x\" }", "\"{ d = \"\"x\"\" }\"")] {
            let mut line = String::new();
            cell(&mut line, text);
            assert_eq!(line, expected);
        }
    }
}
