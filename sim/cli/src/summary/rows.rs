//! Which metrics a summary shows: the ones that matter, where they exist and are not plainly zero.

use lab::study::{Findings, Method, SummaryLine};
use scenario::Checked;

use super::numbers;
use crate::number::{self, count};

/// Lines of one metric for its owners; the rest is in the table.
const MOST_OWNERS: usize = 8;

/// Metrics of one theme.
pub(super) struct Section {
    /// The theme.
    pub(super) name: &'static str,
    /// Its lines.
    pub(super) rows: Vec<Row>,
    /// Lines left out.
    pub(super) n_more: usize,
}

/// One metric of one owner, ready to be shown.
pub(super) struct Row {
    /// The metric with its owner.
    pub(super) label: String,
    /// The mean.
    pub(super) mean: String,
    /// The unit of all three numbers.
    pub(super) unit: String,
    /// The lower end of the interval; empty if there is none.
    pub(super) low: String,
    /// The upper end.
    pub(super) high: String,
    /// How the interval was found if not by Student's t, or why there is none.
    pub(super) note: String,
}

/// When a metric is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// If it exists.
    Exists,
    /// If it is more than zero in some replication.
    Counts,
    /// If the scenario knows wrong answers or checks them.
    Trust,
    /// For each owner, if it exists.
    Each,
    /// For each owner, if it is not zero.
    Owners,
    /// The same where there is a coin: without one nobody earns, and a margin is the cost that the file says.
    Earners,
}
use When::{Counts, Each, Earners, Exists, Owners, Trust};

const METRICS: [(&str, &[(&str, When)]); 7] = [
    (
        "service",
        &[
            ("sent_rps", Exists),
            ("answered_share", Exists),
            ("refused_share", Counts),
            ("refused_rate_share", Counts),
            ("refused_queue_share", Counts),
            ("refused_deadline_share", Counts),
            ("refused_bytes_share", Counts),
            ("failed_share", Counts),
            ("in_time_share", Owners),
            ("ttft_mean_s", Exists),
            ("ttft_p95_s", Exists),
            ("tpot_mean_s", Exists),
            ("output_tps", Exists),
            ("answer_latency_mean_s", Exists),
            ("answer_latency_p50_s", Exists),
            ("answer_latency_p95_s", Exists),
            ("answer_latency_p99_s", Exists),
            ("assured_latency_p95_s", Trust),
            ("wait_mean_s", Exists),
        ],
    ),
    (
        "gateways",
        &[
            ("users_share", Owners),
            ("hhi_gateways", Exists),
            ("switches_per_user_d", Exists),
            ("apps_share", Owners),
            ("integration_cost_usd", Counts),
            ("cost_in_all_usd_h", Owners),
            ("cut_off_share", Owners),
            ("user_tries_per_request", Exists),
            ("unassured_share", Owners),
            ("take_share", Owners),
            ("gateways_alive", Exists),
        ],
    ),
    (
        "privacy",
        &[
            ("exposed_to_gateway_share", Each),
            ("exposed_to_operators_mean", Each),
            ("exposed_to_checkers_share", Owners),
            ("published_share", Owners),
            ("linked_share", Each),
            ("relay_fees_usd_h", Owners),
            ("refused_no_trusted_node_share", Counts),
        ],
    ),
    (
        "nodes",
        &[
            ("utilisation", Exists),
            ("active_nodes_mean", Exists),
            ("leaves_per_h", Counts),
            ("stale_pick_share", Counts),
            ("retries_per_request", Counts),
            ("wasted_work_share", Counts),
        ],
    ),
    (
        "trust",
        &[
            ("wrong_accepted_share", Trust),
            ("wrong_caught_share", Trust),
            ("detection_delay_s", Counts),
            ("verification_cost_share", Trust),
            ("honest_slashed_per_node_year", Counts),
            ("cheat_profit_usd", Trust),
        ],
    ),
    (
        "money",
        &[
            ("operator_margin_usd_h", Earners),
            ("slashed_usd", Owners),
            ("bonded_coins", Owners),
            ("minted_coins", Owners),
            ("burnt_coins", Owners),
        ],
    ),
    (
        "votes",
        &[
            ("proposals_executed", Owners),
            ("proposals_rejected", Owners),
            ("proposals_without_quorum", Owners),
            ("proposals_vetoed", Owners),
            ("proposals_turned_away", Owners),
            ("proposals_void", Owners),
            ("turnout_mean_share", Owners),
            ("signal_to_change_mean_d", Owners),
            ("capture_cost_usd", Owners),
            ("attack_votes_coins", Owners),
            ("attack_profit_usd", Owners),
            ("governor_moves", Owners),
            ("governor_turns", Owners),
            ("governor_reading_mean", Owners),
            ("governor_setting_least", Owners),
            ("governor_setting_most", Owners),
            ("governor_bound_share", Owners),
        ],
    ),
];

/// A metric that a summary shows.
pub(crate) struct Shown {
    pub(crate) theme: &'static str,
    pub(crate) metric: &'static str,
    /// Whether it is shown for each owner, not for the whole.
    pub(crate) is_of_owners: bool,
    /// Whether it is left out where it is nothing.
    pub(crate) needs: bool,
}

/// The metrics that matter, in order.
pub(crate) fn shown() -> impl Iterator<Item = Shown> {
    METRICS.into_iter().flat_map(|(theme, metrics)| {
        metrics.iter().map(move |&(metric, when)| Shown {
            theme,
            metric,
            is_of_owners: matches!(when, Each | Owners | Earners),
            needs: !matches!(when, Exists | Each),
        })
    })
}

/// The sections that have something to show.
pub(super) fn sections(checked: &Checked, findings: &Findings) -> Vec<Section> {
    let has_trust = ["wrong_share", "checked_share"].iter().any(|m| findings.find(m, "").is_some_and(counts));
    let mut list = Vec::new();
    for (name, metrics) in METRICS {
        let mut section = Section { name, rows: Vec::new(), n_more: 0 };
        for &(metric, when) in metrics {
            let is_shown = |line: &SummaryLine| match when {
                Exists | Each => true,
                Counts | Owners => counts(line),
                Earners => counts(line) && !checked.scenario.coins.is_empty(),
                Trust => has_trust,
            };
            let is_of_owners = matches!(when, Each | Owners | Earners);
            let is_asked = |line: &&SummaryLine| line.metric == metric && line.owner.is_empty() != is_of_owners;
            let rows: Vec<Row> = findings
                .summary
                .iter()
                .filter(is_asked)
                .filter(|l| is_shown(l))
                .filter_map(|l| row(checked, l, !findings.batches().is_empty()))
                .collect();
            section.n_more += rows.len().saturating_sub(MOST_OWNERS);
            section.rows.extend(rows.into_iter().take(MOST_OWNERS));
        }
        if !section.rows.is_empty() {
            list.push(section);
        }
    }
    list
}

/// Whether a metric is not zero in some replication.
fn counts(line: &SummaryLine) -> bool {
    line.quantiles.is_some_and(|q| q[0] < 0.0 || q[4] > 0.0)
}

fn row(checked: &Checked, line: &SummaryLine, is_batched: bool) -> Option<Row> {
    let estimate = line.estimate.as_ref()?;
    let half = if estimate.half_width.is_finite() { estimate.half_width } else { 0.0 };
    let unit = number::unit(&line.metric, estimate.mean.abs().max(half));
    let (mean, low, high) = numbers(estimate, unit.factor);
    let has_interval = estimate.half_width.is_finite();
    let (low, high) = if has_interval { (low, high) } else { (String::new(), String::new()) };
    let label = line.label();
    let coin = if unit.name == "coins" { coin(checked, &line.owner) } else { None };
    let note = match (line.method, line.counts) {
        (Method::Exact, Some((events, trials))) => format!("exact: {} of {}", count(events), count(trials)),
        (Method::None, _) if is_batched => "none: not available from batches".into(),
        (Method::None, _) => "none: one replication".into(),
        _ => String::new(),
    };
    Some(Row { label, mean, unit: coin.unwrap_or_else(|| unit.name.into()), low, high, note })
}

/// The metrics that a summary shows for the whole, and those that claims name.
pub(super) fn is_watched(checked: &Checked, line: &SummaryLine) -> bool {
    let is_shown = METRICS.iter().flat_map(|m| m.1).any(|m| m.0 == line.metric && line.owner.is_empty());
    let mut claimed = checked.claims.iter().flat_map(|(_, _, formula)| formula.names());
    is_shown || claimed.any(|n| n.name == line.metric && n.owner.as_deref().unwrap_or("") == line.owner)
}

/// The metrics that a summary shows, for the whole or for owners, and those that claims name.
pub(crate) fn is_compared(checked: &Checked, line: &SummaryLine) -> bool {
    let is_shown = shown().any(|s| s.metric == line.metric && s.is_of_owners != line.owner.is_empty());
    is_watched(checked, line) || (is_shown && counts(line))
}

/// The coin of an owner such as `coin.alp` or `network.alpha`.
fn coin(checked: &Checked, owner: &str) -> Option<String> {
    match owner.split_once('.')? {
        ("coin", name) => Some(name.into()),
        ("network", name) => Some(checked.file.network.get_named(name)?.coin.as_ref()?.text.clone()),
        ("attacker", name) => {
            let row = checked.scenario.attackers.iter().find(|row| row.name == name)?;
            Some(checked.scenario.coins[checked.scenario.holders[row.by.row()].coin.row()].name.clone())
        }
        _ => None,
    }
}
