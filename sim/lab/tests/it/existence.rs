//! Metrics that cannot exist are known before anything is simulated, and nobody waits for those that do not come about.

use files::{Colour, Request};
use world::metrics::catalogue;

use crate::support;

/// A queue with nothing that may be left out.
const PLAIN: &str = r#"# Is it there?
horizon = "1_000 s"
replications = 10
[network.net]
[nodes.one]
count = 1
[users.all]
arrival.poisson = { rate = "0.5 /s" }
demand.work = { exponential = "1 s" }
"#;

fn refusal(sets: &[&str]) -> String {
    let sets = sets.iter().map(ToString::to_string).collect();
    let request = Request { file: "plain.toml".into(), sets, ..Request::default() };
    let Err(refused) = scenario::open_text(&support::whole(PLAIN), &request) else { panic!("it was not refused") };
    refused.render(Colour::Plain)
}

#[test]
fn what_does_not_exist_in_a_plain_queue_is_known_to_be_impossible() {
    let scenario = support::open_text(PLAIN, &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    let columns = catalogue::columns(&scenario);
    let missing = columns.iter().zip(&outcome.values).filter(|(_, value)| value.is_none()).map(|(column, _)| column);
    let unexplained: Vec<String> =
        missing.filter(|c| catalogue::lacks(&scenario, c).is_none()).map(catalogue::Column::label).collect();
    // Nobody left, so that there is nothing to compare with.
    assert_eq!(unexplained, ["active_nodes_var_ratio"]);
}

#[test]
fn a_precision_of_what_cannot_exist_is_refused() {
    let told = refusal(&["precision={of=[\"ttft_mean_s\", \"in_time_share[users.all]\", \"utilisation\"]}"]);
    let expected = "\
error: `ttft_mean_s` cannot exist here: no user requests tokens from nodes with continuous batching (`queueing.continuous_batching`)
 --> --set 1:1:16
  |
1 | precision={of=[\"ttft_mean_s\", \"in_time_share[users.all]\", \"utilisation\"]}
  |                ^^^^^^^^^^^^^
  |
  = help: take it out of `of`, or give the scenario what is missing

error: `in_time_share[users.all]` cannot exist here: none of these users have a `target`
 --> --set 1:1:31
  |
1 | precision={of=[\"ttft_mean_s\", \"in_time_share[users.all]\", \"utilisation\"]}
  |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: take it out of `of`, or give the scenario what is missing

2 problems in plain.toml
";
    assert_eq!(told, expected);
}

#[test]
fn no_replications_are_added_for_what_never_came_about() {
    // Possible, and not there: no request is sent that could be answered.
    let sets = ["users.all.arrival.poisson.rate=1e-12 /s", "precision={of=[\"answer_latency_mean_s\"]}"];
    let findings = support::study(&support::open_text(PLAIN, &sets), 1);
    assert_eq!(findings.runs.len(), 10);
    let reached = findings.precision.expect("a precision was asked for");
    assert_eq!((reached.is_reached(), reached.missed), (false, vec!["answer_latency_mean_s".to_string()]));
    // Beside one that exists it does not count.
    let sets = [sets[0], "precision={of=[\"answer_latency_mean_s\", \"active_nodes_mean\"]}"];
    assert_eq!(support::study(&support::open_text(PLAIN, &sets), 1).runs.len(), 10);
}

#[test]
fn no_replications_are_added_for_a_claim_on_what_cannot_exist() {
    let claim = |that: &str| format!("claims.mine={{ that = \"{that}\", at_most_replications = 200 }}");
    for that in ["ttft_mean_s < 1", "answer_latency_mean_s < 2 * ttft_mean_s"] {
        let checked = support::open_text(PLAIN, &[&claim(that)]);
        assert_eq!(support::study(&checked, 1).runs.len(), 10, "{that}");
    }
}

#[test]
fn what_may_not_be_meant_is_told() {
    let check = |sets: &[&str], expected: &[&str]| {
        let coin = [
            "coin.alp.genesis=4000",
            "network.net.coin=alp",
            "network.net.pricing.posted.request=1 usd/request",
            "nodes.one.count=4",
        ];
        let checked = support::open_text(PLAIN, &[&coin, sets].concat());
        assert_eq!(scenario::warnings(&checked), expected, "{sets:?}");
    };
    check(&["nodes.one.stake.net=999 alp"], &[]);
    check(
        &["nodes.one.stake.net=1_000 alp"],
        &[
            "users cannot buy alp to pay with: 4000 of the 4000 at the start are staked; raise `coin.alp.genesis`, or lower the stakes",
        ],
    );
    // Nobody has to pay.
    check(&["nodes.one.stake.net=1_000 alp", "network.net.pricing.posted.request=0 alp/request"], &[]);
    check(&["network.net.verification.vote.committee.seats=3"], &[]);
    check(
        &["network.net.verification.vote.committee.seats=4"],
        &[
            "`network.net.verification.vote.committee.seats` is 4, but there are only 3 nodes besides the one that answered: a vote has at most as many",
        ],
    );
    check(&["network.net.verification.vote.committee={ seats = 4, may_hold_server = true }"], &[]);
    check(&["network.net.verification.vote.replicate.copies=4"], &[]);
    check(
        &["network.net.verification.vote.replicate.copies=5"],
        &[
            "`network.net.verification.vote.replicate.copies` is 5, but there are only 4 nodes: a vote has at most as many",
        ],
    );
    check(&["gateway.front.scheduling.copies.d=4"], &[]);
    check(
        &["gateway.front.scheduling.copies.d=5"],
        &[
            "`gateway.front.scheduling.copies.d` is 5, but the network `net` has only 4 nodes for a request: all of them are used",
        ],
    );
    let late = ["users.all.target.deadline=900 ms", "users.all.demand={ work = { exponential = \"2 s\" } }"];
    check(
        &late,
        &[
            "`users.all.target.deadline` is 900 ms on average, but the work of a request takes 2 s even on the fastest node: most answers are late; allow more time",
        ],
    );
    check(&["users.all.target.deadline=2 s", late[1]], &[]);
    check(&["gateway.front.scheduling.power_of_d={ d = 5, replacement = true }"], &[]);
    check(
        &["gateway.front.scheduling.power_of_d.d=5"],
        &[
            "`gateway.front.scheduling.power_of_d.d` is 5, but the network `net` has only 4 nodes for a request: all of them are used",
        ],
    );
    check(
        &[
            "claims={ x = { that = \"verification_cost_share < ttft_mean_s / 1 s\" }, y = { that = \"utilisation < 1\" } }",
        ],
        &[
            "the claim `x` cannot be decided: `ttft_mean_s` cannot exist here, because no user requests tokens from nodes with continuous batching (`queueing.continuous_batching`)",
        ],
    );
    check(&["claims={ x = { that = \"if(answered_share > 0, 1, ttft_mean_s) > 0\" } }"], &[]);
}

/// Scenarios about what a warning is about: the only one that they have, and how it begins.
const MEANT: [(&str, &str); 1] =
    [("incidents/gonka_dead_test_2026.toml", "`network.live.slashing.missed.sprt` can hardly fire: it takes 990050")];

#[test]
fn every_shipped_scenario_means_what_it_says() {
    for name in support::shipped() {
        let told = scenario::warnings(&support::open(&name, &[]));
        match MEANT.iter().find(|meant| meant.0 == name) {
            Some((_, says)) => assert!(told.len() == 1 && told[0].starts_with(says), "{name}: {told:?}"),
            None => assert_eq!(told, Vec::<String>::new(), "{name}"),
        }
    }
}
