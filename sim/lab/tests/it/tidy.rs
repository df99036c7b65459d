//! The house rules as tests: short files with a purpose, floors and wings apart, every policy played and sourced.

mod bounds;
mod circles;
mod contributing;
mod floors;
mod manifests;
mod policies;
mod rooms;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support;

/// The most lines of a file, tests included: what one can hold in mind.
const MOST_LINES: usize = 400;

/// The most columns of a comment.
const MOST_COLUMNS: usize = 120;

/// The crates in which chance, time and maths are the house's own.
const CORE: [&str; 8] = ["units", "engine", "state", "formula", "cost", "rules", "world", "search"];

/// What these crates must not name: random order, the wall clock, files, the platform's maths.
const BANNED: [&str; 19] = [
    "HashMap",
    "HashSet",
    "Instant",
    "SystemTime",
    "std::fs",
    "std::env",
    "std::thread",
    "thread_local",
    ".ln()",
    ".exp()",
    ".powf(",
    ".powi(",
    ".sin()",
    ".cos()",
    ".tan()",
    ".log10()",
    ".log2()",
    ".cbrt()",
    ".mul_add(",
];

/// All Rust files of the house.
fn rust_files() -> Vec<PathBuf> {
    let root = support::root();
    let mut list = support::files(&root.join("sim"), "rs");
    list.extend(support::files(&root.join("benches"), "rs"));
    assert!(list.len() > 100, "only {} files were found", list.len());
    list
}

/// The path as one writes it from the top folder.
fn shown(path: &Path) -> String {
    path.strip_prefix(support::root()).unwrap_or(path).display().to_string().replace('\\', "/")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", shown(path)))
}

/// Asserts that no rule was broken; tells all places at once.
fn none(broken: &[String]) {
    assert!(broken.is_empty(), "{} places:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let too_long = rust_files().into_iter().filter_map(|path| {
        let n = read(&path).lines().count();
        (n > MOST_LINES).then(|| format!("{} has {n} lines; split it by idea", shown(&path)))
    });
    none(&too_long.collect::<Vec<_>>());
}

/// Comments are read in editors, in tooltips and in `list`; rows of tables cannot be broken.
#[test]
fn comments_fit_their_columns() {
    let mut broken = Vec::new();
    for path in rust_files() {
        for (at, line) in read(&path).lines().enumerate() {
            let text = line.trim_start();
            let is_row = text.trim_start_matches(['/', '!', ' ']).starts_with('|');
            if text.starts_with("//") && !is_row && line.chars().count() > MOST_COLUMNS {
                broken.push(format!("{}:{} has {} columns", shown(&path), at + 1, line.chars().count()));
            }
        }
    }
    none(&broken);
}

#[test]
fn every_file_begins_with_its_purpose() {
    let silent = rust_files().into_iter().filter_map(|path| {
        let text = read(&path);
        let first = text.lines().next().unwrap_or("");
        let purpose = first.strip_prefix("//! ").unwrap_or("");
        let is_told = purpose.len() > 10 && !purpose.to_lowercase().contains("module");
        (!is_told).then(|| format!("{} begins with `{first}`", shown(&path)))
    });
    none(&silent.collect::<Vec<_>>());
}

#[test]
fn the_core_knows_no_random_order_no_clock_no_file_and_no_platform_maths() {
    let mut broken = Vec::new();
    for path in CORE.iter().flat_map(|name| support::files(&support::root().join("sim").join(name).join("src"), "rs")) {
        for (at, line) in read(&path).lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            // The house's maths has the same names, but is called by path.
            for banned in BANNED.iter().filter(|banned| code.contains(**banned)) {
                broken.push(format!("{}:{}: {banned}", shown(&path), at + 1));
            }
        }
    }
    none(&broken);
}

#[test]
fn indices_of_draws_are_packed_by_their_one_type() {
    let mut broken = Vec::new();
    for folder in ["sim/rules/src", "sim/world/src/dynamics"] {
        for path in support::files(&support::root().join(folder), "rs") {
            for (at, line) in read(&path).lines().enumerate().filter(|(_, line)| line.contains("<<")) {
                broken.push(format!("{}:{}: `{}`: use `Index`", shown(&path), at + 1, line.trim()));
            }
        }
    }
    none(&broken);
}

/// Threads and a fused multiply-add are the kernel's trade; files, clocks and the environment are handed to it.
#[test]
fn the_kernel_opens_no_file_and_reads_no_clock() {
    let mut broken = Vec::new();
    for path in support::files(&support::root().join("sim/kernel/src"), "rs") {
        for (at, line) in read(&path).lines().enumerate() {
            for banned in ["HashMap", "HashSet", "Instant", "SystemTime", "std::fs", "std::env"] {
                if line.contains(banned) {
                    broken.push(format!("{}:{}: {banned}", shown(&path), at + 1));
                }
            }
        }
    }
    none(&broken);
}

#[test]
fn every_shipped_scenario_begins_with_its_question() {
    let silent = support::shipped().into_iter().filter_map(|name| {
        let question = support::open(&name, &[]).question;
        (!question.ends_with('?')).then(|| format!("scenarios/{name} begins with `{question}`"))
    });
    none(&silent.collect::<Vec<_>>());
}

#[test]
fn every_shipped_scenario_is_named_as_its_file() {
    let other = support::shipped().into_iter().filter_map(|path| {
        let name = support::open(&path, &[]).file.name;
        let stem = path.rsplit('/').next().unwrap_or("").trim_end_matches(".toml");
        (name != stem).then(|| format!("scenarios/{path} calls itself `{name}`"))
    });
    none(&other.collect::<Vec<_>>());
}
