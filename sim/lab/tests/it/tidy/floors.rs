//! Who may import whom: floors from above to below, wings not at all.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use super::{none, read, shown};
use crate::support;

/// What each crate may import, of the house and of others.
const FLOORS: [(&str, &[&str]); 17] = [
    ("units", &[]),
    ("engine", &["units", "rand", "libm"]),
    ("state", &["units"]),
    ("formula", &["units", "libm"]),
    ("cost", &["units", "libm"]),
    ("kernel", &["units"]),
    ("rules", &["units", "engine", "state", "formula", "cost"]),
    ("world", &["units", "engine", "state", "formula", "cost", "rules"]),
    ("statistics", &["units", "engine", "formula"]),
    ("search", &["engine", "statistics"]),
    ("files", &["units", "toml", "serde_json", "annotate-snippets", "blake3", "crc32fast", "rustix"]),
    ("trace", &["units", "engine", "rules", "statistics", "files", "csv", "serde_json", "flate2", "statrs"]),
    (
        "scenario",
        &["units", "engine", "state", "formula", "cost", "rules", "world", "files", "trace", "serde_json", "blake3"],
    ),
    ("calibrate", &["units", "cost", "kernel", "rules", "statistics", "files", "scenario", "toml", "blake3", "rustix"]),
    (
        "lab",
        &[
            "units",
            "engine",
            "state",
            "formula",
            "kernel",
            "world",
            "statistics",
            "search",
            "files",
            "trace",
            "scenario",
            "toml",
            "serde_json",
            "csv",
            "arrow",
            "parquet",
            "rayon",
        ],
    ),
    (
        "report",
        &[
            "units",
            "statistics",
            "scenario",
            "calibrate",
            "lab",
            "plotters",
            "png",
            "rayon",
            "csv",
            "serde",
            "serde_json",
        ],
    ),
    (
        "cli",
        &[
            "units",
            "statistics",
            "files",
            "trace",
            "scenario",
            "calibrate",
            "lab",
            "report",
            "clap",
            "indicatif",
            "ctrlc",
            "serde_json",
        ],
    ),
];

fn names(manifest: &toml::Table, table: &str) -> Vec<String> {
    let list = manifest.get(table).and_then(toml::Value::as_table);
    list.map(|list| list.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn every_crate_imports_only_from_the_floors_below() {
    let allowed: BTreeMap<_, _> = FLOORS.into_iter().collect();
    let mut broken = Vec::new();
    let sim = support::root().join("sim");
    let manifests = support::files(&sim, "toml").into_iter().filter(|p| p.ends_with("Cargo.toml"));
    let manifests: Vec<PathBuf> = manifests.collect();
    assert!(manifests.len() >= 10, "only {} crates were found", manifests.len());
    for path in manifests {
        let manifest: toml::Table = read(&path).parse().unwrap_or_else(|e| panic!("{}: {e}", shown(&path)));
        let folder =
            path.parent().and_then(|p| p.file_name()).map_or(String::new(), |n| n.to_string_lossy().into_owned());
        let Some(may) = allowed.get(folder.as_str()) else {
            broken.push(format!("{}: the table of floors does not know this crate", shown(&path)));
            continue;
        };
        for name in names(&manifest, "dependencies").iter().filter(|name| !may.contains(&name.as_str())) {
            broken.push(format!("{}: `{folder}` may not import `{name}`", shown(&path)));
        }
    }
    none(&broken);
}

/// The recording is one fact of two wings: `arrival` says when a recorded request comes, `demand` what it asks.
const EXCEPTION: (&str, &str, &str) = ("demand", "arrival", "use crate::arrival::Recorded;");

#[test]
fn wings_do_not_meet() {
    let rules = support::root().join("sim/rules/src");
    let files = support::files(&rules, "rs");
    let wing_of = |path: &PathBuf| {
        let below = path.strip_prefix(&rules).expect("found there");
        let first = below.components().next().map(|c| c.as_os_str().to_string_lossy().into_owned());
        first.unwrap_or_default().trim_end_matches(".rs").to_string()
    };
    let mut wings: Vec<String> = files
        .iter()
        .map(wing_of)
        .filter(|w| !["lib", "owner", "checking", "columns", "node_formula", "roles", "sample"].contains(&w.as_str()))
        .collect();
    wings.dedup();
    assert!(wings.len() >= 15, "only {wings:?} were found");
    let mut broken = Vec::new();
    for path in files.iter().filter(|path| wings.contains(&wing_of(path))) {
        let own = wing_of(path);
        for (at, line) in read(path).lines().enumerate() {
            for other in wings.iter().filter(|&w| *w != own && line.contains(&format!("crate::{w}"))) {
                if (own.as_str(), other.as_str(), line.trim()) != EXCEPTION {
                    broken.push(format!("{}:{}: `{own}` imports from `{other}`", shown(path), at + 1));
                }
            }
            if line.contains("crate::owner") {
                broken.push(format!("{}:{}: `{own}` imports from its owners", shown(path), at + 1));
            }
        }
    }
    none(&broken);
}

/// `num-traits/std` would swap the pinned maths for the platform's, and change every history.
#[test]
fn num_traits_does_not_reach_the_core() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(support::root()).args([
        "tree",
        "--offline",
        "-p",
        "windtunnel-world",
        "-e",
        "normal",
        "--prefix",
        "none",
    ]);
    let output = cargo.output().expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("libm"), "{}", String::from_utf8_lossy(&output.stderr));
    let met: Vec<&str> = text.lines().filter(|l| l.starts_with("num-traits") || l.starts_with("rand_distr")).collect();
    assert!(met.is_empty(), "the core depends on {met:?}");
}
