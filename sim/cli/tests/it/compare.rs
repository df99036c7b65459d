//! `compare`: what it prints and writes, how it exits, and what it refuses.

use serde_json::Value;

use crate::bench::{Bench, SMALL, Said};

const FASTER: &str = "users.all.demand.work.exponential=0.5 s";

/// Compares the small scenario with a faster one, without charts.
fn compare(bench: &Bench, arguments: &[&str]) -> Said {
    bench.run(&[&["compare", "small.toml", "--no-charts", "--with", FASTER], arguments].concat())
}

fn folder(said: &Said) -> String {
    said.out.lines().last().unwrap().split_whitespace().last().unwrap().to_string()
}

#[test]
fn a_table_gives_verdicts_on_the_metrics_that_matter() {
    let bench = Bench::small("compare");
    let said = compare(&bench, &["--replications", "12"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("base          small (hash ") && lines[0].ends_with("): small.toml"), "{}", lines[0]);
    assert!(lines[1].ends_with(&format!("): small.toml with {FASTER}")), "{}", lines[1]);
    assert_eq!(lines[2], "runs          12 replications of 2000 s each, on the same random numbers (seed 1)");
    let verdict = |metric: &str| {
        let line = lines.iter().find(|line| line.trim_start().starts_with(metric));
        line.unwrap_or_else(|| panic!("no {metric}: {}", said.out)).split_whitespace().last().unwrap()
    };
    assert_eq!(verdict("answer_latency_mean_s"), "better");
    assert_eq!(verdict("active_nodes_mean"), "same");
    assert_eq!(verdict("utilisation"), "differs");
    assert!(lines.iter().all(|line| *line == line.trim_end()), "{}", said.out);
    let folder = folder(&said);
    assert!(folder.starts_with("output/compare-small-small-with-"), "{folder}");
    let table = bench.read(&format!("{folder}/differences.csv"));
    assert!(table.starts_with("contender,base,metric,owner,better,base_mean,"), "{table}");
    assert!(table.contains("\nsmall-with,small,answer_latency_mean_s,,less,"), "{table}");
    assert_eq!(bench.read(&format!("{folder}/runs.csv")).lines().count(), 25);
    // The same comparison replaces its own folder.
    assert_eq!(compare(&bench, &["--replications", "12"]).out, said.out);
    assert_eq!(std::fs::read_dir(bench.folder.join("output")).unwrap().count(), 1);
}

#[test]
fn only_what_must_not_be_worse_sets_the_exit_code() {
    let bench = Bench::small("compare-exit");
    bench.file("fast.toml", SMALL.replace("exponential = \"1 s\"", "exponential = \"0.5 s\""));
    let run = |files: [&str; 2], more: &[&str]| {
        let fixed = ["--no-charts", "--replications", "8", "--fail-if-worse", "answer_latency_mean_s"];
        bench.run(&[&["compare"], &files[..], &fixed, more].concat())
    };
    assert_eq!(run(["small.toml", "fast.toml"], &[]).code, 0);
    let worse = run(["fast.toml", "small.toml"], &["--junit", "out.xml"]);
    assert_eq!(worse.code, 3, "{}", worse.out);
    let junit = bench.read("out.xml");
    assert!(junit.contains("tests=\"1\" failures=\"1\""), "{junit}");
    assert!(junit.contains("<failure type=\"failed\" message=\"not worse than small: "), "{junit}");
    // A little more traffic for two replications: nobody can tell.
    let with = "users.all.arrival.poisson.rate=0.5001 /s";
    let open = |more: &[&str]| {
        let fixed = ["compare", "small.toml", "--no-charts", "--with", with, "--replications", "2"];
        let metric = ["--fail-if-worse", "wait_mean_s", "--metric", "wait_mean_s"];
        bench.run(&[&fixed[..], &metric, more].concat())
    };
    let said = open(&[]);
    assert_eq!(said.code, 4, "{} {}", said.out, said.err);
    assert!(said.out.contains("undecided"), "{}", said.out);
    assert_eq!(open(&["--undecided", "pass"]).code, 0);
}

#[test]
fn earlier_results_are_a_baseline() {
    let bench = Bench::small("compare-baseline");
    let ran = bench.run(&["run", "small.toml", "--no-charts", "--quiet"]);
    let before = folder(&ran);
    let said = bench.run(&["compare", "small.toml", "--baseline", &before, "--no-charts"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.contains(&format!("): {before}\n")), "{}", said.out);
    assert!(said.out.contains("nothing differs in any pair, so that nothing was tested"), "{}", said.out);
    let manifest = bench.read(&format!("{before}/manifest.json"));
    bench.file(&format!("{before}/manifest.json"), manifest.replace("\"version\": \"", "\"version\": \"9."));
    let said = bench.run(&["compare", "small.toml", "--baseline", &before, "--no-charts"]);
    assert!(said.err.starts_with("warning: small-baseline was written by version 9."), "{}", said.err);
    let said = bench.run(&["compare", "small.toml", "--baseline", &before, "--seed", "2"]);
    let expected = "error: small-baseline and small cannot be compared: `seed` is 1 and 2, and only equal seeds give equal \
                    random numbers\n  = help: set it for both, as in `--seed 1`\n";
    assert_eq!((said.code, said.err.as_str()), (2, expected));
    bench.file(&format!("{before}/runs.csv"), "replication,x\n");
    let said = bench.run(&["compare", "small.toml", "--baseline", &before]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.ends_with(
            "runs.csv: it is not a table of replications\n  = help: name a folder that `windtunnel run` wrote\n"
        ),
        "{}",
        said.err
    );
}

#[test]
fn an_ablation_is_printed_for_the_metrics_that_differ() {
    let bench = Bench::small("compare-ablate");
    let said = compare(&bench, &["--with", "nodes.server.count=2", "--ablate", "--metric", "answer_latency_mean_s"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let at = said.out.find("what each change carries").unwrap();
    let lines: Vec<&str> = said.out[at..].lines().collect();
    assert!(lines[1].starts_with("answer_latency_mean_s: -1.") && lines[1].ends_with("in all"), "{}", said.out);
    assert!(lines[2].starts_with("  nodes.server.count                 1 → 2"), "{}", said.out);
    assert!(lines[3].starts_with("  users.all.demand.work.exponential  1 s → 500 ms"), "{}", said.out);
    assert!(
        bench
            .read(&format!("{}/ablation.csv", folder(&said)))
            .contains("\nnodes.server.count,1,2,answer_latency_mean_s,,")
    );
}

#[test]
fn charts_a_page_and_markdown_are_made() {
    let bench = Bench::small("compare-charts");
    let said = bench.run(&["compare", "small.toml", "--with", FASTER, "--with", "name=\"<b>\"", "--markdown"]);
    assert_eq!(said.code, 2, "{}", said.out);
    let said = bench.run(&["compare", "small.toml", "--with", FASTER, "--replications", "8", "--json"]);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let folder = document["folder"].as_str().unwrap();
    let page = bench.read(&format!("{folder}/report.html"));
    assert!(page.contains("<h1>small-with against small</h1>") && page.contains("<svg"), "{page}");
    assert!(bench.read(&format!("{folder}/charts/differences.svg")).contains("answer_latency_mean_s"));
    let metrics = document["against"][0]["metrics"].as_array().unwrap();
    let of = metrics.iter().find(|m| m["metric"] == "answer_latency_mean_s" && m["owner"] == "").unwrap();
    assert_eq!((of["verdict"].as_str(), of["pairs"].as_u64()), (Some("better"), Some(8)));
    let said = compare(&bench, &["--markdown", "--metric", "answer_latency_mean_s"]);
    assert!(said.out.starts_with("### `small-with` against `small`\n\n| metric | base |"), "{}", said.out);
    assert!(said.out.contains("\n| `answer_latency_mean_s` | "), "{}", said.out);
}

#[test]
fn bad_input_is_refused_before_anything_is_played() {
    let bench = Bench::small("compare-bad");
    let check = |arguments: &[&str], message: &str| {
        let said = bench.run(&[&["compare", "small.toml"], arguments].concat());
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (2, "", message), "{arguments:?}");
    };
    check(
        &[],
        "error: small has nothing to be compared with\n  \
         = help: name a second scenario, or change the first with `--with PATH=VALUE`\n",
    );
    check(
        &["--with", "nodes.server.count=2", "--with", "nodes.server.cuont=2"],
        "error: unknown key `cuont`\n --> --with 2:1:14\n  |\n1 | nodes.server.cuont=2\n  |              ^^^^^\n  |\n  \
         = help: did you mean `count`?\n\n1 problem in small.toml\n",
    );
    check(
        &["--with", FASTER, "--metric", "answer_latency_mean"],
        "error: there is no metric `answer_latency_mean` in these scenarios\n  \
         = help: did you mean `answer_latency_mean_s`?\n",
    );
    check(
        &["--with", FASTER, "--fail-if-worse", "sent_rps"],
        "error: `sent_rps` cannot be worse: neither less nor more of it is better\n  \
         = help: choose a metric for which less or more is better: `windtunnel list metrics` tells which\n",
    );
    check(
        &["--with", "nodes.more={count=1}", "--fail-if-worse", "availability[nodes.more]"],
        "error: small has no metric `availability[nodes.more]`\n  = help: choose a metric that all contenders have\n",
    );
    check(
        &["--with", FASTER, "--junit", "out.xml"],
        "error: `--junit` has no cases here\n  = help: add `--fail-if-worse METRIC`: each such metric is a case\n",
    );
    check(
        &["--with", "horizon=1 h"],
        "error: small and small-with cannot be compared: `horizon` is 2000 s and 1 h, and most metrics depend on how \
         long a run is\n  = help: set it for both, as in `--set 'horizon=2000 s'`\n",
    );
    check(
        &["--baseline", "nowhere"],
        "error: nowhere is not a folder of results\n  = help: name a folder that `windtunnel run` wrote\n",
    );
    assert_eq!(bench.names(), ["small.toml"]);
}

#[test]
fn the_same_file_twice_is_compared_with_a_warning() {
    let bench = Bench::small("compare-twice");
    let said = bench.run(&["compare", "small.toml", "small.toml", "--no-charts"]);
    let warning = "warning: small and small-2 are the same scenario (small.toml and small.toml): all their metrics will \
                   be the same\n";
    assert_eq!((said.code, said.err.as_str()), (0, warning));
    assert!(said.out.contains("\nsmall-2 against small\n"), "{}", said.out);
}
