//! What each verb does.

pub(crate) mod calibrate;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod diff;
mod experiment;
pub(crate) mod explain;
pub(crate) mod frontier;
pub(crate) mod init;
pub(crate) mod list;
pub(crate) mod rerun;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod sense;
pub(crate) mod starts;
pub(crate) mod stress;
pub(crate) mod swarm;
pub(crate) mod sweep;
pub(crate) mod trace;
pub(crate) mod tune;

use std::path::{Path, PathBuf};

use files::publish::{MANIFEST, SCENARIO};
use scenario::{Checked, Refused, open};

use crate::arguments::Layers;

/// Reads and checks one scenario; of a folder of results, the one that made them.
fn read(file: &Path, layers: &Layers) -> Result<Checked, Box<Refused>> {
    open(&layers.request(&scenario_of(file)))
}

/// The scenario file that is meant: the file itself, or that in a folder of results.
fn scenario_of(file: &Path) -> PathBuf {
    let is_results = file.is_dir() && file.join(MANIFEST).is_file();
    if is_results { file.join(SCENARIO) } else { file.into() }
}
