//! How often comparisons are true.

use formula::Formula;
use scenario::Claim;
use world::scenario::Scenario;

use super::claims::{held_after, held_back};
use super::findings::Findings;
use crate::row::Row;

/// A claim with its name and its formula, as [`scenario::Checked`] has it.
type Named = (String, Claim, Formula);

/// Whether a claim's comparison is true in a replication by itself, after each strike of its fault if it is about one;
/// none if it is not known.
pub(crate) fn is_held(claim: &Named, scenario: &Scenario, findings: &Findings, run: &Row) -> Option<bool> {
    let (_, claim, formula) = claim;
    if let Some(at) = claim.aftermath(scenario) {
        let aftermath = &scenario.observe.aftermaths[at];
        let followed = run.aftermaths.get(at)?;
        let columns = &findings.columns;
        if let Some(recovers) = &claim.recovers {
            return held_back(formula, recovers, aftermath, columns, followed);
        }
        return held_after(formula, aftermath, columns, followed);
    }
    let sides = formula.sides()?;
    let at = |name: &formula::Name| {
        let owner = name.owner.as_deref().unwrap_or("");
        findings.columns.iter().position(|c| c.name == name.name && c.owner == owner)
    };
    let at: Vec<usize> = formula.names().iter().map(at).collect::<Option<_>>()?;
    let value = |slot: usize| run.values[at[slot]].unwrap_or(f64::NAN);
    let (left, right) = (sides.left.value(value), sides.right.value(value));
    let is_known = !left.is_nan() && !right.is_nan();
    is_known.then(|| sides.relation.holds(left, right))
}

/// The share of the replications in which claims are all true by themselves; none if it is known of none.
pub(crate) fn held_share<'a>(
    claims: impl IntoIterator<Item = &'a Named>,
    scenario: &Scenario,
    findings: &Findings,
) -> Option<f64> {
    let mut all: Vec<Option<bool>> = vec![Some(true); findings.runs.len()];
    for claim in claims {
        for (run, held) in findings.runs.iter().zip(&mut all) {
            *held = match (*held, is_held(claim, scenario, findings, run)) {
                // One that is false decides, whatever is not known.
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
    }
    let known: Vec<bool> = all.into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.iter().filter(|&&held| held).count() as f64 / known.len() as f64)
}
