//! Flags of `sweep` and `merge`.

use std::path::PathBuf;

use clap::Args;
use lab::sweep::Shard;

use super::{Experiment, Layers, MOST_THREADS, Speech};

/// Run a scenario at many points: settings vary by a design, all on the same random numbers
///
/// What varies stands in the file (`[sweep]`) or in `--vary`. Results go to `<output>/<name>-sweep-<hash>`: design.csv,
/// runs.csv, summary.csv, claims.csv, manifest.json, charts. Rows are kept as they are played: after Ctrl-C, a crash or
/// a power cut the same command goes on where it was. A point that fails is a row with an error; the others go on.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel sweep my.toml --vary 'nodes.home.count=lin(50, 400, 8)'
  windtunnel sweep my.toml --vary 'network.alpha.verification.spot.spot_check.rate=log(0.1 %, 10 %, 12)' \\
                           --vary 'gateway.front.scheduling=[random, power_of_d]'
  windtunnel sweep my.toml --vary 'nodes.home.count=lin(50, 400)' --vary 'users.chat.arrival.poisson.rate=lin(1 /s, 9 /s)' \\
                           --design sobol --points 128
  windtunnel sweep my.toml --dry-run                              points, replications, time and disk
  windtunnel sweep my.toml --set sweep.file=design.csv            points from outside; its header names settings
  windtunnel sweep my.toml --shard $SLURM_ARRAY_TASK_ID/64        one of 64 parts, from 0; then `merge` the folder

A list may hold whole policies, as in `[random, { power_of_d = { d = 3 } }]`. Both ends of lin() and log() are included.")]
pub(crate) struct Sweep {
    /// A scenario file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// A setting with its values: lin(FROM, TO, N), log(FROM, TO, N) or a list; repeatable
    #[arg(long = "vary", value_name = "PATH=VALUES")]
    pub(crate) vary: Vec<String>,
    /// How points are chosen: `grid`, `latin_hypercube` or `sobol`
    #[arg(long, value_name = "DESIGN")]
    pub(crate) design: Option<String>,
    /// Number of points of a Latin hypercube or a Sobol sequence
    #[arg(long, value_name = "N")]
    pub(crate) points: Option<u32>,
    /// Part I of N, from 0: each part plays its own points and leaves its rows; `merge` makes the tables
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(crate) shard: Option<Shard>,
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

/// Make the tables of a sweep from the rows of all its shards
///
/// Nothing is simulated. Shards that are missing or not complete are named as a scheduler takes them
/// (`--array=3,17,40`); rows of another build are refused.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  for i in 0 1 2; do windtunnel sweep my.toml --folder store --shard $i/3; done
  windtunnel merge store")]
pub(crate) struct Merge {
    /// The folder that the shards were written to
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Threads; 0 for the number of cores. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=MOST_THREADS))]
    pub(crate) threads: u16,
    /// Draw no charts and no report.html
    #[arg(long)]
    pub(crate) no_charts: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

fn shard(text: &str) -> Result<Shard, String> {
    let parts = text
        .split_once('/')
        .and_then(|(index, of)| Some((index.trim().parse::<u32>().ok()?, of.trim().parse::<u32>().ok()?)));
    let Some((index, of)) = parts else { return Err("write it as in `0/4`: the part, and how many there are".into()) };
    if index >= of {
        return Err(format!("parts are counted from 0: the last of {of} is {}/{of}", of.saturating_sub(1)));
    }
    Ok(Shard { index, of })
}

/// Play one run of a sweep again, with everything that is written about a run
///
/// The run is found in runs.csv, by its numbers or as the worst of a metric, and must have the same history as in the
/// sweep. Its results go to `<output>/<name>-point-<K>-replication-<N>-<hash>`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel rerun output/my-sweep-1a2b3c4d --point 17 --replication 3 --requests
  windtunnel rerun output/my-sweep-1a2b3c4d --worst answer_latency_p99_s --timeline
  windtunnel rerun output/my-sweep-1a2b3c4d --worst 'operator_margin_usd_h[nodes.home]' --point 17")]
pub(crate) struct Rerun {
    /// The folder of a sweep
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The point
    #[arg(long, value_name = "K", required_unless_present = "worst")]
    pub(crate) point: Option<usize>,
    /// The replication
    #[arg(long, value_name = "N", required_unless_present = "worst", conflicts_with = "worst")]
    pub(crate) replication: Option<u32>,
    /// The run in which this metric is worst; with --point among those of the point
    #[arg(long, value_name = "METRIC")]
    pub(crate) worst: Option<String>,
    /// Also write requests.csv: one line per request (columns: `list requests`)
    #[arg(long)]
    pub(crate) requests: bool,
    /// Also write timeline.json: what nodes and requests do, for ui.perfetto.dev; small runs only
    #[arg(long)]
    pub(crate) timeline: bool,
    /// Folder in which the folder of results is created
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) output: PathBuf,
    /// Draw no charts and no report.html
    #[arg(long)]
    pub(crate) no_charts: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
