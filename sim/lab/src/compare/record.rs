//! Writes what a comparison found: tables, the scenarios that were compared, and a manifest.

use std::collections::BTreeMap;
use std::path::Path;

use files::hash;
use files::publish::{Fault, Folder, MANIFEST};
use serde_json::{Value, json};
use statistics::Estimate;
use units::time::Span;

use super::{Comparison, Difference, Question, Side};
use crate::record::manifest::chance;
use crate::record::tables::Table;
use crate::record::{Circumstances, HASH_DIGITS, maybe, number};
use crate::study::Status;
use units::settings::Setting as _;

/// Bytes of the names in the name of an output folder; the hash tells others apart.
const MOST_NAMES: usize = 80;

/// A draft of the results of a comparison: `<output>/compare-<names>-<hash>`.
///
/// Other scenarios, metrics or replications are another folder; the same comparison replaces its own.
///
/// # Errors
/// When something stands there that is not ours, or the place cannot be written to.
pub fn folder(output: &Path, question: &Question) -> Result<Folder, Fault> {
    let baseline = question.baseline.iter().map(|baseline| &baseline.contender);
    let all: Vec<_> = baseline.chain(&question.contenders).collect();
    let hashes: Vec<[&str; 2]> = all.iter().map(|c| [c.name.as_str(), c.checked.hash.as_str()]).collect();
    let what = format!("{:?} {} {} {hashes:?}", question.metrics, question.ablate, question.baseline.is_some());
    let mut names = String::new();
    for contender in all {
        if names.len() + contender.name.len() <= MOST_NAMES {
            names.extend(["-", &contender.name]);
        }
    }
    Folder::create(&output.join(format!("compare{names}-{}", &hash(&what)[..HASH_DIGITS])))
}

/// Writes all files but the charts; the caller may add to the folder before it commits it.
///
/// The bytes are the same on every run and for any number of threads, but for the manifest's last lines, which the
/// [`Circumstances`] fill.
///
/// # Errors
/// When the disk refuses.
pub fn write(
    folder: &Folder,
    question: &Question,
    found: &Comparison,
    circumstances: &Circumstances,
) -> Result<(), Fault> {
    for side in &found.sides {
        folder.write(&format!("scenarios/{}.toml", side.name), side.scenario.as_bytes())?;
    }
    folder.write("differences.csv", &differences(found))?;
    folder.write("runs.csv", &runs(question, found))?;
    if let Some(table) = ablation(found) {
        folder.write("ablation.csv", &table)?;
    }
    folder.write(MANIFEST, manifest(question, found, circumstances).as_bytes())
}

/// Mean, low and high.
fn numbers(estimate: Option<&Estimate>) -> [String; 3] {
    let interval = estimate.map(Estimate::interval);
    [estimate.map(|e| e.mean), interval.map(|i| i.low), interval.map(|i| i.high)].map(maybe)
}

/// The cells of a difference that a table of effects and one of ablations have in common.
const EFFECT: [&str; 14] = [
    "difference_mean",
    "difference_low",
    "difference_high",
    "difference_sd",
    "pairs",
    "differing",
    "ratio",
    "ratio_low",
    "ratio_high",
    "p",
    "p_adjusted",
    "verdict",
    "more_replications",
    "times_as_long",
];

fn effect(of: &Difference) -> impl Iterator<Item = String> + use<> {
    let ratio = of.ratio.map(|(ratio, interval)| [ratio, interval.low, interval.high]);
    let ratio = [0, 1, 2].map(|at| maybe(ratio.map(|ratio| ratio[at])));
    let verdict = match of.verdict {
        Some(super::Verdict::Undecided) if of.is_few => "few differences",
        verdict => verdict.map_or("", super::Verdict::word),
    };
    let [more, longer] = [of.more, of.longer].map(|n| n.map_or(String::new(), |n| n.to_string()));
    let tail = [maybe(of.p), maybe(of.p_adjusted), verdict.into(), more, longer];
    let counts = [maybe(of.difference.map(|d| d.sd)), of.pairs.to_string(), of.differing.to_string()];
    numbers(of.difference.as_ref()).into_iter().chain(counts).chain(ratio).chain(tail)
}

/// One line a contender, metric and owner.
fn differences(found: &Comparison) -> Vec<u8> {
    let head = ["contender", "base", "metric", "owner", "better", "base_mean", "base_low", "base_high"];
    let other = ["other_mean", "other_low", "other_high"];
    let mut table = Table::new(head.into_iter().chain(other).chain(EFFECT));
    for (side, of) in found.all() {
        let Difference { column, base, other, .. } = of;
        let names = [side.name.clone(), found.sides[0].name.clone(), column.name.to_string(), column.owner.clone()];
        let sides = numbers(base.as_ref()).into_iter().chain(numbers(other.as_ref()));
        table.line(names.into_iter().chain([column.better.word().into()]).chain(sides).chain(effect(of)));
    }
    table.bytes()
}

/// One line a setting that was turned back, metric and owner.
fn ablation(found: &Comparison) -> Option<Vec<u8>> {
    let ablation = found.ablation.as_ref()?;
    let head = ["setting", "base_value", "other_value", "metric", "owner", "turned_back_mean", "other_mean"];
    let mut table = Table::new(head.into_iter().chain(EFFECT));
    for turned in &ablation.turned {
        for of in &turned.carries.differences {
            let mean = |estimate: Option<Estimate>| maybe(estimate.map(|e| e.mean));
            let names = [turned.path.clone(), turned.base.clone(), turned.other.clone()];
            let names = names.into_iter().chain([of.column.name.to_string(), of.column.owner.clone()]);
            table.line(names.chain([mean(of.base), mean(of.other)]).chain(effect(of)));
        }
    }
    Some(table.bytes())
}

/// One line a contender and replication; a metric that a contender does not have is empty.
fn runs(question: &Question, found: &Comparison) -> Vec<u8> {
    let mut labels: Vec<String> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for column in found.sides.iter().flat_map(|side| &side.columns) {
        let label = column.label();
        at.entry(label.clone()).or_insert_with(|| {
            labels.push(label);
            labels.len() - 1
        });
    }
    let head = ["contender", "replication", "seed", "fingerprint_events", "fingerprint_money", "fingerprint_outcome"];
    let mut table = Table::new(head.into_iter().map(String::from).chain(labels.iter().cloned()));
    let seed = question.contenders[0].checked.file.seed;
    for side in &found.sides {
        let places: Vec<usize> = side.columns.iter().map(|column| at[&column.label()]).collect();
        for run in &side.runs {
            let mut cells = vec![String::new(); labels.len()];
            for (&place, value) in places.iter().zip(&run.values) {
                cells[place] = value.map_or(String::new(), number);
            }
            let names = [side.name.clone(), run.replication.to_string(), seed.to_string()];
            table.line(names.into_iter().chain(run.fingerprints.clone()).chain(cells));
        }
    }
    table.bytes()
}

/// The manifest as JSON text; what may differ between two runs stands at its end, a line each.
fn manifest(question: &Question, found: &Comparison, circumstances: &Circumstances) -> String {
    let file = &question.contenders[0].checked.file;
    let side = |side: &Side| {
        let prints = side.runs.iter().map(|run| {
            let [events, money, outcome] = &run.fingerprints;
            json!({ "replication": run.replication, "events": events, "money": money, "outcome": outcome })
        });
        json!({
            "contender": side.name,
            "from": side.from,
            "hash": side.hash,
            "scenario": format!("scenarios/{}.toml", side.name),
            "fingerprints": prints.collect::<Vec<_>>(),
        })
    };
    let inputs = question.contenders.iter().flat_map(|contender| {
        contender.checked.inputs.iter().map(
            |input| json!({ "contender": contender.name, "file": input.file, "bytes": input.bytes, "blake3": input.blake3 }),
        )
    });
    let kept = found.ablation.iter().flat_map(|ablation| &ablation.kept);
    let document = json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "status": match found.status {
            Status::Complete => "complete",
            Status::Partial => "partial",
        },
        "experiment": "compare",
        "seed": file.seed,
        "replications": found.replications,
        "study": file.study.write().inline().trim_matches('"'),
        "horizon_s": file.horizon.as_secs(),
        "warm_up_s": found.cut.map(Span::as_secs),
        "confidence": found.confidence.level(),
        "tests": found.n_tests,
        "chance": chance(),
        "baseline": question.baseline.as_ref().map(|baseline| json!({
            "contender": baseline.contender.name,
            "version": baseline.version,
        })),
        "contenders": found.sides.iter().map(side).collect::<Vec<Value>>(),
        "not_turned_back": kept.map(|(path, why)| json!({ "setting": path, "reason": why })).collect::<Vec<_>>(),
        "inputs": inputs.collect::<Vec<_>>(),
        "started": circumstances.started,
        "wall_s": circumstances.wall_s,
        "threads": circumstances.threads,
        "machine": circumstances.machine,
    });
    let text = serde_json::to_string_pretty(&document).expect("every key is a text");
    format!("{text}\n")
}
