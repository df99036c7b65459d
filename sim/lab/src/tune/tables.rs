//! The tables of a search, and what its folder says about it.

use serde_json::json;
use statistics::{Estimate, Verdict};

use super::fresh::{Answer, Fresh};
use super::{Seen, Tune, Tuned};
use crate::manifest::Manifest;
use crate::record::{Circumstances, number};
use crate::tables;

/// The tables with their names.
pub(super) const FILES: [&str; 3] = ["candidates.csv", "winner.csv", "front.csv"];

/// Every candidate with its values, goals and constraints: the worst of the environments.
pub(super) fn candidates(work: &Tune, seen: &[Seen]) -> String {
    let task = work.task();
    let mut text = String::new();
    let fixed = ["candidate", "round", "replications", "feasible", "violation"].map(String::from);
    let paths = task.axes.iter().map(|axis| axis.path.clone());
    let measures = task.goals.iter().chain(&task.constraints).map(|measure| measure.text.clone());
    line(&mut text, fixed.into_iter().chain(paths).chain(measures).chain(["error".into()]));
    for (at, one) in seen.iter().enumerate() {
        let is_known = one.replications > 0;
        let feasible = if is_known { one.is_feasible.to_string() } else { String::new() };
        let fixed =
            [at.to_string(), one.round.to_string(), one.replications.to_string(), feasible, cell(one.violation)];
        let values = one.goals.iter().chain(&one.constraints).map(|&value| cell(value));
        line(&mut text, fixed.into_iter().chain(one.values.clone()).chain(values).chain([one.error.clone()]));
    }
    text
}

/// The goals and constraints of the winner on fresh replications, in each environment and in the worst.
pub(super) fn winner(work: &Tune, winner: &Fresh, environments: &[Vec<(String, String)>]) -> String {
    let mut text = String::new();
    let paths: Vec<String> = work.task().environments.iter().map(|axis| axis.path.clone()).collect();
    let heads = ["what", "text", "promised", "mean", "low", "high", "n", "optimism", "optimism_low", "optimism_high"];
    let heads = heads.into_iter().chain(["verdict"]).map(String::from);
    line(&mut text, ["environment".to_string()].into_iter().chain(paths.clone()).chain(heads));
    let mut add = |what: &str, answer: &Answer| {
        let is_goal = what == "goal";
        let worst = (&answer.fresh, Some(answer), "worst".to_string(), vec![String::new(); paths.len()]);
        let each = answer.environments.iter().zip(environments).enumerate().map(|(at, (estimate, given))| {
            (estimate, None, at.to_string(), given.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>())
        });
        for (estimate, whole, name, given) in [worst].into_iter().chain(each) {
            let optimism = whole.map(|answer| &answer.optimism);
            let promised = whole.map_or(String::new(), |answer| cell(answer.promised));
            let verdict = whole.filter(|_| !is_goal).map_or(String::new(), |answer| answer.verdict.to_string());
            let mut cells = vec![name];
            cells.extend(given);
            cells.extend([what.to_string(), answer.text.clone(), promised]);
            cells.extend(interval(estimate));
            cells.push(estimate.n.to_string());
            cells.extend(optimism.map_or_else(Default::default, interval));
            cells.push(verdict);
            line(&mut text, cells);
        }
    };
    winner.goals.iter().for_each(|answer| add("goal", answer));
    winner.constraints.iter().for_each(|answer| add("constraint", answer));
    text
}

/// The front on fresh replications.
pub(super) fn front(work: &Tune, front: &[Fresh]) -> String {
    let task = work.task();
    let mut text = String::new();
    let paths = task.axes.iter().map(|axis| axis.path.clone());
    let measures = task.goals.iter().chain(&task.constraints);
    let ends = measures.flat_map(|m| ["", " low", " high", " promised"].map(|end| format!("{}{end}", m.text)));
    line(&mut text, ["candidate".to_string()].into_iter().chain(paths).chain(ends).chain(["feasible".into()]));
    for one in front {
        let answers = one.goals.iter().chain(&one.constraints);
        let numbers = answers.flat_map(|answer| interval(&answer.fresh).into_iter().chain([cell(answer.promised)]));
        let first = [one.candidate.to_string()].into_iter().chain(one.values.clone());
        line(&mut text, first.chain(numbers).chain([one.is_feasible().to_string()]));
    }
    text
}

fn interval(estimate: &Estimate) -> [String; 3] {
    let interval = estimate.interval();
    [estimate.mean, interval.low, interval.high].map(cell)
}

/// A number; nothing if it does not exist.
fn cell(value: f64) -> String {
    if value.is_finite() { number(value) } else { String::new() }
}

/// A line of cells.
fn line(text: &mut String, cells: impl IntoIterator<Item = String>) {
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        tables::cell(text, &cell);
    }
    text.push('\n');
}

pub(super) fn manifest(work: &Tune, status: &str, tuned: Option<&Tuned>, circumstances: &Circumstances) -> String {
    let checked = work.checked;
    let task = work.task();
    let texts = |list: &[scenario::tune::Measure]| list.iter().map(|m| m.text.clone()).collect::<Vec<_>>();
    let winner = tuned.and_then(|tuned| tuned.winner.as_ref());
    let own = json!({
        "vary": task.axes.iter().map(|axis| axis.path.clone()).collect::<Vec<_>>(),
        "over": task.environments.iter().map(|axis| axis.path.clone()).collect::<Vec<_>>(),
        "goals": texts(&task.goals),
        "subject_to": texts(&task.constraints),
        "candidates": tuned.map(|tuned| tuned.seen.len()),
        "winner": winner.map(|winner| winner.candidate),
        "feasible": tuned.map(|tuned| tuned.is_feasible),
        "runs": tuned.map(|tuned| tuned.runs),
        "fresh_runs": tuned.map(|tuned| tuned.fresh_runs),
    });
    Manifest {
        folder: &work.folder,
        checked,
        experiment: "tune",
        hash: &checked.hash,
        status,
        seed_rule: "candidates have the scenario's seed and replications from 0; the winner has later ones, too",
        tables: &FILES,
    }
    .text(own, circumstances)
}

/// What is said of a constraint in a word.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Held => "holds",
        Verdict::Failed => "fails",
        Verdict::Undecided | Verdict::Censored => "undecided",
    }
}
