//! Flags of `tune`.

use std::path::PathBuf;

use clap::Args;

use super::{Experiment, Layers, Speech};

/// Search the values of some settings that are best by a goal, and test the winner on fresh seeds
///
/// What is chosen, the goals and the constraints stand in the file (`[tune]`) or in flags. All candidates have the same
/// random numbers; the winner is played again on others, so that its promise is told from its luck. Results go to
/// `<output>/<name>-tune-<hash>`: tuned.toml, which runs, candidates.csv, winner.csv, front.csv, manifest.json, charts.
/// Rows are kept as they are played: after Ctrl-C or a crash the same command goes on where it was.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel tune my.toml --vary 'nodes.home.count=lin(50, 400)' --minimise 'abs(operator_margin_usd_h[nodes.home])'
  windtunnel tune my.toml --vary 'gateway.front.scheduling=[random, power_of_d, round_robin]' \\
                          --minimise 'p95(answer_latency_p99_s)'
  windtunnel tune my.toml --vary 'network.alpha.verification.spot.spot_check.rate=log(0.1 %, 20 %)' \\
                          --minimise 'wrong_accepted_share[network.alpha]' \\
                          --subject-to 'chance(operator_margin_usd_h[nodes.home] > 0) > 95 %' \\
                          --over 'users.chat.arrival.poisson.rate=[2 /s, 8 /s]'
  windtunnel tune my.toml --budget-runs 10000 --fresh-replications 400      with a [tune] table
  windtunnel tune my.toml --dry-run                                         candidates, runs and time

Goals and constraints name metrics as claims do, alone or in an aggregate over the replications: mean(x), p95(x),
cvar(x, 5 %), chance(x > 0). Candidates are judged in every combination of the values of --over, and by the worst.
Two goals or three give a front. The exit code is 3 if no candidate meets the constraints, and 4 if time ended before
anything was decided.")]
pub(crate) struct Tune {
    /// A scenario file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// A setting to be chosen, with its values: lin(FROM, TO), log(FROM, TO) or a list; repeatable
    #[arg(long = "vary", value_name = "PATH=VALUES")]
    pub(crate) vary: Vec<String>,
    /// A setting that nobody chooses, with a list of values: candidates are judged in all of them; repeatable
    #[arg(long = "over", value_name = "PATH=VALUES")]
    pub(crate) over: Vec<String>,
    /// What is to be as little as possible; repeatable
    #[arg(long = "minimise", visible_alias = "minimize", value_name = "GOAL")]
    pub(crate) minimise: Vec<String>,
    /// What is to be as much as possible; repeatable
    #[arg(long = "maximise", visible_alias = "maximize", value_name = "GOAL")]
    pub(crate) maximise: Vec<String>,
    /// What must hold, as in `p95(answer_latency_mean_s) < 2 s`; repeatable
    #[arg(long = "subject-to", value_name = "COMPARISON")]
    pub(crate) subject_to: Vec<String>,
    /// Runs that the search may play, a replication in an environment each
    #[arg(long, value_name = "N")]
    pub(crate) budget_runs: Option<u64>,
    /// Fresh replications of the winner
    #[arg(long, value_name = "N")]
    pub(crate) fresh_replications: Option<u64>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) experiment: Experiment,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
