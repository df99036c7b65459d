//! The tables of a sensitivity study: points, runs, and what each factor does to each metric.

use std::fmt::Write as _;

use scenario::Checked;
use scenario::sense::Method;
use world::metrics::catalogue::{Column, columns};

use super::plan::Plan;
use super::{Found, Measure};
use crate::record::number;
use crate::row::Row;
use crate::tables::{cell, cells, numbers};

/// The tables of points and runs.
pub(super) const FILES: [&str; 2] = ["design.csv", "runs.csv"];

/// The table of what was found.
pub(super) fn file(method: Method) -> &'static str {
    match method {
        Method::Morris => "effects.csv",
        Method::Sobol => "indices.csv",
    }
}

/// What every line of the tables needs.
pub(super) struct Form<'a> {
    plan: &'a Plan,
    /// The columns of the scenario without values laid over it; those of a point are found by their labels.
    pub(super) labels: Vec<String>,
    seed: u64,
}

impl<'a> Form<'a> {
    pub(super) fn new(base: &Checked, plan: &'a Plan) -> Self {
        let labels = columns(&base.scenario).iter().map(Column::label).collect();
        Self { plan, labels, seed: base.file.seed }
    }
    pub(super) fn heads(&self) -> [String; 2] {
        let [mut design, mut runs] = [String::new(), String::new()];
        let block = match self.plan.method() {
            Method::Morris => "trajectory",
            Method::Sobol => "block",
        };
        cells(&mut design, ["point", block].into_iter().chain(self.plan.paths()).chain(["replication", "seed"]));
        let fixed = ["point", "replication", "seed", "error", "fingerprint_events", "fingerprint_money"];
        let fixed = fixed.into_iter().chain(["fingerprint_outcome", "events"]);
        cells(&mut runs, fixed.chain(self.labels.iter().map(String::as_str)));
        [design + "\n", runs + "\n"]
    }
    /// The lines of a point, with the values of its run by label.
    pub(super) fn played(&self, point: usize, run: &Row, values: &[Option<f64>]) -> [String; 2] {
        let prints = run.fingerprints;
        let mut line = format!(
            "{point},{},{},,{:016x},{:016x},{:016x},{}",
            run.replication, self.seed, prints.events, prints.money, prints.outcome, run.events
        );
        for value in values {
            line.push(',');
            line.extend(value.map(number));
        }
        [self.designed(point), line + "\n"]
    }
    /// The lines of a point that failed.
    pub(super) fn failed(&self, point: usize, error: &str) -> [String; 2] {
        let mut line = format!("{point},{},{},", self.plan.replication(point), self.seed);
        cell(&mut line, error.lines().next().unwrap_or(""));
        // Every row has as many cells as the header.
        (0..4 + self.labels.len()).for_each(|_| line.push(','));
        [self.designed(point), line + "\n"]
    }
    fn designed(&self, point: usize) -> String {
        let mut line = format!("{point},{},", self.plan.block(point));
        cells(&mut line, self.plan.values(point).iter().map(String::as_str));
        let _ = writeln!(line, ",{},{}", self.plan.replication(point), self.seed);
        line
    }
}

/// The table of what each factor does to each metric, the most influential factor first.
pub(super) fn found(plan: &Plan, measures: &[Measure]) -> String {
    let numbers_of = match plan.method() {
        Method::Morris => "mu,mu_star,mu_star_low,mu_star_high,sigma",
        Method::Sobol => "first,first_low,first_high,total,total_low,total_high",
    };
    let mut text = format!("metric,factor,rank,{numbers_of},changes_nothing,used,dropped\n");
    let factors = plan.factors();
    for measure in measures {
        for (rank, factor) in measure.ranked().into_iter().enumerate() {
            cells(&mut text, [measure.label.as_str(), factors[factor]]);
            let _ = write!(text, ",{}", rank + 1);
            match &measure.found {
                Found::Effects(found) => {
                    let effects = &found.effects[factor];
                    let interval = effects.mu_star.interval();
                    let (star, sigma) = (effects.mu_star.mean, effects.sigma);
                    numbers(&mut text, [effects.mu, star, interval.low, interval.high, sigma]);
                }
                Found::Indices(found) => {
                    for index in [found.first[factor], found.total[factor]] {
                        numbers(&mut text, [index.value, index.interval.low, index.interval.high]);
                    }
                }
            }
            let [used, dropped] = measure.blocks();
            let _ = writeln!(text, ",{},{used},{dropped}", measure.is_inert(factor));
        }
    }
    text
}
