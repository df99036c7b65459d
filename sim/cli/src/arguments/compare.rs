//! The arguments of `compare`.

use std::path::PathBuf;

use clap::Args;

use super::ci::Ci;
use super::{Layers, MOST_THREADS, Speech};

/// Compare scenarios on the same random numbers: which metrics differ, by how much, and how sure that is
///
/// Replications are paired by number, so that both sides of a pair meet the same requests, sessions and faults. Each
/// metric gets its mean difference with an interval, the ratio of its means, and a verdict: better, worse, differs
/// (where neither way is better), same, or undecided, with the number of further replications that would probably
/// decide. Verdicts are adjusted for the number of metrics that are judged (Holm), so that with a probability of 95 %
/// none of them is wrong. Claims are not judged, and add no replications. One long run of each (`study = "steady"`, one
/// replication) is cut into batches of the same times, and these are paired; intervals allow for their correlation.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel compare my.toml --with gateway.front.scheduling=power_of_d
  windtunnel compare old.toml new.toml --replications 50
  windtunnel compare my.toml --with nodes.home.count=80 --metric answer_latency_p95_s --metric cheat_profit_usd
  windtunnel compare my.toml --replications 1 --set study=steady --with nodes.home.count=80      long runs, in batches
  windtunnel compare my.toml --with gateway.front.scheduling=random --with nodes.home.count=80 --ablate
  windtunnel compare my.toml --baseline output/my-1a2b3c4d      against earlier results, which are not played again
  windtunnel compare main.toml pr.toml --fail-if-worse answer_latency_p95_s --junit out.xml      in continuous integration

Exit codes: 0, whatever differs; with --fail-if-worse 3 if such a metric is worse, 4 if it is undecided.
The files of a comparison are explained in output/README.md.")]
pub(crate) struct Compare {
    /// Scenario files, or result folders; all are compared with the first
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Compare with the first scenario with this value changed; all `--with` together are one more contender
    #[arg(long = "with", value_name = "PATH=VALUE")]
    pub(crate) with: Vec<String>,
    /// Compare all with these earlier results of `run` instead of with the first file
    #[arg(long, value_name = "DIR")]
    pub(crate) baseline: Option<PathBuf>,
    /// Also turn each changed setting back by itself, to see which one carries the effect; at most 32
    #[arg(long)]
    pub(crate) ablate: bool,
    /// Judge only this metric, as claims write it; repeatable. Fewer metrics are decided by fewer replications
    #[arg(long = "metric", value_name = "METRIC")]
    pub(crate) metrics: Vec<String>,
    /// Exit with 3 if this metric is worse than the first scenario's, and with 4 if that is undecided; repeatable
    #[arg(long = "fail-if-worse", value_name = "METRIC")]
    pub(crate) fail_if_worse: Vec<String>,
    /// Print Markdown, as for a comment on a pull request
    #[arg(long, conflicts_with = "json")]
    pub(crate) markdown: bool,
    #[command(flatten)]
    pub(crate) layers: Layers,
    /// Threads; 0 for the number of cores. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=MOST_THREADS))]
    pub(crate) threads: u16,
    /// Folder in which the result folder is created
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) output: PathBuf,
    /// Draw no charts and no report.html
    #[arg(long)]
    pub(crate) no_charts: bool,
    #[command(flatten)]
    pub(crate) ci: Ci,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
