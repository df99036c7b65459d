//! The catalogue of metrics: name with its unit, meaning, owner, and how it is computed.

mod apps;
mod better;
mod breach;
mod conduct;
mod crowds;
mod delegation;
mod disputes;
mod exits;
mod exposure;
mod firms;
mod governance;
mod governor;
mod liveness;
mod money;
mod needs;
mod prices;
mod proof;
mod quality;
mod reputation;
mod residency;
mod sample;
mod security;
mod service;
mod settlement;
mod tokens;
mod treasury;
mod trust;
mod waiting;
mod weights;
mod yields;

use std::borrow::Cow;

use units::time::{Span, Time};

use crate::scenario::Scenario;
use crate::world::World;

pub(crate) use service::in_flight;
pub(crate) use tokens::is_late;

pub use better::Better;
pub use needs::{Requires, lacks, lacks_named};
pub use sample::Sample;

use sample::Reading;

/// Whose metric it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The whole run.
    Whole,
    /// Each network.
    Network,
    /// Each gateway.
    Gateway,
    /// Each group of nodes.
    Nodes,
    /// Each group of users.
    Users,
    /// Each coin.
    Coin,
    /// Holders of a coin.
    Holders,
    /// Each LLM that has a name.
    Llm,
    /// Each service on which gateways depend.
    Service,
    /// Each fault of the weather.
    Fault,
    /// Each table of apps.
    Apps,
    /// Each governance.
    Governance,
    /// Each attacker.
    Attacker,
    /// Each governor.
    Governor,
}

/// A metric: what it is called, what it means and how it is computed.
pub struct Metric {
    /// Its name, unit last.
    pub name: &'static str,
    /// Which way it improves, where its owner does not cheat.
    pub better: Better,
    /// What a scenario must have for it to exist.
    pub need: Requires,
    /// Whose it is.
    pub owner: Owner,
    /// What it says, with its formula where it is not plain.
    pub doc: &'static str,
    value: Reading,
}

/// One number of a run's outcome: a metric of one owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The metric's name.
    pub name: Cow<'static, str>,
    /// Which way it improves.
    pub better: Better,
    /// What the scenario must have for it to exist.
    pub need: Requires,
    /// Whose it is, as in `network.alpha`; empty for the whole.
    pub owner: String,
    /// What it says.
    pub doc: Cow<'static, str>,
}

impl Column {
    /// The metric with its owner, as a claim writes it.
    pub fn label(&self) -> String {
        formula::label(&self.name, &self.owner)
    }
    /// Whether it is an amount that grows with the run or a state at one time: neither is a mean over the run's parts.
    pub fn is_amount(&self) -> bool {
        // Units are the last part of a name, so that the name tells.
        let is_mean = self.name.contains("_mean_");
        !is_mean && ["_coins", "_usd"].iter().any(|unit| self.name.ends_with(unit)) || self.name.contains("_at_")
    }
}

/// Metrics that count from the start of the run wherever meters start anew.
const FROM_THE_START: [&str; 36] = [
    "minted_coins",
    "burnt_coins",
    "unscored_looks",
    "time_to_sentence_mean_s",
    "answers_to_sentence_mean",
    "open_d",
    "request_costs_usd_h",
    "reached_usd",
    "integration_cost_usd",
    "integration_usd_h",
    "cost_in_all_usd_h",
    "takeover_s",
    "cheats_took_over_share",
    "proposals_executed",
    "proposals_rejected",
    "proposals_without_quorum",
    "proposals_vetoed",
    "proposals_turned_away",
    "proposals_void",
    "turnout_mean_share",
    "signal_to_change_mean_d",
    "capture_cost_usd",
    "nakamoto_votes",
    "banzhaf_largest",
    "shapley_largest",
    "attack_profit_usd",
    "attack_votes_coins",
    "attack_passed",
    "governor_moves",
    "governor_turns",
    "governor_refused",
    "governor_reading_mean",
    "governor_setting_mean",
    "governor_setting_least",
    "governor_setting_most",
    "governor_bound_share",
];

impl Column {
    /// Why the metric has no value over a part of the run; none if it has one.
    ///
    /// Meters start anew with a part. What is read of states has the value of the part's end.
    pub fn lacks_parts(&self) -> Option<&'static str> {
        if self.name.contains("_at_") {
            Some("it is of an instant of the run")
        } else if self.name.starts_with("sentenced_within_") || FROM_THE_START.contains(&&*self.name) {
            Some("it counts from the start of the run")
        } else {
            None
        }
    }
}

/// A metric that a claim names with an instant, as in `active_nodes_at[20 d]`; its column ends in the instant.
pub struct Snapshot {
    /// Its name, without the instant.
    pub name: &'static str,
    /// Which way it improves.
    pub better: Better,
    /// What it says.
    pub doc: &'static str,
}

/// The metrics at an instant, in the order of their columns.
pub const SNAPSHOTS: [Snapshot; 4] = [
    Snapshot { name: "in_system_at", better: Better::Less, doc: "requests in the system at this time" },
    Snapshot { name: "active_nodes_at", better: Better::Neither, doc: "nodes up at this time" },
    Snapshot {
        name: "hhi_gateways_at",
        better: Better::Neither,
        doc: "concentration of individuals on gateways at this time: the sum of squared shares",
    },
    Snapshot {
        name: "gateways_used_at",
        better: Better::Neither,
        doc: "gateways with at least one individual at this time",
    },
];

/// All metrics, by theme.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    let trust = trust::METRICS.iter().chain(proof::METRICS).chain(disputes::METRICS);
    let service = service::METRICS.iter().chain(tokens::METRICS).chain(waiting::METRICS);
    service
        .chain(firms::METRICS)
        .chain(exposure::METRICS)
        .chain(liveness::METRICS)
        .chain(residency::METRICS)
        .chain(trust)
        .chain(money::METRICS)
        .chain(settlement::METRICS)
        .chain(prices::METRICS)
        .chain(exits::METRICS)
        .chain(delegation::METRICS)
        .chain(security::METRICS)
        .chain(treasury::METRICS)
        .chain(weights::METRICS)
        .chain(yields::METRICS)
        .chain(crowds::METRICS)
        .chain(breach::METRICS)
        .chain(apps::METRICS)
        .chain(quality::METRICS)
        .chain(reputation::METRICS)
        .chain(conduct::METRICS)
        .chain(governance::METRICS)
        .chain(governor::METRICS)
}

/// The names of the owners of a kind, in order.
pub fn owners(scenario: &Scenario, owner: Owner) -> Vec<String> {
    match owner {
        Owner::Whole => vec![String::new()],
        Owner::Network => scenario.networks.iter().map(|n| format!("network.{}", n.name)).collect(),
        Owner::Gateway => scenario.gateways.iter().map(|g| format!("gateway.{}", g.name)).collect(),
        Owner::Nodes => scenario.groups.iter().map(|g| format!("nodes.{}", g.name)).collect(),
        Owner::Users => scenario.users.iter().map(|u| format!("users.{}", u.name)).collect(),
        Owner::Coin => scenario.coins.iter().map(|c| format!("coin.{}", c.name)).collect(),
        Owner::Holders => scenario.holders.iter().map(|h| format!("holders.{}", h.name)).collect(),
        Owner::Service => scenario.services.iter().map(|s| format!("service.{}", s.name)).collect(),
        Owner::Fault => scenario.weather.iter().map(|w| format!("weather.{}", w.name)).collect(),
        Owner::Governance => scenario.governances.iter().map(|g| format!("governance.{}", g.name)).collect(),
        Owner::Attacker => scenario.attackers.iter().map(|a| format!("attacker.{}", a.name)).collect(),
        Owner::Governor => scenario.governors.iter().map(|g| format!("governor.{}", g.name)).collect(),
        Owner::Apps => scenario.apps.iter().map(|a| format!("apps.{}", a.name)).collect(),
        Owner::Llm => scenario.llms.iter().filter(|l| !l.is_empty()).map(|l| format!("llm.{l}")).collect(),
    }
}

/// How many owners of a kind there are.
fn n_owners(scenario: &Scenario, owner: Owner) -> usize {
    match owner {
        Owner::Whole => 1,
        Owner::Network => scenario.networks.len(),
        Owner::Gateway => scenario.gateways.len(),
        Owner::Nodes => scenario.groups.len(),
        Owner::Users => scenario.users.len(),
        Owner::Coin => scenario.coins.len(),
        Owner::Holders => scenario.holders.len(),
        Owner::Service => scenario.services.len(),
        Owner::Fault => scenario.weather.len(),
        Owner::Governance => scenario.governances.len(),
        Owner::Attacker => scenario.attackers.len(),
        Owner::Governor => scenario.governors.len(),
        Owner::Apps => scenario.apps.len(),
        Owner::Llm => scenario.llms.iter().filter(|llm| !llm.is_empty()).count(),
    }
}

/// How many columns the metrics themselves make: all but those that `observe` asks for.
fn n_of_metrics(scenario: &Scenario) -> usize {
    metrics().map(|metric| n_owners(scenario, metric.owner)).sum()
}

/// The columns of a scenario's outcome, in the order of [`values`].
pub fn columns(scenario: &Scenario) -> Vec<Column> {
    let mut list = Vec::with_capacity(n_of_metrics(scenario));
    // Metrics of one kind of owner mostly stand together.
    let (mut kind, mut named) = (Owner::Whole, owners(scenario, Owner::Whole));
    for metric in metrics() {
        if metric.owner != kind {
            (kind, named) = (metric.owner, owners(scenario, metric.owner));
        }
        for (row, owner) in named.iter().enumerate() {
            list.push(Column {
                name: metric.name.into(),
                better: better::of(scenario, metric, row),
                need: metric.need,
                owner: owner.clone(),
                doc: metric.doc.into(),
            });
        }
    }
    let observe = &scenario.observe;
    let mut add = |name: String, better: Better, doc: &'static str| {
        let need = Requires::of_threshold(&name);
        list.push(Column { name: name.into(), better, need, owner: String::new(), doc: doc.into() });
    };
    for k in &observe.in_system {
        add(
            format!("in_system_ge_{k}_share"),
            Better::Less,
            "share of the time with at least this many requests in the system",
        );
    }
    for k in &observe.nodes {
        add(format!("active_nodes_ge_{k}_share"), Better::More, "share of the time with at least this many up nodes");
    }
    for k in &observe.backlog {
        add(
            format!("backlog_ge_{k}_share"),
            Better::Less,
            "share of the up nodes with at least this backlog, over time",
        );
    }
    for limit in &observe.wait {
        let limit = limit.to_string().replace(' ', "");
        add(
            format!("wait_gt_{limit}_share"),
            Better::Less,
            "share of the answers that waited longer than this for service",
        );
    }
    for at in &observe.at {
        let at = at.to_string().replace(' ', "");
        for instant in SNAPSHOTS {
            add(format!("{}_{at}", instant.name), instant.better, instant.doc);
        }
    }
    crowds::columns(scenario, &mut list);
    proof::columns(scenario, &mut list);
    exits::columns(scenario, &mut list);
    list
}

/// The values of a run, in the order of [`columns`]; none where a number does not exist.
pub fn values(world: &World, now: Time) -> Vec<Option<f64>> {
    let scenario = &world.scenario;
    let mut list = Vec::with_capacity(n_of_metrics(scenario));
    for metric in metrics() {
        for at in 0..n_owners(scenario, metric.owner) {
            list.push(metric.value.value(world, at, now).filter(|v| v.is_finite()));
        }
    }
    let (observe, meters, part) = (&scenario.observe, &world.state.meters, played_span(world, now));
    list.extend(observe.in_system.iter().map(|&k| meters.in_system.at_least_over(now, part, k)));
    list.extend(observe.nodes.iter().map(|&k| meters.up.at_least(now, k)));
    let up = meters.up_area(now) as f64;
    list.extend(observe.backlog.iter().map(|&k| {
        let tail = meters.tails.get(k as usize - 1)?;
        (up > 0.0).then(|| tail.area(now) as f64 / up)
    }));
    list.extend(meters.waits.over.iter().map(|&n| ratio(n as f64, meters.wait.n() as f64)));
    for (at, seen) in meters.observed.iter().enumerate() {
        list.push(seen.map(|s| s.0 as f64));
        list.push(seen.map(|s| s.1 as f64));
        list.extend(crowds::instant(world, at));
    }
    crowds::values(world, &mut list);
    proof::values(world, &mut list);
    exits::values(world, now, &mut list);
    list
}

/// What the values of a run were computed from, in the order of [`columns`], of which there are `n`.
pub fn samples(world: &World, now: Time, n: usize) -> Vec<Sample> {
    let mut list = Vec::with_capacity(n);
    for metric in metrics() {
        list.extend((0..n_owners(&world.scenario, metric.owner)).map(|at| metric.value.sample(world, at, now)));
    }
    list.resize(n, Sample::None);
    list
}

/// A ratio of two sums; none if there is nothing below the line.
fn ratio(over: f64, under: f64) -> Option<f64> {
    (under > 0.0).then(|| over / under)
}

/// How much of the time that was measured requests were played in.
fn played_span(world: &World, now: Time) -> Span {
    let began = world.state.meters.began;
    world.state.pace.as_ref().map_or_else(|| now.since(began), |pace| pace.clock.played(began, now))
}

/// Seconds of the time that was measured in which requests were played \[s\].
fn played(world: &World, now: Time) -> f64 {
    played_span(world, now).as_secs()
}

/// Seconds that were measured \[s\].
fn measured(world: &World, now: Time) -> f64 {
    now.since(world.state.meters.began).as_secs()
}
