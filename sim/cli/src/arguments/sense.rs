//! Flags of `sense`.

use std::path::PathBuf;

use clap::Args;

use super::{Layers, MOST_THREADS, Speech};

/// Which settings matter, and how much is luck: Morris screening or Sobol indices
///
/// What varies is in the file (`[sense]`) or in `--vary`; the number of the replication is one more factor, named
/// `luck`. Results go to `<output>/<name>-sense-<hash>`: effects.csv or indices.csv, design.csv, runs.csv,
/// manifest.json, charts. Rows are kept as they are played: the same command goes on where it was.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
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
    /// Print points, expected time and disk, and simulate nothing more
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Start anew: remove the rows of earlier runs in this folder
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Go on with the rows that are there; this is the default
    #[arg(long, conflicts_with = "fresh")]
    pub(crate) resume: bool,
    /// Give up when more points than this have failed
    #[arg(long, value_name = "N")]
    pub(crate) max_failed: Option<usize>,
    /// Start nothing more after this time, as in `10 min`; the result is then partial
    #[arg(long, value_name = "TIME")]
    pub(crate) budget: Option<String>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    /// Threads; 0 for the number of cores. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=MOST_THREADS))]
    pub(crate) threads: u16,
    /// Folder in which the folder of results is created
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) output: PathBuf,
    /// The folder of results itself, instead of one in `--output`
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// Draw no charts and no report.html
    #[arg(long)]
    pub(crate) no_charts: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
