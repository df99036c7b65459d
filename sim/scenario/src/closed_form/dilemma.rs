//! The verifier's dilemma: from how many cheats on a look pays, and how many looks it takes for honesty to pay.

use rules::conduct::Conduct;
use rules::slashing::{Destination, Offence, Slashing};
use rules::verification::Verification;
use units::ids::NetworkId;
use world::scenario::{Group, Network, Scenario};

use super::corridor::{Corridor, corridors, mean_answer};
use super::form::{Bound, Form, number, percent};

const INSPECTION: &str = "inspection game, x* = c / J, y* = C / (R + S); reference/mechanisms.md 7.6";

/// The forms of networks with checkers of their own who may pass answers without a look, or with forced errors.
pub fn dilemmas(scenario: &Scenario) -> Vec<Form> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let [(_, Verification::SpotCheck(check))] = &network.rules.verification.list[..] else { continue };
        let id = NetworkId::of(at);
        let checks = |group: &&Group| group.checks_only && group.networks.contains(&id) && group.usd_per_hour > 0.0;
        let mut checkers = scenario.groups.iter().filter(checks);
        let (Some(group), None) = (checkers.next(), checkers.next()) else { continue };
        if check.service.is_none() && (may_be_blind(group) || network.rules.forced_errors.is_some()) {
            list.extend(look(scenario, id, network, group, check.work.as_f64()));
            let own = corridors(scenario).into_iter().filter(|corridor| corridor.network == network.name);
            list.extend(own.filter_map(|corridor| honesty(&corridor)));
        }
    }
    list
}

/// Whether nodes of a group may pass answers without a look.
fn may_be_blind(group: &Group) -> bool {
    let is_blind = |conduct: &Conduct| matches!(conduct, Conduct::RubberStamp(_));
    let revises = group.rules.revises.as_ref();
    is_blind(&group.rules.conduct) || revises.is_some_and(|rules| rules.conducts.values().any(is_blind))
}

/// The share of answers that must be wrong for a look to pay, `(c - q W) / J`.
fn look(scenario: &Scenario, id: NetworkId, network: &Network, group: &Group, work: f64) -> Option<Form> {
    let mut users = scenario.users.iter().filter(|users| scenario.reached(users).any(|network| network == id));
    let (Some(asking), None) = (users.next(), users.next()) else { return None };
    let cost = mean_answer(scenario, asking, group)?.1 * work / 3600.0 * group.usd_per_hour;
    let coin = &scenario.coins[network.coin?.row()];
    let unit = coin.opening() as f64 / 1e9 / 10_u64.pow(coin.rules.decimals) as f64;
    let usd = |units: i64| units as f64 * unit;
    let found = network.rules.slashing.values().filter(|rule| rule.hears(Offence::WrongAnswer));
    let mut earned = 0.0;
    for rule in found.filter(|rule| rule.destination() == Destination::Reporter) {
        let Slashing::Fixed(fixed) = rule else { return None };
        earned += usd(fixed.amount.as_ref()?.base_units(coin.rules.decimals)?);
    }
    let forced = network.rules.forced_errors.as_ref();
    let (rate, jackpot) =
        forced.map_or((0.0, 0.0), |rules| (rules.rate.as_f64(), usd(rules.share(1, coin.rules.decimals))));
    let lacks = (cost - rate * jackpot).max(0.0);
    let value = if lacks == 0.0 { 0.0 } else { lacks / earned };
    let of = format!("{} on {}", group.name, network.name);
    let usd = number(cost);
    let says = if lacks == 0.0 {
        format!("{of}: a look costs {usd} usd and pays, even where nobody cheats")
    } else if value < 1.0 {
        format!("{of}: a look costs {usd} usd and pays where more than {} of the answers are wrong", percent(value))
    } else {
        let needs =
            if rate > 0.0 { format!("; a jackpot of {} usd would pay it", number(cost / rate)) } else { String::new() };
        format!(
            "{of}: a look costs {usd} usd and never pays{needs}; let a slash of more than that go to the `reporter`, or \
             add `network.{}.forced_errors`",
            network.name
        )
    };
    Some(Form {
        theme: "look",
        name: "wrong_for_a_look_share",
        of,
        formula: "max(0, c_usd - q W_usd) / J_usd",
        inputs: vec![("c_usd", cost), ("q", rate), ("W_usd", jackpot), ("J_usd", earned)],
        source: INSPECTION,
        value,
        bound: Some(Bound::Below(1.0)),
        says,
        predicts: None,
    })
}

/// The share of checks that must be looks for honesty to pay, `C / (p d (R + S))`.
fn honesty(corridor: &Corridor) -> Option<Form> {
    let (sampling, slash) = (&corridor.sampling, corridor.slash?);
    let saved = sampling.honest_cost - sampling.cheat_cost;
    let risk = sampling.rate * sampling.power * (1.0 - sampling.colluding) * (sampling.reward + slash);
    if risk <= 0.0 || saved <= 0.0 {
        return None;
    }
    let value = saved / risk;
    let of = format!("{} on {}", corridor.nodes, corridor.network);
    let says = if value <= 1.0 {
        format!("{of}: honesty pays if {} of the checks are looks", percent(value))
    } else {
        let slash = number(slash + (value - 1.0) * (sampling.reward + slash));
        format!("{of}: cheating pays even if every checker looks; a slash of {slash} usd would serve")
    };
    Some(Form {
        theme: "look",
        name: "looks_for_honesty_share",
        of,
        formula: "C_usd / (rate * power * (R_usd + S_usd)), C_usd = honest less cheated cost of an answer",
        inputs: vec![
            ("C_usd", saved),
            ("rate", sampling.rate),
            ("power", sampling.power * (1.0 - sampling.colluding)),
            ("R_usd", sampling.reward),
            ("S_usd", slash),
        ],
        source: INSPECTION,
        value,
        bound: Some(Bound::Below(1.0)),
        says,
        predicts: None,
    })
}
