//! Frontiers as a user meets them: a bracket or the reason why there is none, and exit codes that say which.

use serde_json::Value;

use crate::bench::{Bench, SMALL, Said};

const RATE: &str = "users.all.arrival.poisson.rate";

fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    let claim = "[claims.fast]\nthat = \"answer_latency_mean_s < 2 s\"\nat_most_replications = 32\n";
    bench.file("small.toml", format!("{SMALL}{claim}"));
    bench
}

fn frontier(bench: &Bench, range: &str, more: &[&str]) -> Said {
    let vary = format!("{RATE}={range}");
    bench.run(&[&["frontier", "small.toml", "--quiet", "--folder", "out", "--vary", &vary], more].concat())
}

#[test]
fn a_bracket_is_found_once_and_not_computed_again() {
    let bench = bench("frontier-bracket");
    let said = frontier(&bench, "lin(0.1 /s, 0.9 /s)", &["--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(found["flips"][0]["result"], "flips");
    let points = bench.read("out/points.csv");
    let again = frontier(&bench, "lin(0.1 /s, 0.9 /s)", &["--json", "--threads", "1"]);
    let again: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&again["rows"]["added"], &again["flips"]), (&Value::from(0), &found["flips"]));
    assert_eq!(bench.read("out/points.csv"), points);
}

#[test]
fn without_a_flip_the_exit_code_says_undecided_and_the_text_says_why() {
    let bench = bench("frontier-none");
    let check = |range: &str, text: &str| {
        let said = frontier(&bench, range, &["--fresh", "--no-charts"]);
        assert_eq!(said.code, 4, "{}", said.err);
        assert!(said.out.contains(text), "{}", said.out);
    };
    check("lin(0.1 /s, 0.2 /s)", "flips    fast always holds from 0.1 /s to 0.2 /s");
    check("lin(0.8 /s, 0.9 /s)", "flips    fast never holds from 0.8 /s to 0.9 /s");
}

#[test]
fn the_highest_rate_needs_no_claim() {
    let bench = Bench::small("frontier-rate");
    let horizon = ["--set", "horizon=40_000 s"];
    let said = bench.run(&[&["frontier", "small.toml", "--rate", "all", "--json", "--quiet"], &horizon[..]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    let rate = |key: &str| {
        let text = found["flips"][0][key].as_str().unwrap().to_string();
        text.trim_end_matches(" /s").parse::<f64>().unwrap()
    };
    // One node answers one request a second, and 99 % of what is sent are to be answered before the end.
    assert!(rate("last_held") < 1.02 && rate("first_failed") > 0.98, "{}", found["flips"][0]);
    let said = bench.run(&["frontier", "small.toml", "--rate", "nobody"]);
    assert_eq!((said.code, said.err.as_str()), (2, "error: there are no users `nobody`\n  = help: known are all\n"));
}

#[test]
fn two_settings_make_a_map_with_a_bracket_for_each_column() {
    let bench = bench("frontier-map");
    let said = frontier(&bench, "lin(0.2 /s, 1.4 /s, 4)", &["--vary", "nodes.server.count=[1, 2]"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(bench.read("out/brackets.csv").lines().count(), 3);
    assert!(bench.folder.join("out/charts/map.png").is_file());
}

#[test]
fn what_cannot_be_searched_is_told() {
    let bench = bench("frontier-wrong");
    let check = |arguments: &[&str], message: &str| {
        let said = bench.run(&[&["frontier", "small.toml"], arguments].concat());
        assert_eq!(said.code, 2, "{}", said.out);
        assert!(said.err.contains(message), "{}", said.err);
    };
    let rate = format!("{RATE}=lin(0.1 /s, 0.9 /s)");
    check(&[], "small varies nothing");
    check(&["--vary", "nodes.server.count=[1, 2]"], "`nodes.server.count` needs a range to be searched");
    check(&["--vary", &rate, "--claim", "slow"], "there is no claim `slow`");
    check(&["--vary", &rate, "--tolerance", "0 %"], "tolerance");
}
