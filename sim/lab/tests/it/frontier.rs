//! Flips against closed forms: where the mean latency of M/M/1 and M/M/2 passes two seconds.

use std::fs;
use std::path::PathBuf;

use files::Request;
use lab::frontier::{Flip, Found, Frontier, Plan, run};
use lab::record::Circumstances;
use lab::study::Options;
use scenario::Base;

const QUEUE: &str = r#"
name = "queue"
horizon = "20_000 s"
study = "steady"
warm_up = "1_000 s"
points = 1
replications = 10

[claims.fast]
that = "answer_latency_mean_s < 2 s"
at_most_replications = 160

[network.plain]
[gateway.front]
networks = ["plain"]
[nodes.servers]
count = 1
queueing.fcfs = { slots = SLOTS }
[users.all]
gateway = "front"
arrival.poisson = { rate = "0.1 /s" }
demand.work = { exponential = "1 s" }

[frontier]
vary = { VARY }
"#;

/// A folder that goes with the test.
struct Bench(PathBuf);

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn found(name: &str, slots: u32, vary: &str) -> Found {
    let bench = Bench(std::env::temp_dir().join(format!("windtunnel-lab-{name}-{}", std::process::id())));
    fs::create_dir_all(&bench.0).expect("the folder for temporary files can be written");
    let file = bench.0.join("scenario.toml");
    let text = QUEUE.replace("SLOTS", &slots.to_string()).replace("VARY", vary);
    fs::write(&file, text).expect("the folder for temporary files can be written");
    let request = Request { file, ..Request::default() };
    let base = Base::read(&request);
    let checked = base.open(&[]).unwrap_or_else(|e| panic!("{}", e.render(files::Colour::Plain)));
    let plan = Plan::of(&checked).unwrap_or_else(|e| panic!("{}", e.message));
    let folder = bench.0.join("results");
    let work = Frontier { checked: &checked, base: &base, plan: &plan, folder, is_fresh: false };
    let circumstances = || Circumstances { started: String::new(), wall_s: 0.0, threads: 2, machine: String::new() };
    run(&work, &Options::default(), &circumstances).unwrap_or_else(|e| panic!("{}", e.message))
}

fn check(name: &str, slots: u32, range: &str, expected: f64) {
    let found = found(name, slots, &format!("\"users.all.arrival.poisson.rate\" = {range}"));
    let [Flip::Flips { held, failed, .. }] = found.flips.as_slice() else { panic!("{:?}", found.flips) };
    let (low, high) = (found.tried[*held].x, found.tried[*failed].x);
    assert!(low < expected && expected < high && high - low < 0.1, "{low} to {high} should hold {expected}");
}

#[test]
fn the_bracket_of_a_single_server_holds_the_rate_at_which_its_latency_is_two_seconds() {
    // W = 1 / (mu - lambda).
    check("frontier-mm1", 1, "{ from = \"0.1 /s\", to = \"0.9 /s\" }", 0.5);
    check("frontier-mm1-log", 1, "{ from = \"0.02 /s\", to = \"8 /s\", scale = \"log\" }", 0.5);
}

#[test]
fn the_bracket_of_two_servers_holds_the_rate_that_erlang_says() {
    // W = 4 / (4 - lambda^2) at mu = 1.
    check("frontier-mm2", 2, "{ from = \"0.2 /s\", to = \"1.8 /s\" }", 2.0_f64.sqrt());
}

#[test]
fn what_always_or_never_holds_has_no_bracket() {
    let rate = |range: &str| found("frontier-none", 1, &format!("\"users.all.arrival.poisson.rate\" = {range}")).flips;
    assert_eq!(rate("{ from = \"0.1 /s\", to = \"0.3 /s\" }"), [Flip::AlwaysHolds]);
    assert_eq!(rate("{ from = \"0.7 /s\", to = \"0.8 /s\" }"), [Flip::NeverHolds]);
}

#[test]
fn a_map_has_a_bracket_for_each_column() {
    let vary = "\"nodes.servers.queueing.fcfs.slots\" = [1, 2], \"users.all.arrival.poisson.rate\" = { from = \"0.2 /s\", to = \"2.2 /s\", \
                points = 6 }";
    let found = found("frontier-map", 1, vary);
    assert_eq!(found.tried.len(), 12);
    let held: Vec<Option<usize>> =
        found.flips.iter().map(|flip| if let Flip::Flips { held, .. } = flip { Some(*held) } else { None }).collect();
    assert!(held[0] == Some(0) && held[1] > held[0], "more nodes sustain more: {held:?}");
}
