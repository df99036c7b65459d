//! Earlier results in the place of the first contender, read back bit for bit.

use std::fs;
use std::path::Path;

use files::publish::MANIFEST;
use files::{reason, shown};
use scenario::is_one_long_run;
use serde_json::Value;
use statistics::{Estimate, Interval};
use units::time::Span;
use world::metrics::catalogue::{Better, Column, Requires};

use super::{Batches, Contender, Refusal, Run, Side};
use crate::study::{Method, level};

/// The table of replications.
const RUNS: &str = "runs.csv";
/// The table of batches of one long run.
const BATCHES: &str = "batches.csv";
/// Columns of [`BATCHES`] before the metrics begin.
const FIXED_OF_BATCHES: usize = 3;
/// The table of means.
const SUMMARY: &str = "summary.csv";
/// Columns of [`RUNS`] before the metrics begin.
const FIXED: usize = 11;

/// Earlier results.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// Their scenario, as it is read now.
    pub contender: Contender,
    /// The version that wrote them.
    pub version: String,
    manifest_hash: String,
    cut: Option<Span>,
    labels: Vec<String>,
    runs: Vec<Run>,
    batches: Option<Batches>,
    /// Mean, low and high as they were published, by label.
    published: Vec<(String, [f64; 3])>,
}

fn fault(path: &Path, why: &str) -> Refusal {
    Refusal::new(format!("cannot read {}: {why}", shown(path)), "name a folder that `windtunnel run` wrote")
}

fn text(folder: &Path, name: &str) -> Result<String, Refusal> {
    let path = folder.join(name);
    fs::read_to_string(&path).map_err(|error| fault(&path, &reason(&error)))
}

impl Baseline {
    /// Reads the results in a folder; `contender` has the scenario in it.
    ///
    /// # Errors
    /// If one of its files is missing or not as `run` writes it.
    pub fn read(folder: &Path, contender: Contender) -> Result<Self, Refusal> {
        let manifest = text(folder, MANIFEST)?;
        let manifest: Value =
            serde_json::from_str(&manifest).map_err(|e| fault(&folder.join(MANIFEST), &e.to_string()))?;
        let told = |key: &str| manifest[key].as_str().unwrap_or("").to_string();
        let (labels, runs) = runs(&text(folder, RUNS)?).map_err(|why| fault(&folder.join(RUNS), &why))?;
        // Seconds in a manifest are those of whole nanoseconds.
        let cut = manifest["warm_up_s"].as_f64().map(|s| Span::from_ns((s * 1e9).round() as u64));
        // Without the table there are still the replications.
        let published = text(folder, SUMMARY).ok().and_then(|text| published(&text)).unwrap_or_default();
        let is_long = is_one_long_run(&contender.checked.file);
        let read = || Ok((text(folder, BATCHES)?, text(folder, SUMMARY)?));
        let tables: Option<(String, String)> = is_long.then(read).transpose()?;
        let batches = tables.map(|(table, means)| batches(&table, &labels, &means));
        let batches = batches.transpose().map_err(|why| fault(&folder.join(BATCHES), &why))?;
        let (version, manifest_hash) = (told("version"), told("hash"));
        Ok(Self { contender, version, manifest_hash, cut, labels, runs, batches, published })
    }

    /// Refuses a baseline with fewer replications than a contender has.
    pub(super) fn has_enough(&self, contender: &Contender) -> Result<(), Refusal> {
        let wanted = contender.checked.file.replications;
        if self.batches.is_none() && is_one_long_run(&contender.checked.file) {
            let (name, n) = (&self.contender.name, self.runs.len());
            let message = format!("{} is one long run, and {name} has {n} replications", contender.name);
            return Err(Refusal::new(message, format!("ask for as many, as in `--replications {n}`")));
        }
        let present = (0..).zip(&self.runs).take_while(|(number, run)| run.replication == *number).count();
        if present >= wanted as usize {
            return Ok(());
        }
        let name = &self.contender.name;
        let message = format!(
            "{name} has {present} replications, and {} is to have {wanted}: they are paired by number",
            contender.name
        );
        let remedy = match present {
            0 | 1 => "run the baseline again with more replications".into(),
            n => format!("ask for as many, as in `--replications {n}`"),
        };
        Err(Refusal::new(message, remedy))
    }

    /// The cut of the baseline for a contender, whose own is `found`.
    pub(super) fn cut(&self, found: Option<Span>, contender: &str) -> Result<Option<Span>, Refusal> {
        match (self.cut, found) {
            (Some(cut), Some(found)) if found > cut => {
                let name = &self.contender.name;
                let message = format!(
                    "{contender} and {name} cannot be compared: the first {cut} of {name} were discarded as warm-up, and \
                     {contender} has warmed up only after {found}"
                );
                let remedy = format!("run the baseline again with `--set 'warm_up={found}'`, and set it here, too");
                Err(Refusal::new(message, remedy))
            }
            (cut, _) => Ok(cut),
        }
    }

    /// Doubts about a comparison with a side that was played now, in sentences.
    pub fn doubts(&self, ours: &str, contenders: &[Side]) -> Vec<String> {
        let mut list = Vec::new();
        let name = &self.contender.name;
        if self.version != ours {
            list.push(format!(
                "{name} was written by version {} and this is {ours}: differences may be due to the versions, too",
                self.version
            ));
        }
        let n = self.runs.len();
        for side in contenders.iter().filter(|side| side.hash == self.manifest_hash) {
            if side.runs.iter().zip(&self.runs).any(|(new, old)| new.fingerprints != old.fingerprints) {
                list.push(format!(
                    "{name} and {} are the same scenario with different histories: another build wrote {name}",
                    side.name
                ));
            }
        }
        if let Some(side) = contenders.first().filter(|side| side.runs.len() < n) {
            list.push(format!("of the {n} replications of {name} the first {} are used", side.runs.len()));
        }
        list
    }

    /// The side, with what its numbers mean from a side that was played.
    pub(super) fn side(&self, like: &Side) -> Side {
        let column = |label: &String| {
            let known = like.columns.iter().find(|column| column.label() == *label).cloned();
            known.unwrap_or_else(|| {
                let (name, owner) = label.split_once('[').unwrap_or((label, ""));
                let owner = owner.trim_end_matches(']').to_string();
                Column {
                    name: name.to_owned().into(),
                    better: Better::Neither,
                    need: Requires::Nothing,
                    owner,
                    doc: "".into(),
                }
            })
        };
        let runs: Vec<Run> = self.runs.iter().take(like.runs.len()).cloned().collect();
        let confidence = level(self.contender.checked.file.confidence);
        let estimate = |(at, label): (usize, &String)| {
            let values: Vec<f64> = runs.iter().filter_map(|run| run.values[at]).collect();
            let student = (!values.is_empty()).then(|| Estimate::of(&values, confidence))?;
            // As published, where it is over the same replications: with exact limits of rare events.
            let published = self.published.iter().find(|line| line.0 == *label);
            let published = published.filter(|_| runs.len() == self.runs.len());
            Some(published.map_or(student, |&(_, [mean, low, high])| student.with_limits(mean, Interval { low, high })))
        };
        Side {
            name: self.contender.name.clone(),
            from: self.contender.from.clone(),
            hash: self.manifest_hash.clone(),
            scenario: crate::record::scenario_text(&self.contender.checked),
            columns: self.labels.iter().map(column).collect(),
            estimates: self.labels.iter().enumerate().map(estimate).collect(),
            runs,
            batches: self.batches.clone(),
        }
    }
}

/// The batches in a table; which columns they estimate is in the table of means.
fn batches(text: &str, labels: &[String], summary: &str) -> Result<Batches, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| e.to_string())?.clone();
    if header.get(0) != Some("batch") || !header.iter().skip(FIXED_OF_BATCHES).eq(labels) {
        return Err("it is not the table of batches of these replications".into());
    }
    let mut values = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        values.push(record.iter().skip(FIXED_OF_BATCHES).map(number).collect::<Result<_, _>>()?);
    }
    let mut reader = csv::Reader::from_reader(summary.as_bytes());
    let header = reader.headers().map_err(|e| e.to_string())?.clone();
    let at = |name: &str| header.iter().position(|column| column == name).ok_or("the table of means is another");
    let (metric, owner, method) = (at("metric")?, at("owner")?, at("interval")?);
    let mut of_batches = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let cell = |at: usize| record.get(at).unwrap_or("");
        if Method::named(cell(method)).is_some_and(Method::is_of_batches) {
            of_batches.push(formula::label(cell(metric), cell(owner)));
        }
    }
    Ok(Batches { values, estimates: labels.iter().map(|label| of_batches.contains(label)).collect() })
}

/// A cell of a table: a number, or nothing.
fn number(text: &str) -> Result<Option<f64>, String> {
    match text {
        "" => Ok(None),
        text => text.parse::<f64>().map(Some).map_err(|_| format!("`{text}` is not a number")),
    }
}

/// The labels of the metrics and the replications of a table.
fn runs(text: &str) -> Result<(Vec<String>, Vec<Run>), String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| e.to_string())?.clone();
    if header.get(0) != Some("replication") || header.len() <= FIXED {
        return Err("it is not a table of replications".into());
    }
    let mut runs = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let cell = |at: usize| record.get(at).unwrap_or("");
        let replication = cell(0).parse().map_err(|_| format!("`{}` is not a replication", cell(0)))?;
        let values: Result<_, String> = record.iter().skip(FIXED).map(number).collect();
        runs.push(Run { replication, fingerprints: [1, 2, 3].map(|at| cell(at).into()), values: values? });
    }
    Ok((header.iter().skip(FIXED).map(String::from).collect(), runs))
}

/// Mean, low and high by label; none if the table is another.
fn published(text: &str) -> Option<Vec<(String, [f64; 3])>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let at = |name: &str| header.iter().position(|column| column == name);
    let (metric, owner, numbers) = (at("metric")?, at("owner")?, [at("mean")?, at("low")?, at("high")?]);
    let mut list = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let [mean, low, high] = numbers.map(|at| record.get(at).and_then(|text| text.parse::<f64>().ok()));
        let (metric, owner) = (record.get(metric)?, record.get(owner)?);
        let label = formula::label(metric, owner);
        if let (Some(mean), Some(low), Some(high)) = (mean, low, high) {
            list.push((label, [mean, low, high]));
        }
    }
    Some(list)
}
