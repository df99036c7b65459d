//! A mechanism at its neutral setting is as good as none, and limits meet what they tend to.

use files::{Colour, Request};
use scenario::Checked;

use super::{agree, busy};

use crate::support;

/// Asserts that two scenarios have the same money and the same outcome, bit for bit.
fn same(a: &Checked, b: &Checked) {
    for replication in 0..2 {
        let (x, y) = (support::simulate(&a.scenario, replication), support::simulate(&b.scenario, replication));
        let columns = world::metrics::catalogue::columns(&a.scenario);
        for ((column, one), other) in columns.iter().zip(&x.values).zip(&y.values) {
            assert_eq!(one.map(f64::to_bits), other.map(f64::to_bits), "{}: {one:?} and {other:?}", column.label());
        }
        assert_eq!(x.fingerprints.money, y.fingerprints.money);
        assert_eq!(x.requests, y.requests);
        assert!(x.requests.0 > 1_000);
    }
}

/// A scenario with room for one line of a network's rules and one of its gateway's.
fn plain(network: &str, gateway: &str, nodes: &str) -> Checked {
    let text = format!(
        r#"
horizon = "1_000 s"
[coin.alp]
[network.alpha]
coin = "alp"
pricing.posted = {{ request = "1 alp/request" }}
{network}
[gateway.front]
{gateway}
[nodes.honest]
count = 6
stake.alpha = "100 alp"
{nodes}
[nodes.cheats]
like = "nodes.honest"
count = 2
conduct.substitute = {{ rate = "50 %" }}
[users.all]
arrival.poisson = {{ rate = "5 /s" }}
demand.work = {{ exponential = "1 s" }}
"#
    );
    support::open_text(&text, &[])
}

const CHECKS: &str = "verification.spot.spot_check = { rate = \"20 %\", false_positive = \"5 %\" }\n";

#[test]
fn checks_at_no_rate_are_no_checks() {
    let never = "verification.spot.spot_check = { rate = \"0 %\", false_positive = \"50 %\" }\n";
    same(&plain(never, "", ""), &plain("", "", ""));
    same(&plain("verification.trust = \"none\"\n", "", ""), &plain("", "", ""));
}

#[test]
fn a_slash_of_nothing_is_no_slash() {
    let nothing = format!("{CHECKS}slashing.wrong.fixed = {{ share = \"0 %\" }}\n");
    same(&plain(&nothing, "", ""), &plain(CHECKS, "", ""));
}

#[test]
fn a_take_and_parts_of_nothing_are_none() {
    let split = format!("{CHECKS}payout.fee_split = {{ checker = \"0 %\", treasury = \"0 %\", burn = \"0 %\" }}\n");
    same(&plain(&split, "take = \"0 %\"\n", ""), &plain(CHECKS, "", ""));
}

#[test]
fn a_time_out_that_never_comes_is_none() {
    same(&plain(CHECKS, "timeout = { after = \"10_000 d\" }\n", ""), &plain(CHECKS, "", ""));
    same(&plain(CHECKS, "timeout = { after = \"10_000 d\", to = \"start\" }\n", ""), &plain(CHECKS, "", ""));
}

#[test]
fn a_line_without_end_and_a_session_without_end_are_no_limits() {
    same(&plain(CHECKS, "", "queueing.fcfs = { waiting = 4_000_000_000 }\n"), &plain(CHECKS, "", ""));
    let ever = "churn.renewal = { session = \"10_000 d\", absence = \"1 s\", start = \"all_up\" }\n";
    same(&plain(CHECKS, "", ever), &plain(CHECKS, "", ""));
}

#[test]
fn a_gate_that_all_pass_is_open() {
    same(&plain("permission.stake_gated = { minimum = \"0 alp\" }\n", "", ""), &plain("", "", ""));
}

#[test]
fn one_choice_is_a_random_choice() {
    same(&busy(&["gateway.front.scheduling.power_of_d.d=1"]), &busy(&["gateway.front.scheduling=random"]));
}

#[test]
fn a_score_of_minus_the_latency_picks_who_is_expected_to_answer_first() {
    let least = ["gateway.front.scheduling={least_expected_latency={candidates=5}}"];
    let events = |sets: &[&str]| support::simulate(&busy(sets).scenario, 0).fingerprints.events;
    let score = "gateway.front.scheduling={score={score=\"-latency_s\",candidates=5}}";
    assert_eq!(events(&[score]), events(&least));
    same(&busy(&["gateway.front.scheduling={weighted={latency=3.0,candidates=5}}"]), &busy(&least));
}

/// The equivalence of least work left and the central queue: every request starts when it would in one line for all.
#[test]
fn least_work_left_of_all_nodes_is_one_line_for_all() {
    let of = |nodes: &str, scheduling: &str| {
        let text = format!(
            "name = \"t\"\nhorizon = \"1_000 s\"\n[network.net]\n[gateway.front]\nnetworks = [\"net\"]\n{scheduling}\n\
             [nodes.all]\n{nodes}\n[users.all]\ngateway = \"front\"\narrival.poisson.rate = \"4 /s\"\n\
             demand.work = {{ lognormal = {{ median = \"500 ms\", sigma = 1.2 }} }}\n"
        );
        let checked = support::open_text(&text, &[]);
        let outcome = support::simulate(&checked.scenario, 0);
        ["wait_mean_s", "answer_latency_mean_s", "answer_latency_p99_s"]
            .map(|metric| support::value(&checked.scenario, &outcome, metric).expect("there are answers").to_bits())
    };
    let many = of("count = 5", "scheduling = \"least_work_left\"");
    assert_eq!(many, of("count = 1\nqueueing.fcfs.slots = 5", ""));
    assert_ne!(many, of("count = 5", "scheduling = \"join_shortest_queue\""));
}

#[test]
fn stakes_that_change_at_the_very_start_are_covered_by_the_supply() {
    let text = "name = \"t\"\nhorizon = \"1 h\"\n[coin.alp]\ngenesis = 1_000\n[network.net]\ncoin = \"alp\"\n[gateway.front]\n\
                networks = [\"net\"]\n[nodes.all]\ncount = 4\nstake.net = \"100 alp\"\n[users.all]\ngateway = \"front\"\n\
                arrival.poisson.rate = \"1 /s\"\ndemand.work = \"1 s\"\n\
                [change.more]\nat = \"0 s\"\nset = { \"nodes.all.stake.net\" = \"400 alp\" }\n";
    let refused = scenario::open_text(text, &Request::default()).expect_err("1,600 of 1,000 coins");
    let told = refused.render(files::Colour::Plain);
    assert!(told.contains("the stakes of all nodes"), "{told}");
    let later = text.replace("at = \"0 s\"", "at = \"1 s\"");
    assert!(scenario::open_text(&later, &Request::default()).is_ok());
}

/// What was reported at the start, when nobody had anything to do, is all that a gateway ever knows here.
#[test]
fn a_score_of_what_nodes_report_is_as_old_as_the_view() {
    let events = |score: &str, age: &str| {
        let policy = format!("gateway.front.scheduling={{score={{score=\"{score}\",candidates=5}}}}");
        let view_age = format!("gateway.front.view_age={age}");
        support::simulate(&busy(&[&policy, &view_age]).scenario, 0).fingerprints.events
    };
    assert_eq!(events("-work_left_s", "\"30 d\""), events("0 s", "\"30 d\""));
    assert_ne!(events("-work_left_s", "\"1 s\""), events("0 s", "\"1 s\""));
}

#[test]
fn as_many_choices_as_nodes_are_the_shortest_line_of_all() {
    let of = |scheduling: &str| {
        let checked = plain("", scheduling, "");
        let latencies = (0..40).map(|r| {
            let outcome = support::simulate(&checked.scenario, r);
            support::value(&checked.scenario, &outcome, "answer_latency_mean_s").expect("there are answers")
        });
        latencies.collect::<Vec<_>>()
    };
    let all = of("scheduling.power_of_d = { d = 8 }\n");
    let shortest = of("scheduling = \"join_shortest_queue\"\n");
    let one = of("scheduling = \"random\"\n");
    agree(&all, &shortest, "mean latency");
    assert!(all.iter().zip(&one).all(|(all, one)| all < one), "the shortest of eight lines is shorter than any");
}

#[test]
fn what_takes_no_time_and_is_done_for_ever_is_refused() {
    let told = |sets: &[&str]| {
        let sets = sets.iter().map(ToString::to_string).collect();
        let request = Request { file: support::root().join("scenarios/test.toml"), sets, ..Request::default() };
        match scenario::open_text(include_str!("../data/busy.toml"), &request) {
            Ok(_) => String::new(),
            Err(refused) => refused.render(Colour::Plain),
        }
    };
    let core = "core = \"50 %\", core_session = \"1 h\", core_absence = \"1 h\"";
    for (set, message) in [
        (
            "users.batch.arrival.renewal.gap=\"0 s\"",
            "with gaps of 0 s all requests would arrive at the same moment, for ever",
        ),
        (
            "users.batch.arrival.renewal.gap={ empirical = { quantiles = [\"0 s\", \"0 s\"] } }",
            "with gaps of 0 s all requests",
        ),
        (
            "users.chat.arrival={ closed_loop = { users = 3, think = \"0 s\" } }",
            "users who think for 0 s would send requests at the same moment for ever",
        ),
        (
            "nodes.home.churn.renewal={ session = \"0 s\", absence = \"0 s\" }",
            "with sessions and absences of 0 s nodes would come and go",
        ),
        (
            &format!("nodes.home.churn={{ core_transient = {{ {core}, session = \"0 s\", absence = \"0 s\" }} }}"),
            "with sessions and absences of 0 s nodes would come and go",
        ),
        (
            "nodes.cheats.conduct={ equivocates = { every = \"0 s\" } }",
            "they would sign twice at the same moment for ever",
        ),
        ("weather.dark.every=\"0 s\"", "with gaps of 0 s it would occur at the same moment for ever"),
    ] {
        let refused = told(&[set]);
        assert!(refused.contains(message), "{set}: {refused}");
    }
    // One of two laws is enough, and any variate that is longer than nothing.
    for set in ["nodes.home.churn.renewal.absence=\"0 s\"", "weather.dark.every={ exponential = \"1 ms\" }"] {
        assert_eq!(told(&[set]), "", "{set}");
    }
}

#[test]
fn more_rules_than_have_draws_of_their_own_are_refused() {
    let rules: Vec<String> = (0..2_049).map(|i| format!("verification.r{i}.spot_check.rate = \"1 %\"")).collect();
    let text = format!("horizon = \"1 s\"\n[network.net]\n{}\n", rules.join("\n"));
    let request = Request { file: support::root().join("scenarios/test.toml"), ..Request::default() };
    let refused = scenario::open_text(&support::whole(&text), &request).expect_err("too many").render(Colour::Plain);
    assert!(refused.contains("error: a network has at most 2048 verification rules"), "{refused}");
    assert!(refused.contains("verification.r2048"), "{refused}");
}
