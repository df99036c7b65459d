//! Flags that change what is in a scenario file.

use std::path::PathBuf;

use clap::Args;
use files::Request;

/// What is laid over a scenario file.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Layers {
    /// Change one value, as in `--set nodes.home.count=500`; repeatable, overrides all files; `none` takes an optional
    /// setting away, as in `--set gateway.front.hedge=none`
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) sets: Vec<String>,
    /// Apply a preset on top of the file, by name or path; repeatable, later ones win (see `list presets`)
    #[arg(long = "preset", value_name = "NAME")]
    pub(crate) presets: Vec<String>,
    /// Seed of all random numbers
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(0..=i64::MAX as u64))]
    pub(crate) seed: Option<u64>,
    /// Number of independent replications
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) replications: Option<u32>,
}

/// Where hardware and LLMs lie, seen from where one works and from a file.
const MODELS: &str = "models";
/// Where presets lie, seen from where one works and from a file.
const PRESETS: &str = "presets";

impl Layers {
    /// The same with other `--set`.
    pub(crate) fn with(&self, sets: Vec<String>) -> Self {
        Self { sets, ..self.clone() }
    }
    /// What to load for a file.
    pub(crate) fn request(&self, file: &std::path::Path) -> Request {
        let flag = |name, key: &str, value: Option<u64>| value.map(|value| (name, format!("{key}={value}")));
        let flags = [
            flag("--seed", "seed", self.seed),
            flag("--replications", "replications", self.replications.map(u64::from)),
        ];
        let beside = file.parent().map(|folder| folder.join(PRESETS));
        Request {
            file: file.into(),
            presets: self.presets.clone(),
            sets: self.sets.clone(),
            flags: flags.into_iter().flatten().collect(),
            preset_folders: beside.into_iter().chain([preset_folder()]).collect(),
            model_folders: file.parent().map(|folder| folder.join(MODELS)).into_iter().chain([MODELS.into()]).collect(),
            ..Request::default()
        }
    }
}

/// The folder of the shipped presets, seen from the root of the repository.
pub(crate) fn preset_folder() -> PathBuf {
    PathBuf::from("scenarios").join(PRESETS)
}
