//! Metrics of governances: what became of proposals, who decides, and what it would cost to decide; and of attackers.

use rules::owner::governance::Fate;
use rules::power;

use super::service::each;
use super::{Metric, Owner};
use crate::world::World;
use crate::world::governances::{AttackState, GovernanceState};

fn of(world: &World, governance: usize) -> Option<&GovernanceState> {
    world.state.governances.as_ref().map(|governances| &governances.rows[governance])
}

/// How many proposals ended so.
fn ended(world: &World, governance: usize, fate: Fate) -> Option<f64> {
    Some(f64::from(of(world, governance)?.fates[fate as usize]))
}

/// The largest of the indices of voters when power was read last.
fn largest(world: &World, governance: usize, index: fn(&[f64], f64) -> Option<Vec<f64>>) -> Option<f64> {
    let threshold = world.scenario.governances[governance].rules.threshold.as_f64();
    let indices = index(&of(world, governance)?.weights, threshold)?;
    indices.into_iter().max_by(f64::total_cmp)
}

fn attack(world: &World, attacker: usize) -> Option<&AttackState> {
    world.state.governances.as_ref().map(|governances| &governances.attackers[attacker])
}

pub(super) const METRICS: &[Metric] = &[
    each!(Governance, "proposals_executed", Neither, needs Proposals, "proposals whose settings changed", |w, i, _now| {
        ended(w, i, Fate::Executed)
    }),
    each!(
        Governance, "proposals_rejected", Neither, needs Proposals,
        "proposals that the threshold rejected, or that never convinced",
        |w, i, _now| ended(w, i, Fate::Rejected)
    ),
    each!(
        Governance, "proposals_without_quorum", Less, needs Proposals,
        "proposals on which too few voted (`governance.x.quorum`)",
        |w, i, _now| ended(w, i, Fate::WithoutQuorum)
    ),
    each!(
        Governance, "proposals_vetoed", Neither, needs Proposals,
        "proposals that passed and were stopped by a council (`governance.x.brake`)",
        |w, i, _now| ended(w, i, Fate::Vetoed)
    ),
    each!(
        Governance, "proposals_turned_away", Less, needs Proposals,
        "proposals that were not voted on: too many were under way (`governance.x.most_open`), they were beyond its \
         bounds (`governance.x.bounds`), or their bond was not there (`proposal.x.bond`)",
        |w, i, _now| ended(w, i, Fate::TurnedAway)
    ),
    each!(
        Governance, "proposals_void", Neither, needs Proposals,
        "proposals that passed and could not change their settings any more: these had changed too lately \
         (`governance.x.rest`), or other changes were in the way",
        |w, i, _now| ended(w, i, Fate::Void)
    ),
    each!(
        Governance, "turnout_mean_share", More, needs Proposals,
        "share of the power that may vote which was voted with, mean over votes",
        |w, i, _now| {
            let state = of(w, i)?;
            (state.counted > 0).then(|| state.turnout / f64::from(state.counted))
        }
    ),
    each!(
        Governance, "signal_to_change_mean_d", Less, needs Proposals,
        "days from when a proposal was made to its change, mean over those whose settings changed",
        |w, i, _now| {
            let state = of(w, i)?;
            let changed = state.fates[Fate::Executed as usize];
            (changed > 0).then(|| state.waited as f64 / f64::from(changed) / 86_400e9)
        }
    ),
    each!(
        Governance, "capture_cost_usd", More, needs Proposals,
        "what the votes would have cost that the last vote needed to pass against the votes of all others, bought where \
         the coin is traded; nothing if so many are not for sale, or votes are no sum of coins",
        |w, i, _now| of(w, i)?.capture_usd
    ),
    each!(
        Governance, "nakamoto_votes", More, needs Proposals,
        "fewest voters who together have more than the threshold of all power, when it was read last; a pooled class is \
         one voter",
        |w, i, _now| {
            let threshold = w.scenario.governances[i].rules.threshold.as_f64();
            power::nakamoto(&of(w, i)?.weights, threshold).map(f64::from)
        }
    ),
    each!(
        Governance, "banzhaf_largest", Less, needs Proposals,
        "largest normalised Banzhaf index of a voter, when power was read last: its part of all coalitions that win by \
         one of their members; up to 16 voters",
        |w, i, _now| largest(w, i, power::banzhaf)
    ),
    each!(
        Governance, "shapley_largest", Less, needs Proposals,
        "largest Shapley-Shubik index of a voter, when power was read last: share of the orders of voters in which those \
         before it win with it and not without; up to 16 voters",
        |w, i, _now| largest(w, i, power::shapley)
    ),
    each!(
        Attacker, "attack_profit_usd", Less, needs Attacks,
        "loot of a proposal that passed, and what the attacker's usd and coins are worth at the end, less what they were \
         worth when it began to get votes; nothing before that",
        |w, i, _now| {
            let (state, row) = (attack(w, i)?, &w.scenario.attackers[i]);
            let coin = w.scenario.holders[row.by.row()].coin;
            let now = w.state.worth_of_holders(&w.scenario, coin, row.by);
            let loot = if state.has_passed { i128::from(row.rules.loot.nanos) } else { 0 };
            Some((loot + now - state.start?) as f64 / 1e9)
        }
    ),
    each!(
        Attacker, "attack_votes_coins", Neither, needs Attacks,
        "coins whose votes the attacker bought, borrowed or bribed, over all votes",
        |w, i, _now| {
            let (state, row) = (attack(w, i)?, &w.scenario.attackers[i]);
            let coin = w.scenario.holders[row.by.row()].coin;
            Some(state.coins as f64 / 10_u64.pow(w.scenario.coins[coin.row()].rules.decimals) as f64)
        }
    ),
    each!(Attacker, "attack_passed", Less, needs Attacks, "1 if what the attacker wants passed, else 0", |w, i, _now| {
        Some(f64::from(u8::from(attack(w, i)?.has_passed)))
    }),
];
