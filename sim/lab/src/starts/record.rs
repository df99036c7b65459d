//! Writes what starts came to: tables, the scenarios from each start, and a manifest.

use std::path::Path;

use files::hash;
use files::publish::{Fault, Folder, MANIFEST};
use serde_json::json;

use super::{Found, Starts};
use crate::record::manifest::chance;
use crate::record::tables::Table;
use crate::record::{Circumstances, HASH_DIGITS, number};
use crate::study::Status;

/// A draft of the results: `<output>/<name>-starts-<hash>`; the same question replaces its own.
///
/// # Errors
/// When something stands there that is not ours, or the place cannot be written to.
pub fn folder(output: &Path, starts: &Starts) -> Result<Folder, Fault> {
    let hashes: Vec<[&str; 2]> = starts.contenders.iter().map(|c| [&*c.name, &*c.checked.hash]).collect();
    let what = format!("{} {} {hashes:?}", starts.of, starts.apart);
    let name = &starts.checked.file.name;
    Folder::create(&output.join(format!("{name}-starts-{}", &hash(&what)[..HASH_DIGITS])))
}

/// Writes all files; the caller commits the folder.
///
/// The bytes are the same on every run and for any number of threads, but for the manifest's last lines.
///
/// # Errors
/// When the disk refuses.
pub fn write(folder: &Folder, starts: &Starts, found: &Found, circumstances: &Circumstances) -> Result<(), Fault> {
    for side in &found.sides {
        folder.write(&format!("scenarios/{}.toml", side.name), side.scenario.as_bytes())?;
    }
    folder.write("runs.csv", &runs(found))?;
    folder.write("states.csv", &states(found))?;
    folder.write(MANIFEST, manifest(starts, found, circumstances).as_bytes())
}

/// One line a start and replication.
fn runs(found: &Found) -> Vec<u8> {
    let mut table = Table::new(["start", "replication", "value", "state"]);
    for (side, row) in found.sides.iter().zip(&found.values) {
        for (run, &value) in side.runs.iter().zip(row) {
            let state = found.state_of(value) + 1;
            table.line([side.name.clone(), run.replication.to_string(), number(value), state.to_string()]);
        }
    }
    table.bytes()
}

/// One line a start and state.
fn states(found: &Found) -> Vec<u8> {
    let head = ["start", "state", "state_low", "state_high", "state_mean", "runs", "share", "share_low", "share_high"];
    let mut table = Table::new(head);
    for (start, side) in found.sides.iter().enumerate() {
        for (at, state) in found.states.iter().enumerate() {
            let (share, limits) = found.chance(start, at);
            let numbers = [state.low, state.high, state.mean].map(number);
            let shares = [share, limits.low, limits.high].map(number);
            let names = [side.name.clone(), (at + 1).to_string()];
            let runs = found.runs_in(start, at).to_string();
            table.line(names.into_iter().chain(numbers).chain([runs]).chain(shares));
        }
    }
    table.bytes()
}

/// The manifest as JSON text; what may differ between two runs stands at its end, a line each.
fn manifest(starts: &Starts, found: &Found, circumstances: &Circumstances) -> String {
    let file = &starts.checked.file;
    let side = |side: &crate::compare::Side| {
        let prints = side.runs.iter().map(|run| {
            let [events, money, outcome] = &run.fingerprints;
            json!({ "replication": run.replication, "events": events, "money": money, "outcome": outcome })
        });
        json!({ "start": side.name, "hash": side.hash, "fingerprints": prints.collect::<Vec<_>>() })
    };
    let document = json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "status": match found.status {
            Status::Complete => "complete",
            Status::Partial => "partial",
        },
        "experiment": "starts",
        "seed": file.seed,
        "replications": file.replications,
        "horizon_s": file.horizon.as_secs(),
        "confidence": found.confidence.level(),
        "of": starts.of,
        "apart": starts.apart,
        "start_matters": found.word(),
        "end_states": found.states.len(),
        "dip": found.dip.0,
        "dip_p": found.dip.1,
        "start_p": found.treated.p,
        "share_of_variance_between_starts": Some(found.treated.share).filter(|share| share.is_finite()),
        "chance": chance(),
        "starts": found.sides.iter().map(side).collect::<Vec<_>>(),
        "started": circumstances.started,
        "wall_s": circumstances.wall_s,
        "threads": circumstances.threads,
        "machine": circumstances.machine,
    });
    let text = serde_json::to_string_pretty(&document).expect("every key is a text");
    format!("{text}\n")
}
