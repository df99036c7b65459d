//! The manifest of a stress: what was played, and how it went.

use serde_json::{Value, json};

use super::{Standing, Stress, Stressed};
use crate::manifest::Manifest;
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
    let weather = plan.storms.iter().enumerate().map(|(at, storm)| {
        json!({
            "name": storm.label,
            "strength": storm.strength.to_string(),
            "settings": storm.settings.as_ref().ok(),
            "standing": stressed.map(|stressed| standing(&stressed.storms[at].standing)),
        })
    });
    let own = json!({
        "at_s": plan.at.as_secs(),
        "lasts_s": plan.lasts.as_secs(),
        "bin_s": plan.width.as_secs(),
        "weather": weather.collect::<Vec<_>>(),
        "replications": stressed.map_or(checked.file.replications as usize, |stressed| stressed.replications),
    });
    Manifest {
        folder: &stress.folder,
        checked,
        experiment: "stress",
        hash: &stress.hash(),
        status,
        seed_rule: "calm and all weather have the scenario's seed: replication r has the same random numbers in all",
        tables: &FILES,
    }
    .text(own, circumstances)
}

fn standing(standing: &Standing) -> Value {
    match standing {
        Standing::CannotApply(why) => json!({ "cannot_apply": why }),
        Standing::NotPlayed => json!("not played"),
        Standing::Played(under) if under.bit => json!("played"),
        Standing::Played(_) => json!("never bit"),
    }
}
