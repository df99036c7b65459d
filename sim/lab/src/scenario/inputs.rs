//! The files that a scenario was read from, with what identifies their contents.

use std::fs::File as DiskFile;
use std::path::Path;

use rules::churn::Churn;
use units::problem::Problems;
use units::tree::Tree;

use super::File;
use crate::file::{Sources, disk};

/// A file that a scenario was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its path, as it was given or named.
    pub file: String,
    /// Its length \[B\].
    pub bytes: u64,
    /// The BLAKE3 hash of its bytes, in hexadecimal digits.
    pub blake3: String,
}

impl Input {
    fn of_text(name: &str, text: &str) -> Self {
        let blake3 = blake3::hash(text.as_bytes()).to_hex().to_string();
        Self { file: name.into(), bytes: text.len() as u64, blake3 }
    }
    fn of_file(path: &Path) -> std::io::Result<Self> {
        // Read in pieces: a trace may hold a gibibyte.
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(DiskFile::open(path)?)?;
        let blake3 = hasher.finalize().to_hex().to_string();
        Ok(Self { file: disk::shown(path), bytes: hasher.count(), blake3 })
    }
}

/// The texts of a scenario, then the traces it replays and its tables of step times, each once.
pub(super) fn inputs(
    file: &File,
    tree: &Tree,
    sources: &Sources,
    folder: &Path,
    problems: &mut Problems,
) -> Vec<Input> {
    let mut list: Vec<Input> = sources.files().map(|s| Input::of_text(&s.name, &s.text)).collect();
    let traces = file.users.list.iter().filter_map(|(name, users)| {
        let trace = users.arrival.trace()?;
        Some((format!("users.{}.arrival.trace.file", name.text), &trace.file))
    });
    let presences = file.nodes.list.iter().filter_map(|(name, nodes)| match &nodes.churn {
        Churn::Replay(replay) => Some((format!("nodes.{}.churn.replay.file", name.text), &replay.file)),
        _ => None,
    });
    let tables = file.cost.list.iter().map(|(name, cost)| (format!("cost.{}.table", name.text), &cost.table));
    for (setting, named) in traces.chain(presences).chain(tables) {
        let path = folder.join(named);
        if list.iter().any(|input| input.file == disk::shown(&path)) {
            continue;
        }
        match Input::of_file(&path) {
            Ok(input) => list.push(input),
            Err(error) => {
                let place = tree.at(&setting).map_or(tree.place, |t| t.place);
                problems.push(place, format!("cannot read {}: {}", disk::shown(&path), disk::reason(&error)));
            }
        }
    }
    list
}
