//! Gateways as firms, outages, and what gateways depend on.

use units::tree::Value;

use super::super::{Drawing, values};
use super::How::{self, Gaps, Horizon, Is, Share};

/// The settings that are drawn in every world.
pub(super) const ALWAYS: &[&str] = &["gateway.services", "service.behind"];

/// How single settings are drawn.
pub(super) const TAMED: &[(&str, How)] = &[
    ("gateway.services", Is(depended_on)),
    ("gateway.costs", Is(|_, dice| Value::text(format!("{:.4} usd/h", dice.scale(0.01, 1_000.0))))),
    ("gateway.funding", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.001, 100.0))))),
    ("gateway.take.undercut.every", Horizon(0.01, 0.2)),
    ("gateway.take.best_response.every", Horizon(0.01, 0.2)),
    ("gateway.take.undercut.floor", Share(0.0, 0.02)),
    ("gateway.take.undercut.most", Share(0.03, 1.0)),
    ("gateway.routing.price_weighted.outage", Horizon(0.001, 0.1)),
    ("service.latency", Gaps(0.01, 1.0)),
    ("service.cache.lifetime", Horizon(0.01, 0.2)),
    ("service.longest_wait", Gaps(0.1, 20.0)),
    ("service.fallback.latency", Gaps(0.01, 1.0)),
    ("service.fallback.fee", Is(|_, dice| Value::text(format!("{:.6} usd/request", dice.scale(0.000_1, 1.0))))),
    ("weather.gateway_outage.lasts", Horizon(0.01, 0.3)),
    ("weather.service_outage.lasts", Horizon(0.01, 0.3)),
];

/// Whether a setting does not fit what was drawn before.
pub(super) fn may_not(place: &str, drawing: &Drawing) -> bool {
    match place {
        "gateway.services" | "weather.service_outage" => drawing.plan.targets("service").is_empty(),
        "gateway.funding" => drawing.beside("costs").is_none(),
        _ => false,
    }
}

/// All services at the first gateway, for nobody would use those that none names; some at the others.
fn depended_on(drawing: &Drawing, dice: &mut super::super::Dice) -> Value {
    let all = drawing.plan.targets("service");
    let some = if drawing.name().1 == 0 { all } else { dice.some(&all) };
    values::names_of(&some)
}
