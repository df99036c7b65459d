//! Metrics of proof and its price: first sentences, and what a request leaves to those who serve it.

use super::better::of_sentences;
use super::service::{each, each_share};
use super::{Better, Column, Metric, Owner, Requires, measured, played, ratio};
use crate::scenario::Scenario;
use crate::world::World;
use units::ids::{NetworkId, NodeId};
use units::time::Time;

/// What the nodes of a group earned, less stakes taken and the cost of the time they worked \[usd\].
fn profit(world: &World, group: usize, now: Time) -> f64 {
    let (meter, row) = (&world.state.meters.groups[group], &world.scenario.groups[group]);
    let slots = world.state.groups[group].capacity().max(1) as f64;
    let worked_h = meter.busy.area(now) as f64 * 1e-9 / 3600.0 / slots;
    // Income is of all the time, work of the part that was played.
    let all_of_it = ratio(measured(world, now), played(world, now)).unwrap_or(1.0);
    meter.earned_usd - meter.penalties_usd() - worked_h * all_of_it * row.usd_per_hour
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Network,
        "missed_slots_mean", Less, needs DowntimeWindow,
        "duty slots missed in the window up to the end, mean over watched nodes",
        |w, i, now| {
            let diligence = w.state.watches.diligence(NetworkId::of(i), now);
            ratio(diligence.missed as f64, diligence.watched as f64)
        }
    ),
    each!(
        Network,
        "delinquent_share", Less, needs DowntimeWindow,
        "share of the watched nodes that missed more slots than allowed in the window up to the end",
        |w, i, now| {
            let diligence = w.state.watches.diligence(NetworkId::of(i), now);
            ratio(diligence.over as f64, diligence.watched as f64)
        }
    ),
    each!(Network, "slashes", Neither, "number of slashes", |w, i, _now| {
        Some(w.state.meters.networks[i].slashes as f64)
    }),
    each!(
        Network,
        "admitted_share",
        Neither,
        "share of the network's nodes that may serve, up or not, at the end",
        |w, i, now| {
            let network = NetworkId::of(i);
            let members =
                || (0..w.state.nodes.len()).map(NodeId::of).filter(|&n| w.state.bonds.standing(network, n).is_member);
            ratio(members().filter(|&n| w.may_serve(network, n, now)).count() as f64, members().count() as f64)
        }
    ),
    each_share!(
        Network,
        "votes_without_quorum_share", Less, needs Quorum,
        "share of the votes to which fewer came than a quorum asks for",
        |w, i| {
            let (rules, votes) = (&w.scenario.networks[i].rules, &w.state.meters.networks[i].votes);
            let has_quorum = rules.verification.values().any(|rule| rule.policy().quorum().is_some());
            (votes.without_quorum, if has_quorum { votes.without_quorum + votes.held } else { 0 })
        }
    ),
    each!(Network, "votes_unanimous_share", Neither, needs Votes, "share of the votes in which all agreed", |w, i, _now| {
        let votes = &w.state.meters.networks[i].votes;
        ratio(votes.unanimous as f64, votes.held as f64)
    }),
    each!(
        Network,
        "votes_captured_share", Less, needs Votes,
        "share of the votes whose outcome was against the truth",
        |w, i, _now| {
            let votes = &w.state.meters.networks[i].votes;
            ratio(votes.captured as f64, votes.held as f64)
        }
    ),
    each!(Network, "wrong_votes_mean", Less, needs Votes, "ballots against the truth per vote, mean over votes", |w, i, _now| {
        let votes = &w.state.meters.networks[i].votes;
        ratio(votes.wrong as f64, votes.held as f64)
    }),
    each!(
        Network,
        "wrong_votes_var", Neither, needs Votes,
        "ballots against the truth per vote, variance over votes",
        |w, i, _now| {
            let votes = &w.state.meters.networks[i].votes;
            let (n, sum) = (votes.held as f64, votes.wrong as f64);
            ratio(votes.wrong_squared as f64 - sum * sum / n, n - 1.0)
        }
    ),
    each!(
        Nodes,
        "profit_per_request_usd",
        More,
        "pay less slashes and the cost of time worked, including checks but not idle time, per answer",
        |w, i, now| { ratio(profit(w, i, now), w.state.meters.groups[i].answered as f64) }
    ),
    each!(
        Nodes,
        "profit_usd",
        More,
        "pay less slashes and the cost of time worked, including checks but not idle time, divided by the group's `count`",
        |w, i, now| { ratio(profit(w, i, now), f64::from(w.scenario.groups[i].rules.count)) }
    ),
];

/// The columns of the first sentences that a scenario asks for, by group.
pub(super) fn columns(scenario: &Scenario, list: &mut Vec<Column>) {
    let asked = &scenario.observe.sentenced;
    if asked.is_empty() {
        return;
    }
    for group in &scenario.groups {
        let mut add = |name: String, if_honest: Better, doc: &'static str| {
            let better = of_sentences(group, if_honest);
            list.push(Column {
                name: name.into(),
                better,
                need: Requires::Nothing,
                owner: format!("nodes.{}", group.name),
                doc: doc.into(),
            });
        };
        add("time_to_sentence_mean_s".into(), Better::More, "mean time from when a node joins to its first sentence");
        add(
            "answers_to_sentence_mean".into(),
            Better::More,
            "mean number of a node's settled answers at its first sentence",
        );
        for k in asked {
            add(
                format!("sentenced_within_{k}_share"),
                Better::Less,
                "share of its nodes sentenced within this many settled answers",
            );
        }
    }
}

/// The values of [`columns`].
pub(super) fn values(world: &World, list: &mut Vec<Option<f64>>) {
    for group in (0..world.scenario.groups.len()).map_while(|g| world.state.meters.sentences.of(g)) {
        let nodes = group.nodes as f64;
        list.push(ratio(group.time as f64 * 1e-9, nodes));
        list.push(ratio(group.answers as f64, nodes));
        list.extend(group.within.iter().map(|&n| ratio(n as f64, group.lives as f64)));
    }
}
