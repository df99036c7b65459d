//! Metrics of gateways as firms, of their outages, and of what they depend on.

use units::time::{Span, Time};

use super::needs::costs_by_request;
use super::service::{cause, each, each_share, n_ended, whole, whole_share};
use super::{Metric, Owner, measured, ratio};
use crate::metrics::cause::Cause;
use crate::world::World;

/// Requests that ended for a cause which only outages, closures and services bring about.
fn only_if(has: bool, world: &World, of: Cause) -> (u64, u64) {
    if has { cause(world, of) } else { (0, 0) }
}

/// Whether any gateway may close, or be struck; whether any depends on a service.
fn may_fail(world: &World) -> bool {
    world.scenario.may_fail()
}
fn has_services(world: &World) -> bool {
    !world.scenario.services.is_empty()
}

/// Gateways that owners opened or closed, per day; nothing where no owners do.
fn per_day(world: &World, n: u64, now: Time) -> Option<f64> {
    let any = world.scenario.gateways.iter().any(|gateway| gateway.rules.entry.is_some());
    any.then(|| ratio(n as f64 * 86_400.0, measured(world, now)))?
}

/// What a gateway without books has not.
fn has_books(world: &World, gateway: usize) -> Option<()> {
    world.scenario.gateways[gateway].rules.costs.as_ref().map(|_| ())
}

pub(super) const METRICS: &[Metric] = &[
    whole_share!(
        "refused_gateway_down_share", Less, needs GatewayFailures,
        "share refused because their gateway was down (`weather.x.gateway_outage`)",
        |w| only_if(may_fail(w), w, Cause::GatewayDown)
    ),
    whole_share!(
        "refused_gateway_closed_share", Less, needs GatewayFailures,
        "share refused because their gateway had closed for good (`gateway.x.funding`)",
        |w| only_if(may_fail(w), w, Cause::GatewayClosed)
    ),
    whole_share!(
        "failed_gateway_down_share", Less, needs GatewayFailures,
        "share that failed because their gateway went down or closed while they were under way",
        |w| only_if(may_fail(w), w, Cause::GatewayFailed)
    ),
    whole_share!(
        "refused_service_down_share", Less, needs Services,
        "share refused because something on which their gateway depends was down (`weather.x.service_outage`)",
        |w| only_if(has_services(w), w, Cause::ServiceDown)
    ),
    whole_share!(
        "refused_service_full_share", Less, needs Services,
        "share refused because they would have waited too long for something on which their gateway depends \
         (`service.x.longest_wait`)",
        |w| only_if(has_services(w), w, Cause::ServiceFull)
    ),
    whole_share!(
        "idle_while_refused_share", Less, needs Requests,
        "share of the ended requests that ended because no node had room for them, while a node with their LLM had a \
         free slot, on whichever network: the waste of fragmentation",
        |w| (w.state.meters.outages.idled, n_ended(&w.state.meters.tally()))
    ),
    whole_share!(
        "misled_share", Less, needs Outages,
        "share of the requests that ended in an outage whose users were told another cause (`shows`)",
        |w| {
            let of = |cause: Cause| super::service::cause(w, cause).0;
            let all = of(Cause::GatewayDown) + of(Cause::GatewayFailed) + of(Cause::ServiceDown);
            (w.state.meters.outages.misled, if w.scenario.has_outages() { all } else { 0 })
        }
    ),
    each_share!(
        Users, "unassured_share", Less, needs Needs,
        "share of the answers that came from networks which assure less than these users need",
        |w, i| {
            let users = &w.state.meters.users[i];
            (users.unassured, if w.scenario.users[i].rules.needs.is_some() { users.answered } else { 0 })
        }
    ),
    each_share!(
        Service, "hit_share", Neither, needs Cache,
        "share of the requests that a service took which found what they asked for in its cache",
        |w, i| {
            let meter = &w.state.meters.outages.services[i];
            (meter.hits, if w.scenario.services[i].rules.cache.is_some() { meter.taken } else { 0 })
        }
    ),
    each!(
        Service, "line_wait_mean_s", Less, needs Services,
        "mean time that requests waited in the lines of a service, and of what is behind it",
        |w, i, _now| {
            let meter = &w.state.meters.outages.services[i];
            ratio(meter.waited as f64 * 1e-9, meter.taken as f64)
        }
    ),
    each_share!(
        Service, "fallback_share", Less, needs Services,
        "share of the requests that asked a service for which gateways used its fallback",
        |w, i| {
            let meter = &w.state.meters.outages.services[i];
            (meter.fallbacks, meter.asked)
        }
    ),
    whole!("gateways_alive", Neither, needs Books, "gateways that are open at the end", |w, _now| {
        let has_books = w.scenario.gateways.iter().any(|g| g.rules.costs.is_some());
        has_books.then(|| w.state.gateways.iter().filter(|g| g.closed.is_none()).count() as f64)
    }),
    whole!(
        "gateway_entries_per_d", Neither, needs Launch,
        "gateways that opened, those at the start not counted, per day (`gateway.x.entry`)",
        |w, now| per_day(w, w.state.meters.outages.opened, now)
    ),
    whole!(
        "gateway_exits_per_d", Neither, needs Launch,
        "gateways that closed, because they lost money or had none left, per day (`gateway.x.entry`)",
        |w, now| per_day(w, w.state.meters.outages.shut, now)
    ),
    each!(
        Gateway, "open_d", Neither, needs Books,
        "days for which the gateway was open since the start",
        |w, i, now| {
            has_books(w, i)?;
            let state = &w.state.gateways[i];
            Some(state.firm.open_for(state.closed, now).as_secs() / 86_400.0)
        }
    ),
    each!(
        Gateway, "runway_d", More, needs Books,
        "days for which what the gateway has at the end pays its costs, without income",
        |w, i, now| {
            has_books(w, i)?;
            let day = w.scenario.gateways[i].rules.cost_of(Span::days(1)) as f64 / 1e9;
            Some(ratio(w.worth_of(i, now)?, day)?.max(0.0))
        }
    ),
    each!(
        Gateway, "firm_profit_usd", More, needs Books,
        "what the gateway has at the end, coins at their price then, less what it owes and what its owners gave it",
        |w, i, now| w.state.earned_by(&w.scenario, i, now)
    ),
    each!(
        Gateway, "request_costs_usd_h", Less, needs RequestCosts,
        "what single requests cost the gateway, per hour since the start: fallbacks of services, adapters of standards, \
         inspections",
        |w, i, now| {
            costs_by_request(&w.scenario.gateways[i])
                .then(|| ratio(w.state.gateways[i].spent as f64 / 1e9 * 3_600.0, now.since(Time::ZERO).as_secs()))?
        }
    ),
    each!(Gateway, "take_share", Neither, needs Take, "the gateway's take at the end, as a share of the fee", |w, i, _now| {
        let taking = w.scenario.gateways[i].rules.take.taking()?.policy();
        let firm = &w.state.gateways[i].firm;
        let is_on_top = w.scenario.gateways[i].rules.take.is_on_top();
        Some(if is_on_top { firm.take } else { taking.first() }.as_f64())
    }),
];
