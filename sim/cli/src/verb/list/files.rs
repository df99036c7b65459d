//! The scenarios and presets that lie at hand.

use std::fs;
use std::path::Path;

use files::Request;
use scenario::first_comment;
use serde_json::{Value, json};

use crate::arguments::preset_folder;
use crate::wrap::{WIDTH, hang, width};

/// Where scenarios lie, seen from the root of the repository.
const FOLDER: &str = "scenarios";
/// Folders inside each other that are looked into.
const DEPTH: usize = 3;
/// A question stands in the first line; a file whose first line is longer is none of ours.
const LINE: usize = 4 << 10;

/// All scenarios with their questions.
pub(super) fn scenarios() -> (String, Vec<Value>) {
    let mut found = Vec::new();
    gather(Path::new(FOLDER), DEPTH, &mut found);
    if found.is_empty() {
        let text = format!("There are no scenarios in ./{FOLDER}. `windtunnel init` writes one to start from.\n");
        return (text, Vec::new());
    }
    let column = found.iter().map(|(file, _)| width(file) + 2).max().unwrap_or(0).min(WIDTH / 2);
    let text = found.iter().map(|(file, question)| hang(file, question, column)).collect();
    (text, found.iter().map(|(file, question)| json!({ "file": file, "question": question })).collect())
}

/// All presets by name.
pub(super) fn presets() -> (String, Vec<Value>) {
    let folder = preset_folder();
    let names = files::presets(&Request { preset_folders: vec![folder.clone()], ..Request::default() });
    if names.is_empty() {
        return (format!("There are no presets in ./{}.\n", folder.display()), Vec::new());
    }
    (names.join("\n") + "\n", names.iter().map(|name| json!(name)).collect())
}

/// The scenarios in a folder, sorted; presets are listed apart.
fn gather(folder: &Path, depth: usize, found: &mut Vec<(String, String)>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 1 && path != preset_folder() {
                gather(&path, depth - 1, found);
            }
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push((path.display().to_string().replace('\\', "/"), question(&path)));
        }
    }
}

fn question(path: &Path) -> String {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    if let Ok(file) = fs::File::open(path) {
        let _ = file.take(LINE as u64).read_to_end(&mut bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    first_comment(&text).replace(char::is_control, "?")
}
