//! Which way each metric improves, as its name and its owner tell.

use world::metrics::catalogue::{self, Better, Owner};

use crate::support;

const CHEATS: &str = r#"# Whose gain is good?
horizon = "100 s"
replications = 1
observe.sentenced = [3]
[network.net]
[nodes.honest]
count = 1
[nodes.cheats]
count = 1
conduct.substitute = { rate = "50 %" }
[users.all]
arrival.poisson = { rate = "0.5 /s" }
demand.work = { exponential = "1 s" }
"#;

#[test]
fn a_metric_improves_the_same_way_for_all_of_its_owners() {
    for one in catalogue::metrics() {
        // What one network answers more another one answers less.
        let differs = |other: &&catalogue::Metric| other.name == one.name && other.better != one.better;
        let other = catalogue::metrics().find(differs);
        assert!(other.is_none() || one.name == "answered_rps", "{}", one.name);
    }
}

#[test]
fn times_that_users_wait_and_failures_improve_when_less_and_stocks_of_coins_neither_way() {
    let starts = |name: &str, words: &[&str]| words.iter().any(|word| name.starts_with(word));
    for metric in catalogue::metrics() {
        let name = metric.name;
        if starts(
            name,
            &["answer_latency", "assured_latency", "wait", "ttft", "tpot", "refused", "failed", "wrong_acc"],
        ) {
            assert_eq!(metric.better, Better::Less, "{name}");
        }
        if metric.owner == Owner::Coin || name.ends_with("_coins") {
            assert_eq!(metric.better, Better::Neither, "{name}");
        }
    }
}

#[test]
fn income_is_good_for_honest_nodes_alone_and_early_sentences_for_cheats_alone() {
    let columns = catalogue::columns(&support::open_text(CHEATS, &[]).scenario);
    let better = |name: &str| {
        ["nodes.honest", "nodes.cheats"].map(|owner| {
            columns
                .iter()
                .find(|c| c.name == name && c.owner == owner)
                .unwrap_or_else(|| panic!("{name}[{owner}]"))
                .better
        })
    };
    assert_eq!(better("operator_margin_usd_h"), [Better::More, Better::Neither]);
    assert_eq!(better("profit_per_request_usd"), [Better::More, Better::Neither]);
    assert_eq!(better("sentenced_within_3_share"), [Better::Less, Better::More]);
    assert_eq!(better("time_to_sentence_mean_s"), [Better::More, Better::Less]);
    assert_eq!(better("availability"), [Better::More, Better::More]);
    assert_eq!(better("cheat_profit_usd"), [Better::Less, Better::Less]);
}
