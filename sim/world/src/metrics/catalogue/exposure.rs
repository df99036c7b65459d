//! Metrics of privacy: who saw what of the requests of users.

use super::service::{cause, each, each_share, whole_share};
use super::{Metric, Owner, ratio};
use crate::metrics::cause::Cause;
use crate::metrics::exposure::ExposureMeter;
use crate::world::World;

/// So many of the requests of a group of users, where it is measured who saw them.
fn share(world: &World, users: usize, of: fn(&ExposureMeter) -> u64) -> (u64, u64) {
    world.state.meters.exposures.get(users).map_or((0, 0), |meter| (of(meter), meter.requests))
}

pub(super) const METRICS: &[Metric] = &[
    each_share!(
        Users, "exposed_to_gateway_share", Less, needs Exposure,
        "share of the requests that a gateway saw in plain text",
        |w, i| share(w, i, |meter| meter.by_gateway)
    ),
    each_share!(
        Users, "exposed_to_operators_share", Less, needs Exposure,
        "share of the requests that an operator of nodes saw in plain text who was to serve them",
        |w, i| share(w, i, |meter| meter.by_server)
    ),
    each_share!(
        Users, "exposed_to_further_share", Less, needs Exposure,
        "share of the requests that several operators saw who were to serve them, for retries, moves, copies or hedges",
        |w, i| share(w, i, |meter| meter.by_further)
    ),
    each_share!(
        Users, "exposed_to_checkers_share", Less, needs Exposure,
        "share of the requests that a check or vote showed to an operator who had not seen them",
        |w, i| share(w, i, |meter| meter.by_checker)
    ),
    each_share!(
        Users, "published_share", Less, needs Exposure,
        "share of the requests whose text was published at settlement (`network.x.publishes`)",
        |w, i| share(w, i, |meter| meter.published)
    ),
    each_share!(
        Users, "linked_share", Less, needs Exposure,
        "share of the requests of which somebody knows both who asked and what",
        |w, i| share(w, i, |meter| meter.linked)
    ),
    each!(
        Users, "exposed_to_operators_mean", Less, needs Exposure,
        "mean number of operators of nodes who saw a request in plain text, servers and checkers; those of several \
         nodes count once",
        |w, i, _now| {
            let meter = w.state.meters.exposures.get(i)?;
            ratio(meter.operators as f64, meter.requests as f64)
        }
    ),
    each!(
        Users, "relay_fees_usd_h", Less, needs RelayFee,
        "what relays take from the users, per hour",
        |w, i, now| {
            w.scenario.users[i].rules.privacy.policy().fee()?;
            let meter = w.state.meters.exposures.get(i)?;
            ratio(meter.relay_nanos as f64 / 1e9 * 3_600.0, super::played(w, now))
        }
    ),
    whole_share!(
        "refused_no_trusted_node_share", Less, needs Trusted,
        "share refused because their users want trusted execution, and only nodes without it were listed (`privacy`)",
        |w| if w.scenario.has_trusted_rosters { cause(w, Cause::NoTrustedNode) } else { (0, 0) }
    ),
];
