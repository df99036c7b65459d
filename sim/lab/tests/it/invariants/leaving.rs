//! What becomes of the work at a node that leaves: resumed, started over, failed or moved.
//!
//! One node with room for all, up for 20 s and down for 5 s on average, both exponential; work of 10 s each.

use lab::study::Findings;

use crate::support;

const UP_S: f64 = 20.0;
const DOWN_S: f64 = 5.0;
const WORK_S: f64 = 10.0;

fn found(leaving: &str, nodes: u32, gateway: &str) -> Findings {
    let text = format!(
        r#"
horizon = "20_000 s"
study = "steady"
warm_up = "1_000 s"
[gateway.front]
{gateway}
[nodes.servers]
count = {nodes}
leaving = "{leaving}"
queueing.fcfs = {{ slots = 10_000 }}
churn.renewal = {{ session = {{ exponential = "{UP_S} s" }}, absence = {{ exponential = "{DOWN_S} s" }} }}
[users.all]
arrival.poisson = {{ rate = "1 /s" }}
demand.work = "{WORK_S} s"
"#
    );
    support::study(&support::open_text(&text, &[]), 0)
}

/// Asserts that a metric has this mean, within 4.5 standard errors that are below two percent.
fn is(findings: &Findings, label: &str, expected: f64) {
    let values = support::values(findings, label);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let error = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
    assert!((mean - expected).abs() <= 4.5 * error, "{label} is {mean} +- {error}, not {expected}");
    assert!(error < 0.02 * expected, "{label} is {mean} +- {error}: too blunt");
}

/// The part of the time in which the node is down.
const AWAY: f64 = DOWN_S / (UP_S + DOWN_S);
/// Who comes while it is down is held for the rest of that, which is as long as the whole: it has no memory.
const HELD_S: f64 = AWAY * DOWN_S;

#[test]
fn resumed_work_takes_its_time_over_the_availability() {
    is(&found("resume", 1, "when_empty = \"hold\""), "answer_latency_mean_s", HELD_S + WORK_S / (1.0 - AWAY));
}

/// The mean time until a session outlasts the work, (E[U] + E[D]) (exp(w / E[U]) - 1): Barlow and Proschan, 1965.
#[test]
fn restarted_work_waits_for_a_session_that_is_long_enough() {
    let expected = HELD_S + (UP_S + DOWN_S) * ((WORK_S / UP_S).exp() - 1.0);
    let findings = found("restart", 1, "when_empty = \"hold\"");
    is(&findings, "answer_latency_mean_s", expected);
    assert!(support::values(&findings, "wasted_work_share").iter().all(|&v| v > 0.2));
}

#[test]
fn failed_work_fails_as_often_as_sessions_end_within_it() {
    let findings = found("fail", 1, "retries = 0");
    is(&findings, "refused_share", AWAY);
    is(&findings, "failed_node_left_share", (1.0 - AWAY) * (1.0 - (-WORK_S / UP_S).exp()));
    is(&findings, "answer_latency_mean_s", WORK_S);
}

#[test]
fn moved_work_is_never_lost() {
    let findings = found("move", 3, "retries = 0\nwhen_empty = \"hold\"");
    for run in &findings.runs {
        assert_eq!(run.sent, run.ended + run.in_flight);
    }
    for label in ["failed_share", "refused_share"] {
        assert!(support::values(&findings, label).iter().all(|&v| v.abs() < f64::EPSILON), "{label}");
    }
    assert!(support::values(&findings, "moves_per_request").iter().all(|&v| v > 0.1));
    assert!(support::values(&findings, "answer_latency_mean_s").iter().all(|&v| v > WORK_S));
}

/// Found by `windtunnel swarm --seed 152`: an answer on the wires when its node leaves for good jailed an empty row.
#[test]
fn who_has_left_for_good_is_not_judged_and_leaves_no_work_to_its_successor() {
    for leaving in ["fail", "move", "resume", "restart"] {
        let text = format!(
            r#"
horizon = "300 s"
[region.eu]
[link.eu]
between = ["eu", "eu"]
latency = {{ exponential = "1 s" }}
[network.plain]
verification.spot.spot_check = {{ rate = "100 %", false_positive = "100 %", work = "0 %" }}
slashing.wrong.fixed = {{ share = "0 %", jail = "2 s" }}
[gateway.front]
region = "eu"
[nodes.servers]
count = 20
regions = ["eu"]
leaving = "{leaving}"
churn.joins = {{ rate = "1 /s", life = {{ exponential = "8 s" }} }}
[users.all]
arrival.poisson = {{ rate = "5 /s" }}
demand.work = {{ exponential = "1 s" }}
"#
        );
        for replication in 0..10 {
            // The audit at its end counts who is in jail.
            support::simulate(&support::open_text(&text, &[]).scenario, replication);
        }
    }
}

#[test]
fn a_node_that_finds_no_coins_for_its_stake_does_not_join() {
    // The first answer costs 1,900 of 2,000 coins, and its node keeps them. Ten stakes are left: new nodes meet an
    // Erlang loss system of ten servers and a load of ten, which loses B(10, 10) = 0.21458 of them.
    let text = r#"
horizon = "200_000 s"
[coin.alp]
genesis = 2_000
market.fixed = { price = "1 usd" }
[network.alpha]
coin = "alp"
unbonding = "0 s"
[network.beta]
coin = "alp"
pricing.posted = { request = "1_900 usd/request" }
[gateway.front]
networks = ["beta"]
[nodes.servers]
networks = ["alpha"]
count = 200
stake.alpha = "10 alp"
churn.joins = { rate = "360 /h", life = { exponential = "100 s" }, start = "empty" }
[nodes.rich]
networks = ["beta"]
count = 1
[users.all]
arrival.poisson = { rate = "1 /s" }
demand.work = { exponential = "1 s" }
"#;
    let lost = 0.21458;
    let scenario = support::open_text(text, &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    let value = |label| support::value(&scenario, &outcome, label).expect("nodes come");
    // 20,000 joins, 2,000 independent looks at a population with a variance below 4.
    let (dropped, active) = (value("dropped_joins_per_h") / 360.0, value("active_nodes_mean") - 1.0);
    assert!((dropped - lost).abs() < 4.0 * 0.006, "{dropped} of the joins are lost");
    assert!((active - 10.0 * (1.0 - lost)).abs() < 4.0 * 0.045, "{active} of those nodes are up");
}
