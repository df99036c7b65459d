//! What `check` lets pass runs: settings at the ends of what may be written neither wrap, nor panic, nor stop the time.
//!
//! Every declared setting is given the least and the greatest values that its kind can say, in the scenarios that have
//! it. What is refused is fine; what is taken is played for a while, with the overflow checks and assertions of the
//! test profile.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use scenario::Checked;
use units::settings::Kind;
use world::outcome::Stopped;
use world::replication::Replication;

use super::places::{Leaf, leaves, places};
use super::{Stage, stages};

/// Events that are played of each: more than all nodes need to come, and the first requests to end.
const EVENTS: usize = 5_000;

/// Scenarios in which each setting is tried.
const STAGES: usize = 2;

/// Settings whose greatest values ask for gigabytes, within limits that `check` holds.
const LARGE: [&str; 1] = ["nodes.*.count"];

/// Values at the ends of what a kind can say.
fn extremes(kind: &Kind) -> Vec<String> {
    let quoted = |texts: &[&str]| texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>();
    match kind {
        Kind::Integer => ["0", "1", "65535", "65536", "4294967295", "9223372036854775807"].map(String::from).into(),
        Kind::Number => ["0.0", "5e-324", "1e-300", "1e300", "-1.0", "-1e300"].map(String::from).into(),
        Kind::List(inner) => {
            let mut list: Vec<String> = extremes(inner).into_iter().map(|value| format!("[{value}]")).collect();
            list.push("[]".into());
            list
        }
        Kind::Any(kinds) => {
            let mut list: Vec<String> = kinds.iter().flat_map(extremes).collect();
            let is_span = kinds.iter().any(|k| matches!(k, Kind::Text { what: "a span of time", .. }));
            let (least, one, most) =
                if is_span { ("\"1 ns\"", "\"1 s\"", "\"106_751 d\"") } else { ("1e-300", "1.0", "1e300") };
            for scale in [least, most] {
                list.push(format!("{{ exponential = {scale} }}"));
                list.push(format!("{{ weibull = {{ shape = 0.01, scale = {scale} }} }}"));
                list.push(format!("{{ gamma = {{ shape = 0.001, scale = {scale} }} }}"));
                list.push(format!("{{ normal = {{ mean = {one}, sd = {scale} }} }}"));
            }
            list.push(format!("{{ pareto = {{ shape = 0.01, scale = {one} }} }}"));
            list.push(format!("{{ lognormal = {{ median = {one}, sigma = 500.0 }} }}"));
            list
        }
        Kind::Text { what: "a span of time", .. } => quoted(&["0 s", "1 ns", "106_751 d"]),
        Kind::Text { what: "a share", .. } => quoted(&[
            "0 %",
            "100 %",
            "1/18446744073709551615",
            "18446744073709551614/18446744073709551615",
            "18446744073709551615/1",
        ]),
        Kind::Text { what: "a rate", .. } => {
            quoted(&["0 /s", "0.000000000001 /y", "1_000_000_000 /s", "99999999999999999999 /s"])
        }
        Kind::Text { what: "an amount of a coin", .. } => {
            quoted(&["0 alp", "0.000001 alp", "9_000_000_000_000 alp", "9_000_000_000_000 usd"])
        }
        Kind::Text { what: "a price", .. } => {
            let amounts = ["0 usd", "0.000001 usd", "9_000_000_000_000 usd", "9_000_000_000_000 alp"];
            let pers = ["s", "y", "Mtok", "request"];
            let all = amounts.iter().flat_map(|amount| pers.map(|per| format!("\"{amount}/{per}\"")));
            all.collect()
        }
        Kind::Text { what: "a number of bytes", .. } => quoted(&["0 B", "1 B", "16_000_000 TB"]),
        Kind::Text { what: "a bandwidth", .. } => quoted(&["0 B/s", "1 B/s", "16_000_000 TB/s"]),
        Kind::Text { what: "a throughput", .. } => quoted(&["0 FLOP/s", "1 FLOP/s", "18_000 PFLOP/s"]),
        Kind::Switch
        | Kind::Paths
        | Kind::Reference(_)
        | Kind::File
        | Kind::Group(_)
        | Kind::Named(..)
        | Kind::OneOf(_)
        | Kind::Text { .. } => Vec::new(),
    }
}

/// What goes wrong in the first events of a scenario.
fn fault(checked: &Checked) -> Option<String> {
    let play = || {
        let horizon = checked.scenario.horizon;
        let mut run = Replication::new(checked.scenario.clone(), 0);
        for _ in 0..EVENTS {
            if !run.step(horizon, &mut |_| ())? {
                break;
            }
        }
        run.audit()?;
        run.finish().map(|_| ())
    };
    match catch_unwind(AssertUnwindSafe(play)) {
        Ok(Ok(())) => None,
        Ok(Err(Stopped::Stuck(what) | Stopped::Broken(what))) => Some(what),
        Ok(Err(Stopped::Imbalance(fault))) => Some(fault.message),
        Ok(Err(Stopped::Asked)) => Some("it stopped".into()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            Some(text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default())
        }
    }
}

/// What goes wrong with a setting at any of its ends, in the first stages that have it.
fn faults(leaf: &Leaf, stages: &[Stage]) -> Vec<String> {
    let mut list = Vec::new();
    let with_places = stages.iter().map(|stage| (stage, places(leaf, &stage.checked)));
    for (stage, places) in with_places.filter(|(_, places)| !places.is_empty()).take(STAGES) {
        for value in extremes(&leaf.kind) {
            let set = format!("{}={value}", places[0].path);
            let checked = Stage::open(&stage.name, std::slice::from_ref(&set));
            if let Some(fault) = checked.and_then(|checked| fault(&checked)) {
                list.push(format!("{} with {set}: {fault}", stage.name));
            }
        }
    }
    list
}

#[test]
fn settings_at_their_ends_are_refused_or_run() {
    let stages = stages();
    let all = leaves(scenario::kind());
    let tried: Vec<&Leaf> = all.iter().filter(|leaf| !LARGE.contains(&leaf.path().as_str())).collect();
    let found: Vec<String> = tried.par_iter().flat_map_iter(|leaf| faults(leaf, &stages)).collect();
    assert!(found.is_empty(), "{} settings go wrong:\n{}", found.len(), found.join("\n"));
}
