//! Entries about stakes on their way out and ruin.

use super::Effort::Long;
use super::Play;
use super::Reading::Rest;

pub(super) const PLAYS: &[Play] = &[Play {
    entry: "ruin-skip-free",
    file: "ruin-skip-free",
    outputs: &[("p_ruin", Rest("admitted_share[network.alpha]"))],
    effort: Long,
}];

/// Entries that whole numbers decide, each with a test of its own in `exact`.
pub(super) const EXACT: &[(&str, &[&str])] = &[];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] = &["unbonding-21d", "exit-queue-8", "mass-exit-10000"];
