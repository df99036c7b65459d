//! The claims under each weather as cases for continuous integration.

use lab::stress::{Standing, Stress, Stressed, Under};
use lab::study::Judged;
use scenario::Checked;
use statistics::Verdict;

use crate::ci::{Case, Outcome, Spot, Suite};
use crate::summary;

/// A case for each claim and weather; what does not hold in calm is skipped.
pub(super) fn of(work: &Stress, stressed: &Stressed, started: String, seconds: f64) -> Suite {
    let checked = work.checked;
    let mut cases = Vec::new();
    for (stormed, storm) in stressed.storms.iter().zip(&work.plan.storms) {
        match &stormed.standing {
            Standing::Played(under) if storm.is_named && !under.bit => {
                let evidence = "it changed nothing: every replication came out as in calm".into();
                cases.push(bare(&stormed.label, Outcome::Broken, evidence));
            }
            Standing::Played(under) => cases.extend(under_one(checked, &stormed.label, under, stressed)),
            Standing::CannotApply(why) => {
                cases.push(bare(&stormed.label, Outcome::Skipped, format!("cannot strike here: {why}")));
            }
            Standing::NotPlayed => {
                cases.push(bare(&stormed.label, Outcome::Broken, "interrupted before it was played".into()));
            }
        }
    }
    Suite { name: checked.file.name.clone(), file: checked.sources.main().into(), started, seconds, cases }
}

fn bare(label: &str, outcome: Outcome, evidence: String) -> Case {
    Case { name: label.into(), that: String::new(), spot: None, outcome, evidence }
}

fn under_one(checked: &Checked, label: &str, under: &Under, stressed: &Stressed) -> Vec<Case> {
    let case = |(claim, calm): (&Option<Judged>, &Judged)| {
        let (outcome, evidence) = match claim {
            None => (Outcome::Skipped, format!("not applicable: in calm it is {}", calm.verdict)),
            Some(judged) => (
                match judged.verdict {
                    Verdict::Held => Outcome::Held,
                    Verdict::Failed => Outcome::Failed,
                    Verdict::Undecided | Verdict::Censored => Outcome::Undecided,
                },
                summary::evidence(judged),
            ),
        };
        let name = format!("{} under {label}", calm.name);
        Case { name, that: calm.that.clone(), spot: spot(checked, &calm.name), outcome, evidence }
    };
    under.claims.iter().zip(&stressed.calm).map(case).collect()
}

/// Where a claim stands.
fn spot(checked: &Checked, name: &str) -> Option<Spot> {
    let (_, claim, _) = checked.claims.iter().find(|claim| claim.0 == name)?;
    let position = checked.sources.position(claim.place())?;
    Some(Spot { file: position.name.into(), line: position.line, column: position.column })
}
