//! How often a comparison is true.

use formula::Formula;

use super::findings::Findings;

/// The share of the replications in which a comparison is true by itself; none if it has a value in none.
pub(crate) fn held_share(formula: &Formula, findings: &Findings) -> Option<f64> {
    let sides = formula.sides()?;
    let at = |name: &formula::Name| {
        let owner = name.owner.as_deref().unwrap_or("");
        findings.columns.iter().position(|c| c.name == name.name && c.owner == owner)
    };
    let at: Vec<usize> = formula.names().iter().map(at).collect::<Option<_>>()?;
    let held: Vec<bool> = findings
        .runs
        .iter()
        .filter_map(|run| {
            let value = |slot: usize| run.values[at[slot]].unwrap_or(f64::NAN);
            let (left, right) = (sides.left.value(value), sides.right.value(value));
            (!left.is_nan() && !right.is_nan()).then(|| sides.relation.holds(left, right))
        })
        .collect();
    (!held.is_empty()).then(|| held.iter().filter(|&&held| held).count() as f64 / held.len() as f64)
}
