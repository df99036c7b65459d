//! Results: what is printed and written, the same on every run, and what the exit code says.

use serde_json::Value;

use crate::bench::{Bench, SMALL, Said};

/// Runs the small scenario without charts.
fn run(bench: &Bench, arguments: &[&str]) -> Said {
    bench.run(&[&["run", "small.toml", "--no-charts"], arguments].concat())
}

/// The folder of the only study of a document.
fn folder(said: &Said) -> String {
    let document: Value = serde_json::from_str(&said.out).unwrap();
    document["studies"][0]["folder"].as_str().unwrap().to_string()
}

#[test]
fn the_summary_gives_the_metrics_that_matter_with_their_intervals() {
    let bench = Bench::small("summary");
    let said = run(&bench, &["--threads", "1"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let folder = said.out.lines().last().unwrap().split_whitespace().last().unwrap().to_string();
    let (name, hash) = folder.rsplit_once('-').unwrap();
    assert_eq!(name, "output/small");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines[0], "Does an M/M/1 queue at load 0.5 answer in two seconds on average?");
    assert_eq!(lines[2], format!("scenario      small (hash {hash}), seed 1"));
    assert_eq!(lines[3], "runs          4 replications of 2000 s");
    assert!(said.out.lines().all(|line| line.chars().count() <= 100 && line == line.trim_end()), "{}", said.out);
    let rows: Vec<&str> =
        lines.iter().filter(|l| l.starts_with("  ")).filter_map(|l| l.split_whitespace().next()).collect();
    let expected = [
        "mean",
        "sent_rps",
        "answered_share",
        "answer_latency_mean_s",
        "answer_latency_p50_s",
        "answer_latency_p95_s",
        "answer_latency_p99_s",
        "wait_mean_s",
        "utilisation",
        "active_nodes_mean",
        "utilisation[nodes.server]",
        "wait_mean_s",
        "waited_share",
    ];
    assert_eq!(rows, expected);
    // All ends of intervals of a table stand below each other.
    let dots: Vec<usize> = lines.iter().filter_map(|l| l.chars().position(|c| c == '…')).collect();
    let is_even = |dots: &[usize]| dots.iter().all(|at| *at == dots[0]);
    assert!(dots.len() == 12 && is_even(&dots[..9]) && is_even(&dots[9..]), "{}", said.out);
    assert!(lines.iter().any(|line| line.starts_with("theory ") && line.ends_with("interval")), "{}", said.out);
}

#[test]
fn closed_forms_stand_beside_what_was_measured_and_idle_policies_are_named() {
    let bench = Bench::small("theory");
    let sets = ["--set", "study=steady", "--set", "warm_up=200 s", "--set", "gateway.front.retries=2"];
    let text = run(&bench, &sets).out;
    let row = text.lines().find(|line| line.trim_start().starts_with("utilisation[")).unwrap();
    assert!(row.contains(" 50.00 %  ") && row.ends_with("  agree"), "{text}");
    let told = "never acted   after the warm-up: `gateway.front.retries` (no attempt was made again)\n";
    assert!(text.contains(told), "{text}");
    let said = run(&bench, &[&sets[..], &["--json", "--quiet"]].concat());
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let study = &document["studies"][0];
    let theory = study["theory"].as_array().unwrap();
    let metrics: Vec<&str> = theory.iter().map(|form| form["metric"].as_str().unwrap()).collect();
    assert_eq!(metrics, ["utilisation", "wait_mean_s", "waited_share"]);
    assert!(theory.iter().all(|form| form["verdict"] == "agree" && form["reasons"].as_array().unwrap().is_empty()));
    assert_eq!(study["never_acted"][0]["path"], "gateway.front.retries");
    let table = bench.read(&format!("{}/theory.csv", study["folder"].as_str().unwrap()));
    let first = "load,network.net,utilisation,nodes.server,equal,0.5,";
    assert!(table.lines().nth(1).unwrap().starts_with(first), "{table}");
    // A run that has hardly begun has not waited as long as in the long run.
    let short = run(&bench, &["--set", "horizon=3 s", "--replications", "400"]).out;
    let told = "may be because the form is of the long run, and the run starts empty and discards no warm-up";
    assert!(short.contains(told), "{short}");
}

#[test]
fn claims_decide_the_exit_code() {
    for (claim, code, mark) in [
        ("answered_share > 50 %", 0, "✓ held"),
        ("answered_share < 50 %", 3, "✗ failed"),
        ("sent_rps > 0.5", 4, "? undecided"),
    ] {
        let bench = Bench::new(&format!("claim-{code}"));
        bench.file("small.toml", format!("{SMALL}[claims]\nmine = {{ that = \"{claim}\" }}\n"));
        let said = run(&bench, &["--seed", "2"]);
        assert_eq!(said.code, code, "{}", said.out);
        assert!(
            said.out.contains(&format!("\nclaims\n  {mark:<13}mine: {claim}\n               left ")),
            "{}",
            said.out
        );
    }
}

#[test]
fn of_two_claims_the_failed_one_wins() {
    let bench = Bench::new("two-claims");
    let claims = "[claims]\na = { that = \"sent_rps > 0.5\" }\nb = { that = \"answered_share < 50 %\" }\n";
    bench.file("small.toml", format!("{SMALL}{claims}"));
    assert_eq!(run(&bench, &["--seed", "2"]).code, 3);
}

#[test]
fn a_rerun_on_more_threads_writes_the_same_bytes() {
    let bench = Bench::small("rerun");
    let one = folder(&run(&bench, &["--json", "--threads", "1", "-o", "one"]));
    let two = folder(&run(&bench, &["--json", "--threads", "2", "-o", "two"]));
    for file in ["scenario.toml", "summary.csv", "series.csv", "runs.csv", "flows.csv", "latencies.csv", "claims.csv"] {
        assert_eq!(bench.read(&format!("{one}/{file}")), bench.read(&format!("{two}/{file}")), "{file}");
    }
    // Running onto its own folder replaces it and leaves nothing beside it.
    run(&bench, &["--json", "--threads", "1", "-o", "one"]);
    assert_eq!(std::fs::read_dir(bench.folder.join("one")).unwrap().count(), 1);
}

#[test]
fn charts_and_a_page_are_drawn_unless_they_are_not_wanted() {
    let bench = Bench::small("charts");
    let with = folder(&bench.run(&["run", "small.toml", "--json"]));
    assert!(bench.read(&format!("{with}/report.html")).contains("<svg"));
    let charts = std::fs::read_dir(bench.folder.join(&with).join("charts")).unwrap();
    let endings: Vec<_> = charts.map(|c| c.unwrap().path().extension().unwrap().to_owned()).collect();
    assert!(endings.iter().any(|e| e == "svg") && endings.iter().any(|e| e == "png"));
    let without = folder(&run(&bench, &["--json"]));
    assert_eq!(without, with);
    assert!(!bench.folder.join(without).join("charts").exists());
}

#[test]
fn another_seed_is_another_folder_and_another_history() {
    let bench = Bench::small("seed");
    let (one, two) = (folder(&run(&bench, &["--json"])), folder(&run(&bench, &["--json", "--seed", "2"])));
    assert_ne!(one, two);
    assert_ne!(bench.read(&format!("{one}/runs.csv")), bench.read(&format!("{two}/runs.csv")));
}

#[test]
fn the_document_holds_every_metric_and_null_for_what_does_not_exist() {
    let bench = Bench::small("document");
    let said =
        run(&bench, &["--json", "--quiet", "--replications", "1", "--set", "users.all.arrival.poisson.rate=1e-9/s"]);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let study = &document["studies"][0];
    let metric = |name: &str| {
        let all = study["metrics"].as_array().unwrap();
        all.iter().find(|m| m["metric"] == name && m["owner"] == "").unwrap().clone()
    };
    assert_eq!(metric("sent_rps")["mean"], 0.0);
    assert_eq!(metric("sent_rps")["low"], Value::Null);
    assert_eq!(
        (&metric("answer_latency_mean_s")["mean"], &metric("answer_latency_mean_s")["n"]),
        (&Value::Null, &0.into())
    );
    assert_eq!((study["status"].as_str(), document["exit"].as_i64(), said.code), (Some("complete"), Some(0), 0));
}

#[test]
fn a_run_that_never_warms_up_says_what_to_lengthen() {
    let bench = Bench::small("short");
    let said = run(
        &bench,
        &["--set", "study=steady", "--set", "users.all.arrival.poisson.rate=20/s", "--set", "horizon=100s"],
    );
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    let message = "error: small: five pilot runs of 100 s have not warmed up by half of it; lengthen `horizon`, or fix `warm_up` yourself\n";
    assert_eq!(said.err, message);
}

#[test]
fn a_run_takes_no_more_threads_than_it_has_replications() {
    let bench = Bench::small("many-threads");
    let folder = folder(&run(&bench, &["--json", "--threads", "256"]));
    assert!(bench.read(&format!("{folder}/manifest.json")).contains("\n  \"threads\": 4,\n"));
    let said = run(&bench, &["--threads", "4096"]);
    let message = "error: invalid value '4096' for '--threads <N>': 4096 is not in 0..=256\n";
    assert!(said.code == 2 && said.err.starts_with(message), "{}", said.err);
}

#[test]
fn users_without_coins_are_told_of_before_and_after() {
    let bench = Bench::new("coins");
    let coin = "[coin.alp]\ngenesis = 4_000\n[network.net]\ncoin = \"alp\"\npricing.posted.request = \"1 alp/request\"";
    let nodes = "[nodes.server]\nstake.net = \"4_000 alp\"";
    bench.file("small.toml", SMALL.replace("[network.net]", coin).replace("[nodes.server]", nodes));
    let said = run(&bench, &[]);
    let warning = "warning: users cannot buy alp to pay with: 4000 of the 4000 at the start are staked; raise \
                   `coin.alp.genesis`, or lower the stakes\n";
    assert_eq!((said.code, said.err.as_str()), (0, warning));
    let note = "
coins         100 % of the requests were refused because their users could not buy alp to pay with:
              all of it was staked, escrowed or held by nodes; raise its `genesis`, or lower the
              stakes
";
    assert!(said.out.contains(note), "{}", said.out);
    let study = &serde_json::from_str::<Value>(&run(&bench, &["--json", "--quiet"]).out).unwrap()["studies"][0];
    assert_eq!(study["notes"][1]["about"], "coins");
    assert_eq!(study["warnings"][0], warning["warning: ".len()..].trim_end());
    let checked = bench.run(&["check", "small.toml"]).out;
    assert!(checked.contains("\n  warning     users cannot buy alp to pay with: "), "{checked}");
}

#[test]
fn a_precision_of_what_never_came_about_is_not_waited_for() {
    let bench = Bench::small("absent");
    let precision = "precision={ of = [\"answer_latency_mean_s\"] }";
    let said =
        run(&bench, &["--replications", "10", "--set", precision, "--set", "users.all.arrival.poisson.rate=1e-12 /s"]);
    let note = "
precision     5 % not reached for answer_latency_mean_s within 10 of at most 1000 replications:
              answer_latency_mean_s exists in none of them; lengthen `horizon`, or ask for another
              metric
";
    assert!(said.code == 4 && said.out.contains(note), "{}", said.out);
}

#[test]
fn without_a_coin_no_margins_are_shown() {
    let bench = Bench::small("margins");
    let cost = ["--set", "nodes.server.cost=2.5 usd/h"];
    assert!(!run(&bench, &cost).out.contains("money\n"));
    let coin = ["--set", "coin.alp={}", "--set", "network.net.coin=alp"];
    assert!(
        run(&bench, &[cost, [coin[0], coin[1]], [coin[2], coin[3]]].concat()).out.contains("  operator_margin_usd_h")
    );
}
