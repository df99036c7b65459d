//! A gateway's keys are used: what is taken or held, by bearer; against Little's law and the books.

use state::ledger::{Party, Reason};

use super::is_near;
use crate::support;

/// Requests of 0.01 usd each, eight a second, of 50 s each; the gateway takes a twentieth.
fn text(payment: &str, acts: &str, revoked: &str) -> String {
    format!(
        "horizon = \"4_000 s\"\n[coin.alp]\ndecimals = 9\n[network.plain]\ncoin = \"alp\"\n{payment}\n\
         pricing.posted = {{ request = \"0.01 usd/request\" }}\n[gateway.front]\ntake = \"5 %\"\n[gateway.other]\n\
         [nodes.a]\ncount = 60\nqueueing.fcfs = {{ slots = 100 }}\n\
         [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"8 /s\" }}\ndemand.work = \"50 s\"\n\
         [users.rest]\ngateway = \"other\"\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = \"50 s\"\n\
         [weather.broken]\nat = \"1_000 s\"\n\
         compromise = {{ gateway = \"front\", acts = \"{acts}\", hidden = \"500 s\", {revoked} }}\n"
    )
}

/// Metrics of a replication, and what was moved for a reason from users, escrow and all \[coins\].
fn play(text: &str, replication: u32) -> (impl Fn(&str) -> f64 + use<>, impl Fn(Reason) -> f64 + use<>) {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, replication);
    let flows = outcome.flows.clone();
    let of = move |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(f64::NAN);
    let flow = move |reason: Reason| -> f64 {
        let into = |party: &Party| !matches!(party, Party::Market);
        flows[0].iter().filter(|f| f.reason == reason && into(&f.to)).map(|f| f.amount as f64 / 1e9).sum()
    };
    (of, flow)
}

const REVOKED: &str = "revoked = \"500 s\"";

#[test]
fn a_thief_takes_what_is_open_and_what_the_gateway_has_and_users_find_it_down() {
    let (of, flow) = play(&text("", "steals", REVOKED), 0);
    // Open by Little: 8 a second for 50 s, 0.01 usd each; all are in service.
    let lost = of("lost_by_users_usd[weather.broken]");
    is_near(lost, 4.0, 0.01 * 20.0, "fees of open requests");
    is_near(of("unpaid_to_nodes_usd[weather.broken]"), 0.95 * lost, 1e-9, "the nodes' part of them");
    // A twentieth of what was answered by then: from 50 s on.
    is_near(of("lost_by_owners_usd[weather.broken]"), 8.0 * 950.0 * 0.000_5, 0.000_5 * 87.2, "what it took so far");
    assert!((flow(Reason::Theft) - lost).abs() < 1e-6, "the books say the same: {} {lost}", flow(Reason::Theft));
    // Down from 1,000 s to 2,000 s: a quarter of the requests of its users, four fifths of all.
    is_near(of("refused_gateway_down_share"), 0.2, (0.16 / 40_000.0_f64).sqrt(), "refused");
    assert!((of("failed_gateway_down_share") * 40_000.0 - lost / 0.01).abs() < 0.02 * lost / 0.01);
    assert!(of("withheld_usd[weather.broken]").abs() < 1e-12);
    // Without new keys it never comes back.
    let (of, _) = play(&text("", "steals", "share = 1"), 0);
    is_near(of("refused_gateway_down_share"), 0.6, (0.24 / 40_000.0_f64).sqrt(), "to the end");
}

#[test]
fn credit_that_was_bought_ahead_goes_too_and_is_half_of_a_top_up_on_average() {
    let n = 40;
    let credit = |acts: &str, metric: &str| {
        let one = |replication| {
            let prepaid = play(&text("payment.prepaid = { top_up = \"10 usd\" }", acts, REVOKED), replication).0;
            let exact = play(&text("", acts, REVOKED), replication).0;
            prepaid(metric) - exact(metric)
        };
        (0..n).map(one).sum::<f64>() / f64::from(n)
    };
    // Uniform between nothing and a top-up: a deviation of T / sqrt(12).
    let error = 10.0 / 12.0_f64.sqrt() / f64::from(n).sqrt();
    let stolen = credit("steals", "lost_by_users_usd[weather.broken]");
    is_near(stolen, 5.0, error, "stolen");
    let held = credit("holds", "withheld_usd[weather.broken]");
    is_near(held, stolen, 1e-6, "as much is held where nothing is taken");
}

#[test]
fn what_is_held_comes_back_with_new_keys_and_stays_without() {
    for (revoked, comes_back) in [(REVOKED, true), ("share = 1", false)] {
        let (of, flow) = play(&text("", "holds", revoked), 0);
        let held = of("withheld_usd[weather.broken]");
        is_near(held, 4.0, 0.01 * 20.0, "fees of open requests");
        assert!(of("lost_by_users_usd[weather.broken]").abs() < 1e-12 && flow(Reason::Theft).abs() < 1e-12);
        let refunded = flow(Reason::Refund);
        let expected = if comes_back { held } else { 0.0 };
        assert!((refunded - expected).abs() < 1e-6, "{revoked}: {refunded} of {held} came back");
    }
}
