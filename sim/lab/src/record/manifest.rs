//! The manifest of an output folder: what was run, and what shows that it was run the same way.

use scenario::{Checked, Input};
use serde_json::{Value, json};
use units::settings::Setting as _;

use super::Circumstances;
use super::inputs::copies;
use super::tables::fingerprint;
use crate::row::Row;
use crate::study::{Findings, Reached, Status};

/// How chance is drawn; a name that changes when the same seed would give other numbers.
const CHANCE: &str = "SplitMix64 keyed by (seed, replication, purpose, entity name, attribute); variates by inversion";

/// The version of the maths that variates hang on, as the workspace pins it.
const LIBM: &str = "0.2.16";

/// The manifest as JSON text; what may differ between two runs stands at its end, a line each.
pub(super) fn manifest(
    checked: &Checked,
    findings: &Findings,
    circumstances: &Circumstances,
    scenario_folder: Option<&str>,
) -> String {
    let file = &checked.file;
    let total = |what: fn(&Row) -> u64| findings.runs.iter().map(what).sum::<u64>();
    let document = json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "status": match findings.status {
            _ if findings.aborted.is_some() => "aborted",
            Status::Complete => "complete",
            Status::Partial => "partial",
        },
        "scenario": file.name,
        "question": checked.question,
        "hash": checked.hash,
        "seed": file.seed,
        "replications": findings.runs.len(),
        "batches": if findings.batches().is_empty() { None } else { Some(findings.batches().len()) },
        "aborted": aborted(checked, findings),
        "precision": findings.precision.as_ref().map(precision),
        "study": file.study.write().inline().trim_matches('"'),
        "horizon_s": file.horizon.as_secs(),
        "warm_up_s": findings.cut.map(units::time::Span::as_secs),
        "confidence": findings.level,
        "chance": chance(),
        "totals": {
            "events": total(|r| r.events),
            "requests_sent": total(|r| r.sent),
            "requests_ended": total(|r| r.ended),
            "requests_in_flight": total(|r| r.in_flight),
        },
        // A broken law ends the study without an output, so that none ever stands here.
        "invariants": { "checked": total(|r| r.invariants_checked), "violated": 0 },
        "claims": findings.claims.iter().map(claim).collect::<Vec<_>>(),
        "inputs": inputs(checked),
        "fingerprints": findings.runs.iter().map(prints).collect::<Vec<_>>(),
        "scenario_folder": scenario_folder,
        "started": circumstances.started,
        "wall_s": circumstances.wall_s,
        "threads": circumstances.threads,
        "machine": circumstances.machine,
    });
    let text = serde_json::to_string_pretty(&document).expect("every key is a text");
    format!("{text}\n")
}

/// How chance is drawn.
pub(crate) fn chance() -> Value {
    json!({ "draws": CHANCE, "libm": LIBM })
}

/// Which replication was aborted, when and why; null if none was.
pub fn aborted(checked: &Checked, findings: &Findings) -> Value {
    let when = checked.file.abort_when.as_ref().map(|when| &when.text);
    findings.aborted.map_or(
        Value::Null,
        |(replication, at)| json!({ "replication": replication, "at_s": at.ns() as f64 / 1e9, "when": when }),
    )
}

fn precision(reached: &Reached) -> Value {
    let metric = |(name, relative): &(String, Option<f64>)| json!({ "metric": name, "relative": relative });
    json!({
        "relative": reached.relative,
        "at_most_replications": reached.at_most,
        "reached": reached.is_reached(),
        "metrics": reached.metrics.iter().map(metric).collect::<Vec<_>>(),
    })
}

fn claim(claim: &crate::study::Judged) -> Value {
    json!({ "claim": claim.name, "that": claim.that, "verdict": claim.verdict.to_string() })
}

/// The files that a scenario was read from, each with the name of its copy in the results.
pub(crate) fn inputs(checked: &Checked) -> Vec<Value> {
    let input = |(input, copy): (&Input, Option<String>)| json!({ "file": input.file, "bytes": input.bytes, "blake3": input.blake3, "copy": copy });
    checked.inputs.iter().zip(copies(&checked.inputs)).map(input).collect()
}

fn prints(run: &Row) -> Value {
    let prints = run.fingerprints;
    json!({
        "replication": run.replication,
        "events": fingerprint(prints.events),
        "money": fingerprint(prints.money),
        "outcome": fingerprint(prints.outcome),
    })
}

#[cfg(test)]
mod tests {
    use super::LIBM;

    #[test]
    fn the_version_of_the_maths_is_the_one_that_is_pinned() {
        let workspace = include_str!("../../../../Cargo.toml");
        assert!(workspace.contains(&format!("libm = \"={LIBM}\"")), "the workspace pins another libm than {LIBM}");
    }
}
