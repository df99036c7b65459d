//! What each verb does.

pub(crate) mod calibrate;
pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod list;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod swarm;
pub(crate) mod trace;

use std::path::Path;

use lab::scenario::{Checked, Refused, open};

use crate::arguments::Layers;

/// Reads and checks one scenario.
fn read(file: &Path, layers: &Layers) -> Result<Checked, Box<Refused>> {
    open(&layers.request(file))
}
