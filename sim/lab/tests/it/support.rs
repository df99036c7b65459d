//! What every whole-house test needs: the shipped files, a way to open them, and a way to read what they found.

mod small;

use std::fs;
use std::path::{Path, PathBuf};

use files::{Colour, Request};
use lab::study::{self, Findings, Options};
use scenario::Checked;
use world::metrics::catalogue;
use world::outcome::{self, Outcome};
use world::scenario::Scenario;

pub(crate) use small::whole;

/// The top folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository stands two floors up")
}

/// All files below a folder with this ending, sorted by path.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(list) = fs::read_dir(&folder) else { continue };
        for path in list.map(|entry| entry.expect("the repository can be read").path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The shipped scenarios, as paths below `scenarios/`; presets are parts of scenarios, not whole ones.
pub(crate) fn shipped() -> Vec<String> {
    let folder = root().join("scenarios");
    let name = |path: &PathBuf| {
        let below = path.strip_prefix(&folder).expect("they were found there");
        below.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    files(&folder, "toml").iter().map(name).filter(|name| !name.starts_with("presets/")).collect()
}

/// Opens a shipped scenario with these settings laid over it.
pub(crate) fn open(name: &str, sets: &[&str]) -> Checked {
    let file = root().join("scenarios").join(name);
    let request = Request { file, sets: sets.iter().map(ToString::to_string).collect(), ..Request::default() };
    scenario::open(&request).unwrap_or_else(|refused| panic!("{name}: {}", refused.render(Colour::Plain)))
}

/// Opens a scenario from its text, completed by [`whole`]; paths in it start at `scenarios/`.
pub(crate) fn open_text(text: &str, sets: &[&str]) -> Checked {
    let file = root().join("scenarios/test.toml");
    let request = Request { file, sets: sets.iter().map(ToString::to_string).collect(), ..Request::default() };
    scenario::open_text(&whole(text), &request)
        .unwrap_or_else(|refused| panic!("{}\n{text}", refused.render(Colour::Plain)))
}

/// Runs a study on so many threads; 0 for as many as there are cores.
pub(crate) fn study(checked: &Checked, threads: usize) -> Findings {
    study::run(checked, &Options { threads, ..Options::default() })
        .unwrap_or_else(|e| panic!("{}: {e}", checked.file.name))
}

/// Runs one replication.
pub(crate) fn simulate(scenario: &Scenario, replication: u32) -> Outcome {
    outcome::simulate(scenario.clone(), replication, &|_| true).unwrap_or_else(|stopped| panic!("{stopped:?}"))
}

/// The value of a metric, written as a claim writes it, in one replication.
pub(crate) fn value(scenario: &Scenario, outcome: &Outcome, label: &str) -> Option<f64> {
    let at = catalogue::columns(scenario).iter().position(|c| c.label() == label);
    outcome.values[at.unwrap_or_else(|| panic!("there is no metric `{label}`"))]
}

/// The values of a metric, written as a claim writes it, by replication; NaN where there is none.
pub(crate) fn values(findings: &Findings, label: &str) -> Vec<f64> {
    let at = findings.columns.iter().position(|c| c.label() == label);
    let at = at.unwrap_or_else(|| panic!("there is no metric `{label}`"));
    findings.runs.iter().map(|run| run.values[at].unwrap_or(f64::NAN)).collect()
}

/// Those of a long test's items that are to be played: all, or with `WINDTUNNEL_TURN=k/n` every n-th from position k
/// on.
///
/// CI plays another part each time (`.ci/run`); `cargo test -- --include-ignored` plays all.
pub(crate) fn turn<T>(items: Vec<T>) -> Vec<T> {
    let Ok(text) = std::env::var("WINDTUNNEL_TURN") else { return items };
    let read = || {
        let (k, n) = text.split_once('/')?;
        Some((k.parse::<usize>().ok()?, n.parse::<usize>().ok().filter(|&n| n > 0)?))
    };
    let (k, n) = read().unwrap_or_else(|| panic!("WINDTUNNEL_TURN is `{text}`; write k/n, as in 2/4"));
    items.into_iter().enumerate().filter(|(at, _)| at % n == k % n).map(|(_, item)| item).collect()
}
