//! Law 29: every declared setting changes some result, in the busy scenario or in one that plays its policy.
//!
//! A setting is found by walking what is declared; nobody lists them. It is changed wherever a scenario has it, in the
//! ways its kind allows, until a fingerprint, a metric or a series differs. What changes nothing anywhere fails, unless
//! it stands in [`EXCEPT`] with a reason.

mod candidates;
mod extremes;
mod live;
mod places;

use std::fs;
use std::sync::OnceLock;

use files::Request;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use scenario::Checked;
use units::time::Time;
use world::metrics::catalogue;

use crate::support;
use candidates::candidates;
use places::{Leaf, leaves, places};

/// Scenarios that are not shipped: one where all happens at once, one with what excludes that, two about who picks,
/// one about prices, one about nodes that change what they do, one about votes, one about
/// governors.
const OWN: [(&str, &str); 8] = [
    ("busy", include_str!("../data/busy.toml")),
    ("spare", include_str!("../data/spare.toml")),
    ("scored", include_str!("../data/scored.toml")),
    ("assigned", include_str!("../data/assigned.toml")),
    ("priced", include_str!("../data/priced.toml")),
    ("revised", include_str!("../data/revised.toml")),
    ("voted", include_str!("../data/voted.toml")),
    ("steered", include_str!("../data/steered.toml")),
];

/// Settings that change no history, and why that is right.
const EXCEPT: [(&str, &str); 80] = [
    ("schema", "there is one version so far"),
    ("governance.*.may_change", "it says what may be proposed, and a run plays what is"),
    ("governance.*.votes.nodes.*.members", "operators vote one by one"),
    ("proposal.*.votes.nodes.*.members", "operators vote one by one"),
    ("name", "it names the output folder"),
    ("study", "it determines how replications are evaluated"),
    ("replications", "it says how many histories there are, not how they go"),
    ("precision.relative", "it says how many histories there are, not how they go"),
    ("precision.of", "it says how many histories there are, not how they go"),
    ("precision.at_most_replications", "it says how many histories there are, not how they go"),
    ("sweep.vary", "it says which points there are"),
    ("sweep.design", "it says which points there are"),
    ("sweep.points", "it says which points there are"),
    ("sweep.file", "it says which points there are"),
    ("sweep.show", "it says what charts show"),
    ("sense.vary", "it says which points there are"),
    ("sense.method", "it says which points there are"),
    ("sense.of", "it says which metrics are looked at"),
    ("sense.trajectories", "it says which points there are"),
    ("sense.levels", "it says which points there are"),
    ("sense.blocks", "it says which points there are"),
    ("frontier.vary", "it says which points there are"),
    ("frontier.claims", "it says which claims are searched"),
    ("frontier.tolerance", "it says where the search ends"),
    ("starts.of", "it says how runs are told apart"),
    ("starts.apart", "it says how runs are told apart"),
    ("starts.expects", "it is judged after the runs"),
    ("starts.from.*", "it says from where runs are played"),
    ("tune.vary", "it says which candidates there are"),
    ("tune.over", "it says in which environments candidates are judged"),
    ("tune.minimise", "it is judged after the runs"),
    ("tune.maximise", "it is judged after the runs"),
    ("tune.subject_to", "it is judged after the runs"),
    ("tune.runs", "it says how long the search goes on"),
    ("tune.first", "it says how many replications candidates get"),
    ("tune.fresh", "it says how many replications the winner gets"),
    ("confidence", "it is the level of intervals over replications"),
    ("link.*.between", "a change alone leaves a pair of regions without wires or gives one two: `check` refuses it"),
    ("hardware.*.trusted", "it says what nodes may ask for"),
    ("hardware.*.provenance.engine", "it says where numbers come from"),
    ("hardware.*.provenance.precision", "it says where numbers come from"),
    ("hardware.*.provenance.source", "it says where numbers come from"),
    ("hardware.*.provenance.scaled_from", "it says where numbers come from"),
    ("hardware.*.measured.llm", "it names the llm that the numbers are of"),
    ("hardware.*.measured.error", "it says how sure the numbers are"),
    ("hardware.*.measured.layers", "an llm of other sizes is refused"),
    ("hardware.*.measured.width", "an llm of other sizes is refused"),
    ("hardware.*.measured.parameters", "an llm of other sizes is refused"),
    ("gateway.*.take.undercut.on", "a take inside of the fee is refused"),
    ("gateway.*.take.best_response.on", "a take inside of the fee is refused"),
    ("coin.*.market.replay.file", "a change names no recording of prices; `trace::prices` tests what is read"),
    ("coin.*.market.replay.longest_gap", "it says which recordings are refused"),
    ("cost.*.table", "a change names no file; `scenario::tables` tests what is read"),
    ("llm.*.source", "it says where numbers come from"),
    ("abort_when", "it says where a run ends, not how it goes"),
    ("abort_every", "it says where a run ends, not how it goes"),
    ("abort_least_requests", "it says where a run ends, not how it goes"),
    ("claims.*.that", "it is judged after the runs"),
    ("claims.*.sometimes", "it is judged after the runs"),
    ("claims.*.in_at_least", "it is judged after the runs"),
    ("claims.*.after", "what is measured after a fault is measured beside the run"),
    ("claims.*.eventually", "what is measured after a fault is measured beside the run"),
    ("claims.*.of", "it is judged after the runs"),
    ("claims.*.recovers.to", "it is judged after the runs"),
    ("claims.*.recovers.within", "it is judged after the runs"),
    ("claims.*.recovers.bins", "what is measured after a fault is measured beside the run"),
    ("claims.*.confidence", "it is judged after the runs"),
    ("claims.*.at_most_replications", "it is judged after the runs"),
    ("nodes.*.revises.conducts.*.equivocates.every", "nodes that sign twice may not revise: `check` refuses it"),
    (
        "nodes.*.revises.conducts.*.hit_and_run.honest",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    (
        "nodes.*.revises.conducts.*.hit_and_run.cheats",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    (
        "nodes.*.revises.conducts.*.hit_and_run.rate",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    (
        "nodes.*.revises.conducts.*.hit_and_run.work",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    (
        "nodes.*.revises.conducts.*.hit_and_run.returns",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    (
        "nodes.*.revises.conducts.*.whitewash.below",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    (
        "nodes.*.revises.conducts.*.whitewash.away",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    (
        "nodes.*.revises.conducts.*.whitewash.rate",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    (
        "nodes.*.revises.conducts.*.whitewash.work",
        "nodes that leave by their conduct may not revise: `check` refuses it",
    ),
    ("nodes.*.revises.conducts.*.overclaims.factor", "operators that overclaim may not revise: `check` refuses it"),
    ("nodes.*.revises.conducts.*.overclaims.rate", "operators that overclaim may not revise: `check` refuses it"),
];

/// Every stage is played for the first of these parts of its time, then every stage for the second, and so on, until a
/// change is felt: most are felt early, and what is felt in a part of a run is felt.
const PARTS: [u64; 3] = [32, 4, 1];

/// What a scenario leaves behind, to the bit: fingerprints, metrics with their names, series.
type Result = (String, Vec<(String, Option<u64>)>, Vec<Vec<u64>>);

/// One scenario in which settings are changed.
struct Stage {
    name: String,
    /// How long it is played.
    until: Time,
    checked: Checked,
    /// What it leaves behind unchanged, for each of [`PARTS`].
    plain: [OnceLock<Result>; PARTS.len()],
}

impl Stage {
    /// The scenario with these settings laid over it; none if they are refused.
    fn open(name: &str, sets: &[String]) -> Option<Checked> {
        let file = support::root().join("scenarios").join(name);
        let request = Request { file, sets: sets.to_vec(), ..Request::default() };
        match OWN.iter().find(|own| own.0 == name) {
            Some((_, text)) => scenario::open_text(&support::whole(text), &request).ok(),
            None => scenario::open(&request).ok(),
        }
    }

    fn new(name: &str, until: Time) -> Self {
        let checked = Self::open(name, &[]).unwrap_or_else(|| panic!("`{name}` cannot be opened"));
        Self { name: name.into(), until, checked, plain: [const { OnceLock::new() }; PARTS.len()] }
    }

    /// Plays one of [`PARTS`] of a scenario, of its own horizon if that is less.
    fn play(&self, checked: &Checked, part: usize) -> Result {
        let mut short = checked.scenario.clone();
        let until = Time::from_ns(self.until.ns() / PARTS[part]);
        short.horizon = short.horizon.min(until);
        short.observe.at.retain(|&at| at <= until);
        short.cut = short.cut.min(Time::from_ns(short.horizon.ns() / 2));
        let outcome = support::simulate(&short, 0);
        let columns = catalogue::columns(&short);
        let values = columns.iter().zip(&outcome.values).map(|(c, v)| (c.label(), v.map(f64::to_bits)));
        let series = outcome.series.iter().map(|s| s.iter().map(|v| v.to_bits()).collect());
        (format!("{:?}", outcome.fingerprints), values.collect(), series.collect())
    }

    /// Whether a setting, changed anywhere in any way that is allowed, changes a result within one of [`PARTS`].
    fn feels(&self, leaf: &Leaf, part: usize) -> bool {
        places(leaf, &self.checked).iter().any(|place| {
            candidates(leaf, place, &self.checked).iter().any(|value| {
                let set = format!("{}={value}", place.path);
                let Some(changed) = Self::open(&self.name, &[set]) else { return false };
                self.play(&changed, part) != *self.plain[part].get_or_init(|| self.play(&self.checked, part))
            })
        })
    }
}

/// The scenarios of these tests, and all that are shipped, each as long as its golden history.
fn stages() -> Vec<Stage> {
    let text = fs::read_to_string(support::root().join("scenarios/golden.csv")).expect("golden histories are kept");
    let golden = text.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        Some((cells.next()?, Time::from_ns(cells.next()?.parse().ok()?)))
    });
    let hour = Time::from_ns(3_600_000_000_000);
    OWN.map(|own| (own.0, hour)).into_iter().chain(golden).map(|(name, until)| Stage::new(name, until)).collect()
}

#[test]
fn every_declared_setting_changes_some_result() {
    let all = leaves(scenario::kind());
    for (path, _) in EXCEPT {
        assert!(all.iter().any(|leaf| leaf.path() == path), "`{path}` is excepted, but no longer declared");
    }
    let stages = stages();
    let tried: Vec<&Leaf> = all.iter().filter(|leaf| EXCEPT.iter().all(|(path, _)| leaf.path() != *path)).collect();
    let inert = tried.par_iter().filter(|leaf| {
        // Where a policy's own scenario is shipped, it comes right after those where most happens.
        let mut order: Vec<&Stage> = stages.iter().collect();
        order.sort_by_key(|stage| match stage.name.as_str() {
            "busy" | "spare" | "scored" | "assigned" | "priced" | "revised" | "voted" | "steered" => 0,
            name if leaf.is_played_by(name) => 1,
            name if name.starts_with("policies/") => 2,
            _ => 3,
        });
        !(0..PARTS.len()).any(|part| order.iter().any(|stage| stage.feels(leaf, part)))
    });
    let inert: Vec<String> = inert.map(|leaf| leaf.path()).collect();
    assert!(inert.is_empty(), "{} of {} settings change nothing:\n{}", inert.len(), tried.len(), inert.join("\n"));
}
