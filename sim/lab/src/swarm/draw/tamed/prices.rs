//! Prices, and how users answer them.

use units::tree::Value;

use super::super::{plain, values};
use super::How::{self, Horizon, Is, Number, Share, Whole};

/// How single settings are drawn.
pub(super) const TAMED: &[(&str, How)] = &[
    ("network.payment.upto.most", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.000_01, 0.1))))),
    ("network.payment.ticket.face", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.000_1, 1.0))))),
    ("network.payment.prepaid.top_up", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.001, 1.0))))),
    ("network.payment.escrow.output", Whole(1, 600)),
    ("network.payment.escrow.times", Is(|_, dice| Value::text(format!("{} %", dice.whole(101, 400))))),
    ("network.payment.stake.amount", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.001, 10.0))))),
    ("network.payment.stake.nodes", Whole(1, 12)),
    ("network.payment.stake.session", Horizon(0.01, 0.3)),
    ("network.settlement.fee", Is(|_, dice| Value::text(format!("{:.6} usd", dice.scale(0.000_01, 0.1))))),
    ("network.settlement.validity", Horizon(0.002, 0.1)),
    ("network.settlement.batch.size", Whole(1, 30)),
    ("network.settlement.batch.idle", Horizon(0.001, 0.05)),
    ("network.settlement.batch.age", Horizon(0.001, 0.05)),
    ("network.settlement.session.every", Horizon(0.005, 0.1)),
    ("network.pricing.posted.request", Is(|drawing, dice| values::price(drawing, dice.whole(0, 3), "request"))),
    ("network.pricing.posted.prompt", Is(|drawing, dice| values::price(drawing, dice.whole(0, 5), "Mtok"))),
    ("network.pricing.posted.output", Is(|drawing, dice| values::price(drawing, dice.whole(0, 5), "Mtok"))),
    ("network.pricing.posted.work", Is(|drawing, dice| values::price(drawing, dice.whole(1, 50), "h"))),
    (
        "network.pricing.target_utilisation.price.request",
        Is(|drawing, dice| values::price(drawing, dice.whole(1, 3), "request")),
    ),
    (
        "network.pricing.target_utilisation.price.prompt",
        Is(|drawing, dice| values::price(drawing, dice.whole(1, 5), "Mtok")),
    ),
    (
        "network.pricing.target_utilisation.price.output",
        Is(|drawing, dice| values::price(drawing, dice.whole(1, 5), "Mtok")),
    ),
    (
        "network.pricing.target_utilisation.price.work",
        Is(|drawing, dice| values::price(drawing, dice.whole(1, 50), "h")),
    ),
    ("network.pricing.target_utilisation.band", Is(|_, dice| values::band(dice))),
    ("network.pricing.target_utilisation.slope", Share(0.0, 1.0)),
    ("network.pricing.target_utilisation.every", Horizon(0.003, 0.05)),
    ("network.pricing.target_utilisation.over", Whole(1, 5)),
    ("network.pricing.target_utilisation.least", Share(0.0, 0.9)),
    ("network.pricing.target_utilisation.greatest", Is(|_, dice| Value::text(format!("{} %", dice.whole(100, 1_000))))),
    ("network.pricing.eip1559.quotient", Whole(1, 20)),
    ("network.pricing.blob_fee.full", Whole(500_000, 1_000_000)),
    ("network.pricing.blob_fee.target", Whole(100_000, 499_999)),
    ("network.pricing.blob_fee.fraction", Whole(1_000_000, 5_000_000)),
    ("network.pricing.vickrey.reserve", Is(|drawing, dice| values::price(drawing, dice.whole(0, 3), "request"))),
    ("network.pricing.vickrey.again", Whole(0, 3)),
    ("network.pricing.uniform.units", Whole(1, 10)),
    ("users.elasticity", Is(|_, dice| plain(-dice.scale(0.1, 4.0)))),
    ("users.headroom", Number(1.0, 3.0)),
    ("users.budget", Is(|_, dice| Value::text(format!("{:.2} usd/h", dice.scale(1.0, 10_000.0))))),
    ("users.values", Is(|_, dice| Value::text(format!("{:.4} usd", dice.scale(0.01, 30.0))))),
];

/// Where prices move, and in auctions, the place by whose row a setting is drawn.
pub(super) fn twin(place: &str) -> Option<String> {
    let (policy, below) = place.strip_prefix("network.pricing.")?.split_once('.')?;
    if policy != "posted" && (["every", "price"].contains(&below) || below.starts_with("price.")) {
        return Some(format!("network.pricing.target_utilisation.{below}"));
    }
    ["reserve", "again"].contains(&below).then(|| format!("network.pricing.vickrey.{below}"))
}
