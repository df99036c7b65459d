//! Writes what a study found into an output folder: the scenario, a manifest and tables.

pub(crate) mod inputs;
pub(crate) mod manifest;
mod number;
pub mod requests;
pub(crate) mod tables;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use files::publish::{Fault, Folder, MANIFEST, SCENARIO};
use scenario::Checked;

use crate::study::Findings;
use crate::theory::compare;

pub(crate) use inputs::scenario_folder;
pub use manifest::aborted;
pub(crate) use number::maybe;
pub use number::number;

/// What differs between two runs of the same study: when, how long and where it was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Circumstances {
    /// When it began, in UTC, as in `2026-03-01T12:00:00Z`.
    pub started: String,
    /// How long it took by the clock on the wall \[s\].
    pub wall_s: f64,
    /// Threads it ran on.
    pub threads: usize,
    /// What it ran on, such as `linux x86_64`.
    pub machine: String,
}

/// Digits of the hash in the name of an output folder: enough that a thousand variants hardly ever meet.
pub(crate) const HASH_DIGITS: usize = 8;

/// The folder of a scenario's results: `<output>/<name>-<first digits of its hash>`.
///
/// Another seed or another setting is another folder; the same scenario replaces its own.
pub fn target(output: &Path, checked: &Checked) -> PathBuf {
    output.join(format!("{}-{}", checked.file.name, &checked.hash[..HASH_DIGITS]))
}

/// A draft of the results of a scenario, in an output folder.
///
/// # Errors
/// When something stands there that is not ours or that the scenario reads, or the place cannot be written to.
pub fn folder(output: &Path, checked: &Checked) -> Result<Folder, Fault> {
    let target = target(output, checked);
    inputs::check(&target, checked)?;
    Folder::create(&target)
}

/// The resolved scenario as it is written, its question first; read again it has the same hash.
pub fn scenario_text(checked: &Checked) -> String {
    let question = match checked.question.as_str() {
        "" => String::new(),
        question => format!("# {question}\n"),
    };
    format!("{question}{}", checked.canonical)
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
    checked: &Checked,
    findings: &Findings,
    circumstances: &Circumstances,
) -> Result<(), Fault> {
    folder.write(SCENARIO, scenario_text(checked).as_bytes())?;
    inputs::write(checked, |name, bytes| folder.write(name, bytes))?;
    folder.write("summary.csv", &tables::summary(findings))?;
    folder.write("series.csv", &tables::series(findings))?;
    folder.write("runs.csv", &tables::runs(findings))?;
    if !findings.batches().is_empty() {
        folder.write("batches.csv", &tables::batches(findings))?;
    }
    folder.write("flows.csv", &tables::flows(findings))?;
    folder.write("latencies.csv", &tables::latencies(findings))?;
    folder.write("claims.csv", &tables::claims(findings))?;
    let theory = compare(checked, findings);
    if !theory.is_empty() {
        folder.write("theory.csv", &tables::theory(&theory))?;
    }
    // The draft stands where the results will.
    let scenario_folder = inputs::scenario_folder(folder.draft(), checked);
    folder.write(MANIFEST, manifest::manifest(checked, findings, circumstances, scenario_folder.as_deref()).as_bytes())
}
