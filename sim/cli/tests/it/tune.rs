//! Searches as a user meets them: answers that theory knows, the same bytes through kills and threads, what is wrong.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::bench::{Bench, Said};

/// M/M/c with 3 requests a second, each of which takes a second.
const QUEUE: &str = r#"# How few slots are enough?
name = "queue"
horizon = "2_000 s"
replications = 16
[network.net]
[gateway.front]
networks = ["net"]
[nodes.server]
count = 1
queueing.fcfs = { slots = 8 }
[users.all]
gateway = "front"
arrival.poisson = { rate = "3 /s" }
demand.work = { exponential = "1 s" }
"#;
const SLOTS: &str = "nodes.server.queueing.fcfs.slots=lin(4, 16)";
const RATE: &str = "users.all.arrival.poisson.rate";
const TABLES: [&str; 4] = ["candidates.csv", "winner.csv", "tuned.toml", "report.html"];

fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    bench.file("queue.toml", QUEUE);
    bench
}

fn tune(bench: &Bench, folder: &str, more: &[&str]) -> Said {
    bench.run(&[&["tune", "queue.toml", "--folder", folder, "--quiet"], more].concat())
}

fn document(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {} {}", said.out, said.err))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// The mean time in M/M/c with unit service (Erlang C).
fn sojourn(load: f64, slots: u32) -> f64 {
    let blocked = (1..=slots).fold(1.0, |b, k| load * b / (f64::from(k) + load * b));
    let rho = load / f64::from(slots);
    let waits = blocked / (1.0 - rho * (1.0 - blocked));
    1.0 + waits / (f64::from(slots) - load)
}

#[test]
fn the_fewest_slots_that_keep_a_limit_are_those_of_erlang() {
    let bench = bench("tune-erlang");
    for limit in [1.3, 1.06, 1.02] {
        let expected = (4..=16).find(|&slots| sojourn(3.0, slots) < limit).unwrap();
        let folder = format!("limit-{limit}");
        let constraint = format!("answer_latency_mean_s < {limit} s");
        let goal = ["--vary", SLOTS, "--maximise", "utilisation", "--subject-to", &constraint];
        let said = tune(&bench, &folder, &[&goal[..], &["--json", "--no-charts"]].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        let found = document(&said);
        assert_eq!(found["winner"]["values"]["nodes.server.queueing.fcfs.slots"], expected.to_string(), "{found}");
        // What the winner is worth is known, too: on fresh seeds the interval covers it.
        let fresh = &found["winner"]["goals"][0]["fresh"];
        let truth = 3.0 / f64::from(expected);
        let (low, high) = (number(&fresh["low"]), number(&fresh["high"]));
        assert!(low - 0.002 < truth && truth < high + 0.002, "{fresh} {truth}");
        assert_eq!(found["winner"]["constraints"][0]["verdict"], "holds", "{found}");
    }
}

#[test]
fn a_continuous_optimum_lies_where_the_constraint_binds() {
    // M/M/1: the mean time 1 / (1 - rate) reaches 2 s at a rate of 0.5 /s; more requests are better up to there.
    let bench = bench("tune-flip");
    let one = ["--set", "nodes.server.queueing.fcfs.slots=1", "--set", "horizon=8_000 s", "--no-charts", "--json"];
    let vary = format!("{RATE}=lin(0.05 /s, 0.95 /s)");
    let goal = ["--vary", &vary, "--maximise", "utilisation", "--subject-to", "answer_latency_mean_s < 2 s"];
    let said = tune(&bench, "out", &[&goal[..], &one[..], &["--budget-runs", "1000"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let found = document(&said);
    let rate = found["winner"]["values"][RATE].as_str().unwrap().trim_end_matches(" /s").parse::<f64>().unwrap();
    assert!((rate - 0.5).abs() < 0.02, "{rate}");
}

#[test]
fn every_environment_is_kept_in_mind() {
    let bench = bench("tune-over");
    let over = format!("{RATE}=[2 /s, 3 /s, 4 /s]");
    let goal = ["--vary", SLOTS, "--maximise", "utilisation", "--subject-to", "answer_latency_mean_s < 1.06 s"];
    let said = tune(&bench, "out", &[&goal[..], &["--over", &over]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let expected = (5..=16).find(|&slots| sojourn(4.0, slots) < 1.06).unwrap();
    assert!(said.out.contains(&format!("winner   nodes.server.queueing.fcfs.slots = {expected}\n")), "{}", said.out);
    assert!(said.out.contains("in each environment, on fresh seeds:\n  2 /s: "), "{}", said.out);
    let rows = bench.read("out/winner.csv");
    assert_eq!(rows.lines().count(), 1 + 2 * 4, "{rows}");
    // The least utilisation counts: that of the least demand.
    let worst = rows.lines().find(|line| line.starts_with("worst,,goal,")).unwrap();
    let mean: f64 = worst.split(',').nth(5).unwrap().parse().unwrap();
    assert!((mean - 2.0 / f64::from(expected)).abs() < 0.01, "{worst}");
}

#[test]
fn what_was_killed_goes_on_and_threads_change_nothing() {
    let bench = bench("tune-kill");
    let vary = format!("{RATE}=lin(1 /s, 7 /s)");
    let goal = ["--vary", &vary, "--maximise", "utilisation", "--subject-to", "p90(answer_latency_mean_s) < 1.2 s"];
    let more = ["--budget-runs", "400", "--fresh-replications", "20"];
    let all = [&goal[..], &more[..]].concat();
    let whole = tune(&bench, "whole", &[&all[..], &["--threads", "1", "--json"]].concat());
    assert_eq!(whole.code, 0, "{}", whole.err);
    let rows = document(&whole)["rows"]["added"].as_u64().unwrap();
    for life in 1..40 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_windtunnel"));
        command.args(["tune", "queue.toml", "--folder", "killed", "--quiet", "--threads", "3"]).args(&all);
        command.current_dir(&bench.folder).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(30 + 37 * life % 200));
        // SIGKILL, which nobody can catch.
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            break;
        }
    }
    let last = tune(&bench, "killed", &[&all[..], &["--json"]].concat());
    assert_eq!(last.code, 0, "{}", last.err);
    let last = document(&last);
    let [earlier, added] = ["earlier", "added"].map(|key| last["rows"][key].as_u64().unwrap());
    assert_eq!(earlier + added, rows, "{earlier} rows were there, {added} were added");
    for table in TABLES {
        assert_eq!(bench.read(&format!("whole/{table}")), bench.read(&format!("killed/{table}")), "{table}");
    }
}

#[test]
fn the_tuned_scenario_runs_and_is_the_winner() {
    let bench = bench("tune-runs");
    let goal = ["--vary", SLOTS, "--maximise", "utilisation", "--subject-to", "answer_latency_mean_s < 1.06 s"];
    assert_eq!(tune(&bench, "out", &goal).code, 0);
    let tuned = bench.read("out/tuned.toml");
    assert!(tuned.starts_with("# How few slots are enough?\n") && !tuned.contains("[tune]"), "{tuned}");
    let said = bench.run(&["run", "out/tuned.toml", "--no-charts", "--quiet", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    // The search had these replications: the same mean to the last bit.
    let run = document(&said);
    let metrics = run["studies"][0]["metrics"].as_array().unwrap();
    let mean =
        metrics.iter().find(|metric| metric["metric"] == "utilisation").map(|metric| number(&metric["mean"])).unwrap();
    let winner = bench.read("out/winner.csv");
    let promised: f64 = winner.lines().nth(1).unwrap().split(',').nth(3).unwrap().parse().unwrap();
    assert!((mean - promised).abs() < 1e-12, "{mean} {promised}");
}

#[test]
fn several_goals_give_a_front_that_is_played_again() {
    let bench = bench("tune-front");
    let goal = ["--vary", SLOTS, "--maximise", "utilisation", "--minimise", "cvar(answer_latency_mean_s, 20 %)"];
    let said = tune(&bench, "out", &[&goal[..], &["--fresh-replications", "20"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let front = bench.read("out/front.csv");
    // More slots are faster and idler: none beats another, but where all have room enough.
    assert!((6..=14).contains(&front.lines().count()), "{front}");
    assert!(bench.folder.join("out/charts/front.svg").is_file());
    assert!(said.out.contains("on fresh seeds:\n"), "{}", said.out);
}

#[test]
fn policies_are_chosen_as_values_are() {
    let bench = bench("tune-policies");
    let many = ["--set", "nodes.server.count=4", "--set", "nodes.server.queueing.fcfs.slots=1"];
    let vary = "gateway.front.scheduling=[random, round_robin, { power_of_d = { d = 4 } }]";
    let said =
        tune(&bench, "out", &[&many[..], &["--vary", vary, "--minimise", "p90(answer_latency_mean_s)"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("winner   gateway.front.scheduling = { power_of_d = { d = 4 } }\n"), "{}", said.out);
}

#[test]
fn where_nothing_meets_the_constraints_the_least_is_told() {
    let bench = bench("tune-none");
    let goal = ["--vary", SLOTS, "--maximise", "utilisation", "--subject-to", "answer_latency_mean_s < 0.9 s"];
    let said = tune(&bench, "out", &goal);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.out.starts_with("none of 13 candidates meets all constraints; the one that breaks them least:\n"));
    assert!(said.out.contains("fails, misses it by 9"), "{}", said.out);
    assert!(!bench.folder.join("out/tuned.toml").exists());
    // Time that is up before the first round is over decides nothing.
    let said = tune(&bench, "late", &[&goal[..], &["--set", "horizon=4_000_000 s", "--budget", "1 ms"]].concat());
    assert_eq!(said.code, 4, "{}", said.err);
    assert!(said.err.starts_with("error: the search ended before any candidate was decided\n"), "{}", said.err);
}

#[test]
fn what_is_wrong_is_told_where_it_stands() {
    let bench = bench("tune-bad");
    let check = |arguments: &[&str], message: &str| {
        let said = tune(&bench, "out", arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(message), "{arguments:?}: {}", said.err);
    };
    let goal = ["--minimise", "utilisation"];
    let vary = ["--vary", SLOTS];
    check(&[], "queue has nothing to be tuned");
    check(&goal, "a search needs settings to choose from");
    check(&vary, "a search needs a goal");
    check(
        &[&vary[..], &["--minimise", "p95(answer_latency_maen_s)"]].concat(),
        "did you mean `answer_latency_mean_s`?",
    );
    check(
        &[&vary[..], &["--minimise", "wrong_caught_share"]].concat(),
        "`wrong_caught_share` cannot exist here, because",
    );
    check(&[&vary[..], &goal[..], &["--subject-to", "utilisation"]].concat(), "true or false is wanted here");
    check(
        &[&vary[..], &goal[..], &["--subject-to", "chance(utilisation > 0.5) > 2"]].concat(),
        "a share from 0 % to 100 %",
    );
    check(&[&goal[..], &["--vary", "nodes.sever.count=lin(1, 4)"]].concat(), "has no setting `nodes.sever.count`");
    check(&[&vary[..], &goal[..], &["--over", SLOTS]].concat(), "a range in a grid needs `points`");
    check(
        &[&vary[..], &goal[..], &["--over", "nodes.server.queueing.fcfs.slots=[1]"]].concat(),
        "is chosen and given at once",
    );
    check(&[&vary[..], &goal[..], &["--over", "x"]].concat(), "`--over x` needs a path and values");
    check(&[&vary[..], &goal[..], &["--budget-runs", "5"]].concat(), "5 runs do not pay for two candidates");
    check(&[&vary[..], &goal[..], &["--replications", "1"]].concat(), "cannot compare single replications");
    assert_eq!(bench.names(), ["queue.toml"], "nothing is written");
    let said = tune(&bench, "out", &[&vary[..], &["--minimise", "p95(answer_latency_maen_s)"]].concat());
    // The caret is under the name.
    assert!(
        said.err.contains("\n1 | tune.minimise=[\"p95(answer_latency_maen_s)\"]\n  |                     ^^^^"),
        "{}",
        said.err
    );
}
