//! How often comparisons are true.

use formula::Formula;

use super::findings::Findings;

/// The share of the replications in which comparisons are all true by themselves; none if it is known of none.
pub(crate) fn held_share<'a>(formulas: impl IntoIterator<Item = &'a Formula>, findings: &Findings) -> Option<f64> {
    let mut all: Vec<Option<bool>> = vec![Some(true); findings.runs.len()];
    for formula in formulas {
        let sides = formula.sides()?;
        let at = |name: &formula::Name| {
            let owner = name.owner.as_deref().unwrap_or("");
            findings.columns.iter().position(|c| c.name == name.name && c.owner == owner)
        };
        let at: Vec<usize> = formula.names().iter().map(at).collect::<Option<_>>()?;
        for (run, held) in findings.runs.iter().zip(&mut all) {
            let value = |slot: usize| run.values[at[slot]].unwrap_or(f64::NAN);
            let (left, right) = (sides.left.value(value), sides.right.value(value));
            let is_known = !left.is_nan() && !right.is_nan();
            let own = is_known.then(|| sides.relation.holds(left, right));
            *held = match (*held, own) {
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
