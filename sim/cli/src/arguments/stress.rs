//! Flags of `stress`.

use std::path::PathBuf;

use clap::Args;

use super::ci::Ci;
use super::{Experiment, Layers, Speech};

/// Play a scenario in calm and under weather, on the same random numbers: what moves first, how far, and until when
///
/// All weather of the library is played, or what `--weather` names; what has nothing to strike in this scenario is
/// listed so. Each claim that holds in calm is judged under each weather (Holm over the weather). Results go to
/// `<output>/<name>-stress-<hash>`: tables of signals, metrics, coins and claims, the scenario
/// under each weather in scenarios/, charts, report.html. The same command goes on where an interrupted one was.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  windtunnel stress my.toml
  windtunnel stress my.toml --weather zone_outage='20 min' --weather mass_exit='10 %' --at '6 h'
  windtunnel stress my.toml --weather flash_crowd=2 --weather flash_crowd=4 --bins '1 min'
  windtunnel stress my.toml --list                                the weather, and where it would strike
  windtunnel stress my.toml --adversary                           the mildest weather that breaks a claim
  windtunnel stress my.toml --junit stress.xml                    one case per claim and weather

Exit codes: 3 if a claim fails under some weather, 4 if one is undecided or none holds in calm, 2 if weather that is
named changes nothing.")]
pub(crate) struct Stress {
    /// A scenario file, or a result folder
    #[arg(value_name = "FILE", required_unless_present = "list")]
    pub(crate) file: Option<PathBuf>,
    /// Weather with its strength, such as `mass_exit` or `mass_exit='10 %'`; repeatable; all without it
    #[arg(long = "weather", value_name = "NAME[=STRENGTH]")]
    pub(crate) weather: Vec<String>,
    /// When it strikes; after a third of the run without it
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// How long it lasts where its strength is no time; 5 bins without it
    #[arg(long, value_name = "TIME")]
    pub(crate) lasts: Option<String>,
    /// Width of the bins in which weather is compared with calm; a 120th of the run without it
    #[arg(long, value_name = "WIDTH")]
    pub(crate) bins: Option<String>,
    /// Also search for the mildest weather that breaks a claim: bisection over each strength; writes mildest.toml
    #[arg(long)]
    pub(crate) adversary: bool,
    /// List the weather; with a file, how it would strike there
    #[arg(long)]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) layers: Layers,
    #[command(flatten)]
    pub(crate) experiment: Experiment,
    #[command(flatten)]
    pub(crate) ci: Ci,
    #[command(flatten)]
    pub(crate) speech: Speech,
}
