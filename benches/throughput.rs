//! Prints what a request and an event cost through real scenario files with default metrics, one core.

use std::path::PathBuf;

use lab::file::{Colour, Request};
use windtunnel_benches::{CpuClock, Table};
use world::outcome::simulate;

/// Bare engines on the bare models: user CPU a request \[ns\] (reference/engines.md 3; another machine).
const PEERS: [(&str, &str); 2] = [
    ("mm1", "desque 49, simcore 70, Cimba 110, ns-3 187, nexosim 710, SimPy 5,660"),
    ("cluster", "desque 158, simcore 186, ns-3 308, Cimba 456, nexosim 1,329, SimPy 8,673"),
];
/// Rounds of which the median counts.
const ROUNDS: u32 = 5;

#[expect(clippy::print_stdout, reason = "a bench prints")]
fn main() {
    let mut table = Table::new(&["scenario", "requests", "events/request", "ns/request", "ns/event", "requests/CPU-s"]);
    for name in ["mm1", "cluster", "reference"] {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        let checked = lab::scenario::open(&Request { file, ..Request::default() })
            .unwrap_or_else(|refused| panic!("{}", refused.render(Colour::Plain)));
        let mut rounds: Vec<(f64, u64, u64)> = (0..ROUNDS)
            .map(|replication| {
                let scenario = checked.scenario.clone();
                let clock = CpuClock::start();
                let outcome = simulate(scenario, replication, &|_| true).unwrap_or_else(|e| panic!("{e:?}"));
                (clock.ns() / outcome.requests.1 as f64, outcome.requests.1, outcome.agenda.events)
            })
            .collect();
        rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (cost, requests, events) = rounds[rounds.len() / 2];
        let per_request = events as f64 / requests as f64;
        table.row(vec![
            name.into(),
            requests.to_string(),
            format!("{per_request:.2}"),
            format!("{cost:.0}"),
            format!("{:.0}", cost / per_request),
            format!("{:.2} M", 1e3 / cost),
        ]);
    }
    println!("{}", table.text());
    println!("bare engines elsewhere, ns/request:");
    for (name, peers) in PEERS {
        println!("  {name}: {peers}");
    }
}
