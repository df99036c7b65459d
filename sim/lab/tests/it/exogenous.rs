//! Nature is the same for all policies: on one seed they meet the same requests, with the same needs, and node lives.

use std::collections::BTreeSet;

use engine::fingerprint::Fingerprint;
use scenario::menu;
use world::replication::Replication;

use crate::support;

const BUSY: &str = include_str!("data/busy.toml");

/// Hashes of what nature does, and of all events; of nature also the number.
struct Histories {
    nature: (u64, u64),
    all: u64,
}

/// Plays a replication, with the exogenous events apart: sent, entered with needs, joined, left, struck.
fn histories(sets: &[&str]) -> Histories {
    let scenario = support::open_text(BUSY, sets).scenario;
    let until = scenario.horizon;
    let mut run = Replication::new(scenario, 0);
    let (mut print, mut events) = (Fingerprint::new(), 0);
    let mut note = |sight: &world::sight::Sight| {
        if sight.is_exogenous() {
            events += 1;
            print.add(sight.time.ns());
            for word in sight.key() {
                print.add(word);
            }
        }
    };
    while run.step(until, &mut note).expect("every law holds") {}
    Histories { nature: (print.value(), events), all: run.history() }
}

/// All variants of a scenario meet the same nature, and each has a history of its own.
fn same_nature(variants: &[Vec<&str>]) {
    let found: Vec<Histories> = variants.iter().map(|sets| histories(sets)).collect();
    for (sets, histories) in variants.iter().zip(&found) {
        assert_eq!(histories.nature, found[0].nature, "{sets:?} meets another nature than {:?}", variants[0]);
    }
    assert!(found[0].nature.1 > 50_000, "{} events of nature", found[0].nature.1);
    let different: BTreeSet<u64> = found.iter().map(|h| h.all).collect();
    assert_eq!(different.len(), found.len(), "two variants did the same: nothing is compared");
}

#[test]
fn every_pair_of_schedulers_meets_the_same_requests_and_lives() {
    let wing = menu::wings().into_iter().find(|w| w.name == "gateway.scheduling").expect("there is such a wing");
    let set = |name: &str| match name {
        "score" => "{ score = { score = \"uptime_s\" } }".into(),
        "proportional" => "{ proportional = { to = \"speed * slots\" } }".into(),
        "weighted" => "{ weighted = { backlog = 1.0 } }".into(),
        name => format!("\"{name}\""),
    };
    // No file can name a policy that a program brings along.
    let named = wing.policies.iter().filter(|p| p.name != "custom");
    let sets: Vec<String> = named.map(|p| format!("gateway.front.scheduling={}", set(p.name))).collect();
    assert!(sets.len() >= 5);
    // Of nodes at one price the cheapest in time is the one that answers first.
    let prices = "nodes.farm.cost=0.2 usd/h";
    same_nature(&sets.iter().map(|set| vec![set.as_str(), prices]).collect::<Vec<_>>());
}

#[test]
fn every_pair_of_checks_and_of_slashes_meets_the_same_requests_and_lives() {
    same_nature(&[
        vec![],
        vec!["network.alpha.verification.spot=none"],
        vec!["network.alpha.verification.spot.spot_check.rate=100 %"],
        vec!["network.alpha.verification.spot.spot_check.false_positive=50 %"],
        vec!["network.alpha.slashing.wrong.fixed.share=100 %"],
        vec!["network.alpha.slashing.wrong.fixed.jail=1 h"],
        vec!["network.alpha.slashing.wrong={correlated={multiple=3,window=\"1 h\"}}"],
        vec!["network.alpha.slashing.absence.downtime_window.window=10"],
    ]);
}

#[test]
fn another_seed_or_another_law_of_lives_is_another_nature() {
    let natures = [
        histories(&[]),
        histories(&["seed=2"]),
        histories(&["nodes.home.churn.renewal.absence={exponential=\"4 min\"}"]),
        histories(&["users.chat.demand.work={lognormal={median=\"4 s\",sigma=1.1}}"]),
    ];
    let different: BTreeSet<u64> = natures.iter().map(|h| h.nature.0).collect();
    assert_eq!(different.len(), natures.len());
}
