//! Governances and what is put to the vote.

use units::tree::Value;

use super::super::{Drawing, change, values};
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

/// Only stake is voted by operators.
fn inherits(drawing: &Drawing, dice: &mut Dice) -> Value {
    let is_stake = match drawing.beside("power") {
        Some(Value::Table(table)) => table.get("staked").is_some(),
        power => power.is_none_or(|power| *power == Value::text("staked")),
    };
    Value::Switch(is_stake && dice.comes(0.5))
}
