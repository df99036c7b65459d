//! What is printed with `--json`: one document for each command.

use std::path::Path;

use lab::idle::{Idle, never_acted};
use lab::study::{Back, Findings, Status, Windows};
use lab::theory::{Compared, compare};
use scenario::{Checked, Refused, warnings};
use serde_json::{Value, json};
use statistics::Estimate;
use units::tree::Value as Setting;

use crate::summary::notes;

/// A study with its verdicts and metrics; without a folder if the results could not be written.
pub(crate) fn study(checked: &Checked, findings: &Findings, folder: Option<&Path>) -> Value {
    let claims = findings.claims.iter().map(|claim| {
        json!({
            "claim": claim.name,
            "that": claim.that,
            "verdict": claim.verdict.to_string(),
            "left": estimate(Some(&claim.left)),
            "right": estimate(Some(&claim.right)),
            "difference": estimate(Some(&claim.difference)),
            "level": claim.level,
            "kind": claim.kind,
            "windows": claim.windows.as_ref().map(windows),
            "true_in": claim.true_in.map(|(events, trials)| json!({ "events": events, "trials": trials })),
        })
    });
    let metrics = findings.summary.iter().map(|line| {
        let mut value = estimate(line.estimate.as_ref());
        if let Value::Object(map) = &mut value {
            map.shift_insert(0, "metric".into(), json!(line.metric));
            map.shift_insert(1, "owner".into(), json!(line.owner));
            map.insert("interval".into(), json!(line.method.name()));
            map.insert("effective_n".into(), json!(line.effective.map(|e| e.n)));
            map.insert("events".into(), json!(line.counts.map(|c| c.0)));
            map.insert("trials".into(), json!(line.counts.map(|c| c.1)));
        }
        value
    });
    json!({
        "scenario": checked.file.name,
        "question": checked.question,
        "hash": checked.hash,
        "status": match findings.status {
            _ if findings.aborted.is_some() => "aborted",
            Status::Complete => "complete",
            Status::Partial => "partial",
        },
        "aborted": lab::record::aborted(checked, findings),
        "seed": checked.file.seed,
        "replications": findings.runs.len(),
        "batches": findings.batches().len(),
        "precision_reached": findings.precision.as_ref().map(lab::study::Reached::is_reached),
        "horizon_s": checked.file.horizon.as_secs(),
        "warm_up_s": findings.cut.map(units::time::Span::as_secs),
        "confidence": findings.level,
        "folder": folder.map(|folder| folder.display().to_string()),
        "warnings": warnings(checked),
        "notes": notes(checked, findings).into_iter().map(|(about, text)| json!({ "about": about, "text": text })).collect::<Vec<_>>(),
        "claims": claims.collect::<Vec<_>>(),
        "metrics": metrics.collect::<Vec<_>>(),
        "never_acted": never_acted(checked, findings).iter().map(idle).collect::<Vec<_>>(),
        "theory": compare(checked, findings).iter().map(theory).collect::<Vec<_>>(),
    })
}

/// A policy that never acted.
fn idle(idle: &Idle) -> Value {
    json!({ "path": idle.path, "why": idle.why })
}

/// A closed form beside the metric that it predicts.
fn theory(compared: &Compared) -> Value {
    let prediction = &compared.prediction;
    let mut value = estimate(Some(&compared.observed));
    if let Value::Object(map) = &mut value {
        map.shift_insert(0, "form".into(), json!(compared.form.name));
        map.shift_insert(1, "of".into(), json!(compared.form.of));
        map.shift_insert(2, "metric".into(), json!(prediction.metric));
        map.shift_insert(3, "owner".into(), json!(prediction.owner));
        map.shift_insert(4, "is".into(), json!(prediction.way.name()));
        map.shift_insert(5, "value".into(), json!(prediction.value));
        map.insert("standard_error".into(), json!(compared.standard_error()));
        map.insert("z".into(), json!(compared.z()));
        map.insert("verdict".into(), json!(compared.verdict.to_string()));
        map.insert("reasons".into(), json!(compared.reasons));
    }
    value
}

/// The windows in which a claim was judged.
fn windows(windows: &Windows) -> Value {
    json!({
        "list_s": windows.list,
        "n": windows.n,
        "replications_without": windows.without,
        "back_s": match windows.back {
            Some(Back::After(after)) => Some(after),
            Some(Back::Not) | None => None,
        },
    })
}

/// Mean, low, high and n; what does not exist is null.
pub(crate) fn estimate(estimate: Option<&Estimate>) -> Value {
    // JSON has no infinity; `json!` writes null for it, which is what a missing interval is.
    let interval = estimate.map(Estimate::interval);
    json!({
        "mean": estimate.map(|e| e.mean),
        "low": interval.map(|i| i.low),
        "high": interval.map(|i| i.high),
        "n": estimate.map_or(0, |e| e.n),
    })
}

/// A refused scenario with all that is wrong with it.
pub(crate) fn refused(file: &Path, refused: &Refused) -> Value {
    let problems = refused.problems.list().iter().map(|problem| {
        let position = refused.sources.position(problem.place);
        json!({
            "message": problem.message,
            "remedy": problem.remedy,
            "file": position.map(|p| p.name.to_string()),
            "line": position.map(|p| p.line),
            "column": position.map(|p| p.column),
        })
    });
    json!({ "file": file.display().to_string(), "ok": false, "problems": problems.collect::<Vec<_>>() })
}

/// A value of a scenario.
pub(crate) fn setting(value: &Setting) -> Value {
    match value {
        Setting::Text(text) => json!(text),
        Setting::Integer(number) => json!(number),
        Setting::Float(number) => json!(number),
        Setting::Switch(switch) => json!(switch),
        Setting::List(list) => Value::Array(list.iter().map(|tree| setting(&tree.value)).collect()),
        Setting::Table(table) => {
            Value::Object(table.entries().iter().map(|e| (e.key.clone(), setting(&e.tree.value))).collect())
        }
    }
}
