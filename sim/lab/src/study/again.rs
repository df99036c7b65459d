//! Claims judged once more over the rows of a study, as some of several statements that must hold together.

use scenario::Checked;

use super::claims::{After, Judged, Question};
use super::course::plan;
use super::findings::Findings;
use super::parts::{Part, Parts};

/// The claims of a study of replications, each at its part of the error among `family` statements (Bonferroni): what
/// Holm's steps are made of.
pub(crate) fn judge_again(checked: &Checked, findings: &Findings, family: usize) -> Vec<Judged> {
    let runs = findings.runs.iter();
    let list = runs.map(|run| Part { values: &run.values, samples: &run.samples, bounds: &run.bounds }).collect();
    let parts = Parts { list, whole: None, bounded: &checked.scenario.observe.bounded };
    let after = After { scenario: &checked.scenario, runs: &findings.runs };
    let judge = |(name, claim, formula): &(String, scenario::Claim, formula::Formula)| {
        let confidence = plan(checked, claim, formula).confidence().shared_by(family);
        Question { name, claim, formula, confidence }.judge(&findings.columns, &parts, after)
    };
    checked.claims.iter().map(judge).collect()
}
