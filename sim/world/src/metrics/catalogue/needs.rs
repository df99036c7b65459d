//! What a scenario must have for a metric to exist: where a setting is absent, no run will ever have the number.

use rules::scheduling::Scheduling;
use rules::slashing::Slashing;
use rules::verification::Verification;

use super::Column;
use crate::scenario::{Gateway, Group, Network, Scenario, Users};

/// Metrics of single requests by the beginnings of their names: without users there are none.
const OF_REQUESTS: [&str; 16] = [
    "answered_share",
    "answer_latency",
    "assured_latency",
    "busy_period",
    "checked_share",
    "failed_",
    "moves_per_request",
    "preemptions_per_request",
    "refused_",
    "retries_per_request",
    "right_convicted_share",
    "slowdown_mean",
    "timeouts_per_request",
    "unchecked_share",
    "wait",
    "wrong_accepted_share",
];

/// What a column cannot exist without and the scenario does not have, in words; none if it may exist.
///
/// A metric that merely happens not to exist, because nothing of its kind came about, is none of these.
pub fn lacks(scenario: &Scenario, column: &Column) -> Option<&'static str> {
    let at = Owned::of(scenario, column);
    let is_there = |has: bool, what: &'static str| if has { None } else { Some(what) };
    if scenario.users.is_empty() && OF_REQUESTS.iter().any(|start| column.name.starts_with(start)) {
        return Some("no requests are sent: there are no `users`");
    }
    match column.name.as_str() {
        "ttft_mean_s" | "ttft_p50_s" | "ttft_p95_s" | "ttft_p99_s" | "tpot_mean_s" | "tpot_p95_s" | "tpot_p99_s"
        | "output_tps" | "prompt_tps" | "node_ttft_mean_s" | "node_ttft_p99_s" => is_there(
            at.users().any(|u| u.rules.demand.is_tokens()) && scenario.groups.iter().any(|g| g.batching.is_some()),
            "no user requests tokens from nodes with continuous batching (`queueing.continuous_batching`)",
        ),
        "refused_too_long_share" => is_there(
            at.users()
                .any(|u| u.rules.demand.is_tokens() && u.llms.iter().any(|l| scenario.windows[l.row()] < u64::MAX)),
            "no user requests tokens from an llm that has a `window`",
        ),
        "prefix_hit_share" => is_there(
            scenario.groups.iter().any(|g| g.batching.is_some_and(|limits| limits.prefix_reuse)),
            "no node reuses prompts (`queueing.continuous_batching.prefix_reuse`)",
        ),
        "in_time_share" => {
            is_there(at.users().any(|u| u.rules.target.is_some()), "none of these users have a `target`")
        }
        "residency_hit_share" => is_there(scenario.groups.iter().any(loads), NOTHING_LOADS),
        "unloaded_share" => is_there(at.groups().any(loads), NOTHING_LOADS),
        "first_answer_mean_s" => is_there(
            scenario.gateways.iter().any(|g| matches!(g.rules.scheduling, Scheduling::Copies(_))),
            "no gateway sends copies (`scheduling.copies`)",
        ),
        "at_station_mean" => is_there(
            at.gateways().any(|g| g.rules.station.is_some()),
            "the gateway does not work on requests (`station`)",
        ),
        "unscored_looks" => is_there(
            at.gateways().any(|g| matches!(g.rules.scheduling, Scheduling::ByScore(_))),
            "no gateway picks by a formula (`scheduling.score`)",
        ),
        "bans_per_h" => {
            is_there(scenario.gateways.iter().any(|g| g.rules.ban.is_some()), "no gateway bans nodes (`ban`)")
        }
        "dropped_joins_per_h" => is_there(
            scenario.groups.iter().any(|g| g.rules.churn.policy().crowd().is_some()),
            "no group has nodes that join (`churn.joins`)",
        ),
        "dead_listed_share" | "stale_time_mean_s" | "live_unlisted_nodes_mean" | "listed_nodes" => is_there(
            at.networks().any(|n| !n.rules.liveness.policy().is_fresh()),
            "every list is always up to date (`liveness`)",
        ),
        "exit_backlog_mean"
        | "exit_backlog_zero_share"
        | "exit_delay_mean_epochs"
        | "exit_delay_max_epochs"
        | "exit_delay_max_s" => {
            is_there(at.networks().any(|n| n.rules.exit_queue.is_some()), "stakes leave without a queue (`exit_queue`)")
        }
        "bonded_coins" | "unbonding_coins" | "unbonding_coins_mean" | "treasury_coins" => {
            is_there(at.networks().any(|n| n.coin.is_some()), "the network has no `coin`")
        }
        "votes_unanimous_share" | "votes_captured_share" | "wrong_votes_mean" | "wrong_votes_var" => is_there(
            at.rules().any(Verification::votes),
            "there are no votes (`verification.replicate`, `verification.committee`)",
        ),
        "missed_slots_mean" | "delinquent_share" => is_there(
            at.networks()
                .flat_map(|n| n.rules.slashing.values())
                .any(|rule| matches!(rule, Slashing::DowntimeWindow(_))),
            "nothing watches for downtime (`slashing.downtime_window`)",
        ),
        "cheat_profit_usd" => is_there(at.groups().any(|g| !g.rules.conduct.is_honest()), "no node cheats (`conduct`)"),
        "wrong_caught_share" => {
            is_there(scenario.groups.iter().any(|g| !g.rules.conduct.is_honest()), "no node cheats (`conduct`)")
        }
        "detection_delay_s" => is_there(
            at.rules().any(|rule| !matches!(rule, Verification::Trust(_))),
            "no answer is checked (`verification`)",
        ),
        _ => None,
    }
}

const NOTHING_LOADS: &str = "every node holds its llms permanently (`residency`)";

fn loads(group: &Group) -> bool {
    group.rules.residency.policy().capacity().is_some()
}

/// The tables of a scenario that a column is of: all of them, or the one that owns it.
#[derive(Clone, Copy)]
struct Owned<'a> {
    scenario: &'a Scenario,
    kind: &'a str,
    name: &'a str,
}

impl<'a> Owned<'a> {
    fn of(scenario: &'a Scenario, column: &'a Column) -> Self {
        let (kind, name) = column.owner.split_once('.').unwrap_or(("", ""));
        Self { scenario, kind, name }
    }
    fn is(self, kind: &str, name: &str) -> bool {
        self.kind != kind || self.name == name
    }
    fn users(self) -> impl Iterator<Item = &'a Users> {
        self.scenario.users.iter().filter(move |u| self.is("users", &u.name))
    }
    fn groups(self) -> impl Iterator<Item = &'a Group> {
        self.scenario.groups.iter().filter(move |g| self.is("nodes", &g.name))
    }
    fn gateways(self) -> impl Iterator<Item = &'a Gateway> {
        self.scenario.gateways.iter().filter(move |g| self.is("gateway", &g.name))
    }
    fn networks(self) -> impl Iterator<Item = &'a Network> {
        self.scenario.networks.iter().filter(move |n| self.is("network", &n.name))
    }
    fn rules(self) -> impl Iterator<Item = &'a Verification> {
        self.networks().flat_map(|n| n.rules.verification.values())
    }
}
