//! Entries about stakes on their way out and ruin.

use super::Effort::{Long, Quick};
use super::Play;
use super::Reading::{Is, Rest};

pub(super) const PLAYS: &[Play] = &[
    Play {
        entry: "ruin-skip-free",
        file: "ruin-skip-free",
        outputs: &[("p_ruin", Rest("admitted_share[network.alpha]"))],
        effort: Long,
    },
    Play {
        entry: "unbonding-21d",
        file: "unbonding-21d",
        outputs: &[
            ("mean_unbonding", Is("unbonding_nodes_mean[network.hub]")),
            ("mean_locked", Is("unbonding_coins_mean[network.hub]")),
            ("p_unbonding_gt_80", Is("unbonding_ge_81_share[network.hub]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "exit-queue-8",
        file: "exit-queue-8",
        outputs: &[
            ("mean_backlog_after_epoch", Is("exit_backlog_mean[network.beacon]")),
            ("p_backlog_zero", Is("exit_backlog_zero_share[network.beacon]")),
            ("mean_delay_epochs", Is("exit_delay_mean_epochs[network.beacon]")),
        ],
        effort: Quick,
    },
];

/// Entries that whole numbers decide, each with a test of its own in `exact`.
pub(super) const EXACT: &[(&str, &[&str])] = &[
    ("mass-exit-10000", &["last_exit_delay_epochs", "mean_delay_epochs", "last_exit_delay"]),
    ("eip1559-full-then-empty", &["base_fee_after_1", "base_fee_after_5", "base_fee_after_20", "base_fee_after_40"]),
    (
        "eip1559-elastic-1",
        &["fixed_point_base_fee", "base_fee_after_1", "base_fee_after_10", "base_fee_after_30", "local_multiplier"],
    ),
    (
        "amm-sell-100",
        &[
            "cash_out_total",
            "cash_reserve_after",
            "cash_out_single_sale",
            "price_ratio_after_no_fee",
            "average_price_ratio_no_fee",
            "price_ratio_after_with_fee",
        ],
    ),
];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] = &[];
