//! Rules that change live: what is set before the start is what a file says, what is set back leaves no trace, and what
//! changes in the middle of a run breaks no law.

use files::Request;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use scenario::Checked;
use units::settings::Setting as _;
use units::time::Time;
use units::tree::Value;
use world::metrics::catalogue;
use world::replication::Replication;
use world::scenario::{Change, Scenario};

use super::candidates::candidates;
use super::places::{Leaf, Place, leaves};
use super::{Stage, stages};
use crate::support;

/// Events that are played: more than all nodes need to come, and the first requests to end.
const EVENTS: usize = 5_000;

/// Scenarios in which each rule is changed.
const STAGES: usize = 2;

/// Other values that are tried of each rule in each of them.
const VALUES: usize = 3;

/// A rule of a stage with another value that it may take live, as `--set` has it and as a value.
struct Turn<'a> {
    stage: &'a Stage,
    path: String,
    text: String,
    value: Value,
}

/// The declared leaf that a path of a scenario is an instance of.
fn is_of(leaf: &str, path: &str) -> bool {
    let (leaf, path): (Vec<&str>, Vec<&str>) = (leaf.split('.').collect(), path.split('.').collect());
    leaf.len() == path.len() && leaf.iter().zip(&path).all(|(key, part)| *key == "*" || key == part)
}

/// A stage with one value written otherwise, after `like` has been followed: it changes no other table.
fn opened(stage: &Stage, path: &str, text: &str) -> Option<Checked> {
    let resolved = files::canonical(&stage.checked.file.write());
    let file = support::root().join("scenarios").join(&stage.name);
    let request = Request { file, sets: vec![format!("{path}={text}")], ..Request::default() };
    scenario::open_text(&resolved, &request).ok()
}

/// Other values of the first rule of a stage that takes any live, and in its file too.
fn turns<'a>(leaf: &Leaf, stage: &'a Stage) -> Vec<Turn<'a>> {
    let scenario = &stage.checked.scenario;
    let rules = scenario.rules();
    let here = rules.iter().filter(|rule| rule.fixed.is_none() && is_of(&leaf.path(), &rule.path));
    let taken = here.map(|rule| {
        let before = scenario.get(&rule.path).expect("it has a value");
        let place = Place { path: rule.path.clone(), value: Some(before.clone()) };
        let others = candidates(leaf, &place, &stage.checked).into_iter().filter_map(|text| {
            let written = opened(stage, &rule.path, &text)?;
            let value = written.scenario.get(&rule.path).expect("it has a value");
            let taken = value != before && scenario.clone().set(&rule.path, &value).is_ok();
            taken.then(|| Turn { stage, path: rule.path.clone(), text, value })
        });
        others.take(VALUES).collect::<Vec<_>>()
    });
    taken.into_iter().find(|turns| !turns.is_empty()).unwrap_or_default()
}

fn change(at: Time, until: Option<Time>, path: &str, value: &Value) -> Change {
    Change { name: "test".into(), at, until, set: vec![(path.into(), value.clone())] }
}

/// The first events of a scenario under changes: hashes of history and money, metrics with their names, and the time.
type Played = (u64, u64, Vec<(String, Option<u64>)>, Time);

fn play(scenario: &Scenario, changes: Vec<Change>, audit: bool) -> Result<Played, String> {
    let mut scenario = scenario.clone();
    scenario.changes = changes;
    let until = scenario.horizon;
    let mut run = Replication::new(scenario.clone(), 0);
    let mut events = 0;
    while events < EVENTS {
        let mut is_look = false;
        let went_on =
            run.step(until, &mut |sight| is_look = sight.is_observation()).map_err(|why| format!("{why:?}"))?;
        if !went_on {
            break;
        }
        events += usize::from(!is_look);
        if audit && events % 500 == 0 {
            run.audit().map_err(|why| format!("{why:?}"))?;
        }
    }
    let now = run.now();
    let (history, money) = (run.history(), run.money());
    let outcome = run.finish().map_err(|why| format!("{why:?}"))?;
    let columns = catalogue::columns(&scenario);
    let values = columns.iter().zip(&outcome.values).map(|(c, v)| (c.label(), v.map(f64::to_bits))).collect();
    Ok((history, money, values, now))
}

/// What goes wrong with a rule that changes live.
fn faults(turn: &Turn) -> Vec<String> {
    let Turn { stage, path, text, value } = turn;
    let scenario = &stage.checked.scenario;
    let old = scenario.get(path).expect("it has a value");
    let mut list = Vec::new();
    let mut fault = |what: &str| list.push(format!("{} with {path}={text}: {what}", stage.name));
    let written = opened(stage, path, text).expect("it was opened before");
    let said = play(&written.scenario, Vec::new(), false);
    let set = play(scenario, vec![change(Time::ZERO, None, path, value)], false);
    if said != set {
        fault("what is set before the start is not what the file says");
    }
    let plain = play(scenario, Vec::new(), false);
    let middle = plain.as_ref().map_or(Time::from_ns(1), |p| Time::from_ns(p.3.ns() / 2 + 1));
    let back = play(scenario, vec![change(middle, None, path, value), change(middle, None, path, &old)], false);
    if back != plain {
        fault("what is set and set back at one moment leaves a trace");
    }
    let until = Time::from_ns(middle.ns() + middle.ns() / 2);
    if let Err(why) = play(scenario, vec![change(middle, Some(until), path, value)], true) {
        fault(&format!("a change in the middle of the run breaks a law: {why}"));
    }
    list
}

#[test]
fn rules_that_change_live_are_those_of_the_file_and_break_no_law() {
    let stages = stages();
    let declared: Vec<Leaf> = leaves(scenario::kind());
    let places = scenario::menu::places();
    let is_live = |leaf: &&Leaf| {
        let path = leaf.path().replace(".*", "");
        places.iter().any(|place| place.field.fixed.is_none() && place.path == path)
    };
    let live: Vec<&Leaf> = declared.iter().filter(is_live).collect();
    assert!(live.len() > 80, "only {} rules may change live", live.len());
    let found: Vec<(String, Vec<String>)> = live
        .par_iter()
        .map(|leaf| {
            let by_stage = stages.iter().map(|stage| turns(leaf, stage)).filter(|turns| !turns.is_empty());
            let turns: Vec<Turn> = by_stage.take(STAGES).flatten().collect();
            let faults = match &turns[..] {
                [] => vec!["no scenario changes it".to_string()],
                turns => turns.iter().flat_map(faults).collect(),
            };
            (leaf.path(), faults)
        })
        .collect();
    let faults: Vec<String> =
        found.iter().flat_map(|(path, faults)| faults.iter().map(move |f| format!("{path}: {f}"))).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
