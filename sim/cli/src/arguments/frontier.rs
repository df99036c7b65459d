//! Flags of `frontier`.

use std::path::PathBuf;

use clap::Args;

use super::{Experiment, Layers, Speech};

/// Find where a claim flips along a setting; over two settings, map how often it holds
///
/// What varies is in the file (`[frontier]`) or in `--vary`. Along one setting, points over the whole range are played
/// first, to see that the claim flips once; then the gap is halved until it is narrow enough. Each point plays as many
/// replications as its claims plan. Results go to `<output>/<name>-frontier-<hash>`: points.csv, claims.csv,
/// brackets.csv of a map, manifest.json, charts. The exit code is 0 if a flip was found, else 4.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel frontier my.toml --vary 'users.chat.arrival.poisson.rate=lin(1 /s, 90 /s)' --claim fast
  windtunnel frontier my.toml --vary 'network.alpha.slashing.fixed.share=log(0.01 %, 10 %)' --tolerance '5 %'
  windtunnel frontier scenarios/unified/tipping.toml --start dear
  windtunnel frontier my.toml --rate chat            the highest rate of users.chat at which all claims hold
  windtunnel frontier my.toml --vary 'nodes.home.count=lin(10, 100, 10)' \\
                              --vary 'users.chat.arrival.poisson.rate=lin(1 /s, 9 /s, 9)'     a map

A claim that stays undecided near the flip widens the bracket: raise its `at_most_replications`.")]
pub(crate) struct Frontier {
    /// A scenario file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The setting with its range, lin(FROM, TO) or log(FROM, TO); two, with numbers of points, make a map
    #[arg(long = "vary", value_name = "PATH=VALUES")]
    pub(crate) vary: Vec<String>,
    /// A claim that must hold; repeatable; without it, all of the scenario
    #[arg(long = "claim", value_name = "NAME")]
    pub(crate) claim: Vec<String>,
    /// Find the highest rate of these users that is sustained, from 1/16 to 16 times their own; without claims, 99 % of
    /// what is sent must be answered
    #[arg(long, value_name = "USERS", conflicts_with = "vary")]
    pub(crate) rate: Option<String>,
    /// Search from this start of the file (`[starts.from]`); a search over starts that end in different states is
    /// refused
    #[arg(long, value_name = "NAME")]
    pub(crate) start: Option<String>,
    /// Width of the bracket that is narrow enough, as a share of the range, as in `1 %`
    #[arg(long, value_name = "SHARE")]
    pub(crate) tolerance: Option<String>,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) experiment: Experiment,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
