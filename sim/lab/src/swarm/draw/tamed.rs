//! Settings whose values must be tamed, so that a world ends soon, or that must agree with another.

mod checks;
mod choice;
mod firms;
mod markets;
mod prices;
mod trust;
mod votes;

use std::borrow::Cow;

use units::tree::Value;

use super::Drawing;
use super::how::How;
use super::minting::MINTING;
use super::never::NEVER;
use super::{moves, values};

use How::{Amount, By, Gaps, Horizon, Is, Law, Number, Share, Whole};

/// The settings that are drawn in every world.
const ALWAYS: &[&str] = &[
    "name",
    "seed",
    "replications",
    "points",
    "warm_up",
    "network.coin",
    "network.pricing.target_utilisation.price",
    "network.pricing.target_utilisation.price.work",
    "network.pricing.target_utilisation.every",
    "network.payment.escrow.times",
    "network.settlement.batch.size",
    "network.unbonding",
    "network.buyback.rate",
    "network.insurance",
    "network.insurance.wrong_answer",
    "network.slashing.fixed.share",
    "network.slashing.fixed.amount",
    "network.slashing.correlated.window",
    "network.slashing.downtime_window.slot",
    "network.liveness.heartbeat.period",
    "network.liveness.heartbeat.max_age",
    "network.liveness.probe.period",
    "network.liveness.probe.timeout",
    "network.exit_queue.epoch",
    "gateway.reports",
    "gateway.scheduling.weighted.backlog",
    "gateway.admission.queue_bound.most",
    "network.admission.queue_bound.most",
    "nodes.hardware",
    "nodes.llms",
    "nodes.leaves",
    "users.arrival.closed_loop.pause",
    "users.arrival.clients.on",
    "users.arrival.clients.off",
    "nodes.residency.lru.load",
    "nodes.residency.demand_following.load",
    "region.zones",
    "hardware.trusted",
    "hardware.load_bandwidth",
    "llm.routed",
    "llm.expert_parameters",
    "weather.at",
    "weather.every",
];

/// How single settings are drawn; all others by their kind, bounds and default alone.
const TAMED: &[(&str, How)] = &[
    ("name", Is(|_, _| Value::text("swarm"))),
    ("seed", Is(|drawing, _| Value::Integer((drawing.seed % (1 << 62)).cast_signed()))),
    ("horizon", Is(|drawing, _| super::span(drawing.plan.horizon_s))),
    ("replications", Whole(1, 3)),
    ("warm_up", Horizon(0.05, 0.2)),
    ("points", Whole(1, 50)),
    ("pace.requests", Is(values::windows)),
    ("pace.step", Horizon(0.002, 0.05)),
    ("observe.at", Horizon(0.1, 0.6)),
    ("observe.wait", Gaps(0.1, 10.0)),
    ("network.slashing.fixed.share", By(values::slashed)),
    ("network.slashing.fixed.amount", By(|drawing, dice| values::coins(drawing, dice.whole(0, 200)))),
    ("network.slashing.correlated.window", Horizon(0.05, 1.0)),
    ("network.slashing.downtime_window.slot", Horizon(0.003, 0.03)),
    ("network.slashing.downtime_window.window", Whole(1, 60)),
    ("network.slashing.z_test.least", Whole(1, 30)),
    ("network.slashing.z_test.run", Whole(1, 6)),
    ("network.admission.token_bucket.counts", Is(values::counts)),
    ("network.admission.deadline.margin", Gaps(0.1, 3.0)),
    ("network.admission.byte_budget.kb_per_block", Number(100.0, 10_000.0)),
    ("network.admission.byte_budget.block", Gaps(1.0, 50.0)),
    ("network.admission.byte_budget.longest_wait", Gaps(1.0, 200.0)),
    ("network.liveness.heartbeat.period", Horizon(0.005, 0.05)),
    ("network.liveness.heartbeat.max_age", By(values::max_age)),
    ("network.liveness.heartbeat.facilitator.every", Horizon(0.000_2, 0.001)),
    ("network.liveness.probe.period", Horizon(0.005, 0.05)),
    ("network.liveness.probe.timeout", Horizon(0.000_005, 0.05)),
    ("network.liveness.probe.failures", Whole(1, 4)),
    ("network.unbonding", Horizon(0.01, 2.0)),
    ("network.view_age", Horizon(0.002, 0.05)),
    ("network.session.every", Horizon(0.01, 0.3)),
    ("network.session.nodes", Whole(1, 12)),
    ("network.session.per", Is(|_, dice| values::per(dice))),
    ("network.exit_queue.epoch", Horizon(0.01, 0.2)),
    ("gateway.routing.split.weights", By(values::weights)),
    ("gateway.scheduling.copies.d", Whole(1, 8)),
    ("gateway.scheduling.score.score", Is(|_, dice| values::score(dice))),
    ("gateway.scheduling.score.filter", Is(|_, dice| values::filter(dice))),
    ("gateway.scheduling.weighted.backlog", Number(0.1, 4.0)),
    ("gateway.scheduling.bounded_hash.bound", Number(1.01, 3.0)),
    ("gateway.scheduling.sticky_random.clients", Whole(1, 40)),
    ("gateway.scheduling.sticky_random.renews", Horizon(0.01, 0.3)),
    ("gateway.scheduling.proportional.to", Is(|_, dice| values::weight(dice))),
    ("gateway.view_age", Horizon(0.002, 0.05)),
    ("gateway.reports", Is(values::reports)),
    ("gateway.retries", Whole(0, 4)),
    ("gateway.station.service", Gaps(0.05, 1.5)),
    ("gateway.station.servers", Whole(1, 3)),
    ("gateway.admission.token_bucket.counts", Is(values::counts)),
    ("gateway.admission.deadline.margin", Gaps(0.1, 3.0)),
    ("gateway.admission.byte_budget.kb_per_block", Number(100.0, 10_000.0)),
    ("gateway.admission.byte_budget.block", Gaps(1.0, 50.0)),
    ("gateway.admission.byte_budget.longest_wait", Gaps(1.0, 200.0)),
    ("gateway.ban.failures", Whole(1, 3)),
    ("gateway.ban.first", Gaps(0.1, 20.0)),
    ("gateway.ban.most", Gaps(1.0, 200.0)),
    ("gateway.timeout.after", Gaps(0.1, 100.0)),
    ("nodes.count", Whole(1, 30)),
    ("nodes.speed", Number(0.3, 3.0)),
    ("nodes.llms", By(values::llms)),
    ("nodes.access.down", Amount(1e3, 1e6, "kbit/s")),
    ("nodes.access.up", Amount(100.0, 1e5, "kbit/s")),
    ("nodes.access.latency", Law(0.001, 0.05)),
    ("nodes.operators", Is(values::operators)),
    ("nodes.cost", Is(|_, dice| Value::text(format!("{:.3} usd/h", dice.scale(0.01, 10.0))))),
    ("nodes.churn.joins.rate", Is(values::joins)),
    ("nodes.churn.joins.life", Horizon(0.05, 1.0)),
    ("nodes.churn.joins.cycle.period", Horizon(0.05, 1.0)),
    ("nodes.conduct.equivocates.every", Horizon(0.03, 0.5)),
    ("nodes.residency.lru.capacity", Is(values::capacity)),
    ("nodes.residency.lru.load", Gaps(0.1, 1.0)),
    ("nodes.residency.lru.keep_alive", Gaps(0.1, 30.0)),
    ("nodes.residency.demand_following.capacity", Is(values::capacity)),
    ("nodes.residency.demand_following.load", Gaps(0.1, 1.0)),
    ("nodes.residency.demand_following.half_life", Gaps(1.0, 99.0)),
    ("nodes.residency.demand_following.keep_alive", Gaps(0.1, 30.0)),
    ("nodes.leaves", Is(values::leaves)),
    ("users.message.request", Amount(1.0, 1e5, "B")),
    ("users.message.prompt", Amount(1.0, 100.0, "B")),
    ("users.message.answer", Amount(1.0, 1e5, "B")),
    ("users.message.output", Amount(1.0, 1e3, "B")),
    ("users.priority", Whole(1, 3)),
    ("users.target.first_token", Gaps(0.1, 10.0)),
    ("users.target.each_token", Law(0.001, 0.1)),
    ("users.target.deadline", Gaps(0.2, 20.0)),
    ("users.arrival.poisson.rate", Is(|drawing, _| values::rate(drawing, 1.0))),
    ("users.arrival.renewal.gap", Is(values::gap)),
    ("users.arrival.mmpp.rates", Is(values::busy_and_quiet)),
    ("users.arrival.mmpp.holds", Gaps(1.0, 100.0)),
    ("users.arrival.closed_loop.think", Gaps(1.0, 60.0)),
    ("users.arrival.closed_loop.pause", Gaps(0.1, 10.0)),
    ("users.arrival.diurnal.mean", Is(|drawing, _| values::rate(drawing, 1.0))),
    ("users.arrival.diurnal.period", Horizon(0.05, 2.0)),
    ("users.arrival.hourly.mean", Is(|drawing, _| values::rate(drawing, 1.0))),
    ("users.arrival.hourly.factors", Is(|_, dice| values::factors(dice))),
    ("users.arrival.hourly.period", Horizon(0.05, 2.0)),
    ("users.arrival.hourly.cv", Number(0.2, 5.0)),
    ("users.arrival.flash_crowd.base", Is(|drawing, _| values::rate(drawing, 1.0))),
    ("users.arrival.flash_crowd.peak", Is(|drawing, dice| values::rate(drawing, dice.scale(0.5, 8.0)))),
    ("users.arrival.flash_crowd.ramp", Horizon(0.01, 0.3)),
    ("users.arrival.flash_crowd.hold", Horizon(0.01, 0.3)),
    ("users.arrival.flash_crowd.decay", Horizon(0.01, 0.3)),
    ("users.arrival.clients.rates", Is(values::clients)),
    ("users.arrival.clients.cvs", By(|d, dice| values::each_client(d, || super::plain(dice.scale(0.2, 6.0))))),
    ("users.arrival.clients.gaps", By(|d, dice| values::each_client(d, || values::word(dice, &["gamma", "weibull"])))),
    ("users.arrival.clients.on", By(|d, dice| values::turns(d, dice, 30.0))),
    ("users.arrival.clients.off", By(|d, dice| values::turns(d, dice, 50.0))),
    ("users.arrival.sessions.rate", Is(|drawing, _| values::rate(drawing, 0.3))),
    ("users.arrival.sessions.turns", Law(1.0, 8.0)),
    ("users.arrival.sessions.think", Gaps(0.5, 6.0)),
    // From idle to overloaded.
    ("users.demand.work", Gaps(0.1, 20.0)),
    ("users.demand.llm_work.work", Gaps(0.1, 20.0)),
    ("users.demand.llm_work.zipf", Number(0.1, 2.0)),
    ("users.demand.tokens.prompt", Law(40.0, 1_000.0)),
    ("users.demand.tokens.output", Law(10.0, 200.0)),
    ("users.demand.tokens.zipf", Number(0.1, 2.0)),
    ("users.demand.conversation.opening", Whole(0, 400)),
    ("users.demand.conversation.prompt", Law(10.0, 200.0)),
    ("users.demand.conversation.output", Law(10.0, 200.0)),
    ("users.demand.conversation.most", Whole(500, 5_000)),
    ("users.demand.conversation.zipf", Number(0.1, 2.0)),
    ("users.demand.by_client.prompt", Is(|d, dice| values::lengths(d, dice, 200.0))),
    ("users.demand.by_client.output", Is(|d, dice| values::lengths(d, dice, 60.0))),
    ("users.demand.by_client.zipf", Number(0.1, 2.0)),
    ("region.zones", Is(values::zones)),
    ("link.between", Is(values::ends)),
    ("link.latency", Law(0.001, 0.1)),
    ("link.jitter", Law(0.001, 0.03)),
    ("link.bandwidth", Amount(100.0, 1e6, "kbit/s")),
    ("hardware.memory", Amount(24.0, 80.0, "GB")),
    ("hardware.bandwidth", Amount(200.0, 2_000.0, "GB/s")),
    ("hardware.throughput", Amount(20.0, 500.0, "TFLOP/s")),
    ("hardware.step", Law(0.0001, 0.005)),
    ("hardware.sequence", Law(0.000_001, 0.0001)),
    ("hardware.eta_compute", Share(0.3, 0.9)),
    ("hardware.eta_memory", Share(0.3, 0.9)),
    ("hardware.eta_cache", Share(0.3, 0.9)),
    ("hardware.eta_attention", Share(0.3, 0.9)),
    ("hardware.eta_compute_sd", Share(0.0, 0.3)),
    ("hardware.eta_memory_sd", Share(0.0, 0.3)),
    ("hardware.eta_cache_sd", Share(0.0, 0.3)),
    ("hardware.eta_attention_sd", Share(0.0, 0.3)),
    ("hardware.step_sd", Share(0.0, 0.6)),
    ("hardware.sharpness", Number(1.0, 20.0)),
    ("hardware.rent", Is(|_, dice| Value::text(format!("{:.3} usd/h", dice.scale(0.1, 4.0))))),
    ("hardware.trusted", Is(|_, _| Value::Switch(true))),
    ("hardware.load_bandwidth", Amount(2.0, 60.0, "GB/s")),
    ("hardware.trusted_load", Number(1.0, 3.0)),
    ("hardware.trusted_step", Number(1.0, 3.0)),
    ("llm.parameters", Is(|drawing, _| values::of_llm(drawing, [1_000_000_000, 8_000_000_000]))),
    ("llm.head", Is(|drawing, _| values::of_llm(drawing, [100_000_000, 500_000_000]))),
    ("llm.embedding", Is(|drawing, _| values::of_llm(drawing, [100_000_000, 500_000_000]))),
    ("llm.experts", Whole(8, 64)),
    ("llm.routed", Whole(1, 8)),
    ("llm.expert_parameters", Whole(1_000_000, 10_000_000)),
    ("llm.weights", Is(|drawing, _| values::weights_of(drawing))),
    ("llm.cache", Amount(50.0, 200.0, "kB")),
    ("llm.layers", Whole(1, 64)),
    ("llm.width", Whole(512, 8_192)),
    ("llm.window", Whole(1_000, 20_000)),
    ("weather.at", By(values::once)),
    ("weather.every", Horizon(0.1, 0.5)),
    ("weather.zone_outage.zone", Is(values::zone)),
    ("weather.zone_outage.lasts", Horizon(0.01, 0.3)),
    ("weather.zone_shock.zone", Is(values::zone)),
    ("weather.zone_shock.repair", Horizon(0.01, 0.1)),
    ("weather.common_shock.repair", Horizon(0.01, 0.1)),
    ("weather.partition.regions", Is(values::side)),
    ("weather.partition.lasts", Horizon(0.01, 0.3)),
    ("weather.slow_link.between", Is(values::two_regions)),
    ("weather.slow_link.latency", Number(1.0, 30.0)),
    ("weather.slow_link.bandwidth", Number(1.0, 100.0)),
    ("weather.slow_link.lasts", Horizon(0.01, 0.3)),
    ("change.at", Horizon(0.1, 0.4)),
    ("change.until", Is(|drawing, dice| super::span(dice.scale(0.5, 1.5) * drawing.plan.horizon_s))),
    ("change.set", Is(super::change::set)),
];

/// All rows.
fn all() -> impl Iterator<Item = &'static (&'static str, How)> {
    TAMED
        .iter()
        .chain(choice::TAMED)
        .chain(MINTING)
        .chain(prices::TAMED)
        .chain(markets::TAMED)
        .chain(firms::TAMED)
        .chain(trust::TAMED)
        .chain(checks::TAMED)
        .chain(votes::TAMED)
}

/// The settings of all rows.
#[cfg(test)]
pub(super) fn rows() -> impl Iterator<Item = &'static str> {
    all().map(|row| row.0).chain(
        ALWAYS
            .iter()
            .chain(choice::ALWAYS)
            .chain(markets::ALWAYS)
            .chain(firms::ALWAYS)
            .chain(trust::ALWAYS)
            .chain(votes::ALWAYS)
            .copied(),
    )
}

/// A place, or for how a network picks nodes that where a gateway has the same, and for prices that move and auctions
/// that of one of them.
fn twin(place: &str) -> Cow<'_, str> {
    if let Some(twin) = prices::twin(place) {
        return twin.into();
    }
    match place.strip_prefix("network.scheduling.") {
        Some(below) => Cow::Owned(format!("gateway.scheduling.{below}")),
        None => Cow::Borrowed(place),
    }
}

/// How a setting is tamed, if it is.
pub(super) fn how(place: &str) -> Option<&'static How> {
    let place = twin(place);
    all().find(|row| row.0 == place).map(|row| &row.1)
}

/// Whether a setting is drawn in every world where it may be.
pub(super) fn always(place: &str) -> bool {
    ALWAYS
        .iter()
        .chain(choice::ALWAYS)
        .chain(markets::ALWAYS)
        .chain(firms::ALWAYS)
        .chain(trust::ALWAYS)
        .chain(votes::ALWAYS)
        .any(|row| *row == twin(place))
}

/// Whether a setting is drawn in every world of such a plan: what policies need.
pub(super) fn needed(place: &str, drawing: &Drawing) -> bool {
    matches!(place, "users.target" | "users.target.deadline") && drawing.plan.has_deadlines
        || firms::needed(place, drawing)
        || markets::needed(place, drawing)
}

/// Whether a setting or a policy may be drawn here: it must fit what was drawn before.
pub(super) fn may(place: &str, drawing: &Drawing) -> bool {
    if NEVER.iter().any(|row| row.0 == twin(place)) || firms::may_not(place, drawing) || trust::may_not(place, drawing)
    {
        return false;
    }
    if let Some(may) =
        choice::may(place, drawing).or_else(|| markets::may(place, drawing)).or_else(|| checks::may(place, drawing))
    {
        return may;
    }
    let plan = &drawing.plan;
    let (name, index) = drawing.name();
    let has_coin = || drawing.coin().is_some();
    let is_steady = || drawing.beside("study").is_some_and(|study| *study == Value::text("steady"));
    match place {
        "warm_up" => is_steady(),
        "nodes.churn.joins" => drawing.owner("entry").is_none() && drawing.owner("migration").is_none(),
        "nodes.migration.best" | "nodes.migration.logit" => moves::serves_several(drawing),
        place if markets::NEEDS_A_COIN.contains(&place) => has_coin(),
        "network.saturation" => has_coin() && !values::is_not_by_stake(drawing),
        // The reader takes what a network without a coin may have.
        "network.slashing.fixed.amount" => has_coin() && drawing.beside("share").is_none(),
        "network.slashing.fixed.share" => drawing.beside("amount").is_none(),
        // Else hardly a gateway would pick.
        "network.scheduling" => drawing.dice("assigns").comes(0.5),
        "network.view_age" => drawing.beside("scheduling").is_some(),
        // They need tokens of all users.
        "gateway.admission.byte_budget" | "network.admission.byte_budget" => plan.has_batches,
        "gateway.admission.byte_budget.longest_wait" | "network.admission.byte_budget.longest_wait" => {
            drawing.beside("when_full").is_some_and(|when_full| *when_full == Value::text("wait"))
        }
        "network.liveness.heartbeat.region"
        | "network.liveness.probe.region"
        | "gateway.region"
        | "users.region"
        | "nodes.regions" => !plan.regions.is_empty(),
        "gateway.admission.deadline"
        | "network.admission.deadline"
        | "gateway.scheduling.deadline_fit"
        | "network.scheduling.deadline_fit"
        | "gateway.scheduling.cheapest_in_time"
        | "network.scheduling.cheapest_in_time" => plan.has_deadlines,
        "gateway.scheduling.stake_weighted" => plan.has_stakes() && values::has_coins(drawing),
        "network.scheduling.stake_weighted" => plan.has_stakes() && has_coin(),
        // One of the two says when a copy is due.
        "gateway.hedge.quantile" => drawing.beside("after").is_none(),
        "gateway.hedge" => drawing
            .beside("scheduling")
            .is_none_or(|policy| !matches!(policy, Value::Table(table) if table.get("copies").is_some())),
        "network.counts_own" | "gateway.counts_own" | "gateway.reports" => drawing.beside("view_age").is_some(),
        "nodes.hardware" | "nodes.confidential" | "users.llms" | "efficiency" => plan.has_tokens,
        "nodes.cost" => !plan.has_tokens,
        "nodes.llms" => plan.has_tokens && index > 0,
        // The first group always serves every network.
        "nodes.networks" => index > 0,
        "nodes.queueing.continuous_batching" => plan.batches(name),
        place if place.starts_with("nodes.queueing.") && place.matches('.').count() == 2 => !plan.batches(name),
        "nodes.residency.lru" | "nodes.residency.demand_following" => values::may_load(drawing),
        "nodes.residency.demand_following.ahead" => drawing.beside("keep_alive").is_none(),
        "users.demand.by_client" => plan.asks_tokens(name) && values::n_clients(drawing) > 0,
        "users.demand.tokens" | "users.demand.conversation" => plan.asks_tokens(name),
        "users.demand.work" | "users.demand.llm_work" => !plan.asks_tokens(name),
        "weather.every" => drawing.beside("at").is_none(),
        "weather.zone_outage" | "weather.zone_shock" | "weather.slow_link" => !plan.regions.is_empty(),
        "weather.price_crash" | "weather.feed_outage" => !plan.targets("coin").is_empty(),
        "holders.rule.arbitrage" => {
            plan.targets("coin").len() > 1 && values::is_pooled(drawing, drawing.beside("coin"))
        }
        "holders.vesting" => drawing.beside("coins").is_some(),
        "weather.partition" => plan.regions.len() > 1,
        "llm.expert_parameters" | "llm.routed" => drawing.beside("experts").is_some(),
        _ => true,
    }
}
