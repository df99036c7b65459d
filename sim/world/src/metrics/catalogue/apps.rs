//! Metrics of apps: what they have integrated, what that costs, and whose users are cut off.

use units::ids::{AppsId, GatewayId};
use units::time::Time;

use super::service::{each, each_share, whole};
use super::{Metric, Owner, played, ratio};
use crate::metrics::gauge::Area;
use crate::world::World;

/// What all integrations of a table of apps have cost since the start \[usd\].
fn cost_usd(world: &World, apps: usize, now: Time) -> f64 {
    world.state.apps[apps].cost_usd(&world.scenario.apps[apps].rules.integration, now)
}

/// The same an hour \[usd/h\].
fn integration_usd_h(world: &World, apps: usize, now: Time) -> Option<f64> {
    ratio(cost_usd(world, apps, now), now.since(Time::ZERO).as_secs() / 3_600.0)
}

/// What users of a table of apps paid for answers per hour in which requests were played \[usd/h\].
fn fees_usd_h(world: &World, apps: usize, now: Time) -> Option<f64> {
    let id = AppsId::of(apps);
    let users = world.scenario.users.iter().zip(&world.state.meters.users).filter(|(users, _)| users.apps == Some(id));
    ratio(users.map(|(_, meter)| meter.paid_usd).sum(), played(world, now) / 3_600.0)
}

/// How many integrations are there of so many apps, per app and mean over time; nothing of no time.
fn per_app<'m>(world: &World, now: Time, (n, areas): (u64, impl Iterator<Item = &'m Area>)) -> Option<f64> {
    // In whole numbers, so that all of them are exactly all.
    let all = u128::from(now.since(world.state.meters.began).ns()) * u128::from(n);
    ratio(areas.map(|area| area.area(now)).sum::<u128>() as f64, all as f64)
}

pub(super) const METRICS: &[Metric] = &[
    whole!(
        "integration_cost_usd", Less, needs Apps,
        "what developers have spent on integrations of gateways by the end: those of the start, later ones, and upkeep",
        |w, now| (!w.scenario.apps.is_empty()).then(|| (0..w.scenario.apps.len()).map(|i| cost_usd(w, i, now)).sum())
    ),
    each!(
        Apps, "integration_usd_h", Less, needs Apps,
        "what these developers have spent on integrations of gateways, and on their upkeep, per hour since the start",
        |w, i, now| integration_usd_h(w, i, now)
    ),
    each!(
        Apps, "fees_usd_h", Less, needs Apps,
        "what the users of these apps paid for answers, takes on top included, per hour in which requests were played",
        |w, i, now| fees_usd_h(w, i, now)
    ),
    each!(
        Apps, "cost_in_all_usd_h", Less, needs Apps,
        "what these apps cost in all: fees_usd_h + integration_usd_h",
        |w, i, now| Some(fees_usd_h(w, i, now)? + integration_usd_h(w, i, now)?)
    ),
    each!(
        Apps, "integrations_per_app", Neither, needs Apps,
        "gateways that an app has integrated, mean over apps and time",
        |w, i, now| {
            per_app(w, now, (w.scenario.apps[i].rules.count.into(), w.state.meters.apps[i].iter()))
        }
    ),
    each!(
        Gateway, "apps_share", Neither, needs Apps,
        "share of the apps that have this gateway integrated, of those that could, mean over time",
        |w, i, now| {
            let tables = w.scenario.apps.iter().zip(&w.state.meters.apps);
            let could = tables.filter_map(|(row, areas)| {
                let place = row.gateways.iter().position(|&gateway| gateway == GatewayId::of(i))?;
                Some((u64::from(row.rules.count), &areas[place]))
            });
            per_app(w, now, (could.clone().map(|(count, _)| count).sum(), could.map(|(_, area)| area)))
        }
    ),
    each_share!(
        Users, "cut_off_share", Less, needs UsersOfApps,
        "share of the ended requests that ended because the last of the gateways that their app has integrated was down or \
         closed",
        |w, i| {
            let users = &w.state.meters.users[i];
            let ended = users.answered + users.refused + users.failed;
            (users.cut_off, if w.scenario.users[i].apps.is_some() { ended } else { 0 })
        }
    ),
];
