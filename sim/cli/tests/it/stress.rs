//! Stress as a user meets it: strikes with a known effect, weather that does nothing, and what is told of the rest.

use serde_json::Value;

use crate::bench::{Bench, Said};

/// Twenty nodes of one request at a time in two zones, busy for 60 % of the time.
const ZONES: &str = r#"# What does half of the nodes cost?
name = "zones"
horizon = "3_000 s"
replications = 8
[region.eu]
zones = 2
[link.eu]
between = ["eu", "eu"]
latency = "1 ms"
[network.net]
[gateway.front]
networks = ["net"]
region = "eu"
scheduling = "join_shortest_queue"
when_empty = "hold"
[nodes.server]
count = 20
regions = ["eu"]
leaving = "move"
[users.all]
gateway = "front"
region = "eu"
arrival.poisson = { rate = "12 /s" }
demand.work = { exponential = "1 s" }
[claims]
quick = { that = "answer_latency_mean_s < 2 s" }
answered = { that = "answered_share > 90 %" }
impossible = { that = "answered_share > 100 %" }
"#;

fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    bench.file("zones.toml", ZONES);
    bench
}

fn stress(bench: &Bench, folder: &str, more: &[&str]) -> Said {
    let mut arguments = vec!["stress", "zones.toml", "--folder", folder, "--quiet", "--no-charts"];
    arguments.extend(more);
    bench.run(&arguments)
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err))
}

/// Of 12 requests a second 10 are answered while a zone is down, and 1,200 wait after ten minutes; twenty nodes then
/// gain 8 a second on them, which takes 150 s.
#[test]
fn a_zone_outage_is_as_deep_and_as_long_as_a_fluid_says() {
    let bench = bench("stress-zone");
    let set =
        ["--weather", "zone_outage=10 min", "--at", "1_000 s", "--bins", "50 s", "--replications", "16", "--json"];
    let said = stress(&bench, "out", &set);
    let found = json(&said);
    let storm = &found["weather"][0];
    let depth = storm["depth"]["share"].as_f64().unwrap();
    assert!((-0.22..=-0.14).contains(&depth), "{depth}, and a fluid says -1/6");
    let back = storm["back_after_s"].as_f64().unwrap();
    assert!((725.0..=850.0).contains(&back), "{back} s, and a fluid says 750 s");
    let paired = bench.read("out/paired.csv");
    let backlog = paired
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .find(|cells| cells[1] == "in_system_requests" && cells[4] == "600")
        .map(|cells| cells[7].parse::<f64>().unwrap())
        .unwrap();
    // The mean over the last 50 s, 2 a second on the way to 1,200.
    assert!((backlog - 1_150.0).abs() < 120.0, "{backlog} wait");
    // The mean latency of the run: 1,200 * 750 / 2 waits of a second are shared by 36,000 requests, 12.5 s.
    let verdict = |name: &str| {
        let claims = storm["claims"].as_array().unwrap();
        claims.iter().find(|claim| claim["claim"] == name).map(|claim| claim["verdict"].clone()).unwrap()
    };
    assert_eq!([verdict("quick"), verdict("answered"), verdict("impossible")], ["failed", "held", "not applicable"]);
    assert_eq!(said.code, 3, "{}", said.err);
}

/// With 60 % of the nodes gone for good 8 requests a second are answered of 12: the rest piles up to the end.
#[test]
fn a_mass_exit_that_overloads_the_rest_never_ends() {
    let bench = bench("stress-exit");
    let said = stress(
        &bench,
        "out",
        &["--weather", "mass_exit=60 %", "--weather", "mass_exit=10 %", "--bins", "100 s", "--json"],
    );
    let found = json(&said);
    let [mild, hard] = [&found["weather"][0], &found["weather"][1]];
    assert_eq!([&mild["weather"], &hard["weather"]], ["mass_exit=10 %", "mass_exit=60 %"]);
    assert!(hard["back_after_s"].is_null() && hard["depth"]["share"].as_f64().unwrap() < -0.1, "{hard}");
    // With a tenth gone the load is 2 / 3: everybody is answered.
    assert!(mild["depth"].is_null(), "{mild}");
    // Each node leaves by a draw of its own: 12 of twenty on average over eight replications, with a deviation of 0.8.
    let first = |storm: &Value| {
        let signals = storm["signals"].as_array().unwrap();
        let nodes = signals.iter().find(|s| s["metric"] == "active_nodes" && s["owner"] == "").unwrap();
        nodes["difference"].as_f64().unwrap()
    };
    assert!((first(hard) + 12.0).abs() < 2.5, "{}", first(hard));
}

#[test]
fn weather_without_strength_never_bites_and_that_is_an_error_where_it_is_named() {
    let bench = bench("stress-calm");
    for calm in ["zone_outage=0 s", "mass_exit=0 %", "flash_crowd=1", "slow_nodes=1"] {
        let said = stress(&bench, "out", &["--fresh", "--weather", calm]);
        let name = calm.split('=').next().unwrap();
        let message = format!("error: `{name}` changed nothing: every replication came out as in calm\n");
        assert!(said.code == 2 && said.err.starts_with(&message), "{calm}: {} {}", said.code, said.err);
        assert!(said.out.contains(&format!("{name}: never bit")), "{}", said.out);
        assert_eq!(bench.read("out/first_signals.csv").lines().count(), 1, "{calm}");
    }
}

#[test]
fn the_order_of_weather_and_the_number_of_threads_change_nothing() {
    let bench = bench("stress-order");
    let (one, other) = ("flash_crowd=2", "common_shock=40 %");
    stress(&bench, "a", &["--weather", one, "--weather", other, "--threads", "1"]);
    stress(&bench, "b", &["--weather", other, "--weather", one, "--weather", other, "--threads", "3"]);
    for table in ["first_signals.csv", "paired.csv", "summary.csv", "coins.csv", "claims.csv"] {
        assert_eq!(bench.read(&format!("a/{table}")), bench.read(&format!("b/{table}")), "{table}");
    }
    // A second life plays nothing again.
    let said = stress(&bench, "a", &["--weather", one, "--weather", other, "--json"]);
    let rows = json(&said)["rows"].clone();
    assert_eq!((rows["earlier"].as_u64(), rows["added"].as_u64()), (Some(24), Some(0)));
    // Other weather is another stress.
    let said = stress(&bench, "a", &["--weather", one]);
    let message = "error: a holds a stress of another scenario, or of other values\n";
    assert!(said.code == 2 && said.err.starts_with(message), "{}", said.err);
}

#[test]
fn the_scenario_under_each_weather_runs_as_it_is() {
    let bench = bench("stress-files");
    stress(&bench, "out", &["--weather", "zone_shock=5 min"]);
    let said = bench.run(&["run", "out/scenarios/zone_shock.toml", "--quiet", "--no-charts"]);
    let folder = said.out.lines().last().unwrap().split_whitespace().last().unwrap().to_string();
    let cell = |table: &str, metric: &str, at: usize| -> f64 {
        let text = bench.read(table);
        let line = text.lines().find(|line| line.contains(&format!("{metric},,"))).unwrap();
        line.split(',').nth(at).unwrap().parse().unwrap()
    };
    for metric in ["availability", "answer_latency_mean_s"] {
        let own = cell("out/summary.csv", metric, 5);
        let run = cell(&format!("{folder}/summary.csv"), metric, 2);
        assert!((own / run - 1.0).abs() < 1e-12, "{metric}: {own} and {run}");
    }
    assert!(
        bench.read("out/scenarios/zone_shock.toml").starts_with("# What does half of the nodes cost? Under zone_shock")
    );
}

#[test]
fn weather_that_cannot_strike_is_listed_and_refused_where_it_is_named() {
    let bench = Bench::small("stress-none");
    let said = bench.run(&["stress", "small.toml", "--quiet", "--no-charts", "--folder", "out"]);
    assert!(said.out.contains("zone_outage: cannot strike here: no nodes are in zones\n"), "{}", said.out);
    assert!(said.out.contains("price_crash: cannot strike here: there are no coins with a price\n"), "{}", said.out);
    assert_eq!(said.code, 0, "{}", said.err);
    let refused = |arguments: &[&str], message: &str| {
        let said = bench.run(&[&["stress", "small.toml"], arguments].concat());
        assert_eq!((said.code, said.err.as_str()), (2, message), "{arguments:?}");
    };
    refused(
        &["--weather", "zone_outage"],
        "error: `zone_outage` has nothing to strike in this scenario: no nodes are in zones\n  = help: leave it out; \
         `--list` shows which weather can strike\n",
    );
    refused(
        &["--weather", "mass_exot"],
        "error: there is no weather `mass_exot`\n  = help: did you mean `mass_exit`?\n",
    );
    refused(
        &["--weather", "mass_exit=10 min"],
        "error: `10 min` is no strength of `mass_exit`: give a share up to 100 %, as in `30 %`\n  = help: the strength \
         of `mass_exit` is share of the nodes\n",
    );
    refused(
        &["--at", "3_000 s"],
        "error: `--at 50 min` is not within the run, from 0 s to 2000 s\n  = help: name an earlier time, or raise \
         `horizon`\n",
    );
    refused(
        &["--bins", "7 s"],
        "error: bins of 7 s do not divide a run of 2000 s\n  = help: use from 1 to 10000 equal bins, for instance \
         `--bins '8 s'`\n",
    );
    refused(
        &["--replications", "1"],
        "error: one replication has no intervals\n  = help: raise `replications`; 8 or more show small effects\n",
    );
}

#[test]
fn junit_has_a_case_for_each_claim_and_weather() {
    let bench = bench("stress-junit");
    let said = stress(&bench, "out", &["--weather", "zone_outage=10 min", "--at", "1_000 s", "--junit", "out.xml"]);
    assert_eq!(said.code, 3, "{}", said.err);
    let text = bench.read("out.xml");
    for (case, what) in [("quick", "failure"), ("impossible", "skipped")] {
        let from = text.find(&format!("{case} under zone_outage")).unwrap();
        assert!(text[from..].split("</testcase>").next().unwrap().contains(&format!("<{what}")), "{text}");
    }
}

/// Twelve requests a second need twelve of the twenty nodes: answers are late for good where over 40 % leave.
#[test]
fn the_adversary_finds_the_mildest_weather_and_it_runs_to_the_failure() {
    let bench = bench("stress-adversary");
    let set = ["--weather", "mass_exit=5 %", "--weather", "flash_crowd=1.05", "--adversary", "--json"];
    let said = stress(&bench, "out", &set);
    let found = json(&said)["adversary"].clone();
    let number = |text: &Value| text.as_str().unwrap().split(' ').next().unwrap().parse::<f64>().unwrap();
    let exit = found["thresholds"].as_array().unwrap().iter().find(|t| t["weather"] == "mass_exit").unwrap().clone();
    let (held, failed) = (number(&exit["holds_at"]), exit["fails_at"].as_str().map(|_| number(&exit["fails_at"])));
    assert!(held < 50.0 && failed.is_none_or(|failed| failed > held && failed > 30.0 && failed < 60.0), "{exit}");
    let run = bench.run(&["run", "out/mildest.toml", "--quiet", "--no-charts"]);
    assert_eq!(run.code, 3, "{}", run.out);
    let mildest = &found["mildest"];
    let text = bench.read("out/mildest.toml");
    let weather = mildest["weather"].as_str().unwrap();
    assert!(text.starts_with(&format!("# Under {weather} of ")), "{text}");
    assert!(bench.read("out/adversary.csv").contains(weather));
    // The number of threads does not matter.
    let threads = stress(&bench, "again", &[&set[..], &["--threads", "1"]].concat());
    assert_eq!(json(&threads)["adversary"], found);
}

/// The shipped scenario has what each entry of the library strikes: none is listed and never built.
#[test]
fn all_weather_of_the_library_bites_somewhere() {
    let bench = Bench::new("stress-all");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/experiments/stress.toml");
    let said = bench.run(&["stress", file, "--replications", "4", "--folder", "out", "--quiet", "--json"]);
    let found = json(&said);
    for storm in found["weather"].as_array().unwrap() {
        assert_eq!(storm["bit"], true, "{storm}");
    }
    assert_eq!(
        found["weather"].as_array().unwrap().len(),
        bench.run(&["stress", "--list"]).out.matches(" Strength").count()
    );
    for name in ["charts/stress.svg", "charts/stress_2.png", "report.html"] {
        assert!(bench.folder.join("out").join(name).is_file(), "{name}");
    }
}
