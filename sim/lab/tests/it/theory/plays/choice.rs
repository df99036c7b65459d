//! Entries about users who choose their gateway, each with a test of its own in `theory::choice`.

use super::Play;

pub(super) const PLAYS: &[Play] = &[];

/// Entries of which a run of the world and the odds of the policy are compared with the closed form.
pub(super) const EXACT: &[(&str, &[&str])] = &[
    ("polya-2-equal", &["mean_hhi_after_n", "mean_hhi_limit", "mean_share_first", "p_share_first_gt_0.9"]),
    ("polya-4-quarter", &["mean_hhi_after_n", "mean_hhi_limit", "mean_share_first", "p_share_first_gt_0.8"]),
    ("hoppe-entry-2", &["mean_gateways", "var_gateways", "mean_hhi"]),
    (
        "logit-switch-2",
        &["share_1", "p_switch_1_to_2", "switches_per_user_period", "var_users_1", "relaxation_multiplier"],
    ),
    (
        "logit-network-effect",
        &["number_of_fixed_points", "fixed_point_1", "fixed_point_2", "fixed_point_3", "slope_at_half"],
    ),
];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] = &[];
