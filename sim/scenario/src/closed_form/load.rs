//! Offered load of a pool: of all its nodes, of those that are up on average, and without the largest zone.

use rules::queueing::Sharing;
use rules::residency::Residency;
use rules::scheduling::Scheduling;
use rules::verification::Verification;
use units::ids::NetworkId;
use world::scenario::{Scenario, Users};

use super::form::{Bound, Form, Prediction, Premise, Way, number, percent};
use super::pools::{Capacity, Pool};

/// What a load is taken for.
const BUSY: &[Premise] = &[Premise::Even, Premise::Served, Premise::Work, Premise::LongRun];

/// Where it is from that a load below one is what a queue stands.
pub(super) const STABLE: &str = "stability: Loynes 1962; Kleinrock, Queueing Systems vol. 1, 1975, section 2.1";

/// The load at which batches are full for sure: their steps read and write together, by which they do up to a tenth
/// more than if they read one prompt after the other.
const BATCHES: f64 = 1.1;

/// Offered load: of all nodes, of those that are up on average, and of those that are left without the largest zone.
pub(super) fn loads(scenario: &Scenario, pool: &Pool, list: &[Capacity], asked: f64) -> Vec<Form> {
    let mut forms = Vec::new();
    let all: f64 = list.iter().map(|c| c.nodes).sum();
    let full: f64 = list.iter().map(|c| c.nodes * c.weight).sum();
    let is_lossy = loses(scenario, pool);
    let checks = |network: &NetworkId| {
        let rules = &scenario.networks[network.row()].rules.verification;
        rules.values().any(|rule| !matches!(rule, Verification::Trust(_)))
    };
    let is_batch = list.iter().any(|nodes| {
        let discipline = scenario.groups[nodes.group].rules.queueing.policy().discipline();
        discipline.sharing == Sharing::Batch
    });
    let (most, about) = if is_batch { (BATCHES, "about ") } else { (1.0, "") };
    let is_checked = pool.networks.iter().any(checks);
    let apart = if is_checked { ", checks apart" } else { "" };
    let is_loading =
        list.iter().any(|nodes| !matches!(scenario.groups[nodes.group].rules.residency, Residency::Pinned(_)));
    let predicted = |load: f64| {
        // What batches do at once does not add up.
        let owner = owner(scenario, list).filter(|_| load < 1.0 && !is_batch)?;
        let mean = Prediction::mean("utilisation", owner, load, BUSY);
        // Checks and loads of LLMs are further work.
        match (is_lossy, is_checked || is_loading) {
            (true, true) => None,
            (true, false) => Some(mean.way(Way::Most)),
            (false, true) => Some(mean.way(Way::Least)),
            (false, false) => Some(mean),
        }
    };
    let mut add = |name, formula, inputs: Vec<(&'static str, f64)>, load: f64, nodes: String, predicts| {
        let what = if load < most {
            String::new()
        } else {
            let serve = (all * load).floor() + 1.0;
            let lost = if is_lossy {
                format!("at least {} of the requests are lost", percent(1.0 - 1.0 / load))
            } else {
                "waits grow without end".into()
            };
            format!(
                ": {lost}; {} nodes would serve, or less than {} of the requests",
                number(serve),
                percent(1.0 / load)
            )
        };
        forms.push(Form {
            theme: "load",
            name,
            of: pool.of.clone(),
            formula,
            inputs,
            source: STABLE,
            value: load,
            bound: Some(Bound::Below(most)),
            says: format!("{}: load {about}{} of {nodes}{apart}{what}", pool.of, number(load)),
            predicts,
        });
    };
    let names = |n: f64| if (n - 1.0).abs() < 0.5 { "1 node".to_string() } else { format!("{} nodes", number(n)) };
    let mut inputs = vec![("asked_nodes", asked), ("n_nodes", all), ("capacity_nodes", full)];
    let up: Option<f64> = list.iter().map(|c| Some(c.nodes * c.weight * c.up?)).sum();
    let is_churning = list.iter().any(|c| c.up != Some(1.0));
    // What is busy is measured against what is up.
    let all_up = predicted(asked / full).filter(|_| !is_churning);
    add("load", "asked_nodes / capacity_nodes", inputs.clone(), asked / full, names(all), all_up);
    if let (Some(up), true) = (up, is_churning) {
        inputs.push(("availability", up / full));
        let who = format!("{}, of which {} are up on average", names(all), percent(up / full));
        add(
            "load_up",
            "asked_nodes / (capacity_nodes * availability)",
            inputs.clone(),
            asked / up,
            who,
            predicted(asked / up),
        );
    }
    let without = lost_zone(scenario, list);
    if let (Some(up), Some((zone, lost))) = (up.or((!is_churning).then_some(full)), without)
        && up > lost
    {
        inputs.push(("lost_nodes", lost));
        let who = format!("{} without zone {zone}", names(all));
        let formula = "asked_nodes / (capacity_nodes * availability - lost_nodes)";
        add("load_without_zone", formula, inputs, asked / (up - lost), who, None);
    }
    forms
}

/// Whose utilisation a load is, as in `nodes.home`: the only nodes of a pool, or all there are if they are alike.
fn owner(scenario: &Scenario, list: &[Capacity]) -> Option<String> {
    if let [one] = list {
        return Some(format!("nodes.{}", scenario.groups[one.group].name));
    }
    let is_alike = list.iter().all(|nodes| (nodes.weight / list[0].weight - 1.0).abs() < 1e-9);
    (is_alike && list.len() == scenario.groups.len()).then(String::new)
}

/// The zone with the largest part of what is up on average, if there are several.
fn lost_zone(scenario: &Scenario, list: &[Capacity]) -> Option<(String, f64)> {
    let mut lost = vec![0.0; scenario.zones.len()];
    for nodes in list {
        let places = &scenario.groups[nodes.group].places;
        if places.is_empty() {
            return None;
        }
        for (turn, place) in places.iter().enumerate() {
            let n = (nodes.nodes - turn as f64).max(0.0) / places.len() as f64;
            lost[place.1.row()] += n.ceil() * nodes.weight * nodes.up?;
        }
    }
    let most = (0..lost.len()).max_by(|&a, &b| lost[a].total_cmp(&lost[b]).then(b.cmp(&a)))?;
    (lost.iter().filter(|zone| **zone > 0.0).count() > 1).then(|| (scenario.zones[most].clone(), lost[most]))
}

/// Whether requests may be lost instead of waiting for ever.
fn loses(scenario: &Scenario, pool: &Pool) -> bool {
    let bounds = |at: &usize| scenario.groups[*at].rules.queueing.policy().discipline().waiting < u32::MAX;
    let turns_away = |users: &Users| {
        users.gateways.iter().map(|gateway| &scenario.gateways[gateway.row()].rules).any(|gateway| {
            gateway.timeout.is_some() || !gateway.admission.list.is_empty() || gateway.scheduling.refuses()
        })
    };
    let networks = pool.networks.iter().map(|network| &scenario.networks[network.row()].rules);
    pool.groups.iter().any(bounds)
        || pool.users.iter().any(|&(at, _)| turns_away(&scenario.users[at]))
        || networks
            .into_iter()
            .any(|n| !n.admission.list.is_empty() || n.scheduling.as_ref().is_some_and(Scheduling::refuses))
}
