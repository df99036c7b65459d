//! Verbs and flags of the command line.

mod calibrate;
pub(crate) mod trace;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use files::Request;

use self::trace::Trace;
pub(crate) use calibrate::Calibrate;

/// A wind tunnel for decentralised AI-inference networks.
///
/// Describe networks, nodes, gateways, users, rules and bad weather in one TOML file; windtunnel simulates every
/// request and every coin, and says with intervals whether the mechanism holds.
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
  2  bad usage, a bad file, or   3  a claim failed, or two runs differ
     output that was not taken
  4  a claim is undecided, a precision was not reached, or a calibration was too noisy
130  interrupted; finished replications are written";

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Run(Run),
    Check(Check),
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
            Self::Check(check) => &check.speech,
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
/// scenario replaces its own. Ctrl-C writes what is finished; a second one stops at once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel run scenarios/quickstart.toml
  windtunnel run my.toml --replications 50 --set gateway.front.scheduling=power_of_d
  windtunnel run my.toml --set nodes.home.count=500 --set 'users.chat.arrival.poisson.rate=40 /s'
  windtunnel run my.toml --set 'precision={relative=\"2 %\",of=[\"answer_latency_mean_s\"]}'
  windtunnel run my.toml --set study=steady --replications 1      one long run, intervals by batch means
  windtunnel run a.toml b.toml --json --quiet > results.json
  windtunnel run my.toml --set 'horizon=10 min' --requests --timeline
  windtunnel run output/my-1a2b3c4d --replications 100      earlier results again, from the data they hold

The files of a result are explained in output/README.md.")]
pub(crate) struct Run {
    /// Scenario files, or folders of results
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    /// Threads; 0 for as many as there are cores; never more than replications. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=MOST_THREADS))]
    pub(crate) threads: u16,
    /// Folder in which the folders of results are made
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) output: PathBuf,
    /// Draw no charts and no report.html, which saves a second or two
    #[arg(long)]
    pub(crate) no_charts: bool,
    /// Write requests.csv too: one line a request, of all replications (columns: `list requests`)
    #[arg(long)]
    pub(crate) requests: bool,
    /// Write timeline.json too: what nodes and requests of replication 0 do when, for ui.perfetto.dev; small runs only
    #[arg(long)]
    pub(crate) timeline: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Check scenarios without simulating them: all faults at once, each with its line and what would serve
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel check scenarios/*.toml
  windtunnel check my.toml --set horizon='2 d' --json")]
pub(crate) struct Check {
    /// Scenario files, or folders of results
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// List what a scenario can choose: wings with their policies, laws, metrics, views, scenarios
#[derive(Debug, Args)]
#[command(after_help = "\
Topics:
  (none)       all wings with their policies, one line each
  a wing       its policies with their settings, units, bounds and defaults, as in `list scheduling`
  settings     all settings by their paths, and which may change while a world runs (`--live` for these alone)
  laws         the laws of chance that may stand for a span of time or a number
  metrics      all metrics, with their owners
  requests     the columns of requests.csv, which `run --requests` writes
  columns      what a gateway knows of nodes, for `scheduling.score` and `scheduling.weighted`
  views        what the policies of each wing see and answer
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
    /// Of settings list only those that may change while a world runs
    #[arg(long)]
    pub(crate) live: bool,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Print the JSON Schema of scenario files, with which editors complete and check
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  windtunnel schema > schema.json
Then write `#:schema ./schema.json` into a scenario (below its first line, the question); editors with a TOML language
server (Even Better TOML, taplo) complete keys and show their meaning from there on.")]
pub(crate) struct Schema {
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Explain a scenario, with the origin of every value; or one policy, law, metric or setting
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel explain my.toml                  the scenario as resolved, and where every value comes from
  windtunnel explain power_of_d               a policy
  windtunnel explain wrong_accepted_share     a metric
  windtunnel explain gateway.view_age         a setting
  windtunnel explain cost rtx_4090 llama_8b   what tokens take and cost on hardware; several side by side:
  windtunnel explain cost h100 h200 llama_70b --json
  windtunnel explain cost toy_card qwen3_1p7b --in scenarios/kernel_tables.toml")]
pub(crate) struct Explain {
    /// A scenario file, or the name of a policy, law, metric or setting; or `cost`, then hardware and an llm
    #[arg(value_name = "FILE|NAME")]
    pub(crate) what: String,
    /// After `cost`: one class of hardware or several, then the llm (see `list hardware`, `list llm`)
    #[arg(value_name = "HARDWARE… LLM")]
    pub(crate) pair: Vec<String>,
    /// After `cost`: a scenario whose own hardware, llms and tables are asked first
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

/// Play random worlds: a seed draws a whole scenario, which must keep every law and run twice alike
///
/// All wings, sizes and weather are drawn; books, lines, rosters, bonds and gauges are audited as it runs. A world that
/// fails is printed as a command line, and the smallest scenario that still fails is written. Exit code 1 then.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel swarm --runs 500                              a few seconds
  windtunnel swarm --runs 10000 --events 1000000           the long run, hours
  windtunnel swarm --seed 17 --runs 1 -o failing.toml      one world again, made small")]
pub(crate) struct Swarm {
    /// The first seed; the others follow it
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Worlds
    #[arg(long, value_name = "M", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) runs: u64,
    /// Events in a world, about
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(100..=100_000_000))]
    pub(crate) events: u32,
    /// Threads; 0 for as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=MOST_THREADS))]
    pub(crate) threads: u16,
    /// File for the smallest failing scenario, which must not be there yet; stdout without it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// Name the first event in which two runs differ, with the last common ones
///
/// A run is a folder of results or a scenario file. Both are played again side by side, by this version: the folder's
/// `scenario.toml` is what counts, and where its manifest tells of another version, that is said. Points of series and
/// other observations are left out. Where all events are the same, postings are compared, then metrics. Exit code 0
/// when nothing differs, 3 when something does.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel diff output/quickstart-1a2b3c4d output/quickstart-5e6f7a8b
  windtunnel diff my.toml --with gateway.front.scheduling=random
  windtunnel diff my.toml --with nodes.home.count=121 --replication 3 --context 20
  windtunnel diff old.toml new.toml --set horizon='1 h' --json")]
pub(crate) struct Diff {
    /// A folder of results or a scenario file
    #[arg(value_name = "RUN")]
    pub(crate) first: PathBuf,
    /// The other one; without it the first again, for use with --with
    #[arg(value_name = "RUN")]
    pub(crate) second: Option<PathBuf>,
    /// Change one value of the second run only, as in `--with seed=2`; repeatable
    #[arg(long = "with", value_name = "KEY=VALUE")]
    pub(crate) with: Vec<String>,
    /// Which replication; without it the first whose fingerprints in the manifests differ, else 0
    #[arg(long, value_name = "N")]
    pub(crate) replication: Option<u32>,
    /// How many of the last common events to show
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) context: u32,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// What is laid over a scenario file.
#[derive(Clone, Debug, Args)]
pub(crate) struct Layers {
    /// Change one value, as in `--set nodes.home.count=500`; repeatable, wins over all files
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) sets: Vec<String>,
    /// Lay a preset over the file, by name or path; repeatable, later wins (see `list presets`)
    #[arg(long = "preset", value_name = "NAME")]
    pub(crate) presets: Vec<String>,
    /// Seed of all chance
    #[arg(long, value_name = "N", allow_negative_numbers = true,
          value_parser = clap::value_parser!(u64).range(0..=i64::MAX as u64))]
    pub(crate) seed: Option<u64>,
    /// Replications, each with its own chance
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) replications: Option<u32>,
}

/// How the program speaks.
#[derive(Debug, Args)]
pub(crate) struct Speech {
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing on stderr but errors: no progress, no notes
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// Threads that may be asked for: more than a study has replications under way at once.
const MOST_THREADS: i64 = 256;

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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn verbs_and_flags_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }
}
