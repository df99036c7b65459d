//! Metrics of service: who was answered, how fast, and what the nodes did meanwhile.

use rules::admission::Reason;
use state::requests::{Request, Stage};
use units::ids::{LlmId, RequestId};

use super::needs::has_feed;
use super::{Metric, Owner, measured, played, played_span, ratio};
use crate::metrics::cause::Cause;
use crate::metrics::tally::Tally;
use crate::scenario::Users;
use crate::world::World;

/// A metric of the whole run.
macro_rules! whole {
    ($name:literal, $better:ident, $(needs $need:ident,)? $doc:literal, |$w:ident, $now:ident| $value:expr) => {
        Metric {
            name: $name,
            better: $crate::metrics::catalogue::Better::$better,
            need: $crate::metrics::catalogue::needs::need!($($need)?),
            owner: Owner::Whole,
            doc: $doc,
            value: $crate::metrics::catalogue::sample::Reading::Number(|$w, _, $now| $value),
        }
    };
}

/// A metric of each owner of a kind.
macro_rules! each {
    ($owner:ident, $name:literal, $better:ident, $(needs $need:ident,)? $doc:literal, |$w:ident, $i:ident, $now:ident| $value:expr) => {
        Metric {
            name: $name,
            better: $crate::metrics::catalogue::Better::$better,
            need: $crate::metrics::catalogue::needs::need!($($need)?),
            owner: Owner::$owner,
            doc: $doc,
            value: $crate::metrics::catalogue::sample::Reading::Number(|$w, $i, $now| $value),
        }
    };
}

/// A share of the whole run: events and trials, so that rare events get exact limits.
macro_rules! whole_share {
    ($name:literal, $better:ident, $(needs $need:ident,)? $doc:literal, |$w:ident| $counts:expr) => {
        Metric {
            name: $name,
            better: $crate::metrics::catalogue::Better::$better,
            need: $crate::metrics::catalogue::needs::need!($($need)?),
            owner: Owner::Whole,
            doc: $doc,
            value: $crate::metrics::catalogue::sample::Reading::Share(|$w, _| $counts),
        }
    };
}

/// A share of each owner of a kind: events and trials.
macro_rules! each_share {
    ($owner:ident, $name:literal, $better:ident, $(needs $need:ident,)? $doc:literal, |$w:ident, $i:ident| $counts:expr) => {
        Metric {
            name: $name,
            better: $crate::metrics::catalogue::Better::$better,
            need: $crate::metrics::catalogue::needs::need!($($need)?),
            owner: Owner::$owner,
            doc: $doc,
            value: $crate::metrics::catalogue::sample::Reading::Share(|$w, $i| $counts),
        }
    };
}

/// The mean of a histogram of the whole run.
macro_rules! whole_mean {
    ($name:literal, $better:ident, $(needs $need:ident,)? $doc:literal, |$w:ident| $histogram:expr) => {
        Metric {
            name: $name,
            better: $crate::metrics::catalogue::Better::$better,
            need: $crate::metrics::catalogue::needs::need!($($need)?),
            owner: Owner::Whole,
            doc: $doc,
            value: $crate::metrics::catalogue::sample::Reading::Mean(|$w, _| $histogram),
        }
    };
}

/// A quantile of a histogram of the whole run.
macro_rules! whole_quantile {
    ($name:literal, $better:ident, $(needs $need:ident,)? $share:literal, $doc:literal, |$w:ident| $histogram:expr) => {
        Metric {
            name: $name,
            better: $crate::metrics::catalogue::Better::$better,
            need: $crate::metrics::catalogue::needs::need!($($need)?),
            owner: Owner::Whole,
            doc: $doc,
            value: $crate::metrics::catalogue::sample::Reading::Quantile(|$w, _| $histogram, $share),
        }
    };
}
pub(super) use {each, each_share, whole, whole_quantile, whole_share};

/// Requests of a tally that ended.
pub(super) fn n_ended(tally: &Tally) -> u64 {
    tally.answered + tally.refused + tally.failed
}

/// Requests sent in the window and not answered or otherwise ended yet: what is not known of latencies.
pub(crate) fn in_flight(world: &World) -> impl Iterator<Item = (RequestId, &Request)> {
    let sent = world.state.requests.entries().filter(|(_, r)| r.arrived >= world.scenario.cut);
    sent.filter(|(_, r)| !matches!(r.stage, Stage::Answered | Stage::Settled))
}

fn ended(tally: &Tally) -> f64 {
    n_ended(tally) as f64
}

pub(super) fn cause(world: &World, cause: Cause) -> (u64, u64) {
    let at = Cause::ALL.iter().position(|c| c.0 == cause).expect("every cause is listed");
    (world.state.meters.causes[at], n_ended(&world.state.meters.tally()))
}

/// Requests that rules of admission refused for a reason; nothing where no rule refuses any for it.
fn not_admitted(world: &World, reason: Reason) -> (u64, u64) {
    let may = world.scenario.admissions().any(|rule| rule.reason() == Some(reason));
    if may { cause(world, Cause::NotAdmitted(reason)) } else { (0, 0) }
}

/// The capacity of a group with all of its nodes up.
fn capacity(world: &World, group: usize) -> f64 {
    f64::from(world.scenario.groups[group].rules.count) * world.state.groups[group].capacity() as f64
}

/// The part that is not up and idle; areas in slot nanoseconds, all of it in slot seconds.
fn busy_or_down(busy: u128, up: u128, all: f64) -> Option<f64> {
    ratio(all - up.saturating_sub(busy) as f64 * 1e-9, all)
}

pub(super) const METRICS: &[Metric] = &[
    whole!("sent_rps", Neither, "requests sent per second", |w, now| ratio(w.state.meters.sent as f64, played(w, now))),
    whole!("answered_rps", More, "requests answered per second", |w, now| {
        ratio(w.state.meters.tally().answered as f64, played(w, now))
    }),
    whole!(
        "goodput_rps",
        More,
        "requests answered correctly, and in time for users with a target, per second",
        |w, now| {
            let (tally, late) =
                (w.state.meters.tally(), w.state.meters.users.iter().map(|u| u.late_right).sum::<u64>());
            ratio((tally.answered - tally.wrong - late) as f64, played(w, now))
        }
    ),
    whole_share!("answered_share", More, needs Requests, "share of the ended requests that were answered", |w| {
        (w.state.meters.tally().answered, n_ended(&w.state.meters.tally()))
    }),
    whole_share!("refused_share", Less, needs Requests, "share of the ended requests that were refused", |w| {
        (w.state.meters.tally().refused, n_ended(&w.state.meters.tally()))
    }),
    whole_share!("failed_share", Less, needs Requests, "share of the ended requests that failed", |w| {
        (w.state.meters.tally().failed, n_ended(&w.state.meters.tally()))
    }),
    whole_share!("refused_no_node_share", Less, needs Requests, "share refused because no node was listed", |w| {
        cause(w, Cause::NoNode)
    }),
    whole_share!(
        "refused_by_scheduling_share", Less, needs Refusals,
        "share refused because the scheduling policy accepted none of the listed nodes",
        |w| {
            let may_refuse = w.scenario.pickers().any(|picker| w.scenario.policy(picker).refuses());
            if may_refuse { cause(w, Cause::Declined) } else { (0, 0) }
        }
    ),
    whole_share!("refused_unfunded_share", Less, needs Requests, "share refused because the users could not buy the coins", |w| {
        cause(w, Cause::Unfunded)
    }),
    whole_share!(
        "refused_stale_price_share", Less, needs Feed,
        "share refused because the last reading of the coin's price was too old (`feed.refuses_after`)",
        |w| if has_feed(&w.scenario) { cause(w, Cause::StalePrice) } else { (0, 0) }
    ),
    whole_share!("refused_node_full_share", Less, needs Requests, "share refused because the nodes tried were full", |w| {
        cause(w, Cause::NodeFull)
    }),
    whole_share!(
        "refused_too_long_share", Less, needs Window,
        "share refused because prompt and answer together exceed the LLM's window; empty if no requested LLM has one",
        |w| {
            let has_window = |llm: &LlmId| w.scenario.windows[llm.row()] < u64::MAX;
            let may_exceed = |users: &Users| users.rules.demand.is_tokens() && users.llms.iter().any(has_window);
            if w.scenario.users.iter().any(may_exceed) { cause(w, Cause::TooLong) } else { (0, 0) }
        }
    ),
    whole_share!(
        "refused_rate_share", Less, needs RateRule,
        "share refused because its users sent too much too fast (`admission.token_bucket`)",
        |w| not_admitted(w, Reason::Rate)
    ),
    whole_share!(
        "refused_queue_share", Less, needs QueueRule,
        "share refused because too much was under way (`admission.queue_bound`)",
        |w| not_admitted(w, Reason::Queue)
    ),
    whole_share!(
        "refused_deadline_share", Less, needs DeadlineRule,
        "share refused because no answer was expected by the deadline (`admission.deadline`)",
        |w| not_admitted(w, Reason::Deadline)
    ),
    whole_share!(
        "refused_bytes_share", Less, needs BytesRule,
        "share refused because the chain's block had no room (`admission.byte_budget`)",
        |w| not_admitted(w, Reason::Bytes)
    ),
    whole_share!("failed_node_gone_share", Less, needs Requests, "share that failed because the picked node was gone", |w| {
        cause(w, Cause::NodeGone)
    }),
    whole_share!("failed_node_left_share", Less, needs Requests, "share that failed because the node left during service", |w| {
        cause(w, Cause::NodeLeft)
    }),
    whole_share!("failed_timed_out_share", Less, needs Requests, "share that failed because of a timeout", |w| cause(
        w,
        Cause::TimedOut
    )),
    whole_mean!("answer_latency_mean_s", Less, needs Requests, "mean time from sending to the answer", |w| &w.state.meters.answer),
    whole_quantile!("answer_latency_p50_s", Less, needs Requests, 0.5, "median time from sending to the answer", |w| &w
        .state
        .meters
        .answer),
    whole_quantile!("answer_latency_p95_s", Less, needs Requests, 0.95, "95th percentile of the answer latency", |w| &w
        .state
        .meters
        .answer),
    whole_quantile!("answer_latency_p99_s", Less, needs Requests, 0.99, "99th percentile of the answer latency", |w| &w
        .state
        .meters
        .answer),
    whole!("first_answer_mean_s", Less, needs Copies, "mean time from sending a copied request to its first answer", |w, _now| {
        ratio(w.state.meters.first_backs.1 as f64 * 1e-9, w.state.meters.first_backs.0 as f64)
    }),
    whole_mean!(
        "assured_latency_mean_s", Less, needs Requests,
        "mean time from sending until the answer can no longer be reverted",
        |w| w.state.meters.assured()
    ),
    whole_quantile!("assured_latency_p50_s", Less, needs Requests, 0.5, "median assured latency", |w| w.state.meters.assured()),
    whole_quantile!("assured_latency_p95_s", Less, needs Requests, 0.95, "95th percentile of the assured latency", |w| w
        .state
        .meters
        .assured()),
    whole_quantile!("assured_latency_p99_s", Less, needs Requests, 0.99, "99th percentile of the assured latency", |w| w
        .state
        .meters
        .assured()),
    whole_mean!("wait_mean_s", Less, needs Requests, "mean time from sending to the start of the service that gave the answer", |w| &w
        .state
        .meters
        .wait),
    whole_quantile!("wait_p95_s", Less, needs Requests, 0.95, "95th percentile of the wait of answers", |w| &w.state.meters.wait),
    whole_quantile!("wait_p99_s", Less, needs Requests, 0.99, "99th percentile of the wait of answers", |w| &w.state.meters.wait),
    whole_share!("waited_share", Less, needs Requests, "share of the answers that had to wait for service", |w| {
        (w.state.meters.waited, w.state.meters.wait.n())
    }),
    whole!("slowdown_mean", Less, needs Requests, "mean of answer latency over service time at full speed", |w, _now| {
        ratio(w.state.meters.slowdown, w.state.meters.answer.n() as f64)
    }),
    whole!("in_system_mean", Less, "requests in the system, mean over time", |w, now| w
        .state
        .meters
        .in_system
        .mean_over(now, played_span(w, now))),
    whole!("in_system_var", Less, "requests in the system, variance over time", |w, now| {
        w.state.meters.in_system.variance_over(now, played_span(w, now))
    }),
    whole!("utilisation", Neither, "busy share of the up capacity, over time", |w, now| {
        ratio(w.state.meters.busy_area(now) as f64, w.state.meters.capacity_area(now) as f64)
    }),
    whole!("busy_or_down_share", Neither, "share of all nodes' capacity that was busy or down, over time", |w, now| {
        let all: f64 = (0..w.scenario.groups.len()).map(|g| capacity(w, g)).sum();
        busy_or_down(w.state.meters.busy_area(now), w.state.meters.capacity_area(now), all * played(w, now))
    }),
    whole!("active_nodes_mean", Neither, "up nodes, mean over time", |w, now| w.state.meters.up.mean(now)),
    whole!("active_nodes_var", Neither, "up nodes, variance over time", |w, now| w.state.meters.up.variance(now)),
    whole!(
        "active_nodes_var_ratio",
        Less,
        "variance of the number of up nodes divided by that of nodes that fail independently, N a (1 - a), with availability a",
        |w, now| {
            let rows: f64 = w.scenario.groups.iter().map(|g| f64::from(g.rules.count)).sum();
            let mean = w.state.meters.up.mean(now)?;
            ratio(w.state.meters.up.variance(now)?, mean * (1.0 - mean / rows.max(1.0)))
        }
    ),
    whole!("availability", More, "share of all nodes that was up, over time", |w, now| {
        let rows: u32 = w.scenario.groups.iter().map(|g| g.rules.count).sum();
        Some(w.state.meters.up.mean(now)? / f64::from(rows.max(1)))
    }),
    whole!(
        "dropped_joins_per_h", Less, needs Joins,
        "new nodes per hour that could not join, because their group was full or they could not buy the coins for their stake",
        |w, now| {
            let come_anew = w.scenario.groups.iter().any(|g| g.rules.churn.policy().crowd().is_some());
            come_anew.then(|| ratio(w.state.meters.joins_dropped as f64 * 3600.0, measured(w, now)))?
        }
    ),
    whole!("joins_per_h", Neither, "nodes that joined or returned, per hour", |w, now| {
        ratio(w.state.meters.joins as f64 * 3600.0, measured(w, now))
    }),
    whole!("leaves_per_h", Neither, "nodes that left, per hour", |w, now| {
        ratio(w.state.meters.leaves as f64 * 3600.0, measured(w, now))
    }),
    whole_share!("stale_pick_share", Less, "share of the picks whose node was gone", |w| {
        (w.state.meters.stale_picks, w.state.meters.picks)
    }),
    whole!("retries_per_request", Less, needs Requests, "retries per ended request", |w, _now| {
        ratio(w.state.meters.retries as f64, ended(&w.state.meters.tally()))
    }),
    whole!("moves_per_request", Less, needs Requests, "attempts moved because their node left, per ended request", |w, _now| {
        ratio(w.state.meters.moves as f64, ended(&w.state.meters.tally()))
    }),
    whole!("timeouts_per_request", Less, needs Requests, "attempts that timed out, per ended request", |w, _now| {
        ratio(w.state.meters.timeouts as f64, ended(&w.state.meters.tally()))
    }),
    whole!("hedges_per_request", Neither, needs Hedge, "further copies of slow requests, per ended request", |w, _now| {
        let hedges = w.scenario.gateways.iter().any(|g| g.rules.hedge.is_some()).then_some(w.state.meters.hedges.0)?;
        ratio(hedges as f64, ended(&w.state.meters.tally()))
    }),
    whole_share!("hedges_won_share", More, needs Hedge, "share of the further copies whose answer was the first", |w| {
        (w.state.meters.hedges.1, w.state.meters.hedges.0)
    }),
    whole!(
        "wasted_work_share",
        Less,
        "work of attempts that did not complete or were not needed, as a share of all busy time",
        |w, now| { ratio(w.state.meters.wasted as f64, w.state.meters.busy_area(now) as f64) }
    ),
    each_share!(Gateway, "answered_share", More, needs Requests, "share of the gateway's ended requests that were answered", |w, i| {
        let tally = &w.state.meters.gateways[i];
        (tally.answered, n_ended(tally))
    }),
    each!(
        Gateway,
        "unscored_looks", Less, needs Score,
        "looks of `scheduling.score` at nodes whose score did not exist, over the whole run",
        |w, i, _now| {
            let gateway = &w.scenario.gateways[i];
            let is_asked = matches!(gateway.rules.scheduling, rules::scheduling::Scheduling::ByScore(_));
            let looks = || w.state.desks[i].memory.iter().map(rules::scheduling::Memory::unscored).sum::<u64>();
            is_asked.then(|| looks() as f64)
        }
    ),
    each!(Gateway, "answer_latency_mean_s", Less, needs Requests, "mean time from sending to the answer", |w, i, _now| {
        let tally = &w.state.meters.gateways[i];
        ratio(tally.latency as f64 * 1e-9, tally.timed as f64)
    }),
    each!(Network, "answered_rps", Neither, "requests the network answered per second", |w, i, now| {
        ratio(w.state.meters.networks[i].tally.answered as f64, played(w, now))
    }),
    each!(Network, "answer_latency_mean_s", Less, needs Requests, "mean time from sending to the answer", |w, i, _now| {
        let tally = &w.state.meters.networks[i].tally;
        ratio(tally.latency as f64 * 1e-9, tally.timed as f64)
    }),
    each!(Nodes, "answered_rps", Neither, "requests the group answered per second", |w, i, now| {
        ratio(w.state.meters.groups[i].answered as f64, played(w, now))
    }),
    each!(Nodes, "utilisation", Neither, "busy share of the group's up capacity, over time", |w, i, now| {
        let group = &w.state.meters.groups[i];
        ratio(group.busy.area(now) as f64, w.state.meters.capacity_area_of(i, now) as f64)
    }),
    each!(
        Nodes,
        "busy_or_down_share",
        Neither,
        "share of the group's capacity that was busy or down, over time",
        |w, i, now| {
            let group = &w.state.meters.groups[i];
            busy_or_down(group.busy.area(now), w.state.meters.capacity_area_of(i, now), capacity(w, i) * played(w, now))
        }
    ),
    each!(Nodes, "availability", More, "share of the group's nodes that was up, over time", |w, i, now| {
        Some(w.state.meters.groups[i].up.mean(now)? / f64::from(w.scenario.groups[i].rules.count.max(1)))
    }),
];
