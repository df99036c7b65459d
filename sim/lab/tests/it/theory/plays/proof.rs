//! Entries about verification, slashing and jail.

use super::Play;

pub(super) const PLAYS: &[Play] = &[];

/// Entries that whole numbers decide, each with a test of its own in `exact`.
pub(super) const EXACT: &[(&str, &[&str])] = &[
    ("cosmos-offline", &["missed_blocks_at_jailing", "seconds_from_first_miss_slot_to_jailing", "stake_after"]),
    ("slash-1pct", &["stake_after_10", "stake_after_100", "slashes_until_below_min", "stake_after_100_real_valued"]),
];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] = &[
    "majority-3",
    "committee-9-of-100",
    "sampling-5pct",
    "sampling-verathos-2-of-32",
    "slash-corridor-a",
    "optional-stopping-z1",
    "slash-poisson",
    "cosmos-window-tail-100",
    "cosmos-time-to-jail-10",
];
