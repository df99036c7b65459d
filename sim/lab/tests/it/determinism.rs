//! The same scenario has the same history, whoever runs it, how often, and whatever is looked at.

use files::publish::Folder;
use files::{Colour, Request};
use lab::record::{self, Circumstances};
use scenario::{Checked, Kept};

use crate::support;

const BUSY: &str = include_str!("data/busy.toml");

/// All that a study found, to the last bit: every number is printed so that it reads back.
fn everything(checked: &Checked, threads: usize) -> String {
    let findings = support::study(checked, threads);
    let (runs, summary, series) = (&findings.runs, &findings.summary, &findings.series);
    format!("{runs:?}\n{summary:?}\n{series:?}\n{:?}\n{:?}", findings.curves, findings.flows)
}

/// Whether two texts are the same; a difference is told shortly.
fn same(a: &str, b: &str) {
    let at = a.bytes().zip(b.bytes()).position(|(x, y)| x != y).unwrap_or(a.len().min(b.len()));
    let around = |t: &str| t.get(at.saturating_sub(60)..(at + 60).min(t.len())).unwrap_or("").to_string();
    assert!(a == b, "they part at byte {at}:\n{}\n{}", around(a), around(b));
}

#[test]
fn one_two_and_eight_threads_find_the_same() {
    let checked = support::open_text(BUSY, &["replications=8", "horizon=1 h"]);
    let one = everything(&checked, 1);
    same(&one, &everything(&checked, 2));
    same(&one, &everything(&checked, 8));
}

#[test]
fn a_second_run_finds_the_same() {
    let checked = support::open_text(BUSY, &["replications=2"]);
    same(&everything(&checked, 2), &everything(&checked, 2));
}

#[test]
fn a_replication_is_the_same_alone_and_among_others() {
    let checked = support::open_text(BUSY, &[]);
    let runs = support::study(&checked, 2).runs;
    let alone = support::simulate(&checked.scenario, 2);
    assert_eq!(alone.fingerprints, runs[2].fingerprints);
    assert_ne!(runs[1].fingerprints.events, runs[2].fingerprints.events);
}

#[test]
fn another_seed_is_another_history() {
    let of = |seed: &str| support::simulate(&support::open_text(BUSY, &[seed]).scenario, 0).fingerprints;
    let (one, two) = (of("seed=1"), of("seed=2"));
    assert!(one.events != two.events && one.money != two.money && one.outcome != two.outcome);
}

#[test]
fn every_scheduler_meets_the_same_arrivals_and_lives() {
    let facts = |scheduling: &str| {
        let set = format!("gateway.front.scheduling={scheduling}");
        let checked = support::open_text(BUSY, &[&set, "network.alpha.verification.spot.spot_check.rate=90 %"]);
        let outcome = support::simulate(&checked.scenario, 0);
        let value = |label| support::value(&checked.scenario, &outcome, label).map(f64::to_bits);
        let lives = [value("joins_per_h"), value("leaves_per_h"), value("active_nodes_mean")];
        (value("sent_rps"), lives, outcome.fingerprints.events)
    };
    let names =
        ["random", "round_robin", "join_shortest_queue", "power_of_d", "least_expected_latency", "session_affinity"];
    let all: Vec<_> = names.into_iter().map(facts).collect();
    for pair in all.windows(2) {
        assert_eq!((pair[0].0, pair[0].1), (pair[1].0, pair[1].1));
        assert_ne!(pair[0].2, pair[1].2, "two policies that pick alike");
    }
}

#[test]
fn looking_changes_nothing() {
    let plain = support::open_text(BUSY, &[]);
    let looks = ["points=997", "observe.at=[\"10 min\", \"1 h\"]", "observe.in_system=[5]", "observe.backlog=[2]"];
    let watched = support::open_text(BUSY, &looks);
    let (a, b) = (support::simulate(&plain.scenario, 1), support::simulate(&watched.scenario, 1));
    assert_eq!((a.fingerprints.events, a.fingerprints.money), (b.fingerprints.events, b.fingerprints.money));
    assert_eq!((a.requests, a.in_flight), (b.requests, b.in_flight));
    // What was asked for stands behind the standard metrics.
    let bits = |values: &[Option<f64>]| values.iter().map(|v| v.map(f64::to_bits)).collect::<Vec<_>>();
    assert_eq!(bits(&a.values), bits(&b.values[..a.values.len()]));
    assert!(b.values.len() > a.values.len());
}

#[test]
fn the_azure_conversation_trace_replays_alike_on_one_thread_and_two() {
    let file = "../shared/data/traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv";
    if !support::root().join(file).exists() {
        println!("skipped: {file} is not beside the repository; it is not ours to ship");
        return;
    }
    let set = format!("users.chat.arrival.trace.file=../../{file}");
    let checked = support::open("policies/arrival_trace.toml", &[&set, "horizon=1 h", "replications=2"]);
    same(&everything(&checked, 1), &everything(&checked, 2));
    let run = &support::study(&checked, 1).runs[0];
    assert_eq!(run.sent, 19_366, "the published trace has 19,366 requests");
}

/// Results hold what they were made from: traces, recordings, tables.
#[test]
fn results_of_every_shipped_scenario_with_data_can_be_opened_and_are_the_same_history() {
    let place = std::env::temp_dir().join(format!("windtunnel-again-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&place);
    let mut n = 0;
    for name in support::shipped() {
        let checked = support::open(&name, &["replications=1", "claims={}"]);
        if checked.inputs.iter().all(|input| input.kept == Kept::Resolved) {
            continue;
        }
        let findings = support::study(&checked, 1);
        let folder = Folder::create(&record::target(&place, &checked)).expect("a folder for results");
        let circumstances = Circumstances { started: String::new(), wall_s: 0.0, threads: 1, machine: String::new() };
        record::write(&folder, &checked, &findings, &circumstances).expect("results are written");
        let file = folder.commit().expect("results are kept").join("scenario.toml");
        let again = scenario::open(&Request { file, ..Request::default() });
        let again = again.unwrap_or_else(|refused| panic!("{name}: {}", refused.render(Colour::Plain)));
        assert_eq!(again.hash, checked.hash, "{name}");
        assert_eq!(support::study(&again, 1).runs, findings.runs, "{name}");
        n += 1;
    }
    let _ = std::fs::remove_dir_all(&place);
    assert!(n >= 3, "only {n} scenarios name data");
}
