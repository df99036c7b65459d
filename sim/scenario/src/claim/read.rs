//! Claims read: their texts as formulas over the metrics that a scenario has.

use formula::Formula;
use units::problem::Problems;
use world::metrics::catalogue::Column;
use world::scenario::Scenario;

use super::Claim;
use crate::File;
use crate::expression::{can_change, names, note};
use crate::sweep::check_metrics;

/// Reads all claims of a file against the metrics that its scenario has.
pub(crate) fn read_claims(
    file: &File,
    scenario: &Scenario,
    columns: &[Column],
    problems: &mut Problems,
) -> Vec<(String, Claim, Formula)> {
    let mut list = Vec::new();
    if file.claims.list.is_empty() {
        return list;
    }
    let names = names(scenario, columns);
    for (name, claim) in &file.claims.list {
        let text = match (&claim.that, &claim.of) {
            (Some(that), _) => that.text.clone(),
            (None, Some(of)) => {
                let known = problems.list().len();
                check_metrics(std::slice::from_ref(of), columns, problems);
                if problems.list().len() > known {
                    continue;
                }
                // Names the metric, so that all that asks claims for metrics finds it.
                format!("{0} >= {0}", of.text)
            }
            // `claim::check` says what is missing.
            (None, None) => continue,
        };
        match Formula::truth(&text, &names) {
            Ok(formula) if formula.sides().is_some() => list.push((name.text.clone(), claim.clone(), formula)),
            Ok(_) => {
                let remedy = "use one of `<`, `<=`, `>`, `>=` at the top level; write several claims instead of `and`";
                problems.push_with(claim.place(), "a claim must be one comparison", remedy);
            }
            Err(faults) => note(&text, claim.place(), faults, problems),
        }
    }
    list
}

/// The columns of claims that requests in flight at the end could change: shares and times. Rates and amounts are of
/// what ended, and nothing ends after the horizon.
pub(crate) fn bounded(claims: &[(String, Claim, Formula)], columns: &[Column]) -> Vec<usize> {
    let whole = claims.iter().filter(|(_, claim, _)| claim.after.is_none());
    let names: Vec<&formula::Name> = whole.flat_map(|(_, _, formula)| formula.names()).collect();
    let is_named = |c: &Column| names.iter().any(|n| n.name == c.name && n.owner.as_deref().unwrap_or("") == c.owner);
    (0..columns.len()).filter(|&at| can_change(&columns[at]) && is_named(&columns[at])).collect()
}
