//! Flags of every experiment: how it is run, and where its results go.

use std::path::PathBuf;

use clap::Args;

use super::MOST_THREADS;

/// How an experiment is run, and where its results go.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Experiment {
    /// Print what would be played, the expected time and disk, and simulate nothing more
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Start anew: remove the rows of earlier runs in this folder
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Go on with the rows that are there; this is the default
    #[arg(long, conflicts_with = "fresh")]
    pub(crate) resume: bool,
    /// Start nothing more after this time, as in `10 min`; what is under way is finished
    #[arg(long, value_name = "TIME")]
    pub(crate) budget: Option<String>,
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
}
