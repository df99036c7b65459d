//! The manifest of an experiment: what was played and of what, and what shows that it was played the same way.

use std::path::Path;

use scenario::Checked;
use serde_json::{Map, Value, json};

use crate::record::manifest::{chance, inputs};
use crate::record::{Circumstances, scenario_folder};
use crate::store::build;

/// What every manifest of an experiment says.
pub(crate) struct Manifest<'a> {
    /// The folder that it is written into.
    pub(crate) folder: &'a Path,
    /// The scenario.
    pub(crate) checked: &'a Checked,
    /// The verb.
    pub(crate) experiment: &'static str,
    /// What identifies the scenario with its plan.
    pub(crate) hash: &'a str,
    /// `running`, `complete` or `partial`.
    pub(crate) status: &'a str,
    /// Which random numbers have which part.
    pub(crate) seed_rule: &'static str,
    /// The tables, in the order in which a reader wants them.
    pub(crate) tables: &'a [&'static str],
}

impl Manifest<'_> {
    /// The manifest as JSON text, with what only this experiment says; what may differ between two runs stands at its
    /// end, a line each.
    pub(crate) fn text(&self, own: Value, circumstances: &Circumstances) -> String {
        let (checked, file) = (self.checked, &self.checked.file);
        let head = json!({
            "tool": "windtunnel",
            "version": env!("CARGO_PKG_VERSION"),
            "build": build(),
            "experiment": self.experiment,
            "status": self.status,
            "scenario": file.name,
            "question": checked.question,
            "hash": self.hash,
            "seed": file.seed,
            "seed_rule": self.seed_rule,
            "replications": file.replications,
            "confidence": file.confidence.as_f64(),
            "chance": chance(),
        });
        let tail = json!({
            "tables": self.tables,
            "inputs": inputs(checked),
            "scenario_folder": scenario_folder(self.folder, checked),
            "started": circumstances.started,
            "wall_s": circumstances.wall_s,
            "threads": circumstances.threads,
            "machine": circumstances.machine,
        });
        let parts = [head, own, tail].into_iter().filter_map(|part| match part {
            Value::Object(map) => Some(map),
            _ => None,
        });
        // A later part that says more of the same wins.
        let document: Map<String, Value> = parts.flatten().collect();
        format!("{}\n", serde_json::to_string_pretty(&document).expect("every key is a text"))
    }
}
