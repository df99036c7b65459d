//! How coins, their markets and their holders are drawn.

use units::tree::Value;

use super::Drawing;
use super::How::{self, Amount, By, Horizon, Is, Number, Share, Whole};
use super::{moves, values};
use crate::swarm::dice::{Dice, plain};

/// See [`super::ALWAYS`].
pub(super) const ALWAYS: &[&str] = &[
    "coin.epoch",
    "coin.decimals",
    "coin.genesis",
    "coin.market.pool.usd",
    "coin.market.pool.against",
    "network.weight.every",
    "network.secured_by",
    "delegators.network",
    "delegators.stake",
    "holders.coin",
];

/// What only a network with a coin may have.
pub(super) const NEEDS_A_COIN: &[&str] = &[
    "network.coin",
    "network.pricing",
    "network.payment",
    "network.payout",
    "network.payout.fee_split.insurance",
    "network.permission",
    "network.unbonding",
    "network.exit_queue",
    "network.spending",
    "network.settlement",
    "network.insurance",
    "network.weight.collateral",
];

/// See [`super::TAMED`].
pub(super) const TAMED: &[(&str, How)] = &[
    // Nodes that come and go for what they earn.
    ("nodes.drain", Horizon(0.0001, 0.05)),
    ("nodes.rent", Is(|_, dice| Value::text(format!("{:.3} usd/h", dice.scale(0.001, 1.0))))),
    ("nodes.capital.price", Amount(1.0, 1e4, "usd")),
    ("nodes.capital.cost", Is(|_, dice| Value::text(format!("{} %/y", dice.whole(0, 30))))),
    ("nodes.entry.hysteresis.enters_above", Is(|_, dice| Value::text(format!("{} %", dice.whole(0, 100))))),
    ("nodes.entry.hysteresis.leaves_below", Is(|_, dice| Value::text(format!("-{} %", dice.whole(0, 90))))),
    // Every group has one.
    ("nodes.entry.hysteresis.start", Whole(1, 1)),
    ("nodes.entry.present_value.start", Whole(1, 1)),
    ("nodes.migration.best.cost", Amount(0.01, 100.0, "usd")),
    ("nodes.migration.best.start", By(moves::start)),
    ("nodes.migration.logit.cost", Amount(0.01, 100.0, "usd")),
    ("nodes.migration.logit.start", By(moves::start)),
    ("nodes.migration.logit.scale", Is(|_, dice| Value::text(format!("{:.4} usd/h", dice.scale(0.001, 10.0))))),
    ("delegators.chooses.yields.scale", Is(|_, dice| Value::text(format!("{} %/y", dice.whole(1, 20))))),
    // Amounts of coins: some coins are so few that fees cannot be bought.
    ("coin.decimals", Whole(0, 9)),
    ("coin.genesis", Is(|_, dice| Value::Integer(if dice.comes(0.1) { 1_000_000 } else { 1_000_000_000 }))),
    ("coin.market.fixed.price", Is(|_, dice| Value::text(format!("{:.4} usd", dice.scale(0.01, 100.0))))),
    ("coin.epoch", Horizon(0.02, 1.0)),
    ("coin.sharing.vesting.over", Horizon(0.02, 1.0)),
    ("coin.market.pool.coins", Is(|drawing, dice| values::coins_of(drawing.name().0, dice, 1_000, 100_000))),
    ("coin.market.pool.usd", Amount(1_000.0, 1e6, "usd")),
    ("coin.market.pool.against", Is(against)),
    ("coin.market.pool.fee", Share(0.0, 0.1)),
    ("coin.market.gbm.price", Is(|_, dice| values::usd(dice))),
    ("coin.market.gbm.volatility", Number(0.1, 30.0)),
    ("coin.market.gbm.every", Horizon(0.01, 0.5)),
    ("coin.market.jump_diffusion.price", Is(|_, dice| values::usd(dice))),
    ("coin.market.jump_diffusion.volatility", Number(0.1, 30.0)),
    ("coin.market.jump_diffusion.jumps", Number(1.0, 10_000.0)),
    ("coin.market.jump_diffusion.jump", Is(|_, dice| plain(dice.number(-0.5, 0.3)))),
    ("coin.market.jump_diffusion.jump_deviation", Number(0.01, 0.3)),
    ("coin.market.jump_diffusion.every", Horizon(0.01, 0.5)),
    ("coin.market.impact.price", Is(|_, dice| values::usd(dice))),
    ("coin.market.impact.depth", Is(|_, dice| values::depth(dice))),
    ("coin.market.impact.reference", Is(|_, dice| values::usd(dice))),
    ("coin.market.impact.returns", Horizon(0.1, 2.0)),
    ("coin.market.impact.every", Horizon(0.01, 0.5)),
    ("coin.market.quantity_theory.price", Is(|_, dice| values::usd(dice))),
    ("coin.market.quantity_theory.velocity", Number(1.0, 1e5)),
    ("coin.market.quantity_theory.half_life", Horizon(0.1, 2.0)),
    ("coin.market.quantity_theory.every", Horizon(0.01, 0.5)),
    ("holders.coin", Is(|drawing, dice| Value::text(dice.one(&drawing.plan.targets("coin"))))),
    ("holders.coins", By(values::held)),
    ("network.spending.rate", Is(|_, dice| Value::text(format!("{:.3} usd/h", dice.scale(0.01, 1_000.0))))),
    ("network.spending.every", Horizon(0.02, 0.5)),
    ("network.coin", By(|drawing, _| drawing.coin().map(Value::text))),
    ("network.payout.fee_split.checker", Share(0.0, 0.3)),
    ("network.payout.fee_split.treasury", Share(0.0, 0.3)),
    ("network.payout.fee_split.burn", Share(0.0, 0.3)),
    ("network.payout.fee_split.insurance", Share(0.0, 0.1)),
    ("network.slashing.fixed.destination", Is(destination)),
    ("network.slashing.correlated.destination", Is(destination)),
    ("network.slashing.downtime_window.destination", Is(destination)),
    ("network.slashing.z_test.destination", Is(destination)),
    ("network.slashing.sprt.destination", Is(destination)),
    ("network.slashing.graded.destination", Is(destination)),
    ("network.slashing.concurrent.destination", Is(destination)),
    ("network.slashing.random.destination", Is(destination)),
    ("network.slashing.correlated.unit", By(|drawing, dice| values::coins(drawing, dice.whole(1, 10)))),
    ("network.slashing.correlated.after", Horizon(0.0, 0.05)),
    ("network.slashing.concurrent.free", Share(0.0, 0.5)),
    ("network.slashing.concurrent.session", Horizon(0.01, 0.3)),
    ("network.slashing.concurrent.after", Horizon(0.0, 0.2)),
    ("network.slashing.concurrent.span", Horizon(0.0, 0.5)),
    ("network.slashing.graded.forgets", Horizon(0.05, 1.0)),
    ("network.slashing.sprt.expected", Share(0.01, 0.19)),
    ("network.slashing.sprt.guilty", Share(0.31, 0.9)),
    ("network.permission.stake_gated.minimum", By(|drawing, dice| values::coins(drawing, dice.whole(1, 100)))),
    // Sprints are shorter than the time between two weighings.
    ("network.secured_by", By(|drawing, _| drawing.plan.home_of(drawing.name().0).map(Value::text))),
    ("network.secured_share", Share(0.05, 1.0)),
    ("network.weight.sprint.lasts", Horizon(0.001, 0.015)),
    ("network.weight.every", Horizon(0.02, 0.3)),
    ("network.weight.formula.of", Is(|_, dice| values::word(dice, &WEIGHTS))),
    ("network.weight.collateral.each", By(|drawing, dice| values::coins(drawing, dice.whole(1, 10)))),
    ("network.weight.most", Share(0.02, 1.0)),
    ("network.profit", Amount(1.0, 1e6, "usd")),
    ("network.insurance.reserve", By(|drawing, dice| values::coins(drawing, dice.whole(0, 100)))),
    ("network.insurance.wrong_answer", Share(0.1, 3.0)),
    ("network.insurance.most", By(|drawing, dice| values::coins(drawing, dice.whole(1, 10)))),
    ("network.insurance.every", Horizon(0.02, 0.5)),
    ("network.buyback.coin", Is(coin_to_buy_back)),
    ("network.buyback.rate", Is(|_, dice| Value::text(format!("{:.3} usd/h", dice.scale(0.01, 1_000.0))))),
    ("network.buyback.every", Horizon(0.02, 0.5)),
    ("holders.vesting.over", Horizon(0.1, 2.0)),
    ("holders.vesting.cliff", Horizon(0.01, 0.1)),
    ("holders.vesting.every", Horizon(0.02, 0.5)),
    ("holders.vesting.age", Horizon(0.01, 0.5)),
    ("holders.usd", Amount(1.0, 1e6, "usd")),
    ("holders.review", Horizon(0.01, 0.3)),
    ("holders.rule.value.price", Is(|_, dice| values::usd(dice))),
    ("holders.rule.value.depth", Is(|_, dice| values::depth(dice))),
    ("holders.rule.momentum.window", Horizon(0.01, 0.5)),
    ("holders.rule.momentum.depth", Is(|_, dice| values::depth(dice))),
    ("holders.rule.arbitrage.to", Is(values::other_coin)),
    ("delegators.network", Is(values::staked)),
    ("delegators.stake", By(values::delegated)),
    ("delegators.review", Horizon(0.01, 0.3)),
    ("delegators.chooses.yields.inertia", Horizon(0.01, 1.0)),
    ("delegators.chooses.yields.window", Horizon(0.01, 1.0)),
    ("weather.price_crash.seller", By(values::seller)),
];

/// What nodes may weigh.
const WEIGHTS: [&str; 4] = ["speed * slots", "stake_coins + 5", "pow(1 + price_usd_h / 1 usd/h, -2)", "speed - 0.8"];

/// Whether a setting or a policy may be drawn here; nothing where it is not about coins.
pub(super) fn may(place: &str, drawing: &Drawing) -> Option<bool> {
    let has_coin = || drawing.coin().is_some();
    Some(match place {
        "coin.market.pool.usd" => !is_quoted(drawing),
        "coin.market.pool.against" => is_quoted(drawing),
        "coin.market.impact.returns" => drawing.beside("reference").is_some(),
        "network.buyback" => has_coin() && drawing.plan.targets("coin").len() > 1,
        "network.buyback.rate" => drawing.beside("share").is_none(),
        "network.buyback.share" => drawing.beside("rate").is_none(),
        "network.secured_share" => drawing.beside("secured_by").is_some(),
        "network.weight.stake" => has_coin() && drawing.plan.has_stakes(),
        _ => return None,
    })
}

/// Whether a setting is drawn in every world of such coins: where they are shared by weight, there are weights, and
/// those of several networks are not compared.
pub(super) fn needed(place: &str, drawing: &Drawing) -> bool {
    let is_weight = |by: Option<&Value>| by == Some(&Value::text("weight"));
    match place {
        "coin.sharing.split" => is_weight(drawing.beside("by")),
        "network.weight" => drawing.coin().is_some_and(|coin| is_weight(values::of_coin(drawing, coin, "sharing.by"))),
        _ => false,
    }
}

/// Whether the pool of the coin that is drawn is quoted in another coin: some, in one of those before it.
pub(super) fn is_quoted(drawing: &Drawing) -> bool {
    drawing.name().1 > 0 && drawing.plan.quotes(drawing.name().0)
}

/// What is in a pool of a coin that was drawn before.
fn against(drawing: &Drawing, dice: &mut Dice) -> Value {
    let coins = drawing.plan.targets("coin");
    let before = &coins[..drawing.name().1.min(coins.len())];
    let coin = dice.one(before);
    values::coins_of(coin, dice, 1_000, 100_000)
}

/// Who gets what is slashed; a network without a coin has no insurance.
fn destination(drawing: &Drawing, dice: &mut Dice) -> Value {
    let all = ["burn", "treasury", "users", "reporter", "insurance"];
    values::word(dice, if drawing.coin().is_some() { &all } else { &all[..4] })
}

/// A coin for the treasury of the network that is drawn to buy: another than its own.
fn coin_to_buy_back(drawing: &Drawing, dice: &mut Dice) -> Value {
    let others: Vec<String> =
        drawing.plan.targets("coin").into_iter().filter(|name| drawing.coin() != Some(name)).collect();
    Value::text(dice.one(&others))
}
