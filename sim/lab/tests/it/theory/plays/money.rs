//! Entries about stakes on their way out and ruin.

use super::Play;

pub(super) const PLAYS: &[Play] = &[];

/// Entries that whole numbers decide, each with a test of its own in `exact`.
pub(super) const EXACT: &[(&str, &[&str])] = &[];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] =
    &["ruin-fair-band", "ruin-cramer-lundberg", "ruin-skip-free", "unbonding-21d", "exit-queue-8", "mass-exit-10000"];
