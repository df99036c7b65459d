//! `diff`: names the first event in which two runs differ.

use std::fs;
use std::path::Path;

use files::publish::MANIFEST;
use lab::diff::{Comparison, Happening, Parting, compare};
use scenario::Checked;
use serde_json::{Value, json};

use super::{read, scenario_of};
use crate::arguments::{Diff, Layers};
use crate::document;
use crate::exit::Exit;
use crate::number::{plain, plural};
use crate::voice::{Form, Voice};
use crate::wrap::{hang, wrap};

/// Where a line's text begins.
const INDENT: usize = 14;

/// One of the two runs.
struct Run {
    name: String,
    checked: Checked,
    manifest: Option<Value>,
}

impl Run {
    /// How many replications it has: as many as were run, or as may be.
    fn replications(&self) -> u32 {
        let file = &self.checked.file;
        let claims = file.claims.values().filter_map(|claim| claim.at_most_replications);
        let added = claims.chain(file.precision.as_ref().map(|precision| precision.at_most_replications)).max();
        let ran = self.manifest.as_ref().and_then(|m| u32::try_from(m["replications"].as_u64()?).ok());
        file.replications.max(ran.or(added).unwrap_or(0))
    }
}

/// Compares two runs.
pub(crate) fn diff(arguments: &Diff, voice: &Voice) -> Exit {
    let second = arguments.second.as_ref().unwrap_or(&arguments.first);
    let with: Vec<String> = arguments.layers.sets.iter().chain(&arguments.with).cloned().collect();
    let (a, b) = (open(&arguments.first, &arguments.layers, voice), open(second, &arguments.layers.with(with), voice));
    let (Some(a), Some(b)) = (a, b) else { return Exit::Refused };
    let replication = arguments.replication.unwrap_or_else(|| suspect(&a, &b));
    for run in [&a, &b] {
        let n = run.replications();
        if replication >= n {
            let message = format!("{} has no replication {replication}", run.name);
            voice.error(&message, Some(&format!("it has {n}, counted from 0: 0 to {}", n - 1)));
            return Exit::Refused;
        }
    }
    match compare(&a.checked, &b.checked, replication, arguments.context as usize) {
        Err(failure) => {
            voice.error(&failure.to_string(), Some("this is a bug of windtunnel; report it with both scenarios"));
            Exit::Internal
        }
        Ok(found) => {
            for doubt in doubts(&a, &b, replication, &found) {
                voice.talk(&doubt);
            }
            match voice.form {
                Form::Text => voice.data(&text(&a, &b, replication, &found)),
                Form::Json => voice.json(&json(&a, &b, replication, &found)),
            }
            if found.parting.is_some() { Exit::Failed } else { Exit::Fine }
        }
    }
}

/// A run from its folder, or from a scenario file.
fn open(path: &Path, layers: &Layers, voice: &Voice) -> Option<Run> {
    let file = scenario_of(path);
    let manifest = if path.is_dir() { fs::read_to_string(path.join(MANIFEST)).ok() } else { None };
    let manifest = manifest.and_then(|text| serde_json::from_str(&text).ok());
    match read(path, layers) {
        Ok(checked) => Some(Run { name: path.display().to_string(), checked, manifest }),
        Err(refused) => {
            voice.refuse(&refused);
            if voice.form == Form::Json {
                voice.json(&document::refused(&file, &refused));
            }
            None
        }
    }
}

/// The fingerprint of a replication's events, as a manifest has it.
fn print_of(manifest: &Value, replication: u64) -> Option<&str> {
    let prints = manifest["fingerprints"].as_array()?;
    prints.iter().find(|p| p["replication"].as_u64() == Some(replication))?["events"].as_str()
}

/// The first replication whose committed fingerprints differ; 0 if none does or there are none.
fn suspect(a: &Run, b: &Run) -> u32 {
    let (Some(a), Some(b)) = (&a.manifest, &b.manifest) else { return 0 };
    let prints = |m: &Value| m["fingerprints"].as_array().cloned().unwrap_or_default();
    let (a, b) = (prints(a), prints(b));
    a.iter().zip(&b).position(|(x, y)| x != y).unwrap_or(0) as u32
}

/// What the folders themselves say that playing them again cannot: other versions, other histories.
fn doubts(a: &Run, b: &Run, replication: u32, found: &Comparison) -> Vec<String> {
    let ours = env!("CARGO_PKG_VERSION");
    let mut list = Vec::new();
    for run in [a, b] {
        let theirs = run.manifest.as_ref().and_then(|m| m["version"].as_str());
        if let Some(theirs) = theirs.filter(|theirs| *theirs != ours) {
            let name = &run.name;
            list.push(format!("{name} was written by version {theirs}; its history in {ours} is compared"));
        }
    }
    let print = |run: &Run| print_of(run.manifest.as_ref()?, u64::from(replication)).map(String::from);
    if found.parting.is_none()
        && a.checked.hash == b.checked.hash
        && let (Some(x), Some(y)) = (print(a), print(b))
        && x != y
    {
        list.push(format!(
            "the folders hold different histories of replication {replication} ({x} and {y}), but played again they are \
             the same: another build or machine wrote one of them"
        ));
    }
    list
}

fn at(happening: &Happening) -> String {
    format!("{} s", seconds(happening))
}

fn seconds(happening: &Happening) -> String {
    let ns = happening.time.ns();
    format!("{}.{:09}", ns / 1_000_000_000, ns % 1_000_000_000)
}

fn text(a: &Run, b: &Run, replication: u32, found: &Comparison) -> String {
    let mut out = String::new();
    out.push_str(&hang("A", &format!("{} (hash {})", a.name, &a.checked.hash[..8]), INDENT));
    out.push_str(&hang("B", &format!("{} (hash {})", b.name, &b.checked.hash[..8]), INDENT));
    let until = found.until.since(units::time::Time::ZERO);
    let compared = format!("replication {replication} of both, up to {until}, observations left out");
    out.push_str(&hang("compared", &compared, INDENT));
    out.push_str(&hang("common", &format!("the first {}", plural(found.common as usize, "event")), INDENT));
    if !found.last.is_empty() {
        out.push_str("\nthe last of them\n");
        for happening in &found.last {
            out.push_str(&hang(&format!("  {}", at(happening)), &happening.text, 26));
        }
    }
    out.push('\n');
    match &found.parting {
        None => out.push_str("no difference: every event, every posting and every metric that both have are equal\n"),
        Some(Parting::Event(x, y)) => {
            out.push_str("first difference\n");
            for (side, happening) in [("A", x), ("B", y)] {
                let (time, text) = happening.as_ref().map_or(("-".into(), "no more events"), |h| (at(h), &h.text));
                out.push_str(&hang(&format!("  {side} {time}"), text, 26));
            }
        }
        Some(Parting::Money) => {
            let after = if found.last.is_empty() { "from the start" } else { "after the last of them" };
            out.push_str(&wrap(
                &format!("first difference: the events are the same, but coins flow differently {after}"),
                0,
            ));
        }
        Some(Parting::Metric(differing)) => {
            let show = |value: Option<f64>| value.map_or("does not exist".into(), plain);
            let (x, y) = (show(differing.values.0), show(differing.values.1));
            let others =
                if differing.n > 1 { format!(", and {} more metrics", differing.n - 1) } else { String::new() };
            let line = format!(
                "every event and posting is the same, but {} is {x} in A and {y} in B{others}",
                differing.metric
            );
            out.push_str(&wrap(&line, 0));
        }
    }
    out
}

fn json(a: &Run, b: &Run, replication: u32, found: &Comparison) -> Value {
    let happening = |h: &Happening| json!({ "t_s": seconds(h), "event": h.text });
    let parting = found.parting.as_ref().map(|parting| match parting {
        Parting::Event(x, y) => {
            json!({ "kind": "event", "a": x.as_ref().map(happening), "b": y.as_ref().map(happening) })
        }
        Parting::Money => json!({ "kind": "money" }),
        Parting::Metric(d) => {
            json!({ "kind": "metric", "metric": d.metric, "a": d.values.0, "b": d.values.1, "n": d.n })
        }
    });
    json!({
        "a": { "run": a.name, "hash": a.checked.hash },
        "b": { "run": b.name, "hash": b.checked.hash },
        "replication": replication,
        "common_events": found.common,
        "last_common": found.last.iter().map(happening).collect::<Vec<_>>(),
        "parting": parting,
    })
}
