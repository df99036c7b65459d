//! What a run that was killed leaves: the next one goes on there, and writes the same bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::bench::Bench;

/// Replications that a claim may add to, and a warm-up that pilots find.
const SETS: [&str; 3] = ["replications=16", "study=steady", "claims.fast.at_most_replications=20"];

fn arguments<'a>(output: &'a str, horizon: &'a str) -> Vec<&'a str> {
    let sets = SETS.iter().copied().chain([horizon]).flat_map(|set| ["--set", set]);
    ["run", "small.toml", "--no-charts", "--threads", "1", "-o", output].into_iter().chain(sets).collect()
}

/// Kills a run once it has written rows, or more of them than were there; says whether it was still at work.
fn kill_at_work(bench: &Bench, output: &str, horizon: &str) -> bool {
    let length = || rows(bench, output).and_then(|path| fs::metadata(path).ok()).map_or(0, |meta| meta.len());
    let before = length();
    let mut command = Command::new(env!("CARGO_BIN_EXE_windtunnel"));
    command.args(arguments(output, horizon)).current_dir(&bench.folder).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    while length() <= before && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    // SIGKILL, which nobody can catch.
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// The rows that a run left.
fn rows(bench: &Bench, output: &str) -> Option<PathBuf> {
    let files = fs::read_dir(bench.folder.join(output).join(".rows")).ok()?.map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "rows"))
}

/// The tables of the results that a run says it wrote into an output folder.
fn tables(bench: &Bench, output: &str, said: &str) -> Vec<(String, String)> {
    let folder = said.lines().find_map(|line| line.strip_prefix("results")).expect("it says where they are").trim();
    assert!(folder.starts_with(output), "{folder}");
    let files = fs::read_dir(bench.folder.join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut tables: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).collect();
    tables.sort();
    assert!(tables.len() > 5, "{tables:?}");
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    tables.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn a_run_that_was_killed_goes_on_and_writes_the_same_bytes() {
    let bench = Bench::new("run-kill");
    bench.file(
        "small.toml",
        format!("{}[claims.fast]\nthat = \"answer_latency_mean_s < 2.1 s\"\n", crate::bench::SMALL),
    );
    // Rows are kept after a second: long enough for this machine.
    let mut seconds = 200_000;
    while !kill_at_work(&bench, "killed", &format!("horizon={seconds} s")) {
        seconds *= 4;
    }
    let horizon = format!("horizon={seconds} s");
    let was_at_work = kill_at_work(&bench, "killed", &horizon);
    let said = bench.run(&arguments("killed", &horizon));
    assert_eq!(said.code, 0, "{}", said.err);
    // The second time it may have ended before there was anything new to be written.
    let is_told = said.err.contains("of an earlier run that did not end are taken from killed/.rows/");
    assert_eq!(is_told, was_at_work, "{}", said.err);
    // Once its results are complete nothing is left of its rows.
    assert_eq!(rows(&bench, "killed"), None);
    let whole = bench.run(&arguments("whole", &horizon));
    assert!(!whole.err.contains("earlier run"), "{}", whole.err);
    assert_eq!(tables(&bench, "whole", &whole.out), tables(&bench, "killed", &said.out));
}
