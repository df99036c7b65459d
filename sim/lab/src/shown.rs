//! The metrics that an experiment shows where nobody says which.

use scenario::{Checked, MetricName};
use world::metrics::catalogue::{Column, columns};

/// Metrics that all scenarios with users have.
const USUAL: [&str; 3] = ["answered_share", "answer_latency_mean_s", "utilisation"];

/// The metrics that are asked for, else those of the claims, else a few that all know; by their labels, none twice and
/// none that the scenario does not have. At most `most` of them if nobody asked.
pub(crate) fn metrics(checked: &Checked, asked: &[MetricName], most: usize) -> Vec<String> {
    let mut list: Vec<String> = asked.iter().map(|metric| metric.text.clone()).collect();
    if list.is_empty() {
        list = checked.claims.iter().flat_map(|(_, _, formula)| formula.names()).map(formula::Name::label).collect();
    }
    if list.is_empty() {
        list = USUAL.map(String::from).into();
    }
    let known: Vec<String> = columns(&checked.scenario).iter().map(Column::label).collect();
    let mut seen: Vec<String> = Vec::new();
    for label in list {
        if known.contains(&label) && !seen.contains(&label) {
            seen.push(label);
        }
    }
    if asked.is_empty() {
        seen.truncate(most);
    }
    seen
}
