//! Laws 11 and 12: limits of policies meet the policies that they tend to, and Poisson streams add up.

use scenario::Checked;

use crate::support;

/// The values of a metric over replications.
fn sample(checked: &Checked, label: &str, replications: u32) -> Vec<f64> {
    let of = |r| support::value(&checked.scenario, &support::simulate(&checked.scenario, r), label);
    (0..replications).map(|r| of(r).expect("the metric exists")).collect()
}

/// Asserts that two scenarios have one mean of a metric: nearer than 4.5 standard errors, these below two percent.
fn agree(a: &Checked, b: &Checked, label: &str) {
    let moments = |x: &[f64]| {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        (mean, x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (x.len() - 1) as f64 / x.len() as f64)
    };
    let ((a, a_square), (b, b_square)) = (moments(&sample(a, label, 30)), moments(&sample(b, label, 30)));
    let error = (a_square + b_square).sqrt();
    assert!((a - b).abs() <= 4.5 * error, "{label}: {a} and {b} differ by more than 4.5 times {error}");
    assert!(error < 0.02 * a.abs(), "{label}: a standard error of {error} beside {a} says nothing");
}

/// Eight nodes at load 0.8, with the lines of their users and of their gateway.
fn eight(users: &str, gateway: &str) -> Checked {
    let text = format!(
        r#"
horizon = "2_000 s"
[gateway.front]
{gateway}
[nodes.servers]
count = 8
{users}
"#
    );
    support::open_text(&text, &[])
}

fn users(name: &str, rate: &str) -> String {
    format!(
        "[users.{name}]\ngateway = \"front\"\narrival.poisson = {{ rate = \"{rate} /s\" }}\n\
         demand.work = {{ exponential = \"1 s\" }}\n"
    )
}

#[test]
fn two_poisson_streams_are_one() {
    let one = eight(&users("all", "6.4"), "scheduling.power_of_d = { d = 2 }");
    let two = eight(&(users("some", "4.9") + &users("others", "1.5")), "scheduling.power_of_d = { d = 2 }");
    for label in ["answer_latency_mean_s", "in_system_mean", "sent_rps"] {
        agree(&one, &two, label);
    }
}

#[test]
fn samples_with_replacement_of_one_are_random_choices() {
    let of = |gateway| {
        let outcome = support::simulate(&eight(&users("all", "6.4"), gateway).scenario, 0);
        outcome.fingerprints
    };
    let random = of("scheduling = \"random\"");
    assert_eq!(of("scheduling.power_of_d = { d = 1, replacement = true }"), random);
    assert_eq!(of("scheduling.power_of_d = { d = 1, ties = \"first\" }"), random);
}

/// Who answers of two nodes that are mostly idle, by the ties of a scheduling policy.
fn shares(scheduling: &str) -> [f64; 2] {
    let text = format!(
        "horizon = \"5_000 s\"\n[gateway.front]\n\
         scheduling = {scheduling}\n[nodes.first]\ncount = 1\n[nodes.second]\ncount = 1\n{}",
        users("all", "0.4")
    );
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let rate = |label| support::value(&checked.scenario, &outcome, label).expect("both answer");
    ["answered_rps[nodes.first]", "answered_rps[nodes.second]"].map(|label| rate(label) / rate("answered_rps"))
}

#[test]
fn ties_decide_who_works() {
    let is = |share: f64, expected: f64| assert!((share - expected).abs() < 0.03, "{share} is not {expected}");
    for policy in ["join_shortest_queue = { ", "power_of_d = { d = 2, "] {
        let of = |ties: &str| shares(&format!("{{ {policy}ties = \"{ties}\" }} }}"));
        is(of("uniform")[0], 0.5);
        // The lowest takes what finds both alike; half of the rest finds it the shorter one.
        assert!(of("lowest_id")[0] > 0.65, "{:?}", of("lowest_id"));
        // Whoever was used last goes on, but nobody is before the other.
        is(of("last_used")[0], 0.5);
        assert!((of("last_used")[0] - of("uniform")[0]).abs() > 0.0, "the same picks");
    }
}

/// Newcomers with stakes, who take them out when they leave.
fn leavers(unbonding: &str) -> Checked {
    let text = format!(
        r#"
horizon = "1 h"
[coin.alp]
[network.alpha]
coin = "alp"
unbonding = "{unbonding}"
[nodes.newcomers]
count = 50
stake.alpha = "10 alp"
churn.joins = {{ rate = "600 /h", life = {{ exponential = "2 min" }} }}
{}
"#,
        users("all", "1")
    );
    support::open_text(&text, &["points=1000"])
}

#[test]
fn an_unbonding_of_nothing_is_instant() {
    let unbonding = |checked: &Checked| {
        let outcome = support::simulate(&checked.scenario, 0);
        support::value(&checked.scenario, &outcome, "unbonding_coins[network.alpha]").expect("money is always told")
    };
    let (instant, nearly, slow) = (leavers("0 s"), leavers("1 ns"), leavers("10 min"));
    assert!(unbonding(&instant).abs() < f64::EPSILON && unbonding(&nearly).abs() < f64::EPSILON);
    assert!(unbonding(&slow) > 100.0, "ten minutes at ten joins a minute of ten coins each");
    // The stake is free either way, and nothing else depends on when.
    let of =
        |checked: &Checked, label| support::value(&checked.scenario, &support::simulate(&checked.scenario, 0), label);
    for label in ["answer_latency_mean_s", "active_nodes_mean", "joins_per_h", "bonded_coins[network.alpha]"] {
        assert_eq!(of(&instant, label).map(f64::to_bits), of(&slow, label).map(f64::to_bits), "{label}");
    }
}
