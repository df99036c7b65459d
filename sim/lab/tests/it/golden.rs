//! Golden histories: the fingerprints of every shipped scenario, kept in `scenarios/golden.csv`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p windtunnel-lab --test it golden` writes the file anew; the commit says why.

use std::fmt::Write as _;
use std::fs;

use units::time::{Span, Time};
use world::metrics::catalogue;
use world::outcome::Outcome;
use world::scenario::Scenario;

use crate::support;

/// As many events as reach the faults that scenarios foretell, and no more than a moment takes.
const EVENTS: u64 = 250_000;

const HEAD: &str = "scenario,horizon_ns,events,money,outcome";

const REMEDY: &str = "if the new histories are right, run `UPDATE_GOLDEN=1 cargo test -p windtunnel-lab --test it golden` \
                      and say in the commit why";

/// Replication 0 up to a horizon; a warm-up is cut in proportion.
fn history(scenario: &Scenario, horizon: u64) -> Outcome {
    let mut short = scenario.clone();
    let cut = u128::from(scenario.cut.ns()) * u128::from(horizon) / u128::from(scenario.horizon.ns());
    short.horizon = Time::from_ns(horizon);
    short.cut = Time::from_ns(cut as u64);
    let start = Time::ZERO;
    short.observe.at.retain(|at| at.since(start) <= Span::from_ns(horizon));
    support::simulate(&short, 0)
}

/// The first horizon, doubling, by which enough has happened; at most the scenario's own.
fn short_horizon(scenario: &Scenario) -> u64 {
    let whole = scenario.horizon.ns();
    let steps = (0..=24).rev().map(|halvings| whole >> halvings).filter(|&h| h > 0);
    steps.into_iter().find(|&horizon| history(scenario, horizon).agenda.events >= EVENTS).unwrap_or(whole)
}

fn row(name: &str, horizon: u64) -> String {
    let scenario = support::open(name, &[]).scenario;
    let outcome = history(&scenario, horizon);
    // What is said to be impossible must not come about in any of so different scenarios.
    for (column, value) in catalogue::columns(&scenario).iter().zip(&outcome.values) {
        let lacks = catalogue::lacks(&scenario, column).filter(|_| value.is_some());
        assert!(lacks.is_none(), "{name}: `{}` is {value:?}, though {lacks:?}", column.label());
    }
    let prints = outcome.fingerprints;
    format!("{name},{horizon},{:016x},{:016x},{:016x}", prints.events, prints.money, prints.outcome)
}

#[test]
fn every_shipped_scenario_has_its_golden_history() {
    let path = support::root().join("scenarios/golden.csv");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let mut text = format!("{HEAD}\n");
        for name in support::shipped() {
            let horizon = short_horizon(&support::open(&name, &[]).scenario);
            let _ = writeln!(text, "{}", row(&name, horizon));
        }
        fs::write(&path, text).expect("scenarios/golden.csv can be written");
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(HEAD), "scenarios/golden.csv has another head; {REMEDY}");
    let golden: Vec<&str> = lines.collect();
    let name_of = |line: &str| line.split(',').next().unwrap_or("").to_string();
    let names: Vec<String> = golden.iter().map(|line| name_of(line)).collect();
    assert_eq!(names, support::shipped(), "scenarios/golden.csv lists other scenarios than are shipped; {REMEDY}");
    let changed: Vec<String> = golden
        .iter()
        .filter_map(|&line| {
            let horizon = line.split(',').nth(1)?.parse().ok()?;
            let now = row(&name_of(line), horizon);
            (now != line).then(|| format!("- {line}\n+ {now}"))
        })
        .collect();
    assert!(changed.is_empty(), "{}\nhistories changed; {REMEDY}", changed.join("\n"));
}
