//! Entries about queues: arrival, disciplines, loss, waiting.

use super::Effort::{Long, Quick};
use super::Play;
use super::Reading::{Is, IsZero, Rest, Times};

pub(super) const PLAYS: &[Play] = &[
    Play {
        entry: "mm1-rho50",
        file: "mm1-rho50",
        outputs: &[
            ("utilization", Is("utilisation")),
            ("p_wait", Is("waited_share")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_wait", Is("wait_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("var_in_system", Is("in_system_var")),
            ("p_in_system_ge_4", Is("in_system_ge_4_share")),
            ("sojourn_p95", Is("answer_latency_p95_s")),
            ("sojourn_p99", Is("answer_latency_p99_s")),
        ],
        effort: Quick,
    },
    Play {
        entry: "mm1-rho95",
        file: "mm1-rho95",
        outputs: &[
            ("utilization", Is("utilisation")),
            ("p_wait", Is("waited_share")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_wait", Is("wait_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("var_in_system", Is("in_system_var")),
            ("p_in_system_ge_10", Is("in_system_ge_10_share")),
            ("sojourn_p95", Is("answer_latency_p95_s")),
            ("sojourn_p99", Is("answer_latency_p99_s")),
        ],
        effort: Long,
    },
    Play {
        entry: "mm1-transient-early",
        file: "mm1-transient-early",
        outputs: &[
            ("mean_in_system_at_1s", Is("in_system_at_1s")),
            ("p_empty_at_1s", IsZero("in_system_at_1s")),
            ("mean_in_system_at_5s", Is("in_system_at_5s")),
            ("p_empty_at_5s", IsZero("in_system_at_5s")),
            ("mean_in_system_at_20s", Is("in_system_at_20s")),
            ("p_empty_at_20s", IsZero("in_system_at_20s")),
        ],
        effort: Long,
    },
    Play {
        entry: "mm1k-5",
        file: "mm1k-5",
        outputs: &[
            ("p_block", Is("refused_share")),
            ("throughput", Is("answered_rps")),
            ("mean_in_system", Is("in_system_mean")),
            ("mean_sojourn_accepted", Is("answer_latency_mean_s")),
            ("utilization", Is("utilisation")),
        ],
        effort: Quick,
    },
    Play {
        entry: "mmc-2",
        file: "mmc-2",
        outputs: &[
            ("p_wait", Is("waited_share")),
            ("mean_wait", Is("wait_mean_s")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("utilization", Is("utilisation")),
            ("wait_p99", Is("wait_p99_s")),
        ],
        effort: Quick,
    },
    Play {
        entry: "mmc-100",
        file: "mmc-100",
        outputs: &[
            ("p_wait", Is("waited_share")),
            ("mean_wait", Is("wait_mean_s")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("utilization", Is("utilisation")),
            ("wait_p99", Is("wait_p99_s")),
        ],
        effort: Long,
    },
    Play {
        entry: "erlang-b-exp-10",
        file: "erlang-b-exp-10",
        outputs: &[
            ("p_block", Is("refused_share")),
            ("mean_busy", Times("utilisation", 10.0)),
            ("p_all_idle", Rest("in_system_ge_1_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "erlang-b-lognormal-20",
        file: "erlang-b-lognormal-20",
        outputs: &[("p_block", Is("refused_share")), ("mean_busy", Times("utilisation", 20.0))],
        effort: Quick,
    },
    Play {
        entry: "erlang-b-hyper-5",
        file: "erlang-b-hyper-5",
        outputs: &[
            ("p_block", Is("refused_share")),
            ("mean_busy", Times("utilisation", 5.0)),
            ("p_all_idle", Rest("in_system_ge_1_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "mg1-hyper-scv4",
        file: "mg1-hyper-scv4",
        outputs: &[
            ("utilization", Is("utilisation")),
            ("mean_wait", Is("wait_mean_s")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("mean_wait_squared", Is("wait_mean_square_s2")),
            ("mean_busy_period", Is("busy_period_mean_s")),
        ],
        effort: Long,
    },
    Play {
        entry: "mg1-weibull-061",
        file: "mg1-weibull-061",
        outputs: &[
            ("utilization", Is("utilisation")),
            ("mean_wait", Is("wait_mean_s")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("mean_wait_squared", Is("wait_mean_square_s2")),
            ("mean_busy_period", Is("busy_period_mean_s")),
        ],
        effort: Quick,
    },
    Play {
        entry: "mg1-erlang2",
        file: "mg1-erlang2",
        outputs: &[
            ("utilization", Is("utilisation")),
            ("mean_wait", Is("wait_mean_s")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("mean_wait_squared", Is("wait_mean_square_s2")),
            ("mean_busy_period", Is("busy_period_mean_s")),
        ],
        effort: Long,
    },
    Play {
        entry: "ps-lognormal-scv4",
        file: "ps-lognormal-scv4",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_slowdown", Is("slowdown_mean")),
            ("mean_in_system", Is("in_system_mean")),
            ("var_in_system", Is("in_system_var")),
            ("p_in_system_ge_5", Is("in_system_ge_5_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "ps-hyper-scv9",
        file: "ps-hyper-scv9",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_slowdown", Is("slowdown_mean")),
            ("mean_in_system", Is("in_system_mean")),
            ("var_in_system", Is("in_system_var")),
            ("p_in_system_ge_5", Is("in_system_ge_5_share")),
        ],
        effort: Long,
    },
    Play {
        entry: "md1-rho50",
        file: "md1-rho50",
        outputs: &[
            ("mean_wait", Is("wait_mean_s")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("p_wait", Is("waited_share")),
            ("wait_p95", Is("wait_p95_s")),
            ("mean_wait_squared", Is("wait_mean_square_s2")),
            ("p_wait_gt_2s", Is("wait_gt_2s_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "gim1-det",
        file: "gim1-det",
        outputs: &[
            ("mean_wait", Is("wait_mean_s")),
            ("p_wait", Is("waited_share")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_wait_kingman", Is("wait_mean_s")),
        ],
        effort: Quick,
    },
    Play {
        entry: "gg1-kingman-rho90",
        file: "gg1-kingman-rho90",
        outputs: &[("mean_wait_kingman", Is("wait_mean_s")), ("utilization", Is("utilisation"))],
        effort: Long,
    },
    Play {
        entry: "erlang-a-10",
        file: "erlang-a-10",
        outputs: &[
            ("p_timeout", Is("failed_share")),
            ("p_wait", Is("waited_all_share")),
            ("mean_wait_all", Is("wait_all_mean_s")),
            ("mean_busy", Times("utilisation", 10.0)),
        ],
        effort: Quick,
    },
    Play {
        entry: "prio-np-2exp",
        file: "prio-np-2exp",
        outputs: &[
            ("utilization", Is("utilisation")),
            ("mean_sojourn_class1", Is("answer_latency_mean_s[users.first]")),
            ("mean_sojourn_class2", Is("answer_latency_mean_s[users.second]")),
            ("mean_wait_class1", Is("wait_mean_s[users.first]")),
            ("mean_wait_class2", Is("wait_mean_s[users.second]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "prio-pr-2exp",
        file: "prio-pr-2exp",
        outputs: &[
            ("utilization", Is("utilisation")),
            ("mean_sojourn_class1", Is("answer_latency_mean_s[users.first]")),
            ("mean_sojourn_class2", Is("answer_latency_mean_s[users.second]")),
        ],
        effort: Quick,
    },
    Play {
        entry: "srpt-exp-rho70",
        file: "srpt-exp-rho70",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("utilization", Is("utilisation")),
        ],
        effort: Quick,
    },
    Play {
        entry: "srpt-lognormal-rho80",
        file: "srpt-lognormal-rho80",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("utilization", Is("utilisation")),
        ],
        effort: Quick,
    },
    Play {
        entry: "spt-exp-rho80",
        file: "spt-exp-rho80",
        outputs: &[
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("utilization", Is("utilisation")),
        ],
        effort: Quick,
    },
    Play {
        entry: "closed-loop-10-2",
        file: "closed-loop-10-2",
        outputs: &[
            ("throughput", Is("answered_rps")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("mean_in_system", Is("in_system_mean")),
            ("p_all_idle", Rest("in_system_ge_1_share")),
        ],
        effort: Quick,
    },
    Play {
        entry: "engset-20-5",
        file: "engset-20-5",
        outputs: &[
            ("p_all_nodes_busy_time", Is("in_system_ge_5_share")),
            ("p_block_request", Is("refused_share")),
            ("mean_busy", Times("utilisation", 5.0)),
        ],
        effort: Quick,
    },
    Play {
        entry: "tandem-gateway-node-verify",
        file: "tandem-gateway-node-verify",
        outputs: &[
            ("mean_sojourn_total", Is("assured_latency_mean_s")),
            ("mean_in_gateway", Is("at_station_mean[gateway.front]")),
            ("mean_in_pool", Is("backlog_mean[nodes.pool]")),
            ("mean_in_verifier", Is("backlog_mean[nodes.verifier]")),
            ("throughput", Is("answered_rps")),
        ],
        effort: Quick,
    },
];

/// Entries that whole numbers decide, each with a test of its own in `exact`.
pub(super) const EXACT: &[(&str, &[&str])] = &[];

/// Entries that are still to be played.
pub(super) const OWED: &[&str] = &[];
