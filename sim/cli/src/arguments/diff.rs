//! The arguments of `diff`.

use std::path::PathBuf;

use clap::Args;

use super::{Layers, Speech};

/// Find the first event in which two runs differ, and show the last common ones
///
/// A run is a result folder or a scenario file. Both are simulated again side by side, by this version, from the
/// folder's `scenario.toml`; a note says if its manifest is from another version. Points of series and other
/// observations are left out. If all events are the same, postings are compared, then metrics. The exit code is 0 if
/// nothing differs, 3 if something does.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel diff output/quickstart-1a2b3c4d output/quickstart-5e6f7a8b
  windtunnel diff my.toml --with gateway.front.scheduling=random
  windtunnel diff my.toml --with nodes.home.count=121 --replication 3 --context 20
  windtunnel diff old.toml new.toml --set horizon='1 h' --json")]
pub(crate) struct Diff {
    /// A result folder or a scenario file
    #[arg(value_name = "RUN")]
    pub(crate) first: PathBuf,
    /// The other one; without it, the first again, for use with --with
    #[arg(value_name = "RUN")]
    pub(crate) second: Option<PathBuf>,
    /// Change one value of the second run only, as in `--with seed=2`; repeatable
    #[arg(long = "with", value_name = "KEY=VALUE")]
    pub(crate) with: Vec<String>,
    /// Index of the replication; without it, the first whose fingerprints in the manifests differ, else 0
    #[arg(long, value_name = "N")]
    pub(crate) replication: Option<u32>,
    /// Number of last common events to show
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) context: u32,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
