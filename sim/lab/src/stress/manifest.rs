//! The manifest of a stress: what was played, and how it went.

use serde_json::{Value, json};

use super::{Standing, Stress, Stressed};
use crate::place::Place;
use crate::record::Circumstances;

/// The tables, in the order in which a reader wants them.
pub(super) const FILES: [&str; 5] = ["first_signals.csv", "paired.csv", "summary.csv", "coins.csv", "claims.csv"];

pub(super) fn text(
    stress: &Stress,
    status: &str,
    stressed: Option<&Stressed>,
    circumstances: &Circumstances,
) -> String {
    let (checked, plan) = (stress.checked, stress.plan);
    let inputs = checked
        .inputs
        .iter()
        .map(|input| json!({ "file": input.file, "bytes": input.bytes, "blake3": input.blake3, "copy": null }));
    let weather = plan.storms.iter().enumerate().map(|(at, storm)| {
        json!({
            "name": storm.label,
            "strength": storm.strength.to_string(),
            "settings": storm.settings.as_ref().ok(),
            "standing": stressed.map(|stressed| standing(&stressed.storms[at].standing)),
        })
    });
    let document = json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "build": Place::build(),
        "experiment": "stress",
        "status": status,
        "scenario": checked.file.name,
        "question": checked.question,
        "hash": stress.hash(),
        "seed": checked.file.seed,
        "seed_rule": "calm and all weather have the scenario's seed: replication r has the same random numbers in all",
        "at_s": plan.at.as_secs(),
        "lasts_s": plan.lasts.as_secs(),
        "bin_s": plan.width.as_secs(),
        "weather": weather.collect::<Vec<_>>(),
        "replications": stressed.map_or(checked.file.replications as usize, |stressed| stressed.replications),
        "tables": FILES,
        "inputs": inputs.collect::<Vec<_>>(),
        "scenario_folder": files::shown(&std::path::absolute(&checked.folder).unwrap_or_else(|_| checked.folder.clone())),
        "started": circumstances.started,
        "wall_s": circumstances.wall_s,
        "threads": circumstances.threads,
        "machine": circumstances.machine,
    });
    format!("{}\n", serde_json::to_string_pretty(&document).expect("every key is a text"))
}

fn standing(standing: &Standing) -> Value {
    match standing {
        Standing::CannotApply(why) => json!({ "cannot_apply": why }),
        Standing::NotPlayed => json!("not played"),
        Standing::Played(under) if under.bit => json!("played"),
        Standing::Played(_) => json!("never bit"),
    }
}
