//! Gateways as firms, outages, what gateways depend on, and serving stacks.

use units::tree::Value;

use super::super::{Drawing, values};
use super::How::{self, By, Gaps, Horizon, Is, Share, Whole};

/// The settings that are drawn in every world.
pub(super) const ALWAYS: &[&str] =
    &["gateway.take.best_response.alpha", "gateway.services", "service.behind", "nodes.stack", "nodes.serves"];

/// How single settings are drawn.
pub(super) const TAMED: &[(&str, How)] = &[
    ("gateway.services", Is(depended_on)),
    ("gateway.costs", Is(|_, dice| Value::text(format!("{:.4} usd/h", dice.scale(0.01, 1_000.0))))),
    ("gateway.funding", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.001, 100.0))))),
    ("gateway.entry.review", Horizon(0.01, 0.2)),
    ("gateway.entry.once", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.001, 100.0))))),
    ("gateway.entry.over", Horizon(0.1, 100.0)),
    ("gateway.entry.losses", Whole(1, 4)),
    ("gateway.take.undercut.every", Horizon(0.01, 0.2)),
    ("gateway.take.best_response.every", Horizon(0.01, 0.2)),
    ("gateway.take.undercut.floor", Share(0.0, 0.02)),
    ("gateway.take.undercut.most", Share(0.03, 1.0)),
    ("gateway.routing.price_weighted.outage", Horizon(0.001, 0.1)),
    ("gateway.routing.joint.worth", Is(|_, dice| Value::text(format!("{:.4} usd/h", dice.scale(0.01, 1_000.0))))),
    ("gateway.routing.quality_weighted.fee", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.000_1, 1.0))))),
    ("gateway.routing.quality_weighted.every", Horizon(0.01, 0.2)),
    ("nodes.stack", Is(run)),
    ("stack.deviates", Share(0.0, 0.9)),
    ("service.latency", Gaps(0.01, 1.0)),
    ("service.cache.lifetime", Horizon(0.01, 0.2)),
    ("service.longest_wait", Gaps(0.1, 20.0)),
    ("service.fallback.latency", Gaps(0.01, 1.0)),
    ("service.fallback.fee", Is(|_, dice| Value::text(format!("{:.6} usd/request", dice.scale(0.000_1, 1.0))))),
    ("nodes.image", Is(|_, _| Value::text("v1"))),
    ("nodes.roles", Is(roles)),
    ("network.permission.allow_list.nodes", Is(first_group)),
    ("network.permission.allow_list.share", Share(0.3, 1.0)),
    ("network.permission.allow_list.delay", Horizon(0.001, 0.2)),
    ("network.permission.attested.takes", Horizon(0.001, 0.02)),
    ("network.permission.attested.expires", Horizon(0.05, 0.5)),
    ("network.permission.attested.fee", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.001, 10.0))))),
    ("network.permission.slots.most", Whole(1, 6)),
    ("network.permission.slots.immunity", Horizon(0.001, 0.1)),
    ("network.permission.slots.price", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.01, 100.0))))),
    ("network.permission.slots.half_life", Horizon(0.01, 0.2)),
    ("network.permission.slots.floor", Is(|_, _| Value::text("0.01 usd"))),
    ("network.permission.slots.cap", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(20.0, 100.0))))),
    ("network.permission.slots.worth", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.1, 10.0))))),
    ("weather.compromise.hardware", By(|drawing, _| hardware(drawing).map(|name| values::names_of(&[name])))),
    ("weather.compromise.nodes", Is(first_group)),
    ("weather.compromise.hidden", Horizon(0.01, 0.2)),
    ("weather.compromise.revoked", Horizon(0.01, 0.2)),
    ("weather.facilitator_outage.network", Is(facilitated)),
    ("weather.facilitator_outage.lasts", Horizon(0.01, 0.3)),
    ("weather.gateway_outage.lasts", Horizon(0.01, 0.3)),
    ("weather.service_outage.lasts", Horizon(0.01, 0.3)),
];

/// Whether a setting does not fit what was drawn before.
pub(super) fn may_not(place: &str, drawing: &Drawing) -> bool {
    match place {
        "gateway.services" | "weather.service_outage" => drawing.plan.targets("service").is_empty(),
        "weather.compromise.hardware" => party(drawing) != 0,
        "weather.compromise.nodes" => party(drawing) != 1,
        "weather.compromise.reach" | "weather.compromise.roles" | "weather.compromise.patches" => party(drawing) > 1,
        "weather.compromise.gateway" | "weather.compromise.acts" => party(drawing) != 2,
        "weather.compromise.service" => party(drawing) != 3,
        "weather.compromise.network" => party(drawing) != 4,
        "weather.compromise.revoked" => party(drawing) < 2 && !keeps_lists(drawing),
        "gateway.routing.joint.worth" => drawing.beside("by") != Some(&Value::text("latency")),
        "weather.facilitator_outage" => facilitators(drawing).is_empty(),
        "nodes.serves" => !has_parts(drawing),
        // The first group serves and checks everywhere.
        "nodes.roles" => drawing.name().1 == 0,
        "nodes.stack" => drawing.plan.targets("stack").is_empty(),
        "gateway.funding" => drawing.beside("costs").is_none(),
        // What apps integrate stays.
        "gateway.entry" => drawing.owner("costs").is_none() || !drawing.plan.targets("apps").is_empty(),
        _ => false,
    }
}

/// The networks whose lists get heartbeats through a facilitator, or whose claims one settles.
fn facilitators(drawing: &Drawing) -> Vec<String> {
    let Some(networks) = drawing.whole().get("network") else { return Vec::new() };
    let at = |name: &String, path: &str| networks.tree.at(&format!("{name}.{path}"));
    let settles =
        |name: &String| at(name, "settlement.facilitator").is_some_and(|tree| tree.value == Value::Switch(true));
    let has = |name: &String| at(name, "liveness.heartbeat.facilitator").is_some() || settles(name);
    drawing.plan.targets("network").into_iter().filter(has).collect()
}

fn facilitated(drawing: &Drawing, dice: &mut super::super::Dice) -> Value {
    Value::text(dice.one(&facilitators(drawing)))
}

/// Which of its parties a compromise is of that is drawn: hardware, nodes, a gateway, a service, a network.
fn party(drawing: &Drawing) -> u32 {
    let name = drawing.name().0.to_string();
    let drawn = super::super::Dice::new(drawing.seed, &format!("weather.{name}/party")).whole(0, 4);
    match drawn {
        0 if hardware(drawing).is_none() => 1,
        3 if drawing.plan.targets("service").is_empty() => 1,
        drawn => drawn,
    }
}

/// Whether the settings by which a compromise says of whom it is must be given.
pub(super) fn needed(place: &str, drawing: &Drawing) -> bool {
    let parties = ["hardware", "nodes", "gateway", "service", "network"];
    place
        .strip_prefix("weather.compromise.")
        .is_some_and(|key| parties.iter().position(|party| *party == key).is_some_and(|at| at as u32 == party(drawing)))
}

/// Whether all networks that were drawn keep lists of approved nodes.
fn keeps_lists(drawing: &Drawing) -> bool {
    let Some(Value::Table(networks)) = drawing.whole().get("network").map(|entry| &entry.tree.value) else {
        return false;
    };
    networks.entries().iter().all(|network| match &network.tree.value {
        Value::Table(rules) => rules.get("permission").is_some_and(|permission| match &permission.tree.value {
            Value::Text(word) => word == "allow_list" || word == "attested",
            Value::Table(policy) => policy.get("allow_list").or_else(|| policy.get("attested")).is_some(),
            _ => false,
        }),
        _ => false,
    })
}

/// The hardware of the first group of nodes.
fn hardware(drawing: &Drawing) -> Option<String> {
    let Value::Table(groups) = &drawing.whole().get("nodes")?.tree.value else { return None };
    let Value::Table(first) = &groups.entries().first()?.tree.value else { return None };
    match &first.get("hardware")?.tree.value {
        Value::Text(name) => Some(name.clone()),
        _ => None,
    }
}

/// Settings of rules that name a group, by policy.
const NAMING: [(&str, &str); 6] = [
    ("spot_check", "checkers"),
    ("fingerprint", "checkers"),
    ("layers", "checkers"),
    ("optimistic", "checkers"),
    ("zk", "checkers"),
    ("zk", "provers"),
];

/// What a group may do; one that a rule names as its checkers checks.
fn roles(drawing: &Drawing, dice: &mut super::super::Dice) -> Value {
    let group = Value::text(drawing.name().0);
    let is_named = |rule: &str| {
        drawing.plan.targets("network").iter().any(|network| {
            NAMING.iter().any(|(policy, key)| {
                let path = format!("{network}.verification.{rule}.{policy}.{key}");
                let found = drawing.whole().get("network").and_then(|entry| entry.tree.at(&path));
                found.is_some_and(|tree| tree.value == group)
            })
        })
    };
    let mut may = vec!["check", "serve check"];
    if !["vote", "check", "second"].iter().any(|rule| is_named(rule)) {
        may.push("serve");
    }
    values::names_of(&dice.one(&may).split(' ').map(String::from).collect::<Vec<_>>())
}

/// The first group of nodes: it serves all networks, with all llms.
fn first_group(drawing: &Drawing, _: &mut super::super::Dice) -> Value {
    values::names_of(&drawing.plan.targets("nodes")[..1])
}

/// Whether the slots of nodes divide among their networks, and no list is of whole nodes.
fn has_parts(drawing: &Drawing) -> bool {
    let n = match drawing.owner("networks") {
        Some(Value::List(networks)) => networks.len(),
        _ => drawing.plan.targets("network").len(),
    };
    let divides = |key: &str| match drawing.owner(key) {
        Some(Value::Integer(count)) => count.rem_euclid(n.max(1) as i64) == 0,
        _ => false,
    };
    let has = |table: &str, key: &str| match drawing.whole().get(table).map(|entry| &entry.tree.value) {
        Some(Value::Table(owners)) => owners.entries().iter().any(|owner| match &owner.tree.value {
            Value::Table(rules) => rules.get(key).is_some(),
            _ => false,
        }),
        _ => false,
    };
    let moves = drawing.owner("migration").is_some_and(|rule| rule != &Value::text("none"));
    let is_bounded = drawing.owner("queueing.fcfs.waiting").is_some();
    let old = [("gateway", "view_age"), ("gateway", "ban"), ("network", "view_age"), ("network", "session")];
    n >= 2
        && divides("queueing.fcfs.slots")
        && (!is_bounded || divides("queueing.fcfs.waiting"))
        && !moves
        && !old.iter().any(|(table, key)| has(table, key))
}

/// A stack of its own for each of the first groups, for nobody would run those that none names.
fn run(drawing: &Drawing, dice: &mut super::super::Dice) -> Value {
    let all = drawing.plan.targets("stack");
    Value::text(all.get(drawing.name().1).unwrap_or_else(|| dice.one(&all)))
}

/// All services at the first gateway, for nobody would use those that none names; some at the others.
fn depended_on(drawing: &Drawing, dice: &mut super::super::Dice) -> Value {
    let all = drawing.plan.targets("service");
    let some = if drawing.name().1 == 0 { all } else { dice.some(&all) };
    values::names_of(&some)
}
