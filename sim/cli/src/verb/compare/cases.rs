//! The metrics that must not be worse, as cases for continuous integration.

use lab::compare::{Comparison, Difference, Side, Verdict, meant};

use super::table::evidence;
use crate::ci::{Case, Outcome, Suite};

/// The differences of metrics that must not be worse, with the side that they are of.
pub(super) fn watched<'a>(
    found: &'a Comparison,
    metrics: &'a [String],
) -> impl Iterator<Item = (&'a Side, &'a Difference)> {
    let columns: Vec<_> = found.all().map(|(_, difference)| difference.column.clone()).collect();
    let labels: Vec<String> = metrics.iter().flat_map(|metric| meant(metric, &columns)).collect();
    found.all().filter(move |(_, difference)| labels.contains(&difference.column.label()))
}

/// A suite for each contender, with a case for each metric that must not be worse.
pub(super) fn suites(found: &Comparison, metrics: &[String], started: &str, seconds: f64) -> Vec<Suite> {
    if metrics.is_empty() {
        return Vec::new();
    }
    let n = found.against.len() as f64;
    let suite = |side: &Side| Suite {
        name: side.name.clone(),
        file: side.from.clone(),
        started: started.into(),
        seconds: seconds / n,
        cases: watched(found, metrics).filter(|(of, _)| of.name == side.name).map(|(_, of)| case(found, of)).collect(),
    };
    found.sides[1..].iter().map(suite).collect()
}

fn case(found: &Comparison, of: &Difference) -> Case {
    let outcome = match of.verdict {
        Some(Verdict::Worse) => Outcome::Failed,
        Some(Verdict::Better | Verdict::Same | Verdict::Differs) => Outcome::Held,
        Some(Verdict::Undecided) | None => Outcome::Undecided,
    };
    let that = format!("not worse than {}", found.sides[0].name);
    Case { name: of.column.label(), that, spot: None, outcome, evidence: evidence(of) }
}
