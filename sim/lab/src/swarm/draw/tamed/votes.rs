//! Governances and what is put to the vote.

use units::tree::{Table, Value};

use super::super::{Drawing, change, put, values};
use super::How::{self, Horizon, Is, Number, Share, Whole};
use crate::swarm::dice::Dice;

/// The settings that are drawn in every world.
pub(super) const ALWAYS: &[&str] = &[
    "governance.coin",
    "governance.may_change",
    "governance.delay",
    "governance.voting",
    "governance.timelock",
    "governance.votes",
    "governance.votes.nodes",
    "proposal.governance",
    "proposal.at",
    "proposal.every",
    "governor.every",
];

/// How single settings are drawn.
pub(super) const TAMED: &[(&str, How)] = &[
    ("governance.may_change", Is(everything)),
    ("governance.delay", Horizon(0.001, 0.05)),
    ("governance.voting", Horizon(0.005, 0.1)),
    ("governance.timelock", Horizon(0.001, 0.05)),
    ("governance.reads", Is(|_, _| Value::text("opening"))),
    ("governance.rest", Horizon(0.01, 0.2)),
    ("governance.conviction", Horizon(0.005, 0.1)),
    ("governance.quorum.share", Share(0.01, 0.5)),
    ("governance.threshold", Share(0.05, 0.7)),
    ("governance.brake.council", Whole(3, 9)),
    ("governance.brake.needs", Whole(1, 3)),
    ("governance.inherits", Is(inherits)),
    ("governance.votes.nodes.yes", Share(0.2, 0.6)),
    ("governance.votes.nodes.no", Share(0.0, 0.4)),
    ("governance.votes.delegators.yes", Share(0.2, 0.6)),
    ("governance.votes.delegators.no", Share(0.0, 0.4)),
    ("governance.votes.holders.yes", Share(0.2, 0.6)),
    ("governance.votes.holders.no", Share(0.0, 0.4)),
    ("governance.votes.users.yes", Share(0.2, 0.6)),
    ("governance.votes.users.no", Share(0.0, 0.4)),
    ("governance.turnout.logistic.at_mean_stake", Share(0.05, 0.95)),
    ("governance.turnout.logistic.per_ln_stake", Number(0.1, 2.0)),
    ("governance.turnout.logistic.per_salience", Number(0.1, 2.0)),
    ("proposal.at", Horizon(0.01, 0.4)),
    ("proposal.when", Is(signal)),
    ("proposal.every", Horizon(0.01, 0.2)),
    ("governor.follows", Is(followed)),
    ("governor.sets", Is(dial)),
    ("governor.every", Horizon(0.01, 0.2)),
    ("governor.delay", Horizon(0.001, 0.1)),
    ("governor.control.on_off.above", Is(|_, dice| level(dice, 0.3, 0.9))),
    ("governor.control.on_off.below", Is(|_, dice| level(dice, 0.0, 0.3))),
    ("governor.control.step.above", Is(|_, dice| level(dice, 0.3, 0.9))),
    ("governor.control.step.below", Is(|_, dice| level(dice, 0.0, 0.3))),
    ("governor.control.step.factor", Number(1.1, 9.0)),
    ("governor.control.integral.target", Is(|_, dice| level(dice, 0.1, 0.9))),
    ("governor.control.integral.per_day", Is(|_, dice| gain(dice, 1e5))),
    ("governor.control.proportional_integral.target", Is(|_, dice| level(dice, 0.1, 0.9))),
    ("governor.control.proportional_integral.gain", Is(|_, dice| gain(dice, 9.0))),
    ("governor.control.proportional_integral.reset", Horizon(0.01, 0.5)),
    ("proposal.again", Horizon(0.02, 0.3)),
    ("proposal.tries", Whole(1, 9)),
    ("proposal.salience", Number(0.1, 2.0)),
    ("proposal.set", Is(change::set)),
    ("proposal.votes.nodes.yes", Share(0.2, 0.6)),
    ("proposal.votes.nodes.no", Share(0.0, 0.4)),
    ("proposal.votes.delegators.yes", Share(0.2, 0.6)),
    ("proposal.votes.delegators.no", Share(0.0, 0.4)),
    ("proposal.votes.holders.yes", Share(0.2, 0.6)),
    ("proposal.votes.holders.no", Share(0.0, 0.4)),
    ("proposal.votes.users.yes", Share(0.2, 0.6)),
    ("proposal.votes.users.no", Share(0.0, 0.4)),
];

/// All rules that may change, by the tables that have any.
fn everything(drawing: &Drawing, _: &mut Dice) -> Value {
    let world = Value::Table(drawing.whole().clone());
    let rules = scenario::kind().rules(Some(&world));
    let mut tables: Vec<String> = Vec::new();
    for rule in rules.iter().filter(|rule| rule.fixed.is_none()) {
        let pattern = format!("{}.*", rule.path.split('.').next().unwrap_or_default());
        if !tables.contains(&pattern) {
            tables.push(pattern);
        }
    }
    values::names_of(&tables)
}

/// A level of a share.
fn level(dice: &mut Dice, low: f64, high: f64) -> Value {
    Value::text(format!("{:.3}", dice.number(low, high)))
}

/// How strongly a rule reacts, up or down.
fn gain(dice: &mut Dice, most: f64) -> Value {
    Value::Float(((dice.number(0.0, 2.0) - 1.0) * most * 1_000.0).round() / 1_000.0)
}

/// Something that is always there, and between 0 and 1 or above.
fn followed(_: &Drawing, dice: &mut Dice) -> Value {
    values::word(dice, &["utilisation", "active_nodes / 9", "in_system_requests", "1 - utilisation", "sent_rps * 1 s"])
}

fn signal(_: &Drawing, dice: &mut Dice) -> Value {
    values::word(dice, &["utilisation > 0.2", "active_nodes < 9", "in_system_requests > 2", "sent_rps > 0 /s"])
}

/// A setting that may have all values between its bounds, whatever stands beside it.
fn dial(drawing: &Drawing, dice: &mut Dice) -> Value {
    let world = Value::Table(drawing.whole().clone());
    let rules = scenario::kind().rules(Some(&world));
    let ends = |path: &str, start: &str, end: &str| path.starts_with(start) && path.ends_with(end);
    let dials: Vec<(String, &str, &str)> = rules
        .into_iter()
        .filter(|rule| rule.fixed.is_none())
        .filter_map(|rule| match rule.path {
            path if ends(&path, "gateway.", ".retries") => Some((path, "0", "5")),
            path if ends(&path, "network.", ".spot_check.rate") => Some((path, "1 %", "90 %")),
            _ => None,
        })
        .collect();
    let (path, from, to) = dice.one(&dials);
    let bound = |text: &&str| text.parse().map_or_else(|_| Value::text(text), Value::Integer);
    let mut bounds = Table::default();
    put(&mut bounds, "from", bound(from));
    put(&mut bounds, "to", bound(to));
    let mut table = Table::default();
    put(&mut table, path, Value::Table(bounds));
    Value::Table(table)
}

/// Only stake is voted by operators.
fn inherits(drawing: &Drawing, dice: &mut Dice) -> Value {
    let is_stake = match drawing.beside("power") {
        Some(Value::Table(table)) => table.get("staked").is_some(),
        power => power.is_none_or(|power| *power == Value::text("staked")),
    };
    Value::Switch(is_stake && dice.comes(0.5))
}
