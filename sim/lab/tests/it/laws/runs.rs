//! Laws 3 and 4: a run may be stopped and its workload replayed, and stays the same run.

use std::fs;

use lab::workload;
use units::ids::UsersId;
use units::time::Time;
use world::outcome::Outcome;
use world::replication::Replication;

use crate::support;

const BUSY: &str = include_str!("../data/busy.toml");

fn bits(outcome: &Outcome) -> Vec<Option<u64>> {
    outcome.values.iter().map(|v| v.map(f64::to_bits)).collect()
}

#[test]
fn a_run_that_stops_branches_and_goes_on_is_one_run() {
    let scenario = support::open_text(BUSY, &["horizon=1 h"]).scenario;
    let whole = support::simulate(&scenario, 1);
    for share in [3, 2, 1] {
        let mut run = Replication::new(scenario.clone(), 1);
        run.run_to(Time::from_ns(1)).expect("every law holds");
        run.run_to(Time::from_ns(scenario.horizon.ns() / share)).expect("every law holds");
        // The branch goes first, to its end; what it does must not touch the run that it left.
        let mut branch = run.clone();
        for run in [&mut branch, &mut run] {
            run.run_to(scenario.horizon).expect("every law holds");
        }
        for run in [branch, run] {
            let ended = run.finish().expect("every law holds");
            assert_eq!((ended.fingerprints, bits(&ended)), (whole.fingerprints, bits(&whole)));
        }
    }
}

/// A scenario of two LLMs with the arrivals, demand and further settings of its users.
fn tokens(users: &str) -> String {
    format!(
        r#"
horizon = "20 min"
[hardware.a100]
memory = "80 GiB"
bandwidth = "2039 GB/s"
throughput = "312 TFLOP/s"
[llm.small]
parameters = 8_000_000_000
weights = "16 GB"
cache = "128 KiB"
[llm.tiny]
parameters = 1_500_000_000
weights = "3 GB"
cache = "28 KiB"
[region.eu]
[link.eu]
between = ["eu", "eu"]
latency = {{ exponential = "30 ms" }}
[network.plain]
verification.spot.spot_check = {{ rate = "10 %" }}
[gateway.front]
region = "eu"
timeout = {{ after = "20 s" }}
scheduling.power_of_d = {{ d = 2 }}
[nodes.home]
count = 20
hardware = "a100"
regions = ["eu"]
queueing.fcfs = {{ slots = 4 }}
churn.renewal = {{ session = {{ exponential = "5 min" }}, absence = {{ exponential = "1 min" }} }}
[users.chat]
region = "eu"
llms = ["small", "tiny"]
{users}
"#
    )
}

#[test]
fn a_workload_that_is_written_and_replayed_gives_the_same_run() {
    let drawn = "arrival.renewal = { gap = { gamma = { shape = 0.3, scale = \"1 s\" } } }\n\
                 [users.chat.demand.tokens]\nprompt = { lognormal = { median = 900, sigma = 1.0 } }\n\
                 output = { lognormal = { median = 180, sigma = 0.8 } }\n";
    let original = support::open_text(&tokens(drawn), &[]).scenario;
    let written = workload::of_users(&original, UsersId::of(0), 3).expect("tokens can be written");
    let folder = std::env::temp_dir().join(format!("windtunnel-law-4-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is room for a trace");
    let file = folder.join("written.csv");
    fs::write(&file, written.to_csv()).expect("there is room for a trace");
    let replay = format!("demand = \"recorded\"\narrival.trace = {{ file = '{}' }}\n", file.display());
    let replayed = support::open_text(&tokens(&replay), &[]).scenario;
    fs::remove_dir_all(&folder).expect("it was made here");
    let (a, b) = (support::simulate(&original, 3), support::simulate(&replayed, 3));
    assert_eq!((a.fingerprints, bits(&a)), (b.fingerprints, bits(&b)));
    assert!(a.requests.0 == written.rows().len() as u64 && a.requests.0 > 2_000);
}
