//! The recipes of CONTRIBUTING.md name files, tests and lines of code that exist.

use std::path::Path;

use super::{none, read, rust_files, shown};
use crate::support;

fn text() -> String {
    read(&support::root().join("CONTRIBUTING.md"))
}

/// A section: its prose and its blocks of code.
fn parts(section: &str) -> (Vec<&str>, Vec<&str>) {
    let mut prose = Vec::new();
    let mut code = Vec::new();
    for (at, part) in section.split("```").enumerate() {
        if at % 2 == 0 { &mut prose } else { &mut code }.push(part);
    }
    (prose, code)
}

/// What stands between backticks.
fn spans<'a>(prose: &[&'a str]) -> Vec<&'a str> {
    prose.iter().flat_map(|text| text.split('`').skip(1).step_by(2)).collect()
}

/// The words that are paths from the top folder, and the targets of links; what is built is left out.
fn paths<'a>(prose: &[&'a str]) -> Vec<&'a str> {
    let words = spans(prose).into_iter().flat_map(str::split_whitespace);
    let is_path = |word: &&str| {
        let ending = Path::new(word).extension().and_then(|ending| ending.to_str());
        (word.contains('/') || matches!(ending, Some("md" | "rs"))) && !word.starts_with("target/") && *word != "//!"
    };
    let links = prose.iter().flat_map(|text| text.split("](").skip(1)).filter_map(|rest| rest.split(')').next());
    words.filter(is_path).chain(links).collect()
}

/// Whether a word in capitals is the reader's own choice, as in `sim/rules/src/WING/POLICY.rs`.
fn is_choice(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or("");
    !stem.is_empty() && stem.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

/// Whether there is such a file or folder; where names are the reader's choice, whether there is one of that form.
fn exists(path: &str) -> bool {
    let wanted: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    if support::root().join(path).exists() {
        return true;
    }
    let ending = |segment: &str| segment.rsplit_once('.').map(|(_, ending)| ending.to_string());
    let Some(last) = wanted.last().and_then(|last| ending(last)) else { return false };
    let files = support::files(&support::root().join(wanted[0]), &last);
    files.iter().any(|file| {
        let found = shown(file);
        let found: Vec<&str> = found.split('/').collect();
        let meets = |(wanted, found): (&&str, &&str)| wanted == found || is_choice(wanted);
        found.len() == wanted.len() && wanted.iter().zip(&found).all(meets)
    })
}

#[test]
fn every_path_in_the_recipes_exists() {
    let text = text();
    let (prose, _) = parts(&text);
    let paths = paths(&prose);
    assert!(paths.len() > 60, "only {paths:?} were found");
    let lost = paths.iter().filter(|path| !exists(path));
    none(&lost.map(|path| format!("CONTRIBUTING.md: there is no `{path}`")).collect::<Vec<_>>());
    assert!(exists("sim/rules/src/WING/POLICY.rs") && exists("sim/world/src/dynamics/"), "forms are met");
    assert!(!exists("sim/rules/src/WING/POLICY.toml") && !exists("sim/RULES/src"), "what is no form is not met");
}

#[test]
fn every_test_in_the_recipes_exists() {
    let text = text();
    let (prose, _) = parts(&text);
    let sources: Vec<(String, String)> = rust_files().iter().map(|path| (shown(path), read(path))).collect();
    let is_test = |span: &&str| {
        let plain = span.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | ':'));
        plain && span.contains("::") && span.rsplit("::").next().is_some_and(|name| name.matches('_').count() > 1)
    };
    let tests: Vec<&str> = spans(&prose).into_iter().filter(is_test).collect();
    assert!(tests.len() > 25, "only {tests:?} were found");
    let lost = tests.iter().filter(|test| {
        let (modules, name) = test.rsplit_once("::").expect("it contains colons");
        let definition = format!("#[test]\nfn {name}(");
        !sources.iter().any(|(path, text)| {
            let is_there = |module: &str| {
                module == "tests" || path.trim_end_matches(".rs").split('/').any(|segment| segment == module)
            };
            let is_defined = || text.replace("\n    ", "\n").contains(&definition);
            modules.split("::").all(is_there) && is_defined()
        })
    });
    none(&lost.map(|test| format!("CONTRIBUTING.md: there is no test `{test}`")).collect::<Vec<_>>());
}

#[test]
fn every_line_of_the_examples_is_in_a_file_that_its_recipe_names() {
    let text = text();
    let mut broken = Vec::new();
    let mut n = 0;
    for section in text.split("\n## ").skip(1) {
        let (prose, code) = parts(section);
        let files = paths(&prose).into_iter().map(|path| support::root().join(path)).filter(|path| path.is_file());
        let sources: Vec<String> = files.map(|path| read(&path)).collect();
        // The first line of a block is its language.
        for line in code.iter().flat_map(|block| block.lines().skip(1)).map(str::trim).filter(|line| !line.is_empty()) {
            n += 1;
            if !sources.iter().any(|source| source.lines().any(|there| there.trim() == line)) {
                broken.push(format!(
                    "CONTRIBUTING.md, {}: no named file has `{line}`",
                    section.lines().next().unwrap_or("")
                ));
            }
        }
    }
    assert!(n > 40, "only {n} lines were found");
    none(&broken);
}
