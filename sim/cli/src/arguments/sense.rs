//! Flags of `sense`.

use std::path::PathBuf;

use clap::Args;

use super::{Experiment, Layers, Speech};

/// Which settings matter, and how much is luck: Morris screening or Sobol indices
///
/// What varies is in the file (`[sense]`) or in `--vary`; the number of the replication is one more factor, named
/// `luck`. Results go to `<output>/<name>-sense-<hash>`: effects.csv or indices.csv, design.csv, runs.csv,
/// manifest.json, charts. Rows are kept as they are played: the same command goes on where it was.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel sense my.toml --vary 'nodes.home.count=lin(50, 400)' --vary 'users.chat.arrival.poisson.rate=lin(1 /s, 9 /s)' \\
                           --of answer_latency_mean_s
  windtunnel sense my.toml --vary 'gateway.front.scheduling=[random, power_of_d]' --vary 'gateway.front.retries=[0, 1, 2]'
  windtunnel sense my.toml --method sobol --blocks 1024        what is in [sense], as shares of the variance
  windtunnel sense my.toml --dry-run                           points, expected time and disk

Morris costs trajectories x (settings + 2) replications and says which settings matter at all; Sobol costs
blocks x (settings + 3) and says which share of the variance each carries. Screen many settings by Morris first.")]
pub(crate) struct Sense {
    /// A scenario file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// A setting with its values: lin(FROM, TO), log(FROM, TO) or a list; repeatable
    #[arg(long = "vary", value_name = "PATH=VALUES")]
    pub(crate) vary: Vec<String>,
    /// A metric to look at, as in claims; repeatable; without it, those of the claims
    #[arg(long = "of", value_name = "METRIC")]
    pub(crate) of: Vec<String>,
    /// `morris` or `sobol`
    #[arg(long, value_name = "METHOD")]
    pub(crate) method: Option<String>,
    /// Number of Morris trajectories
    #[arg(long, value_name = "N")]
    pub(crate) trajectories: Option<u32>,
    /// Number of Morris levels, even
    #[arg(long, value_name = "N")]
    pub(crate) levels: Option<u32>,
    /// Number of Sobol blocks, best a power of two
    #[arg(long, value_name = "N")]
    pub(crate) blocks: Option<u32>,
    /// Give up when more points than this have failed
    #[arg(long, value_name = "N")]
    pub(crate) max_failed: Option<usize>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) experiment: Experiment,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
