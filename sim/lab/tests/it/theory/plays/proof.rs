//! Entries about verification, slashing and jail.

use super::Effort::{Long, Quick};
use super::Play;
use super::Reading::{AtLeast, Is, Square, Times};

pub(super) const PLAYS: &[Play] = &[
    Play {
        entry: "cosmos-window-tail-100",
        file: "cosmos-window-tail-100",
        outputs: &[
            ("p_window_violates", Is("delinquent_share[network.hub]")),
            ("mean_missed", Is("missed_slots_mean[network.hub]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "cosmos-time-to-jail-10",
        file: "cosmos-time-to-jail-10",
        outputs: &[("mean_blocks_to_jail", Is("time_to_sentence_mean_s[nodes.validators]"))],
        effort: Long,
    },
    Play {
        entry: "optional-stopping-z1",
        file: "optional-stopping-z1",
        outputs: &[
            ("p_flagged_by_20", Is("sentenced_within_20_share[nodes.honest]")),
            ("p_flagged_by_50", Is("sentenced_within_50_share[nodes.honest]")),
            ("p_flagged_by_100", Is("sentenced_within_100_share[nodes.honest]")),
            ("p_flagged_by_1000", Is("sentenced_within_1000_share[nodes.honest]")),
        ],
        effort: Long,
    },
    Play {
        entry: "slash-poisson",
        file: "slash-poisson",
        outputs: &[
            ("mean_stake_ratio", Times("bonded_coins[network.hub]", 1e-6)),
            ("second_moment_stake_ratio", Square("bonded_coins[network.hub]", 1e-6)),
            ("p_at_least_14_slashes", AtLeast("slashes[network.hub]", 14.0)),
        ],
        effort: Quick,
    },
    Play {
        entry: "majority-3",
        file: "majority-3",
        outputs: &[
            ("p_wrong_accepted", Is("wrong_accepted_share")),
            ("p_unanimous", Is("votes_unanimous_share[network.alpha]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "committee-9-of-100",
        file: "committee-9-of-100",
        outputs: &[
            ("p_captured", Is("votes_captured_share[network.alpha]")),
            ("mean_colluders", Is("wrong_votes_mean[network.alpha]")),
            ("var_colluders", Is("wrong_votes_var[network.alpha]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "sampling-5pct",
        file: "sampling-5pct",
        outputs: &[
            ("mean_requests_to_detection", Is("answers_to_sentence_mean[nodes.cheat]")),
            ("mean_time_to_detection", Is("time_to_sentence_mean_s[nodes.cheat]")),
            ("p_detected_within_36", Is("sentenced_within_36_share[nodes.cheat]")),
            ("mean_profit_until_ejected", Is("profit_usd[nodes.cheat]")),
        ],
        effort: Long,
    },
    Play {
        entry: "sampling-5pct",
        file: "sampling-5pct-kept",
        outputs: &[
            ("p_detect_per_request", Is("wrong_caught_share")),
            ("mean_profit_per_request", Is("profit_per_request_usd[nodes.cheat]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "sampling-verathos-2-of-32",
        file: "sampling-verathos-2-of-32",
        outputs: &[
            ("mean_requests_to_detection", Is("answers_to_sentence_mean[nodes.cheat]")),
            ("mean_time_to_detection", Is("time_to_sentence_mean_s[nodes.cheat]")),
            ("p_detected_within_36", Is("sentenced_within_36_share[nodes.cheat]")),
            ("mean_profit_until_ejected", Is("profit_usd[nodes.cheat]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "sampling-verathos-2-of-32",
        file: "sampling-verathos-2-of-32-kept",
        outputs: &[
            ("p_detect_per_request", Is("wrong_caught_share")),
            ("mean_profit_per_request", Is("profit_per_request_usd[nodes.cheat]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "slash-corridor-a",
        file: "slash-corridor-a",
        outputs: &[
            ("honest_profit_per_job", Is("profit_per_request_usd[nodes.honest]")),
            ("cheat_profit_per_job", Is("profit_per_request_usd[nodes.cheat]")),
        ],
        effort: Quick,
    },
];

/// Entries that whole numbers decide, each with a test of its own in `exact`.
pub(super) const EXACT: &[(&str, &[&str])] = &[
    ("cosmos-offline", &["missed_blocks_at_jailing", "seconds_from_first_miss_slot_to_jailing", "stake_after"]),
    ("slash-1pct", &["stake_after_10", "stake_after_100", "slashes_until_below_min", "stake_after_100_real_valued"]),
    ("sampling-5pct", &["break_even_slash", "honest_profit_per_request"]),
    ("sampling-verathos-2-of-32", &["break_even_slash", "honest_profit_per_request"]),
    ("slash-corridor-a", &["slash_min", "slash_max", "alpha_max"]),
    ("eth-electra-small", ETHEREUM),
    ("eth-electra-cap", ETHEREUM),
    ("polkadot-equivocation", &["equivocation_fraction", "offline_fraction"]),
    ("replicator-fixed-audit", &["payoff_gap", "honest_share_at_t", "limit"]),
    ("replicator-adaptive-audit", &["honest_share_fixed_point", "honest_share_at_t"]),
    (
        "inspection-game-a",
        &["cheat_share_time_average", "check_share_time_average", "H", "cycle_length", "small_cycle_length"],
    ),
    ("moran-fixation-50", &["p_fixation"]),
    ("ruin-cramer-lundberg", &["p_ruin"]),
];

const ETHEREUM: &[&str] =
    &["initial_penalty", "correlation_penalty_electra", "correlation_penalty_bellatrix", "total_loss_share"];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] = &[];
