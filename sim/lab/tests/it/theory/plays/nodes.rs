//! Entries about nodes that fail, come and go.

use super::Effort::{Long, Quick};
use super::Play;
use super::Reading::{Amplitude, Is, Lag, Of, Rest, Sum, Times, Variance};

/// Where a batch of 16 stands: their sum is the mean of the active batch.
const ACTIVE: &[&str] = &[
    "in_system_ge_1_share",
    "in_system_ge_2_share",
    "in_system_ge_3_share",
    "in_system_ge_4_share",
    "in_system_ge_5_share",
    "in_system_ge_6_share",
    "in_system_ge_7_share",
    "in_system_ge_8_share",
    "in_system_ge_9_share",
    "in_system_ge_10_share",
    "in_system_ge_11_share",
    "in_system_ge_12_share",
    "in_system_ge_13_share",
    "in_system_ge_14_share",
    "in_system_ge_15_share",
    "in_system_ge_16_share",
];

pub(super) const PLAYS: &[Play] = &[
    Play {
        entry: "batch-exp-16",
        file: "batch-exp-16",
        outputs: &[
            ("mean_in_system", Is("in_system_mean")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_active_batch", Sum(ACTIVE, 1.0)),
            // A batch of n writes n tokens at a time, 400 a second in all.
            ("mean_time_per_token", Sum(ACTIVE, 1.0 / 400.0)),
            ("p_batch_full", Is("in_system_ge_16_share")),
        ],
        effort: Long,
    },
    Play {
        entry: "batch-loss-lognormal",
        file: "batch-loss-lognormal",
        outputs: &[
            ("p_block", Is("refused_share")),
            ("mean_active_batch", Is("in_system_mean")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
        ],
        effort: Quick,
    },
    Play {
        entry: "batch-step-8",
        file: "batch-step-8",
        outputs: &[
            ("mean_in_system", Is("in_system_mean")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            // 200 tokens a second in steps of n tokens, each 20 ms + n ms: busy = 200 / n (20 ms + n ms).
            ("mean_batch_per_step", Of("utilisation", |busy| 4.0 / (busy - 0.2))),
            ("p_idle", Rest("utilisation")),
        ],
        effort: Long,
    },
    Play {
        entry: "breakdown-anytime-a",
        file: "breakdown-anytime-a",
        outputs: &[
            ("availability", Is("availability")),
            ("mean_in_system", Is("in_system_mean")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
        ],
        effort: Quick,
    },
    Play {
        entry: "breakdown-busy-only-lognormal",
        file: "breakdown-busy-only-lognormal",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_wait", Is("wait_mean_s")),
            ("p_busy_or_down", Is("busy_or_down_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "avail-weibull-lognormal",
        file: "avail-weibull-lognormal",
        outputs: &[
            ("availability", Is("availability")),
            ("mean_nodes_up", Is("active_nodes_mean")),
            ("var_nodes_up", Is("active_nodes_var")),
            ("p_up_ge_17", Is("active_nodes_ge_17_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "avail-transient-exp",
        file: "avail-transient-exp",
        outputs: &[
            ("availability_at_1s", Times("active_nodes_at_1s", 0.001)),
            ("availability_at_3s", Times("active_nodes_at_3s", 0.001)),
            ("availability_at_10s", Times("active_nodes_at_10s", 0.001)),
        ],
        effort: Quick,
    },
    Play {
        entry: "heartbeat-exp",
        file: "heartbeat-exp",
        outputs: &[
            ("mean_stale_time", Is("stale_time_mean_s")),
            ("dead_share_of_list", Is("dead_listed_share")),
            ("p_fail_after_one_retry", Is("failed_node_gone_share")),
        ],
        effort: Long,
    },
    Play {
        entry: "heartbeat-exp-short",
        file: "heartbeat-exp-short",
        outputs: &[
            ("mean_stale_time", Is("stale_time_mean_s")),
            ("dead_share_of_list", Is("dead_listed_share")),
            ("p_fail_after_one_retry", Is("failed_node_gone_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "zone-shock-10",
        file: "zone-shock-10",
        outputs: &[
            ("availability", Is("availability")),
            ("var_nodes_up", Is("active_nodes_var")),
            ("p_up_lt_half", Rest("active_nodes_ge_5_share")),
            ("var_ratio_to_binomial", Is("active_nodes_var_ratio")),
        ],
        effort: Quick,
    },
    Play {
        entry: "population-weibull",
        file: "population-weibull",
        outputs: &[
            ("mean_nodes", Is("active_nodes_mean")),
            ("var_nodes", Is("active_nodes_var")),
            ("p_nodes_gt_123", Is("active_nodes_ge_124_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "diurnal-exp",
        file: "diurnal-exp",
        outputs: &[
            ("mean_at_6h", Is(QUARTERS[1])),
            ("mean_at_12h", Is(QUARTERS[2])),
            ("mean_at_18h", Is(QUARTERS[3])),
            ("var_at_6h", Variance(QUARTERS[1])),
            ("amplitude", Amplitude(QUARTERS)),
            ("lag", Lag(QUARTERS, 24.0)),
        ],
        effort: Long,
    },
    Play {
        entry: "population-weibull",
        file: "population-weibull-from-empty",
        outputs: &[
            ("mean_nodes_at_2h_from_empty", Is("active_nodes_at_2h")),
            ("var_nodes_at_2h_from_empty", Variance("active_nodes_at_2h")),
        ],
        effort: Quick,
    },
];

/// The nodes up at the hours 0, 6, 12 and 18 of a day, after a day in which the cycle has settled.
const QUARTERS: [&str; 4] = ["active_nodes_at_1d", "active_nodes_at_30h", "active_nodes_at_36h", "active_nodes_at_42h"];

/// Entries that whole numbers decide, each with a test of its own in `exact`.
pub(super) const EXACT: &[(&str, &[&str])] = &[];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] = &[];
