//! The claims of a run as cases for continuous integration.

use lab::study::{Findings, Status};
use scenario::{Checked, Claim};
use statistics::Verdict;

use crate::ci::{Case, Outcome, Spot, Suite};
use crate::summary;

/// The case that is there when a study did not come to its end.
const END: &str = "runs to the end";

/// The verdicts of a study.
pub(super) fn judged(checked: &Checked, findings: &Findings, started: String, seconds: f64) -> Suite {
    let mut cases: Vec<Case> = findings
        .claims
        .iter()
        .map(|judged| Case {
            name: judged.name.clone(),
            that: judged.that.clone(),
            spot: spot(checked, &judged.name),
            outcome: match judged.verdict {
                Verdict::Held => Outcome::Held,
                Verdict::Failed => Outcome::Failed,
                Verdict::Undecided | Verdict::Censored => Outcome::Undecided,
            },
            evidence: summary::evidence(judged),
        })
        .collect();
    let bare = |name: &str, outcome, evidence: String| Case {
        name: name.into(),
        that: String::new(),
        spot: None,
        outcome,
        evidence,
    };
    if let Some(reached) = &findings.precision {
        let outcome = if reached.is_reached() { Outcome::Held } else { Outcome::Undecided };
        let told = summary::notes(checked, findings).into_iter().find(|(about, _)| *about == "precision");
        // A claim's name has no space.
        cases.push(bare("precision reached", outcome, told.map_or(String::new(), |(_, text)| text)));
    }
    if let (Some(when), Some(evidence)) = (&checked.file.abort_when, summary::aborted(checked, findings)) {
        let position = checked.sources.position(when.place);
        let spot = position.map(|p| Spot { file: p.name.into(), line: p.line, column: p.column });
        let that = format!("never: {}", when.text);
        cases.push(Case { name: "abort_when".into(), that, spot, outcome: Outcome::Failed, evidence });
    }
    if findings.status == Status::Partial {
        let evidence = format!("interrupted after {} replications; more were planned", findings.runs.len());
        cases.push(bare(END, Outcome::Broken, evidence));
    }
    suite(checked, started, seconds, cases)
}

/// The claims of a study that was not played, or found nothing: none was judged.
pub(super) fn unjudged(checked: &Checked, started: String, seconds: f64, why: &str) -> Suite {
    let skipped = |(name, claim, _): &(String, Claim, _)| Case {
        name: name.clone(),
        that: claim.text(),
        spot: spot(checked, name),
        outcome: Outcome::Skipped,
        evidence: "not judged".into(),
    };
    let mut cases: Vec<Case> = checked.claims.iter().map(skipped).collect();
    let (name, evidence) = (END.into(), why.into());
    cases.push(Case { name, that: String::new(), spot: None, outcome: Outcome::Broken, evidence });
    suite(checked, started, seconds, cases)
}

fn suite(checked: &Checked, started: String, seconds: f64, cases: Vec<Case>) -> Suite {
    Suite { name: checked.file.name.clone(), file: checked.sources.main().into(), started, seconds, cases }
}

/// Where a claim stands.
fn spot(checked: &Checked, name: &str) -> Option<Spot> {
    let (_, claim, _) = checked.claims.iter().find(|claim| claim.0 == name)?;
    let position = checked.sources.position(claim.place())?;
    Some(Spot { file: position.name.into(), line: position.line, column: position.column })
}
