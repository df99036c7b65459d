//! Where a text comes from.

use std::path::PathBuf;

/// Where a text comes from, to find what it names beside itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Home {
    /// A file.
    Disk(PathBuf),
    /// A preset that is built into the program, by its path.
    Shipped(String),
    /// An argument of the command line.
    Argument,
}
