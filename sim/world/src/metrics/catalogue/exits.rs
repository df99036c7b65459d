//! Metrics of stakes on their way out.

use super::service::each;
use super::{Better, Column, Metric, Owner, Requires, measured, ratio};
use crate::metrics::exits::ExitMeter;
use crate::scenario::Scenario;
use crate::world::World;
use units::time::Time;

/// The meter of a network with an exit queue.
fn queued(world: &World, network: usize) -> Option<&ExitMeter> {
    world.scenario.networks[network].rules.exit_queue.as_ref().map(|_| &world.state.meters.exits[network])
}

pub(super) const METRICS: &[Metric] = &[
    each!(Network, "unbonding_nodes_mean", Neither, "unbonding stakes, mean over time", |w, i, now| {
        w.state.meters.exits[i].unbonding.mean(now)
    }),
    each!(Network, "unbonding_coins_mean", Neither, needs Coin, "unbonding coins, mean over time", |w, i, now| {
        let coin = w.scenario.networks[i].coin?;
        let unit = 10_u64.pow(w.scenario.coins[coin.row()].rules.decimals) as f64;
        Some(ratio(w.state.meters.exits[i].amount.area(now) as f64 * 1e-9, measured(w, now))? / unit)
    }),
    each!(Network, "exit_backlog_mean", Less, needs ExitQueue, "stakes in the exit queue, mean over ends of epochs", |w, i, _now| {
        let exits = queued(w, i)?;
        ratio(exits.backlog as f64, exits.epochs as f64)
    }),
    each!(
        Network,
        "exit_backlog_zero_share", More, needs ExitQueue,
        "share of the epochs after which the exit queue is empty",
        |w, i, _now| {
            let exits = queued(w, i)?;
            ratio(exits.empty as f64, exits.epochs as f64)
        }
    ),
    each!(
        Network,
        "exit_delay_mean_epochs", Less, needs ExitQueue,
        "whole epochs that a stake waited in the exit queue beyond the one of its request, mean",
        |w, i, _now| {
            let exits = queued(w, i)?;
            ratio(exits.delay as f64, exits.turns as f64)
        }
    ),
    each!(Network, "exit_delay_max_epochs", Less, needs ExitQueue, "the longest such wait", |w, i, _now| Some(
        queued(w, i)?.longest? as f64
    )),
    each!(Network, "exit_delay_max_s", Less, needs ExitQueue, "the longest such wait as a time", |w, i, _now| {
        let epoch = w.scenario.networks[i].rules.exit_queue.as_ref()?.epoch;
        Some(queued(w, i)?.longest? as f64 * epoch.as_secs())
    }),
];

/// The columns of the asked-for thresholds, by network.
pub(super) fn columns(scenario: &Scenario, list: &mut Vec<Column>) {
    for network in &scenario.networks {
        for k in &scenario.observe.unbonding {
            list.push(Column {
                name: format!("unbonding_ge_{k}_share").into(),
                better: Better::Neither,
                need: Requires::Nothing,
                owner: format!("network.{}", network.name),
                doc: "share of the time with at least this many unbonding stakes".into(),
            });
        }
    }
}

/// The values of [`columns`].
pub(super) fn values(world: &World, now: Time, list: &mut Vec<Option<f64>>) {
    for exits in &world.state.meters.exits {
        list.extend(world.scenario.observe.unbonding.iter().map(|&k| exits.unbonding.at_least(now, k)));
    }
}
