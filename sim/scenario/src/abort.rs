//! `abort_when`: what ends a replication before its horizon.

use formula::Formula;
use units::problem::Problems;
use units::time::Span;
use units::tree::{Place, Tree};
use world::metrics::catalogue::{Column, lacks};
use world::scenario::{Abort, Scenario};

use super::File;
use super::expression::{names, note};

/// What ends the runs of a scenario; what is wrong with it is noted.
pub(super) fn read(
    file: &File,
    tree: &Tree,
    scenario: &Scenario,
    columns: &[Column],
    problems: &mut Problems,
) -> Option<Abort> {
    let place = |key: &str| tree.at(key).map_or(Place::NONE, |tree| tree.place);
    let Some(when) = &file.abort_when else {
        if file.abort_every.is_some() {
            let remedy = "set it, as in `abort_when = \"failed_share > 50 %\"`, or leave `abort_every` out";
            problems.push_with(place("abort_every"), "`abort_every` applies with `abort_when` only", remedy);
        }
        return None;
    };
    let formula = match Formula::truth(&when.text, &names(scenario, columns)) {
        Ok(formula) => formula,
        Err(faults) => {
            note(&when.text, when.place, faults, problems);
            return None;
        }
    };
    let mut found = Vec::new();
    for name in formula.names() {
        let owner = name.owner.as_deref().unwrap_or("");
        let at = columns.iter().position(|c| c.name == name.name && c.owner == owner);
        let Some(at) = at.filter(|_| name.at.is_none()) else {
            let remedy = "use a metric over time, such as `failed_share` or `in_system_mean`";
            let message = format!("`{}` is of one instant, and this is looked at again and again", name.label());
            problems.push_with(when.place, message, remedy);
            return None;
        };
        if let Some(lacks) = lacks(scenario, &columns[at]) {
            let message = format!("`{}` cannot exist here: {lacks}", name.label());
            problems.push_with(when.place, message, "use another metric, or give the scenario what is missing");
        }
        found.push(at);
    }
    let every = file.abort_every.unwrap_or(Span::from_ns((file.horizon.ns() / 100).max(1)));
    if every > file.horizon {
        let message = format!("`abort_when` would be looked at after {every}, but the run ends at {}", file.horizon);
        problems.push_with(place("abort_every"), message, "shorten it");
    }
    if file.horizon.ns() / every.ns().max(1) > MOST_LOOKS {
        let message = format!("a look every {every} at a run of {} is more than {MOST_LOOKS} looks", file.horizon);
        problems.push_with(place("abort_every"), message, "make it longer");
    }
    Some(Abort { when: formula, columns: found, every, least: file.abort_least_requests })
}

/// Looks at a run: each reads all metrics.
const MOST_LOOKS: u64 = 100_000;
