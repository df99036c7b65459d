//! Output folders as a whole: the same bytes on any number of threads, and what stands in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use files::publish::{Folder, MANIFEST};
use files::{Colour, Request};
use scenario::{Checked, open_text};

use super::{Circumstances, target, write};
use crate::study::{Options, run};

const SCENARIO: &str = r#"# Do spot checks find the cheats?
name = "small"
horizon = "20 min"
replications = 6
points = 4
[coin.alp]
[network.alpha]
coin = "alp"
pricing.posted = { request = "1 alp/request" }
verification.spot.spot_check = { rate = "20 %" }
slashing.wrong.fixed = { share = "10 %" }
[gateway.front]
networks = ["alpha"]
[nodes.home]
count = 8
cost = "0.1 usd/h"
stake.alpha = "100 alp"
churn.renewal = { session = { exponential = "10 min" }, absence = { exponential = "2 min" } }
[nodes.cheats]
like = "nodes.home"
count = 2
conduct.lazy = {}
[users.all]
gateway = "front"
arrival.poisson = { rate = "1 /s" }
demand.work = { exponential = "1 s" }
[claims]
most_served = { that = "answered_share > 50 %" }
"#;

/// A place of its own for one test, which goes with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("windtunnel-record-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn check(text: &str) -> Checked {
    let request = Request { file: "small.toml".into(), ..Request::default() };
    open_text(text, &request).map_err(|refused| refused.render(Colour::Plain)).unwrap()
}

/// Runs a scenario into a folder and reads all its files.
fn record(text: &str, output: &Path, threads: usize) -> BTreeMap<String, String> {
    let checked = check(text);
    let findings = run(&checked, &Options { threads, ..Options::default() }).unwrap();
    let folder = Folder::create(&target(output, &checked)).unwrap();
    let circumstances = Circumstances {
        started: format!("2026-01-01T00:00:0{threads}Z"),
        wall_s: threads as f64,
        threads,
        machine: format!("machine {threads}"),
    };
    write(&folder, &checked, &findings, &circumstances).unwrap();
    let path = folder.commit().unwrap();
    let files = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    files.map(|name| (name.clone(), fs::read_to_string(path.join(&name)).unwrap())).collect()
}

#[test]
fn two_threads_write_the_same_bytes_as_one() {
    let scratch = Scratch::new("threads");
    let (one, two) = (record(SCENARIO, &scratch.0, 1), record(SCENARIO, &scratch.0, 2));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, text) in one.iter().filter(|(name, _)| *name != MANIFEST) {
        assert_eq!(text, &two[name], "{name}");
    }
    let lines = one[MANIFEST].lines().zip(two[MANIFEST].lines());
    let different: Vec<&str> = lines.filter(|(a, b)| a != b).map(|(a, _)| a.trim()).collect();
    assert_eq!(
        different,
        ["\"started\": \"2026-01-01T00:00:01Z\",", "\"wall_s\": 1.0,", "\"threads\": 1,", "\"machine\": \"machine 1\""]
    );
}

#[test]
fn all_tables_have_the_columns_that_the_readme_explains() {
    let scratch = Scratch::new("columns");
    let files = record(SCENARIO, &scratch.0, 1);
    let readme = include_str!("../../../../output/README.md");
    for (name, text) in files.iter().filter(|(name, _)| name.contains(".csv")) {
        let section = readme.split("\n## ").find(|part| part.starts_with(&format!("`{name}`")));
        let section = section.unwrap_or_else(|| panic!("output/README.md has no section on {name}"));
        // Of runs.csv the columns after the fixed ones are metrics.
        let header = text.lines().next().unwrap().split(',').take_while(|column| *column != "sent_rps");
        for column in header {
            assert!(section.contains(&format!("`{column}`")), "{name} does not explain {column}");
        }
        assert!(text.lines().count() > 1, "{name} is empty");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{name} holds what is no number");
    }
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        [
            "claims.csv",
            "flows.csv",
            "latencies.csv",
            "manifest.json",
            "runs.csv",
            "scenario.toml",
            "series.csv",
            "summary.csv",
            "theory.csv"
        ]
    );
}

#[test]
fn the_written_scenario_is_the_one_that_ran() {
    let scratch = Scratch::new("again");
    let files = record(SCENARIO, &scratch.0, 1);
    let (first, again) = (check(SCENARIO), check(&files["scenario.toml"]));
    assert_eq!(again.hash, first.hash);
    assert_eq!(again.question, "Do spot checks find the cheats?");
    assert!(target(&scratch.0, &first).is_dir());
}

#[test]
fn one_replication_has_a_mean_and_no_interval() {
    let scratch = Scratch::new("one");
    let text = SCENARIO
        .replace("replications = 6", "replications = 1")
        .replace("arrival.poisson = { rate = \"1 /s\" }", "arrival.poisson = { rate = \"0.000001 /s\" }");
    let files = record(&text, &scratch.0, 1);
    let line = |metric: &str| {
        files["summary.csv"]
            .lines()
            .find(|l| l.starts_with(metric))
            .unwrap_or_else(|| panic!("no {metric}"))
            .to_string()
    };
    // Nothing was sent, so that there is no latency.
    assert_eq!(line("sent_rps"), "sent_rps,,0,,,,,1,0,0,0,0,0,,,,,,");
    assert_eq!(line("answer_latency_mean_s"), "answer_latency_mean_s,,,,,,,0,,,,,,,,,,,");
    assert!(files["claims.csv"].lines().nth(1).unwrap().contains("undecided"), "{}", files["claims.csv"]);
}

#[test]
fn the_manifest_names_what_was_read_and_what_came_of_it() {
    let scratch = Scratch::new("manifest");
    let files = record(SCENARIO, &scratch.0, 1);
    let manifest: serde_json::Value = serde_json::from_str(&files[MANIFEST]).unwrap();
    let hash = blake3::hash(SCENARIO.as_bytes()).to_hex().to_string();
    assert_eq!(manifest["inputs"][0]["file"], "small.toml");
    assert_eq!(manifest["inputs"][0]["blake3"], hash.as_str());
    assert_eq!(manifest["status"], "complete");
    assert_eq!(manifest["claims"][0]["verdict"], "held");
    assert_eq!(manifest["fingerprints"].as_array().unwrap().len(), 6);
    let runs: Vec<&str> = files["runs.csv"].lines().skip(1).collect();
    let events: u64 = runs.iter().map(|line| line.split(',').nth(4).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(manifest["totals"]["events"], events);
}
