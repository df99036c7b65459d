//! Reputations, conduct and its revision, leaks, amnesties, probations; lines and churn of nodes.

use units::tree::{Table, Value};

use super::super::{Drawing, values};
use super::How::{self, By, Horizon, Is, Number, Share, Whole};
use crate::swarm::dice::Dice;

/// The settings that are drawn in every world.
pub(super) const ALWAYS: &[&str] = &[
    "network.reputation.hears",
    "network.reputation.every",
    "nodes.revises.conducts",
    "nodes.revises.every",
    "network.leak.epoch",
    "network.leak.quotient",
    "network.probation.epoch",
    "network.probation.organic",
    "network.probation.passes",
    "network.amnesty.over",
    "network.amnesty.of",
];

/// How single settings are drawn.
pub(super) const TAMED: &[(&str, How)] = &[
    ("network.reputation.hears", Is(|_, _| values::names_of(&["verdicts", "losses", "answers"].map(String::from)))),
    (
        "network.reputation.every",
        Is(|drawing, dice| super::super::span(dice.scale(0.005, 0.1) * drawing.plan.horizon_s)),
    ),
    ("network.reputation.ewma.half_life", Number(0.5, 50.0)),
    ("network.reputation.beta.prior_good", Number(0.1, 10.0)),
    ("network.reputation.beta.prior_bad", Number(0.1, 10.0)),
    ("network.reputation.beta.keeps", Number(0.5, 1.0)),
    ("network.reputation.beta.half_life", Horizon(0.02, 0.5)),
    ("network.reputation.epochs_served.epochs", Whole(1, 20)),
    ("network.reputation.epochs_served.penalty", Number(0.1, 5.0)),
    (
        "network.reputation.eigentrust.pretrusted",
        By(|drawing, dice| dice.comes(0.5).then(|| values::names_of(&drawing.plan.targets("nodes")[..1]))),
    ),
    ("network.reputation.yuma.reveals", Whole(0, 3)),
    ("network.reputation.eigentrust.keeps", Number(0.5, 1.0)),
    ("network.reputation.yuma.keeps", Number(0.5, 1.0)),
    ("network.permission.reputed.least", Number(0.05, 0.9)),
    (
        "network.slashing.random.mean",
        Is(|drawing, dice| values::coins(drawing, dice.whole(1, 100)).expect("it has a coin")),
    ),
    ("network.forced_errors.rate", Share(0.001, 1.0)),
    (
        "network.forced_errors.jackpot",
        Is(|drawing, dice| values::coins(drawing, dice.whole(0, 50)).expect("it has a coin")),
    ),
    ("network.appeals.takes", Horizon(0.005, 0.3)),
    ("network.appeals.fee", By(|drawing, dice| values::coins(drawing, dice.whole(0, 20)))),
    ("network.probation.epoch", Horizon(0.01, 0.2)),
    ("network.probation.epochs", Whole(1, 4)),
    ("network.probation.passes", Is(|drawing, dice| Value::Integer(passes(drawing, dice).into()))),
    ("network.amnesty.over", Horizon(0.005, 0.5)),
    ("network.amnesty.of", Is(|drawing, dice| values::names_of(&dice.some(&punished(drawing))))),
    ("network.leak.epoch", Horizon(0.005, 0.1)),
    ("network.leak.quotient", Whole(1, 10_000)),
    ("network.leak.patience", Whole(0, 4)),
    ("nodes.revises.every", Horizon(0.01, 0.2)),
    ("nodes.revises.keeps", Number(0.01, 0.9)),
    ("nodes.revises.starts", Is(starts)),
    ("nodes.revises.logit.scale", Is(|_, dice| scale(dice))),
    ("nodes.revises.replicator.scale", Is(|_, dice| scale(dice))),
    ("nodes.revises.fermi.scale", Is(|_, dice| scale(dice))),
    ("nodes.revises.moran.scale", Is(|_, dice| scale(dice))),
    ("nodes.revises.fermi.turns", Whole(1, 20)),
    ("nodes.revises.moran.turns", Whole(1, 20)),
    ("nodes.conduct.hit_and_run.honest", Horizon(0.02, 0.4)),
    ("nodes.conduct.hit_and_run.cheats", Horizon(0.02, 0.3)),
    ("nodes.conduct.hit_and_run.returns", Horizon(0.01, 0.2)),
    ("nodes.conduct.whitewash.away", Horizon(0.01, 0.2)),
    ("nodes.conduct.whitewash.below", Number(0.1, 0.9)),
    ("nodes.revises.conducts.milking.level", Number(0.1, 1.0)),
    ("nodes.conduct.milking.level", Number(0.1, 1.0)),
    ("nodes.queueing.fcfs.slots", Whole(1, 4)),
    ("nodes.queueing.priority.slots", Whole(1, 4)),
    ("nodes.queueing.lifo.slots", Whole(1, 4)),
    ("nodes.queueing.edf.slots", Whole(1, 4)),
    ("nodes.queueing.spt.slots", Whole(1, 4)),
    ("nodes.queueing.srpt.slots", Whole(1, 4)),
    ("nodes.queueing.continuous_batching.budget", Whole(1, 600)),
    ("nodes.queueing.continuous_batching.blocks", Whole(1, 200)),
    ("nodes.queueing.continuous_batching.memory", Share(0.85, 1.0)),
    ("nodes.churn.renewal.session", Horizon(0.05, 1.0)),
    ("nodes.churn.renewal.absence", Horizon(0.01, 0.2)),
    ("nodes.churn.renewal.cycle.period", Horizon(0.05, 1.0)),
    ("nodes.churn.core_transient.core_session", Horizon(0.2, 2.0)),
    ("nodes.churn.core_transient.core_absence", Horizon(0.01, 0.1)),
    ("nodes.churn.core_transient.session", Horizon(0.05, 1.0)),
    ("nodes.churn.core_transient.absence", Horizon(0.01, 0.2)),
];

/// Whether a setting does not fit what was drawn before.
pub(super) fn may_not(place: &str, drawing: &Drawing) -> bool {
    match place {
        "network.permission.reputed" => drawing.owner("reputation").is_none(),
        "network.forced_errors" => {
            let judges =
                |policy: &str| matches!(policy, "spot_check" | "committee" | "adaptive" | "fingerprint" | "optimistic");
            drawing.coin().is_none() || !checks(drawing, judges)
        }
        "network.appeals" => {
            let is_secured_elsewhere = drawing.plan.home_of(drawing.name().0).is_some();
            drawing.coin().is_none() || is_secured_elsewhere || !drawing.plan.targets("delegators").is_empty()
        }
        "network.probation" => !checks(drawing, |policy| !matches!(policy, "none" | "attested" | "proof_of_claim")),
        "network.amnesty" => punished(drawing).is_empty(),
        "network.leak" | "network.slashing.random" => drawing.coin().is_none(),
        "nodes.conduct.milking" => !keeps(drawing),
        "nodes.conduct.whitewash" => !keeps(drawing) || !stays(drawing),
        "nodes.conduct.hit_and_run" => !stays(drawing),
        "nodes.conduct.cached" | "nodes.revises.conducts.cached" => drawing.plan.batches(drawing.name().0),
        "nodes.revises" => comes(drawing) || leaves(drawing),
        "nodes.revises.conducts.hit_and_run"
        | "nodes.revises.conducts.whitewash"
        | "nodes.revises.conducts.equivocates"
        | "nodes.revises.conducts.overclaims" => true,
        _ => false,
    }
}

/// The policy that was drawn of a menu of the owner.
fn chosen(drawing: &Drawing, menu: &str) -> Option<String> {
    match drawing.owner(menu)? {
        Value::Text(word) => Some(word.clone()),
        Value::Table(table) => table.entries().first().map(|entry| entry.key.clone()),
        _ => None,
    }
}

/// Whether any rule of verification of the network is of some kind.
fn checks(drawing: &Drawing, is_of: impl Fn(&str) -> bool) -> bool {
    let Some(Value::Table(rules)) = drawing.owner("verification") else { return false };
    rules.entries().iter().any(|rule| match &rule.tree.value {
        Value::Text(policy) => is_of(policy),
        Value::Table(table) => table.entries().first().is_some_and(|entry| is_of(&entry.key)),
        _ => false,
    })
}

/// Checks that a clean epoch must have: none where nobody on probation is ever checked.
fn passes(drawing: &Drawing, dice: &mut Dice) -> u32 {
    let is_organic = drawing.beside("organic") == Some(&Value::Switch(true));
    if is_organic || checks(drawing, |policy| policy == "canary") { dice.whole(0, 3) } else { 0 }
}

/// The offences that the slashing rules of the network punish, of those for which there is an amnesty.
fn punished(drawing: &Drawing) -> Vec<String> {
    let Some(Value::Table(rules)) = drawing.owner("slashing") else { return Vec::new() };
    let offences = rules.entries().iter().map(|rule| match &rule.tree.value {
        Value::Table(table) => match table.entries() {
            [entry] if entry.key == "downtime_window" => "absence",
            [entry] => match &entry.tree.value {
                Value::Table(settings) => match settings.get("offence").map(|offence| &offence.tree.value) {
                    None => "wrong_answer",
                    Some(Value::Text(offence)) if offence == "wrong_answer" => "wrong_answer",
                    Some(_) => "",
                },
                _ => "wrong_answer",
            },
            _ => "",
        },
        Value::Text(name) if name == "downtime_window" => "absence",
        _ => "wrong_answer",
    });
    let mut list: Vec<String> = offences.filter(|offence| !offence.is_empty()).map(String::from).collect();
    list.sort();
    list.dedup();
    list
}

/// Whether nodes come and go by a crowd, or by what they earn.
fn comes(drawing: &Drawing) -> bool {
    let is = |menu: &str, usual: &str| chosen(drawing, menu).is_some_and(|policy| policy != usual);
    chosen(drawing, "churn").is_some_and(|policy| policy == "joins") || is("entry", "none") || is("migration", "none")
}

/// Whether nodes are up for as long as they do not leave by their conduct.
fn stays(drawing: &Drawing) -> bool {
    chosen(drawing, "churn").is_none_or(|policy| policy == "always") && !comes(drawing)
}

/// Whether nodes leave by their conduct, or sign twice.
fn leaves(drawing: &Drawing) -> bool {
    let of = |policy: &str| matches!(policy, "hit_and_run" | "whitewash" | "equivocates" | "overclaims");
    chosen(drawing, "conduct").is_some_and(|policy| of(&policy))
}

/// Whether all networks keep reputations.
fn keeps(drawing: &Drawing) -> bool {
    let Some(Value::Table(networks)) = drawing.whole().get("network").map(|entry| &entry.tree.value) else {
        return false;
    };
    let all = networks.entries();
    !all.is_empty()
        && all.iter().all(|network| match &network.tree.value {
            Value::Table(rules) => rules.get("reputation").is_some(),
            _ => false,
        })
}

/// Parts of the nodes that begin with conducts that were drawn.
fn starts(drawing: &Drawing, dice: &mut Dice) -> Value {
    let mut table = Table::default();
    if let Some(Value::Table(conducts)) = drawing.beside("conducts") {
        for entry in conducts.entries() {
            super::super::put(&mut table, &entry.key, dice.share(0.0, 0.25));
        }
    }
    Value::Table(table)
}

/// A difference of gains.
fn scale(dice: &mut Dice) -> Value {
    Value::text(format!("{:.4} usd/h", dice.scale(0.001, 100.0)))
}
