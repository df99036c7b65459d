//! Values that must agree with others of the same world.

use engine::law::Law;
use units::settings::{Group, Setting as _, write_choice};
use units::time::Span;
use units::tree::Value;

use super::{Drawing, laws};
use crate::swarm::dice::{self, Dice, list, names, plain, span};

/// One of some words.
pub(super) fn word(dice: &mut Dice, words: &[&str]) -> Value {
    Value::text(dice.one(words))
}

/// Some names.
pub(super) fn names_of(words: &[String]) -> Value {
    names(words)
}

/// Windows in which requests are played, in periods shorter than a batch of one long run.
pub(super) fn windows(drawing: &Drawing, dice: &mut Dice) -> Value {
    let period = dice.scale(0.005, 0.02) * drawing.plan.horizon_s;
    let (window, period) = (span(dice.number(0.1, 1.0) * period), span(period));
    match (window, period) {
        (Value::Text(window), Value::Text(period)) => Value::text(format!("{window} of {period}")),
        (_, period) => period,
    }
}

/// A rate beside that of the group of users.
pub(super) fn rate(drawing: &Drawing, factor: f64) -> Value {
    dice::rate(drawing.plan.rate_of_users() * factor)
}

pub(super) fn emission(drawing: &Drawing, dice: &mut Dice) -> Value {
    Value::text(format!("{} {}/h", dice.whole(1, 1000), drawing.name().0))
}

/// New coins for something.
pub(super) fn minted(drawing: &Drawing, dice: &mut Dice, per: &str) -> Value {
    Value::text(format!("{} {}/{per}", dice.whole(1, 1000), drawing.name().0))
}

pub(super) fn per_work(drawing: &Drawing, dice: &mut Dice) -> Value {
    let per = *dice.one(&["h", "Mtok", "request"]);
    minted(drawing, dice, per)
}

/// All that is ever minted of the coin.
pub(super) fn total(drawing: &Drawing, dice: &mut Dice) -> Value {
    Value::text(format!("{} {}", dice.whole(0, 1_000_000), drawing.name().0))
}

/// A little more than there is at the start, so that it is met.
pub(super) fn cap(drawing: &Drawing, dice: &mut Dice) -> Value {
    let genesis = whole(drawing.beside("genesis"));
    Value::text(format!("{} {}", u64::from(genesis) + u64::from(dice.whole(0, 10_000)), drawing.name().0))
}

/// A word, or shares of the networks that use the coin.
pub(super) fn split(drawing: &Drawing, dice: &mut Dice) -> Value {
    let mut networks = drawing.plan.targets("network");
    networks.retain(|network| drawing.plan.coin_of(network) == Some(drawing.name().0));
    if networks.is_empty() || dice.comes(0.5) {
        let first = usize::from(drawing.beside("by") == Some(&Value::text("weight")));
        return word(dice, &["together", "stake", "work", "fees"][first..]);
    }
    let most = 1.0 / networks.len() as f64;
    let shares = networks.iter().map(|network| (network.clone(), dice.share(0.0, most)));
    let mut table = units::tree::Table::default();
    for (network, share) in shares {
        super::put(&mut table, &network, share);
    }
    Value::Table(table)
}

/// A word, or the exponents of a score.
pub(super) fn basis(dice: &mut Dice) -> Value {
    if dice.comes(0.6) {
        return word(dice, &["stake", "work", "weight"]);
    }
    let mut table = units::tree::Table::default();
    // At least one of the two is above 0.
    super::put(&mut table, "work", Value::Float(f64::from(dice.whole(1, 8)) / 4.0));
    super::put(&mut table, "stake", Value::Float(f64::from(dice.whole(0, 8)) / 4.0));
    if dice.comes(0.5) {
        super::put(&mut table, "most", dice.share(0.01, 1.0));
    }
    Value::Table(table)
}

pub(super) fn price(drawing: &Drawing, amount: u32, per: &str) -> Value {
    Value::text(format!("{amount} {}/{per}", drawing.plan.unit_of(drawing.name().0)))
}

/// The ends of a band of utilisation.
pub(super) fn band(dice: &mut Dice) -> Value {
    let low = dice.whole(0, 60);
    list([low, low + dice.whole(0, 40)].map(|percent| Value::text(format!("{percent} %"))))
}

/// A price of a coin.
pub(super) fn usd(dice: &mut Dice) -> Value {
    Value::text(format!("{:.4} usd", dice.scale(0.01, 100.0)))
}

/// The depth of a market or of a demand.
pub(super) fn depth(dice: &mut Dice) -> Value {
    Value::text(format!("{:.0} usd/%", dice.scale(1.0, 1e6)))
}

/// An amount of a coin, from, to.
pub(super) fn coins_of(coin: &str, dice: &mut Dice, low: u32, high: u32) -> Value {
    Value::text(format!("{} {coin}", dice.whole(low, high)))
}

/// An amount of the coin that was drawn beside it.
pub(super) fn held(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    let Some(Value::Text(coin)) = drawing.beside("coin") else { return None };
    Some(coins_of(coin, dice, 0, 10_000))
}

/// A network with a coin.
pub(super) fn staked(drawing: &Drawing, dice: &mut Dice) -> Value {
    let networks = drawing.plan.targets("network");
    let takes = |n: &String| drawing.plan.coin_of(n).is_some() && drawing.plan.home_of(n).is_none();
    let staked: Vec<String> = networks.into_iter().filter(takes).collect();
    Value::text(dice.one(&staked))
}

/// An amount of the coin of the network that was drawn beside it.
pub(super) fn delegated(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    let Some(Value::Text(network)) = drawing.beside("network") else { return None };
    Some(coins_of(drawing.plan.coin_of(network)?, dice, 0, 100_000))
}

/// Another coin than that of the holders.
pub(super) fn other_coin(drawing: &Drawing, dice: &mut Dice) -> Value {
    let own = drawing.owner("coin");
    let others: Vec<String> =
        drawing.plan.targets("coin").into_iter().filter(|name| own != Some(&Value::text(name))).collect();
    Value::text(dice.one(&others))
}

/// Whether a coin that was drawn is traded in a pool.
pub(super) fn is_pooled(drawing: &Drawing, coin: Option<&Value>) -> bool {
    let Some(Value::Text(coin)) = coin else { return false };
    of_coin(drawing, coin, "market.pool").is_some()
}

/// Whether new coins of the network that is drawn are not shared by stake alone.
pub(super) fn is_not_by_stake(drawing: &Drawing) -> bool {
    drawing
        .coin()
        .is_some_and(|coin| of_coin(drawing, coin, "sharing.by").is_some_and(|by| *by != Value::text("stake")))
}

/// What was drawn of a coin.
pub(super) fn of_coin<'d>(drawing: &'d Drawing, coin: &str, path: &str) -> Option<&'d Value> {
    let coins = &drawing.whole().get("coin")?.tree;
    coins.at(&format!("{coin}.{path}")).map(|tree| &tree.value)
}

/// Holders of the coin that falls, where it is traded in a pool.
pub(super) fn seller(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    let coin = drawing.beside("coin");
    if !is_pooled(drawing, coin) {
        return None;
    }
    let Value::Table(holders) = &drawing.whole().get("holders")?.tree.value else { return None };
    let of_coin = |entry: &&units::tree::Entry| match &entry.tree.value {
        Value::Table(table) => table.get("coin").map(|held| &held.tree.value) == coin,
        _ => false,
    };
    let names: Vec<&str> = holders.entries().iter().filter(of_coin).map(|entry| entry.key.as_str()).collect();
    (!names.is_empty()).then(|| Value::text(dice.one(&names)))
}

/// An amount of the network's coin.
pub(super) fn coins(drawing: &Drawing, amount: u32) -> Option<Value> {
    Some(Value::text(format!("{amount} {}", drawing.coin()?)))
}

/// A group that does nothing but check; the first always serves.
pub(super) fn checkers(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    dice.comes(0.5).then(|| Value::text(dice.one(&drawing.plan.targets("nodes")[1..])))
}

/// A share of a stake, unless an amount is taken.
pub(super) fn slashed(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    (drawing.coin().is_none() || dice.comes(0.7)).then(|| dice.share(0.0, 1.0))
}

/// Longer than the period that was drawn before.
pub(super) fn max_age(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    let Some(Value::Text(period)) = drawing.beside("period") else { return None };
    let us: f64 = period.split(' ').next()?.parse().ok()?;
    Some(span(us * 1e-6 * dice.scale(1.32, 5.0)))
}

pub(super) fn weights(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    let Some(Value::List(networks)) = drawing.owner("networks") else { return None };
    Some(list(networks.iter().map(|_| plain(dice.scale(0.1, 10.0)))))
}

/// Whether every network of the gateway has a coin.
pub(super) fn has_coins(drawing: &Drawing) -> bool {
    let Some(Value::List(networks)) = drawing.owner("networks") else { return false };
    let has = |network: &Value| matches!(network, Value::Text(name) if drawing.plan.coin_of(name).is_some());
    networks.iter().all(|network| has(&network.value))
}

/// A weight of nodes: of what lasts, and of what changes with each request.
pub(super) fn weight(dice: &mut Dice) -> Value {
    let weights = [
        "speed * slots",
        "stake_coins + 5",
        "stake_coins",
        "pow(1 + price_usd_h / 1 usd/h, -2)",
        "1 / (1 + backlog)",
        "speed / (1 + failures)",
    ];
    word(dice, &weights)
}

/// A formula over what a gateway knows of nodes.
pub(super) fn score(dice: &mut Dice) -> Value {
    let scores = [
        "-work_left_s",
        "-latency_s - 0.1 s * failures",
        "speed / (1 + backlog)",
        "uptime_s / (1 s + report_age_s)",
        "-price_usd_h",
        "stake_coins",
        "if(llm_held > 0, 1, 0) - backlog",
        "1 / backlog",
        "-service_s - way_s",
        "llms_free + slots",
    ];
    word(dice, &scores)
}

pub(super) fn filter(dice: &mut Dice) -> Value {
    word(dice, &["backlog < 3", "work_left_s < 5 s", "failures < 2", "speed > 0.8"])
}

/// Plain work has no tokens to count.
pub(super) fn counts(drawing: &Drawing, dice: &mut Dice) -> Value {
    let all = ["requests", "prompt_tokens", "tokens"];
    word(dice, &all[..if drawing.plan.has_batches { 3 } else { 1 }])
}

pub(super) fn reports(_: &Drawing, dice: &mut Dice) -> Value {
    word(dice, &["together", "in_turn"])
}

/// The llms of a group: one that batches names them, any other may.
pub(super) fn llms(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    (drawing.plan.batches(drawing.name().0) || dice.comes(0.3)).then(|| names(&dice.some(&drawing.plan.targets("llm"))))
}

pub(super) fn operators(drawing: &Drawing, dice: &mut Dice) -> Value {
    Value::Integer(dice.whole(0, whole(drawing.owner("count"))).into())
}

pub(super) fn joins(drawing: &Drawing, _: &mut Dice) -> Value {
    dice::rate(f64::from(whole(drawing.owner("count"))) * 3.0 / drawing.plan.horizon_s)
}

/// LLMs are loaded for slots and batches, not for those that share a speed, nor by the work that is left.
pub(super) fn may_load(drawing: &Drawing) -> bool {
    ["processor_sharing", "srpt"].iter().all(|other| drawing.owner(&format!("queueing.{other}")).is_none())
}

/// Room for an llm in each slot.
pub(super) fn capacity(drawing: &Drawing, dice: &mut Dice) -> Value {
    let slots = ["fcfs", "priority", "lifo", "edf", "spt"]
        .iter()
        .find_map(|name| drawing.owner(&format!("queueing.{name}.slots")));
    Value::Integer(i64::from(whole(slots)) + i64::from(dice.whole(0, 1)))
}

/// Nodes that break down at work cannot finish it first.
pub(super) fn leaves(drawing: &Drawing, dice: &mut Dice) -> Value {
    let is_worn = drawing.owner("churn.renewal.fails").is_some_and(|fails| *fails == Value::text("busy"));
    let goodbyes = ["silent", "announced", "drained"];
    word(dice, &goodbyes[..if is_worn { 2 } else { 3 }])
}

pub(super) fn gap(drawing: &Drawing, dice: &mut Dice) -> Value {
    let kind = Law::<Span>::kind();
    dice.law(laws(&kind), 1.0 / drawing.plan.rate_of_users(), span)
}

pub(super) fn busy_and_quiet(drawing: &Drawing, dice: &mut Dice) -> Value {
    let quiet = if dice.comes(0.5) { 0.0 } else { 0.3 };
    list([rate(drawing, dice.scale(1.0, 8.0)), rate(drawing, quiet)])
}

pub(super) fn factors(dice: &mut Dice) -> Value {
    let factors: Vec<Value> = (0..dice.whole(1, 5)).map(|_| plain(dice.scale(0.1, 4.0))).collect();
    list(factors.into_iter().chain([Value::Float(0.0)]))
}

pub(super) fn per(dice: &mut Dice) -> Value {
    let all: [&[&str]; 4] = [&[], &["app"], &["llm"], &["app", "llm"]];
    list(dice.one(&all).iter().map(|&name| Value::text(name)))
}

pub(super) fn clients(drawing: &Drawing, dice: &mut Dice) -> Value {
    let n = dice.whole(1, 6);
    list((0..n).map(|_| rate(drawing, dice.scale(0.3, 3.0) / f64::from(n))))
}

/// How many clients the group of users has; 0 if it tells none apart.
pub(super) fn n_clients(drawing: &Drawing) -> usize {
    match drawing.owner("arrival.clients.rates") {
        Some(Value::List(rates)) => rates.len(),
        _ => 0,
    }
}

/// A value for each of the clients that were drawn before.
pub(super) fn each_client(drawing: &Drawing, mut value: impl FnMut() -> Value) -> Option<Value> {
    let Some(Value::List(rates)) = drawing.beside("rates") else { return None };
    Some(list(rates.iter().map(|_| value())))
}

/// How long clients are on or off: all of them, or none.
pub(super) fn turns(drawing: &Drawing, dice: &mut Dice, most: f64) -> Option<Value> {
    let is_on = drawing.beside("on").is_some() || dice.comes(0.6);
    let gap = 1.0 / drawing.plan.rate_of_users();
    if is_on { each_client(drawing, || span(dice.scale(1.0, most) * gap)) } else { None }
}

/// A law of lengths for each client.
pub(super) fn lengths(drawing: &Drawing, dice: &mut Dice, median: f64) -> Value {
    let mut law = || {
        let fields = vec![("median", plain(dice.scale(median / 5.0, median * 5.0))), ("sigma", Value::Float(0.7))];
        write_choice("lognormal", Group::write(fields))
    };
    list((0..n_clients(drawing)).map(|_| law()))
}

pub(super) fn zones(drawing: &Drawing, _: &mut Dice) -> Value {
    Value::Integer(drawing.plan.regions[drawing.name().1].1.into())
}

/// The regions that a link is named after.
pub(super) fn ends(drawing: &Drawing, _: &mut Dice) -> Value {
    list(drawing.name().0.split('_').map(Value::text))
}

pub(super) fn zone(drawing: &Drawing, dice: &mut Dice) -> Value {
    let (region, zones) = dice.one(&drawing.plan.regions);
    Value::text(format!("{region}-{}", dice.whole(1, *zones)))
}

/// One region on a side of its own.
pub(super) fn side(drawing: &Drawing, dice: &mut Dice) -> Value {
    names(&[dice.one(&drawing.plan.targets("region")).clone()])
}

pub(super) fn two_regions(drawing: &Drawing, dice: &mut Dice) -> Value {
    let regions = drawing.plan.targets("region");
    names(&[dice.one(&regions).clone(), dice.one(&regions).clone()])
}

pub(super) fn once(drawing: &Drawing, dice: &mut Dice) -> Option<Value> {
    dice.comes(0.5).then(|| span(dice.scale(0.01, 1.0) * drawing.plan.horizon_s))
}

/// A number of the small llm or of the large one.
pub(super) fn of_llm(drawing: &Drawing, numbers: [i64; 2]) -> Value {
    Value::Integer(numbers[usize::from(drawing.name().0 == "large")])
}

pub(super) fn weights_of(drawing: &Drawing) -> Value {
    Value::text(["2 GB", "16 GB"][usize::from(drawing.name().0 == "large")])
}

fn whole(value: Option<&Value>) -> u32 {
    match value {
        Some(Value::Integer(n)) => u32::try_from(*n).unwrap_or(1),
        _ => 1,
    }
}
