//! Metrics of waiting: squares, busy periods, those who gave up, and each group of users.

use super::service::{each, each_share, whole, whole_share};
use super::{Metric, Owner, played, ratio};
use crate::metrics::tally::UsersMeter;
use crate::world::World;

/// Requests that ended, over all causes.
fn ended(world: &World) -> u64 {
    let tally = world.state.meters.tally();
    tally.answered + tally.refused + tally.failed
}

/// Requests sent in the window that ended.
fn timed(world: &World) -> u64 {
    world.state.meters.users.iter().map(|u| u.timed + u.lost).sum()
}

/// Seconds that they waited, all together \[s\].
fn waited_s(world: &World) -> f64 {
    let meters = &world.state.meters;
    let answered: u128 = meters.users.iter().map(|u| u.wait).sum();
    (answered + meters.waits.lost) as f64 * 1e-9
}

/// Requests of a group of users that ended.
fn ended_of(users: &UsersMeter) -> u64 {
    users.answered + users.refused + users.failed
}

pub(super) const METRICS: &[Metric] = &[
    whole!("wait_mean_square_s2", Less, needs Requests, "mean square of the time from sending to the start of service", |w, _now| {
        ratio(w.state.meters.waits.square * 1e-18, w.state.meters.wait.n() as f64)
    }),
    whole!(
        "wait_all_mean_s", Less, needs Requests,
        "mean time from sending until service began or the request ended without it, over all ended requests",
        |w, _now| ratio(waited_s(w), timed(w) as f64)
    ),
    whole_share!(
        "waited_all_share", Less, needs Requests,
        "share of the ended requests that neither began service nor ended at the moment they were sent",
        |w| {
            let meters = &w.state.meters;
            (meters.waited + meters.waits.lost_waited, timed(w))
        }
    ),
    whole!("preemptions_per_request", Neither, needs Requests, "preempted services per ended request", |w, _now| {
        ratio(w.state.meters.preemptions as f64, ended(w) as f64)
    }),
    whole!(
        "busy_period_mean_s", Neither, needs Requests,
        "mean time from when a node's backlog leaves 0 until it is 0 again",
        |w, _now| {
            let groups = &w.state.meters.groups;
            let (n, sum): (u64, u128) =
                (groups.iter().map(|g| g.busy_periods).sum(), groups.iter().map(|g| g.busy_periods_sum).sum());
            ratio(sum as f64 * 1e-9, n as f64)
        }
    ),
    each!(
        Nodes,
        "busy_period_mean_s", Neither, needs Requests,
        "mean time from when a node's backlog leaves 0 until it is 0 again",
        |w, i, _now| {
            let group = &w.state.meters.groups[i];
            ratio(group.busy_periods_sum as f64 * 1e-9, group.busy_periods as f64)
        }
    ),
    each!(
        Gateway,
        "at_station_mean", Less, needs Station,
        "requests that wait or are served at the gateway's own station, mean over time",
        |w, i, now| {
            w.scenario.gateways[i].rules.station.as_ref()?;
            ratio(w.state.meters.gateways_at_station[i].area(now) as f64 * 1e-9, played(w, now))
        }
    ),
    each!(
        Nodes,
        "backlog_mean",
        Neither,
        "attempts that wait or are in service at the group's nodes, mean over time",
        |w, i, now| { ratio(w.state.meters.groups[i].backlog.area(now) as f64 * 1e-9, played(w, now)) }
    ),
    each_share!(Users, "answered_share", More, needs Requests, "share of the group's ended requests that were answered", |w, i| {
        let users = &w.state.meters.users[i];
        (users.answered, ended_of(users))
    }),
    each_share!(Users, "refused_share", Less, needs Requests, "share of the group's ended requests that were refused", |w, i| {
        let users = &w.state.meters.users[i];
        (users.refused, ended_of(users))
    }),
    each_share!(Users, "failed_share", Less, needs Requests, "share of the group's ended requests that failed", |w, i| {
        let users = &w.state.meters.users[i];
        (users.failed, ended_of(users))
    }),
    each!(Users, "answer_latency_mean_s", Less, needs Requests, "mean time from sending to the answer", |w, i, _now| {
        let users = &w.state.meters.users[i];
        ratio(users.latency as f64 * 1e-9, users.timed as f64)
    }),
    each!(
        Users,
        "wait_mean_s", Less, needs Requests,
        "mean time from sending to the start of the service that gave the answer",
        |w, i, _now| {
            let users = &w.state.meters.users[i];
            ratio(users.wait as f64 * 1e-9, users.timed as f64)
        }
    ),
];
