//! Users who may use several gateways.

mod privacy;

use units::tree::Value;

use super::super::{Drawing, plain, values};
use super::How::{self, By, Gaps, Horizon, Is, Number, Whole};
use crate::swarm::dice::{Dice, list, names};

/// See [`super::ALWAYS`].
pub(super) const ALWAYS: &[&str] = &[
    "users.gateway",
    "users.gateways",
    "users.count",
    "users.apps",
    "users.contract.price",
    "users.contract.price.request",
    "apps.integration.hour",
];

/// How single settings are drawn.
pub(super) const TAMED: &[(&str, How)] = &[
    (
        "users.gateway",
        By(|drawing, dice| dice.comes(0.7).then(|| Value::text(dice.one(&drawing.plan.targets("gateway"))))),
    ),
    ("users.gateways", Is(|drawing, dice| names(&dice.some(&drawing.plan.targets("gateway"))))),
    ("users.count", Whole(1, 40)),
    ("users.privacy.split.latency", Gaps(0.01, 1.0)),
    ("users.privacy.split.fee", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.000_1, 1.0))))),
    (
        "users.apps",
        By(|drawing, dice| used_apps(drawing).then(|| Value::text(dice.one(&drawing.plan.targets("apps"))))),
    ),
    ("apps.count", Whole(1, 12)),
    ("apps.integration.hour", Is(|_, dice| values::usd(dice))),
    ("apps.integration.once", Horizon(0.001, 1.0)),
    ("apps.integration.upkeep", Is(|_, dice| Value::text(format!("{} min/d", dice.whole(0, 600))))),
    (
        "apps.start",
        Is(|drawing, dice| list(drawing.plan.targets("gateway").iter().map(|_| plain(dice.scale(0.1, 10.0))))),
    ),
    ("apps.integrates.best.review", Horizon(0.02, 0.3)),
    ("apps.integrates.best.most", Whole(2, 4)),
    ("apps.integrates.best.first", Whole(1, 2)),
    ("apps.integrates.best.over", Horizon(0.1, 100.0)),
    ("apps.integrates.best.loss", Is(|_, dice| values::usd(dice))),
    ("users.contract.network", Is(|drawing, dice| Value::text(dice.one(&sellers(drawing))))),
    ("users.contract.price.request", Is(|_, dice| priced(dice, "request"))),
    ("users.contract.price.prompt", Is(|_, dice| priced(dice, "Mtok"))),
    ("users.contract.price.output", Is(|_, dice| priced(dice, "Mtok"))),
    ("users.contract.price.work", Is(|_, dice| priced(dice, "h"))),
    ("users.contract.commitment", Is(|_, dice| Value::text(format!("{:.3} usd/h", dice.scale(0.1, 10_000.0))))),
    ("users.contract.every", Horizon(0.02, 0.5)),
    ("users.retry.most", Whole(1, 4)),
    ("users.retry.backoff", Gaps(0.1, 30.0)),
    ("users.retry.times", Number(1.0, 3.0)),
    (
        "users.start",
        Is(|drawing, dice| {
            let Some(Value::List(gateways)) = drawing.owner("gateways") else { return list([]) };
            list(gateways.iter().map(|_| plain(dice.scale(0.1, 10.0))))
        }),
    ),
    ("users.gateway_choice.logit.review", Horizon(0.02, 0.5)),
    ("users.gateway_choice.best_response.review", Horizon(0.02, 0.5)),
    ("users.gateway_choice.proportional.review", Horizon(0.02, 0.5)),
    ("users.gateway_choice.sticky.review", Horizon(0.02, 0.5)),
    ("users.gateway_choice.sticky.memory", Horizon(0.02, 1.0)),
    ("users.gateway_choice.sticky.failures", Whole(1, 4)),
    ("users.gateway_choice.multi_homing.review", Horizon(0.02, 0.5)),
    ("users.arrival.per_user.rate", Is(|drawing, _| values::rate(drawing, 1.0 / f64::from(count(drawing))))),
    (
        "users.arrival.closed_loop.users",
        Is(|drawing, dice| Value::Integer(if has_choice(drawing) { count(drawing) } else { dice.whole(1, 40) }.into())),
    ),
];

/// Whether the users that are drawn may use several gateways.
fn has_choice(drawing: &Drawing) -> bool {
    drawing.owner("gateway").is_none()
}

/// Whether users may use the apps: they may choose among all gateways, in the order of all, and learn of them.
fn used_apps(drawing: &Drawing) -> bool {
    let all = names(&drawing.plan.targets("gateway"));
    let learns = drawing.owner("gateway_choice").is_some() && drawing.owner("gateway_choice.fixed").is_none();
    has_choice(drawing) && drawing.owner("gateways") == Some(&all) && learns
}

/// How many individuals the group has.
fn count(drawing: &Drawing) -> u32 {
    match drawing.owner("count") {
        Some(Value::Integer(n)) => u32::try_from(*n).unwrap_or(1),
        _ => 1,
    }
}

/// Networks that may sell by contract: those with a coin that a gateway of the group uses.
fn sellers(drawing: &Drawing) -> Vec<String> {
    let text = |value: &Value| if let Value::Text(name) = value { Some(name.clone()) } else { None };
    let listed = |value: &Value| match value {
        Value::List(list) => list.iter().filter_map(|one| text(&one.value)).collect(),
        one => text(one).into_iter().collect::<Vec<String>>(),
    };
    let gateways = drawing.owner("gateway").or_else(|| drawing.owner("gateways")).map(listed).unwrap_or_default();
    let of_gateway = |name: &String| {
        let row = &drawing.whole().get("gateway")?.tree;
        row.at(&format!("{name}.networks")).map(|networks| listed(&networks.value))
    };
    let used: Vec<String> = gateways.iter().filter_map(of_gateway).flatten().collect();
    let may_sell = |network: &String| drawing.plan.coin_of(network).is_some() && used.contains(network);
    drawing.plan.targets("network").into_iter().filter(may_sell).collect()
}

fn priced(dice: &mut Dice, per: &str) -> Value {
    Value::text(format!("{:.4} usd/{per}", dice.scale(0.01, 3.0)))
}

/// Whether a setting may be drawn here; none if this is not the place to ask.
pub(super) fn may(place: &str, drawing: &Drawing) -> Option<bool> {
    Some(match place {
        "users.gateways" | "users.gateway_choice" => has_choice(drawing),
        "users.apps" => !drawing.plan.targets("apps").is_empty(),
        "users.start" => has_choice(drawing) && drawing.owner("gateway_choice.multi_homing").is_none(),
        // Who sends in windows only would spend a budget in them only, and use a contract.
        "users.budget" => drawing.whole().get("pace").is_none(),
        "users.contract" => drawing.whole().get("pace").is_none() && !sellers(drawing).is_empty(),
        // Clients are the individuals, and their number is not drawn by itself.
        "users.arrival.clients" => !has_choice(drawing),
        "users.privacy.trusted_hardware" | "users.privacy.split.trusted" => privacy::has_trusted(drawing),
        "users.arrival.clients.off" => drawing.beside("on").is_some(),
        _ => return None,
    })
}
