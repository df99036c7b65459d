//! Verbs and flags of the command line.

mod calibrate;
mod ci;
mod compare;
mod diff;
mod experiment;
mod frontier;
mod layers;
mod sense;
mod starts;
mod stress;
mod sweep;
pub(crate) mod trace;
mod tune;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use self::trace::Trace;
pub(crate) use calibrate::Calibrate;
use ci::Ci;
pub(crate) use compare::Compare;
pub(crate) use diff::Diff;
pub(crate) use experiment::Experiment;
pub(crate) use frontier::Frontier;
pub(crate) use layers::{Layers, preset_folder};
pub(crate) use sense::Sense;
pub(crate) use starts::Starts;
pub(crate) use stress::Stress;
pub(crate) use sweep::{Merge, Rerun, Sweep};
pub(crate) use tune::Tune;

/// A wind tunnel for decentralised AI-inference networks.
///
/// Describe networks, nodes, gateways, users, rules and faults in one TOML file. windtunnel simulates requests and
/// payments, and reports with confidence intervals whether the mechanism holds.
#[derive(Debug, Parser)]
#[command(name = "windtunnel", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

const EXAMPLES: &str = "\
Start here:
  windtunnel init my.toml       write a commented scenario that runs as it is
  windtunnel run my.toml        simulate it; the results are under output/
  windtunnel list               everything that a scenario can choose

Exit codes (where several hold, the first of 1, 2, 130, 3, 4):
  0  all is well                 1  internal error, with the evidence
  2  bad usage, a bad file, or   3  a claim failed, two runs differ, a metric is worse,
     output that could not          or no candidate of a search meets its constraints
     be written
  4  a claim or a search is undecided, a precision was not reached, or a calibration was too noisy
130  interrupted; finished replications are written";

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Run(Run),
    Sweep(Sweep),
    Tune(Tune),
    Merge(Merge),
    Rerun(Rerun),
    Stress(Stress),
    Sense(Sense),
    Frontier(Frontier),
    Check(Check),
    Compare(Compare),
    Starts(Starts),
    List(List),
    Schema(Schema),
    Explain(Explain),
    Init(Init),
    Trace(Trace),
    Calibrate(Calibrate),
    Swarm(Swarm),
    Diff(Diff),
}

impl Verb {
    /// How the program is to speak.
    pub(crate) fn speech(&self) -> &Speech {
        match self {
            Self::Run(run) => &run.speech,
            Self::Sweep(sweep) => &sweep.speech,
            Self::Tune(tune) => &tune.speech,
            Self::Merge(merge) => &merge.speech,
            Self::Rerun(rerun) => &rerun.speech,
            Self::Stress(stress) => &stress.speech,
            Self::Sense(sense) => &sense.speech,
            Self::Frontier(frontier) => &frontier.speech,
            Self::Check(check) => &check.speech,
            Self::Compare(compare) => &compare.speech,
            Self::Starts(starts) => &starts.speech,
            Self::List(list) => &list.speech,
            Self::Schema(schema) => &schema.speech,
            Self::Explain(explain) => &explain.speech,
            Self::Init(init) => &init.speech,
            Self::Trace(trace) => &trace.speech,
            Self::Calibrate(calibrate) => &calibrate.speech,
            Self::Swarm(swarm) => &swarm.speech,
            Self::Diff(diff) => &diff.speech,
        }
    }
}

/// Simulate scenarios, write their results and print a summary with intervals
///
/// All files are checked before the first is simulated. Each writes a folder `<output>/<name>-<hash>`; the same
/// scenario replaces its own folder. Ctrl-C writes the finished replications; a second Ctrl-C stops at once. What was
/// interrupted or killed goes on when it is run again: replications that are on disk are not played again.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel run scenarios/quickstart.toml
  windtunnel run my.toml --replications 50 --set gateway.front.scheduling=power_of_d
  windtunnel run my.toml --set nodes.home.count=500 --set 'users.chat.arrival.poisson.rate=40 /s'
  windtunnel run my.toml --set 'precision={relative=\"2 %\",of=[\"answer_latency_mean_s\"]}'
  windtunnel run my.toml --set study=steady --replications 1      one long run, intervals by batch means
  windtunnel run a.toml b.toml --json --quiet > results.json
  windtunnel run scenarios/*.toml --junit junit.xml --undecided pass      in continuous integration
  windtunnel run my.toml --set 'horizon=10 min' --requests --timeline
  windtunnel run output/my-1a2b3c4d --replications 100      earlier results again, with their copies of the data

Closed forms of `check` are printed beside the metrics that they predict. They agree where the value is within the interval,
widened to four standard errors to either side and 0.1 % of the value; where they differ, what the form takes for granted and
the run does not have is told. Policies of which no act was counted are named.

The files of a result are explained in output/README.md.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Run {
    /// Scenario files, or result folders
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    /// Threads; 0 for the number of cores; at most the number of replications. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=MOST_THREADS))]
    pub(crate) threads: u16,
    /// Folder in which result folders are created
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) output: PathBuf,
    /// Play all replications anew, also those that an interrupted run left in the output folder
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Draw no charts and no report.html, which saves a second or two
    #[arg(long)]
    pub(crate) no_charts: bool,
    /// Also play each scenario that has `[pace]` with half of its windows, and tell by how much what is shown differs
    #[arg(long)]
    pub(crate) pace_bias: bool,
    /// Also write requests.csv: one line per request, of all replications (columns: `list requests`)
    #[arg(long)]
    pub(crate) requests: bool,
    /// Also write timeline.json: what nodes and requests of replication 0 do, for ui.perfetto.dev; small runs only
    #[arg(long)]
    pub(crate) timeline: bool,
    #[command(flatten)]
    pub(crate) ci: Ci,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Check scenarios without simulating them: all errors at once, each with its line and a fix
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel check scenarios/*.toml
  windtunnel check my.toml --set horizon='2 d' --json
  windtunnel check my.toml --theory      every closed form that applies, with formula, inputs and source
  windtunnel check my.toml --chart corridor.svg      the slashes that deter and are bearable, by the rate of checks")]
pub(crate) struct Check {
    /// Scenario files, or result folders
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print all closed forms that apply, each with formula, inputs and source; without it, of each theme only those
    /// beyond their bounds, or else the one nearest to its bound
    #[arg(long)]
    pub(crate) theory: bool,
    /// Draw the slash corridor of the only file over the rate of checks: which slash makes cheating a loss and honesty
    /// a gain, and what a conviction takes now. The file must not be there yet, and its name ends in .svg
    #[arg(long, value_name = "SVG")]
    pub(crate) chart: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// List what a scenario can choose: policies, settings, distributions, metrics, views, scenarios
#[derive(Debug, Args)]
#[command(after_help = "\
Topics:
  (none)       all modules with their policies, one line each
  a module     its policies with their settings, units, bounds and defaults, as in `list scheduling`
  settings     all settings by path, and which may change during a run (`--live` for these alone)
  laws         the probability distributions that can be used for a time or a number
  metrics      all metrics, with their owners
  requests     the columns of requests.csv, which `run --requests` writes
  columns      what a gateway knows of nodes, for `scheduling.score` and `scheduling.weighted`
  views        what the policies of each module see and answer
  scenarios    the scenarios under ./scenarios, each with its question
  presets      the presets that --preset and `extends` can name
  hardware     the hardware that nodes can name, as in `hardware = \"rtx_4090\"`
  llm          the llms that nodes and users can name, as in `llms = [\"llama_8b\"]`

Examples:
  windtunnel list
  windtunnel list gateway.scheduling
  windtunnel list metrics --json")]
pub(crate) struct List {
    /// What to list
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
    /// With `settings`: list only those that may change during a run
    #[arg(long)]
    pub(crate) live: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Print the JSON Schema of scenario files, for completion and checks in editors
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  windtunnel schema > schema.json
Then write `#:schema ./schema.json` into a scenario, below its first line; editors with a TOML language
server (Even Better TOML, taplo) then complete keys and show their documentation.")]
pub(crate) struct Schema {
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Explain a scenario, with the origin of every value; or one policy, distribution, metric or setting
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel explain my.toml                  the resolved scenario, with the origin of every value
  windtunnel explain power_of_d               a policy
  windtunnel explain wrong_accepted_share     a metric
  windtunnel explain gateway.view_age         a setting
  windtunnel explain cost rtx_4090 llama_8b   time and cost of tokens on hardware; several side by side:
  windtunnel explain cost h100 h200 llama_70b --json
  windtunnel explain cost toy_card qwen3_1p7b --in scenarios/kernel_tables.toml")]
pub(crate) struct Explain {
    /// A scenario file, or the name of a policy, distribution, metric or setting; or `cost`, then hardware and an llm
    #[arg(value_name = "FILE|NAME")]
    pub(crate) what: String,
    /// After `cost`: one class of hardware or several, then the llm (see `list hardware`, `list llm`)
    #[arg(value_name = "HARDWARE… LLM")]
    pub(crate) pair: Vec<String>,
    /// After `cost`: a scenario whose own hardware, llms and tables take precedence
    #[arg(long = "in", value_name = "FILE")]
    pub(crate) inside: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Write a commented scenario that runs as it is; never overwrites a file
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  windtunnel init my.toml && windtunnel run my.toml")]
pub(crate) struct Init {
    /// The file to write
    #[arg(value_name = "FILE", default_value = "scenario.toml")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Run random scenarios: each must satisfy every law and give the same result twice
///
/// A seed draws all policies, sizes and faults of a scenario; books, lines, rosters, bonds and gauges are audited
/// during the run. If one fails, its command line is printed, and the smallest scenario that still fails is written.
/// The exit code is then 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel swarm --runs 500                              a few seconds
  windtunnel swarm --runs 10000 --events 1000000           a long run, some hours
  windtunnel swarm --seed 17 --runs 1 -o failing.toml      one scenario again, reduced")]
pub(crate) struct Swarm {
    /// The first seed; the others follow it
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Number of scenarios
    #[arg(long, value_name = "M", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) runs: u64,
    /// Approximate number of events in a scenario
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(100..=100_000_000))]
    pub(crate) events: u32,
    /// Threads; 0 for the number of cores
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=MOST_THREADS))]
    pub(crate) threads: u16,
    /// File for the smallest failing scenario; must not exist yet; without it, stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// How the program speaks.
#[derive(Debug, Args)]
pub(crate) struct Speech {
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print only errors on stderr: no progress, no notes
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// Threads that may be asked for: more than a study has replications under way at once.
const MOST_THREADS: i64 = 256;

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn verbs_and_flags_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }
}
