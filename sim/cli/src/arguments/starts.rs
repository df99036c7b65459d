//! The arguments of `starts`.

use std::path::PathBuf;

use clap::Args;

use super::{Layers, MOST_THREADS, Speech};

/// Play a scenario from several starts on the same seeds: does it matter where it begins?
///
/// The starts are in the file (`[starts]`), with the metric that tells in which state a run ends. Where choices feed on
/// themselves (users go where users are, operators stay where others stay) a scenario may end in more than one way, and
/// one start shows one of them. `starts` counts the end states (Hartigan's dip test), prints the chance of each by
/// start with exact limits, and says whether the start matters, by permutations of starts within seeds. Where it is
/// forgotten and there is one end state, the mean is printed with its interval. Results go to
/// `<output>/<name>-starts-<hash>`: runs.csv, states.csv, manifest.json.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel starts scenarios/unified/tipping.toml
  windtunnel starts my.toml --replications 40 --set users.all.gateway_choice.logit.herd=0.8

Exit codes: 0, whatever comes out; with `starts.expects` 3 if it is the other way round, 4 if it is undecided.
The files are explained in output/README.md.")]
pub(crate) struct Starts {
    /// A scenario file with `[starts]`
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) layers: Layers,
    /// Threads; 0 for the number of cores. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=MOST_THREADS))]
    pub(crate) threads: u16,
    /// Folder in which the result folder is created
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
