//! Prints what the money side costs: beside the requests of the reference scenario, and by itself beside NumPy.
//!
//! `cargo bench -p windtunnel-benches --bench economy`; the parts of NumPy, Mesa and radCAD need a `python3` that has
//! them (or name one with `PYTHON=…`). Nothing here fails a build, machines are shared and noisy.

use std::path::PathBuf;
use std::process::Command;

use files::{Colour, Request};
use windtunnel_benches::{CpuClock, Table};
use world::outcome::simulate;
use world::scenario::Scenario;

/// Rounds of which the median counts; the cases take turns.
const ROUNDS: u32 = 7;
/// Market, emission, delegation and reviews on top of the reference scenario.
const MONEY: [&str; 8] = [
    r#"coin.alp.market.pool={ coins = "8_000_000 alp", usd = "1_200_000 usd", fee = "0.3 %" }"#,
    r#"coin.alp.emission.target_stake={ goal = "40 %", least = "1 %", most = "20 %", change = "13 %" }"#,
    r#"coin.alp.epoch="5 min""#,
    r#"holders.value={ usd = "2_000_000 usd", rule.value = { price = "0.15 usd", depth = "40_000 usd/%" } }"#,
    r#"delegators.crowd={ stake = "300_000 alp", review = "5 min", chooses = "yields" }"#,
    r#"nodes.home.sells="to_cover_costs""#,
    r#"nodes.cheats.sells="to_cover_costs""#,
    r#"nodes.home.review="10 min""#,
];
/// Days and nodes of the pure economy.
const NODE_DAYS: f64 = 365.0 * 10_000.0;

#[expect(clippy::print_stdout, reason = "a bench prints")]
fn main() {
    let cases = [open("reference", &[]), open("reference", &MONEY), open("economy", &[])];
    let mut costs = vec![Vec::new(); cases.len()];
    for replication in 0..ROUNDS {
        for (scenario, costs) in cases.iter().zip(&mut costs) {
            let scenario = scenario.clone();
            let clock = CpuClock::start();
            let outcome = simulate(scenario, replication, &|_| true).unwrap_or_else(|e| panic!("{e:?}"));
            costs.push((clock.ns(), outcome.requests.1));
        }
    }
    let mut median = |at: usize| {
        costs[at].sort_by(|a, b| a.0.total_cmp(&b.0));
        costs[at][costs[at].len() / 2]
    };
    let [plain, money] = [0, 1].map(|at| median(at).0 / median(at).1 as f64);
    let mut table = Table::new(&["requests with money", "ns/request", "against", "budget"]);
    table.row(vec!["reference".into(), format!("{plain:.0}"), String::new(), String::new()]);
    let against = format!("{:.2} x", money / plain);
    table.row(vec![
        "with market, emission, delegation, reviews".into(),
        format!("{money:.0}"),
        against,
        "1.15 x".into(),
    ]);
    println!("{}", table.text());

    let own = median(2).0 / NODE_DAYS;
    let mut table = Table::new(&["10,000 nodes, 365 daily reviews", "ns/node and day", "against", "budget"]);
    table.row(vec!["windtunnel".into(), format!("{own:.1}"), String::new(), String::new()]);
    let against = |ns: f64| format!("windtunnel takes {:.2} x", own / ns);
    match python("economy.py").first().and_then(|line| line.split_whitespace().next()?.parse().ok()) {
        Some(ns) => {
            let name = "NumPy, whole arrays (economy.py)";
            table.row(vec![name.into(), format!("{ns:.1}"), against(ns), "1.5 x".into()]);
        }
        None => table.row(vec!["NumPy".into(), "not installed".into(), String::new(), "1.5 x".into()]),
    }
    for line in python("frameworks.py") {
        let mut words = line.split_whitespace();
        if let (Some(name), Some(Ok(ns))) = (words.next(), words.next().map(str::parse::<f64>)) {
            let name = format!("{name}, 1,000 nodes (frameworks.py)");
            table.row(vec![name, format!("{ns:.0}"), against(ns), String::new()]);
        }
    }
    println!("{}", table.text());
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Opens a scenario of the benches.
fn open(file: &str, sets: &[&str]) -> Scenario {
    let file = folder().join(format!("scenarios/{file}.toml"));
    let sets = sets.iter().map(ToString::to_string).collect();
    let checked = scenario::open(&Request { file, sets, ..Request::default() });
    checked.unwrap_or_else(|refused| panic!("{}", refused.render(Colour::Plain))).scenario
}

/// What a Python program of the same economy prints, line by line; nothing where what it needs is not there.
fn python(file: &str) -> Vec<String> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let output = Command::new(python).arg(folder().join(file)).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().map(String::from).collect()
}
