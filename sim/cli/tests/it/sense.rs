//! Sensitivity as a user meets it: the same tables for any number of threads and lives; what is wrong is told.

use serde_json::Value;

use crate::bench::{Bench, Said};

const TABLES: [&str; 4] = ["design.csv", "runs.csv", "effects.csv", "report.html"];

fn sense(bench: &Bench, folder: &str, more: &[&str]) -> Said {
    let vary = ["--vary", "nodes.server.count=lin(1, 6)", "--vary", "gateway.front.retries=[0, 1, 2]"];
    let mut arguments = vec!["sense", "small.toml", "--folder", folder, "--quiet", "--of", "utilisation"];
    arguments.extend(vary);
    arguments.extend(more);
    bench.run(&arguments)
}

#[test]
fn threads_and_lives_give_the_same_tables_and_compute_nothing_twice() {
    let bench = Bench::small("sense-lives");
    let first = sense(&bench, "one", &["--threads", "1", "--json"]);
    assert_eq!(first.code, 0, "{}", first.err);
    let first: Value = serde_json::from_str(&first.out).unwrap();
    assert_eq!(first["decoration"], serde_json::json!(["gateway.front.retries"]));
    let late = sense(&bench, "other", &["--budget", "1 ns"]);
    assert_eq!(late.code, 4, "a partial result is undecided: {}", late.err);
    let other = sense(&bench, "other", &["--threads", "3"]);
    assert_eq!(other.code, 0, "{}", other.err);
    for table in TABLES {
        assert_eq!(bench.read(&format!("one/{table}")), bench.read(&format!("other/{table}")), "{table}");
    }
    let again: Value = serde_json::from_str(&sense(&bench, "other", &["--json"]).out).unwrap();
    assert_eq!(again["rows"]["added"], 0);
    assert_eq!(bench.read("one/design.csv").lines().count(), 1 + 20 * 4);
}

#[test]
fn sobol_writes_indices_and_says_what_decorates() {
    let bench = Bench::small("sense-sobol");
    let said = sense(&bench, "out", &["--method", "sobol", "--blocks", "8"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("decoration  no step of gateway.front.retries changed this metric"), "{}", said.out);
    assert!(bench.read("out/indices.csv").starts_with("metric,factor,rank,first,first_low"));
    let said = sense(&bench, "out", &[]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("out holds a sense of another scenario, or of other values"), "{}", said.err);
}

#[test]
fn what_cannot_be_measured_is_told() {
    let bench = Bench::small("sense-wrong");
    let check = |arguments: &[&str], message: &str| {
        let said = bench.run(&[&["sense", "small.toml"], arguments].concat());
        assert_eq!(said.code, 2, "{}", said.out);
        assert!(said.err.contains(message), "{}", said.err);
    };
    check(&[], "small varies nothing");
    check(&["--vary", "nodes.server.count=[3]"], "`nodes.server.count` has one value");
    check(&["--vary", "nodes.server.count=lin(1, 3)", "--of", "utilisatio"], "there is no metric `utilisatio` here");
    check(&["--vary", "nodes.server.count=lin(1, 3)", "--levels", "5"], "5 levels are not even");
    check(&["--vary", "sense.levels=[2, 4]"], "an experiment cannot vary itself");
}

#[test]
fn a_point_that_fails_costs_its_trajectory_only() {
    let bench = Bench::small("sense-failed");
    let arguments = ["sense", "small.toml", "--vary", "nodes.server.count=lin(0, 6)", "--of", "utilisation", "--json"];
    let said = bench.run(&arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    let (used, dropped) = (&found["metrics"][0]["used"], &found["metrics"][0]["dropped"]);
    assert!(dropped.as_u64() > Some(0) && used.as_u64().unwrap() + dropped.as_u64().unwrap() == 20, "{used} {dropped}");
    assert!(said.err.contains("`count` must be 1 ..= 10_000_000, not 0"), "{}", said.err);
}
