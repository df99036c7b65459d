//! Entries about where requests go: random, shortest of d, copies.

use super::Effort::{Long, Quick};
use super::Play;
use super::Reading::{Is, Rest, RestTimes};

pub(super) const PLAYS: &[Play] = &[
    Play {
        entry: "pod2-lam90-n100",
        file: "pod2-lam90-n100",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("p_queue_ge_1", Is("backlog_ge_1_share")),
            ("p_queue_ge_2", Is("backlog_ge_2_share")),
            ("p_queue_ge_3", Is("backlog_ge_3_share")),
        ],
        effort: Long,
    },
    Play {
        entry: "pod3-lam90-n200",
        file: "pod3-lam90-n200",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("p_queue_ge_1", Is("backlog_ge_1_share")),
            ("p_queue_ge_2", Is("backlog_ge_2_share")),
            ("p_queue_ge_3", Is("backlog_ge_3_share")),
        ],
        effort: Long,
    },
    Play {
        entry: "pod2-lam70-n10",
        file: "pod2-lam70-n10",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("p_queue_ge_1", Is("backlog_ge_1_share")),
            ("p_queue_ge_2", Is("backlog_ge_2_share")),
            ("p_queue_ge_3", Is("backlog_ge_3_share")),
        ],
        effort: Long,
    },
    Play {
        entry: "jsq-2",
        file: "jsq-2",
        outputs: &[("mean_sojourn", Is("answer_latency_mean_s")), ("p_wait", Is("waited_share"))],
        effort: Quick,
    },
    Play {
        entry: "random-split-4",
        file: "random-split-4",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("p_wait", Is("waited_share")),
            ("p_all_nodes_idle", Rest("in_system_ge_1_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "round-robin-2",
        file: "round-robin-2",
        outputs: &[("mean_sojourn", Is("answer_latency_mean_s")), ("p_wait", Is("waited_share"))],
        effort: Quick,
    },
    Play {
        entry: "jiq-2",
        file: "jiq-2",
        outputs: &[("mean_sojourn", Is("answer_latency_mean_s")), ("p_wait", Is("waited_share"))],
        effort: Quick,
    },
    Play {
        entry: "jiq-limit-n400",
        file: "jiq-limit-n400",
        outputs: &[("mean_sojourn", Is("answer_latency_mean_s")), ("mean_idle_nodes", RestTimes("utilisation", 400.0))],
        effort: Quick,
    },
    Play {
        entry: "redundancy-2-of-4",
        file: "redundancy-2-of-4",
        outputs: &[("mean_sojourn", Is("answer_latency_mean_s"))],
        effort: Quick,
    },
    Play {
        entry: "fork-join-2-rho50",
        file: "fork-join-2-rho50",
        outputs: &[("mean_sojourn", Is("answer_latency_mean_s")), ("mean_first_answer", Is("first_answer_mean_s"))],
        effort: Quick,
    },
    Play {
        entry: "cold-start-exp",
        file: "cold-start-exp",
        outputs: &[
            ("mean_wait", Is("wait_mean_s")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("p_unloaded", Is("unloaded_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "lru-8-3",
        file: "lru-8-3",
        outputs: &[
            ("hit_ratio", Is("residency_hit_share")),
            ("hit_ratio_top_model", Is("residency_hit_share[llm.m1]")),
            ("hit_ratio_rarest_model", Is("residency_hit_share[llm.m8]")),
        ],
        effort: Quick,
    },
];

/// Entries that whole numbers decide, each with a test of its own in `exact`.
pub(super) const EXACT: &[(&str, &[&str])] = &[];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] = &[];
