//! Prints what a request costs through real scenario files with default metrics, against the budgets of the project.
//!
//! `cargo bench -p windtunnel-benches --bench throughput`; nothing here fails a build, machines are shared and noisy.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use files::{Colour, Request};
use lab::study::{self, Options};
use scenario::Checked;
use state::requests::Need;
use units::ids::UsersId;
use windtunnel_benches::{CpuClock, Table, peak_memory_mb};
use world::outcome::simulate;
use world::twin::{self, Ask, Played};
use world::workload::workload;

/// Bare engines on the bare models: user CPU a request \[ns\] (reference/engines.md 3; another machine).
const PEERS: [(&str, &str); 2] = [
    ("mm1", "desque 49, simcore 70, Cimba 110, ns-3 187, nexosim 710, SimPy 5,660"),
    ("cluster", "desque 158, simcore 186, ns-3 308, Cimba 456, nexosim 1,329, SimPy 8,673"),
];
/// Rounds of which the median counts; the cases take turns, so that a noisy moment hits all of them alike.
const ROUNDS: u32 = 5;
/// The argument with which this program measures its memory in a process of its own.
const IDLE: &str = "--idle-million";
/// A wait that nearly no request of the cluster ever has: 30 mean services.
const TIMEOUT: &str = r#"gateway.front.timeout={ after = "30 s" }"#;

/// A scenario file with settings laid over it.
struct Case {
    name: &'static str,
    file: &'static str,
    sets: &'static [&'static str],
    budget: &'static str,
}

const CASES: [Case; 9] = [
    Case { name: "mm1", file: "mm1", sets: &[], budget: "150 ns/request" },
    Case { name: "cluster", file: "cluster", sets: &[], budget: "250 ns/request" },
    Case { name: "cluster, time-outs", file: "cluster", sets: &[TIMEOUT], budget: "1.15 x cluster" },
    Case { name: "reference", file: "reference", sets: &[], budget: "1.5 M requests/CPU-s" },
    Case {
        name: "reference, 100,000 nodes",
        file: "reference",
        sets: &[
            "nodes.home.count=90_000",
            "nodes.home.operators=16_667",
            "nodes.cheats.count=10_000",
            "nodes.cheats.operators=1_667",
            r#"users.chat.arrival.poisson.rate="33_333 /s""#,
            r#"horizon="1 min""#,
        ],
        budget: "1/3 of reference",
    },
    Case { name: "serving, 8 nodes", file: "serving", sets: &[], budget: "0.5 M requests/CPU-s" },
    Case {
        name: "serving, answers x 10",
        file: "serving",
        sets: &[
            r#"users.all.arrival.poisson.rate="8 /s""#,
            r#"horizon="12_500 s""#,
            "users.all.demand.tokens.output.lognormal.median=1_510",
        ],
        budget: "1.2 x serving",
    },
    Case {
        name: "serving, 80 nodes",
        file: "serving",
        sets: &["nodes.servers.count=80", r#"users.all.arrival.poisson.rate="800 /s""#, r#"horizon="125 s""#],
        budget: "0.25 M requests/CPU-s",
    },
    Case {
        name: "serving, 800 nodes",
        file: "serving",
        sets: &["nodes.servers.count=800", r#"users.all.arrival.poisson.rate="8_000 /s""#, r#"horizon="12.5 s""#],
        budget: "0.25 M requests/CPU-s",
    },
];

#[expect(clippy::print_stdout, reason = "a bench prints")]
fn main() {
    if std::env::args().any(|a| a == IDLE) {
        let _ = simulate(open("cluster", &IDLE_SETS).scenario, 0, &|_| true);
        println!("{}", peak_memory_mb().map_or("unknown".into(), |mb| format!("{mb:.0}")));
        return;
    }
    requests();
    println!("{}", servers());
    println!("bare engines elsewhere, ns/request:");
    for (name, peers) in PEERS {
        println!("  {name}: {peers}");
    }
    println!("\na million idle nodes: {} MB of memory at the peak (budget 600 MB)", idle_million());
    let (one, two) = threads();
    println!(
        "two replications: {one:.2} s of wall time on one core, {two:.2} s on two: {:.2} (budget 0.55)",
        two / one
    );
}

/// Opens a scenario of the benches.
fn open(file: &str, sets: &[&str]) -> Checked {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{file}.toml"));
    let sets = sets.iter().map(ToString::to_string).collect();
    scenario::open(&Request { file, sets, ..Request::default() })
        .unwrap_or_else(|refused| panic!("{}", refused.render(Colour::Plain)))
}

/// What a request costs in each case.
#[expect(clippy::print_stdout, reason = "a bench prints")]
fn requests() {
    let scenarios: Vec<_> = CASES.iter().map(|case| open(case.file, case.sets).scenario).collect();
    let mut rounds = vec![Vec::new(); CASES.len()];
    for replication in 0..ROUNDS {
        for (scenario, costs) in scenarios.iter().zip(&mut rounds) {
            let scenario = scenario.clone();
            let clock = CpuClock::start();
            let outcome = simulate(scenario, replication, &|_| true).unwrap_or_else(|e| panic!("{e:?}"));
            costs.push((clock.ns() / outcome.requests.1 as f64, outcome.requests.1, outcome.agenda.events));
        }
    }
    let mut table = Table::new(&[
        "scenario",
        "requests",
        "events/request",
        "ns/request",
        "ns/event",
        "requests/CPU-s",
        "against",
        "budget",
    ]);
    let mut plain = 0.0;
    for (case, costs) in CASES.iter().zip(&mut rounds) {
        costs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (cost, requests, events) = costs[costs.len() / 2];
        let per_request = events as f64 / requests as f64;
        // Variants stand after the plain case that they are compared with.
        let against = if case.sets.is_empty() { String::new() } else { format!("{:.2} x", cost / plain) };
        table.row(vec![
            case.name.into(),
            requests.to_string(),
            format!("{per_request:.2}"),
            format!("{cost:.0}"),
            format!("{:.0}", cost / per_request),
            format!("{:.2} M", 1e3 / cost),
            against,
            case.budget.into(),
        ]);
        if case.sets.is_empty() {
            plain = cost;
        }
    }
    println!("{}", table.text());
}

/// What the servers alone cost on the requests of the serving case, dealt out in turn: in closed form and step by step.
fn servers() -> String {
    let scenario = open("serving", &[]).scenario;
    let (group, times) = (&scenario.groups[0], &scenario.step_times[0]);
    let limits = group.batching.expect("the serving case batches");
    let sent = workload(&scenario, UsersId(0), 0).expect("its users wait for nothing");
    let mut nodes = vec![Vec::new(); group.rules.count as usize];
    for (number, sent) in sent.iter().enumerate() {
        let Need::Tokens { prompt, output } = sent.need else { continue };
        nodes[number % group.rules.count as usize].push(Ask { at: sent.at, prompt, output });
    }
    let measure = |play: &dyn Fn(&[Ask]) -> Played| {
        let mut costs: Vec<(f64, Vec<Played>)> = (0..ROUNDS)
            .map(|_| {
                let clock = CpuClock::start();
                let played = nodes.iter().map(|asks| play(asks)).collect();
                (clock.ns() / sent.len() as f64, played)
            })
            .collect();
        costs.sort_by(|a, b| a.0.total_cmp(&b.0));
        costs.swap_remove(costs.len() / 2)
    };
    let (jump_ns, jumped) = measure(&|asks| twin::jump(times, limits, asks));
    let (step_ns, stepped) = measure(&|asks| twin::step(times, limits, asks));
    let mut table = Table::new(&["servers alone", "requests", "events/request", "ns/request", "against"]);
    for (name, ns, played) in [("in closed form", jump_ns, &jumped), ("step by step", step_ns, &stepped)] {
        let events: u64 = played.iter().map(|p| p.events).sum();
        let per_request = events as f64 / sent.len() as f64;
        table.row(vec![
            name.into(),
            sent.len().to_string(),
            format!("{per_request:.2}"),
            format!("{ns:.0}"),
            format!("{:.1} x", ns / jump_ns),
        ]);
    }
    let answers = |all: &[Played]| all.iter().map(|p| (p.answers, p.ends_ns)).collect::<Vec<_>>();
    let alike = if answers(&jumped) == answers(&stepped) { "" } else { "THE TWO DIFFER IN THEIR ANSWERS\n" };
    format!("{}{alike}", table.text())
}

const IDLE_SETS: [&str; 3] =
    ["nodes.servers.count=1_000_000", r#"users.all.arrival.poisson.rate="100 /s""#, r#"horizon="10 s""#];

/// Peak memory of a run with a million nodes of which nearly all idle, in a process of its own \[MB\].
fn idle_million() -> String {
    let own = std::env::current_exe().ok();
    let output = own.and_then(|program| Command::new(program).arg(IDLE).output().ok());
    output.map_or("unknown".into(), |o| String::from_utf8_lossy(&o.stdout).trim().to_string())
}

/// Wall time of two replications on one thread and on two \[s\]: the least of some rounds.
fn threads() -> (f64, f64) {
    let mut checked = open("reference", &[]);
    checked.file.replications = 2;
    let measure = |threads| {
        let start = Instant::now();
        study::run(&checked, &Options { threads, ..Options::default() }).unwrap_or_else(|e| panic!("{e}"));
        start.elapsed().as_secs_f64()
    };
    let mut least = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        least = (least.0.min(measure(1)), least.1.min(measure(2)));
    }
    least
}
