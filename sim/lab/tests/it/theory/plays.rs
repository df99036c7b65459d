//! Which entries are played by which scenario files, and how their outputs are read from metrics.

use lab::study::Findings;

use crate::support;

/// How many batches the runs of a study are dealt out to where single runs say too little.
const BATCHES: usize = 20;

/// An entry, the scenario file that plays it, and how its outputs are read.
pub(super) struct Play {
    /// The entry.
    pub(super) entry: &'static str,
    /// The file under `scenarios/theory`, without its ending.
    pub(super) file: &'static str,
    /// Its outputs.
    pub(super) outputs: &'static [(&'static str, Reading)],
    /// How long it takes.
    pub(super) effort: Effort,
}

/// How long an entry takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Seconds: it runs with every test.
    Quick,
    /// Longer: it runs when asked for.
    Long,
}

/// How an output is read from a metric.
pub(super) enum Reading {
    /// The metric as it is.
    Is(&'static str),
    /// The metric times a number.
    Times(&'static str, f64),
    /// What the metric leaves of one.
    Rest(&'static str),
    /// The part of the runs in which the metric is zero.
    IsZero(&'static str),
    /// The variance of the metric over runs.
    Variance(&'static str),
}
use Effort::{Long, Quick};
use Reading::{Is, IsZero, Rest, Times, Variance};

impl Reading {
    /// The output by batch of runs; a batch is one run where a study has no more than the batches.
    pub(super) fn batches(&self, findings: &Findings) -> Vec<f64> {
        let (Is(label) | Times(label, _) | Rest(label) | IsZero(label) | Variance(label)) = self;
        let values = support::values(findings, label);
        let size = (values.len() / BATCHES).max(1);
        values.chunks_exact(size).map(|batch| self.of(batch)).collect()
    }

    fn of(&self, batch: &[f64]) -> f64 {
        let n = batch.len() as f64;
        let mean = batch.iter().sum::<f64>() / n;
        match self {
            Is(_) => mean,
            Times(_, factor) => mean * factor,
            Rest(_) => 1.0 - mean,
            IsZero(_) => batch.iter().filter(|v| v.abs() < 0.5).count() as f64 / n,
            Variance(_) => batch.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0),
        }
    }
}

const NO_WAIT_SQUARE: &str = "the catalogue has quantiles of the wait, not its second moment";
const NO_BUSY_PERIOD: &str = "the catalogue has no lengths of busy periods";
const NO_WAIT_TAIL: &str = "the catalogue has quantiles of the wait, not the part above a given time";

/// Outputs that no metric says, with the reason: entry, output, reason.
pub(super) const UNEXPRESSED: &[(&str, &str, &str)] = &[
    ("mg1-hyper-scv4", "mean_wait_squared", NO_WAIT_SQUARE),
    ("mg1-hyper-scv4", "mean_busy_period", NO_BUSY_PERIOD),
    ("mg1-weibull-061", "mean_wait_squared", NO_WAIT_SQUARE),
    ("mg1-weibull-061", "mean_busy_period", NO_BUSY_PERIOD),
    ("mg1-erlang2", "mean_wait_squared", NO_WAIT_SQUARE),
    ("mg1-erlang2", "mean_busy_period", NO_BUSY_PERIOD),
    ("md1-rho50", "mean_wait_squared", NO_WAIT_SQUARE),
    ("md1-rho50", "p_wait_gt_2s", NO_WAIT_TAIL),
];

/// All entries that are played.
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
        effort: Quick,
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
        ],
        effort: Quick,
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
        effort: Quick,
    },
    Play {
        entry: "md1-rho50",
        file: "md1-rho50",
        outputs: &[
            ("mean_wait", Is("wait_mean_s")),
            ("mean_sojourn", Is("answer_latency_mean_s")),
            ("p_wait", Is("waited_share")),
            ("wait_p95", Is("wait_p95_s")),
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
        entry: "population-weibull",
        file: "population-weibull-from-empty",
        outputs: &[
            ("mean_nodes_at_2h_from_empty", Is("active_nodes_at_2h")),
            ("var_nodes_at_2h_from_empty", Variance("active_nodes_at_2h")),
        ],
        effort: Quick,
    },
];
