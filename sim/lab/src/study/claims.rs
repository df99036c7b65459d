//! Claims judged over replications: the interval of left side less right side decides.

use formula::Formula;
use world::metrics::catalogue::Column;

use super::findings::Run;
use crate::scenario::Claim;
use crate::statistics::{Confidence, Estimate, Interval, Verdict};

/// A claim with its verdict and the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// The comparison.
    pub that: String,
    /// What can be said.
    pub verdict: Verdict,
    /// The left side, over replications.
    pub left: Estimate,
    /// The right side, over replications.
    pub right: Estimate,
    /// Left less right, at the level that decides.
    pub difference: Estimate,
    /// The level of one look at the interval: the claim's, shared among its planned looks.
    pub level: f64,
}

/// The difference of a claim's sides and the verdict from it.
pub(super) struct Decision {
    verdict: Verdict,
}

impl Decision {
    pub(super) fn is_decided(&self) -> bool {
        self.verdict != Verdict::Undecided
    }
}

/// Judges a claim at a level.
pub(super) fn judge(formula: &Formula, columns: &[Column], runs: &[Run], confidence: Confidence) -> Decision {
    let (left, right) = sides(formula, columns, runs);
    Decision { verdict: verdict(formula, &left, &right, confidence).0 }
}

/// A claim with its verdict.
pub(super) fn result(
    name: &str,
    claim: &Claim,
    formula: &Formula,
    columns: &[Column],
    runs: &[Run],
    confidence: Confidence,
) -> Judged {
    let (left, right) = sides(formula, columns, runs);
    let (verdict, difference) = verdict(formula, &left, &right, confidence);
    Judged {
        name: name.into(),
        that: claim.that.text.clone(),
        verdict,
        left: Estimate::of(&left, confidence),
        right: Estimate::of(&right, confidence),
        difference,
        level: confidence.level(),
    }
}

fn verdict(formula: &Formula, left: &[f64], right: &[f64], confidence: Confidence) -> (Verdict, Estimate) {
    let sides = formula.sides().expect("`check` lets only comparisons be claims");
    let differences: Vec<f64> = left.iter().zip(right).map(|(l, r)| l - r).collect();
    let difference = Estimate::of(&differences, confidence);
    let Interval { low, high } = difference.interval();
    (Verdict::of(Interval { low, high }, sides.relation), difference)
}

/// Both sides of a claim for each replication in which all its metrics exist.
fn sides(formula: &Formula, columns: &[Column], runs: &[Run]) -> (Vec<f64>, Vec<f64>) {
    let sides = formula.sides().expect("`check` lets only comparisons be claims");
    let find = |name: &formula::Name| {
        let owner = name.owner.as_deref().unwrap_or("");
        columns.iter().position(|c| c.name == name.name && c.owner == owner)
    };
    let at: Vec<usize> =
        formula.names().iter().map(|n| find(n).expect("`check` lets only known metrics into claims")).collect();
    let mut both = (Vec::new(), Vec::new());
    for run in runs {
        let value = |slot: usize| run.values[at[slot]].unwrap_or(f64::NAN);
        let (left, right) = (sides.left.value(value), sides.right.value(value));
        if !left.is_nan() && !right.is_nan() {
            both.0.push(left);
            both.1.push(right);
        }
    }
    both
}
