//! Metrics of tokens, where nodes batch: how soon they come, and how many.

use std::ops::Range;

use state::requests::{Need, Request};
use units::time::Time;

use super::sample::Reading;
use super::service::{each, whole, whole_quantile};
use super::{Better, Metric, Owner, Requires, in_flight, played, ratio};
use crate::metrics::tokens::Pace;
use crate::world::World;

pub(super) const METRICS: &[Metric] = &[
    whole!("ttft_mean_s", Less, needs Tokens, "mean time from sending until the user has the first token", |w, _now| {
        w.state.meters.tokens.all.first.mean()
    }),
    whole_quantile!("ttft_p50_s", Less, needs Tokens, 0.5, "median time to the first token", |w| &w.state.meters.tokens.all.first),
    whole_quantile!("ttft_p95_s", Less, needs Tokens, 0.95, "95th percentile of the time to the first token", |w| &w
        .state
        .meters
        .tokens
        .all
        .first),
    whole_quantile!("ttft_p99_s", Less, needs Tokens, 0.99, "99th percentile of the time to the first token", |w| &w
        .state
        .meters
        .tokens
        .all
        .first),
    whole!(
        "tpot_mean_s", Less, needs Tokens,
        "time per token after the first, mean over answers of at least two tokens",
        |w, _now| { w.state.meters.tokens.all.each.mean() }
    ),
    whole_quantile!(
        "tpot_p95_s", Less, needs Tokens,
        0.95,
        "95th percentile over answers of the time per token after the first",
        |w| &w.state.meters.tokens.all.each
    ),
    whole_quantile!(
        "tpot_p99_s", Less, needs Tokens,
        0.99,
        "99th percentile over answers of the time per token after the first",
        |w| &w.state.meters.tokens.all.each
    ),
    whole!("output_tps", More, needs Tokens, "output tokens of answers per second", |w, now| {
        ratio(some(w.state.meters.tokens.written)?, played(w, now))
    }),
    whole!("prompt_tps", More, needs Tokens, "prompt tokens of answers per second", |w, now| {
        ratio(some(w.state.meters.tokens.read)?, played(w, now))
    }),
    whole!(
        "node_ttft_mean_s", Less, needs Tokens,
        "mean time from an attempt's arrival at its node to the first token there",
        |w, _now| { w.state.meters.tokens.at_node.mean() }
    ),
    whole_quantile!("node_ttft_p99_s", Less, needs Tokens, 0.99, "99th percentile of the time to the first token at the node", |w| {
        &w.state.meters.tokens.at_node
    }),
    whole!(
        "prefix_hit_share", More, needs PrefixReuse,
        "share of prompt tokens that were in the node's cache when their first step began, where nodes reuse prefixes",
        |w, _now| { known(&w.state.meters.tokens.all) }
    ),
    each!(
        Users,
        "prefix_hit_share", More, needs PrefixReuse,
        "share of the group's prompt tokens that were in the node's cache when their first step began",
        |w, i, _now| { known(&w.state.meters.tokens.users[i]) }
    ),
    each!(Users, "ttft_mean_s", Less, needs Tokens, "mean time from sending until the user has the first token", |w, i, _now| {
        w.state.meters.tokens.users[i].first.mean()
    }),
    Metric {
        name: "ttft_p99_s",
        better: Better::Less,
        need: Requires::Tokens,
        owner: Owner::Users,
        doc: "99th percentile of the time to the first token",
        value: Reading::Quantile(|w, i| &w.state.meters.tokens.users[i].first, 0.99),
    },
    each!(
        Users,
        "tpot_mean_s", Less, needs Tokens,
        "time per token after the first, mean over answers of at least two tokens",
        |w, i, _now| { w.state.meters.tokens.users[i].each.mean() }
    ),
    Metric {
        name: "in_time_share",
        better: Better::More,
        need: Requires::Target,
        owner: Owner::Whole,
        doc: "share of the requests of users with a `target` that met it, of all that ended or are late",
        value: Reading::ShareNow(|w, _, now| in_time(w, 0..w.scenario.users.len(), now)),
    },
    Metric {
        name: "in_time_share",
        better: Better::More,
        need: Requires::Target,
        owner: Owner::Users,
        doc: "share of the group's requests that met its `target`, of all that ended or are late",
        value: Reading::ShareNow(|w, i, now| in_time(w, i..i + 1, now)),
    },
];

/// Requests of users with a target: those that were answered within it, and all whose fate is known.
fn in_time(world: &World, of: Range<usize>, now: Time) -> (u64, u64) {
    let with_target = of.filter(|&i| world.scenario.users[i].rules.target.is_some());
    with_target.fold((0, 0), |(kept, all), i| {
        let users = &world.state.meters.users[i];
        (kept + users.in_time, all + users.timed + users.lost + late(world, i, now))
    })
}

/// Requests in flight that can no longer be answered in time: without them the slowest would be left out.
fn late(world: &World, users: usize, now: Time) -> u64 {
    if world.state.meters.is_closed {
        return 0;
    }
    let own = in_flight(world).filter(|(_, r)| r.users.row() == users);
    own.filter(|(_, r)| is_late(world, r, now)).count() as u64
}

/// Whether a request in flight can no longer be answered within its users' target.
pub(crate) fn is_late(world: &World, row: &Request, now: Time) -> bool {
    let target = world.scenario.users[row.users.row()].rules.target.as_ref();
    let limit = match (target.and_then(|t| t.first_token), target.and_then(|t| t.each_token), row.need) {
        (Some(first), Some(each), Need::Tokens { output, .. }) => first + each * u64::from(output - 1),
        (Some(first), _, Need::Work(_)) => first,
        _ => return false,
    };
    row.arrived + limit < now
}

/// What of prompts was known already; tokens are no independent trials, so no counts stand behind it.
fn known(pace: &Pace) -> Option<f64> {
    ratio(pace.known as f64, pace.begun as f64)
}

/// A number of tokens, where there are any.
fn some(tokens: u64) -> Option<f64> {
    (tokens > 0).then_some(tokens as f64)
}
