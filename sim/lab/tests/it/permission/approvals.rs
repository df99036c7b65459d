//! Approvals and attestations: how long nodes are listed, who may be, and how fast a registry is.

use super::{is_near, play};

/// One node that does requests of almost no work, so that the share answered is the share of the time that it is
/// listed: Poisson requests see time averages.
fn listed(horizon: &str, rate: &str, network: &str, nodes: &str) -> impl Fn(&str) -> f64 + use<> {
    let text = format!(
        "horizon = \"{horizon}\"\n[network.plain]\n{network}\n[gateway.front]\nretries = 0\n[nodes.one]\n{nodes}\n\
         [users.all]\narrival.poisson = {{ rate = \"{rate}\" }}\ndemand.work = \"1 us\"\n"
    );
    play(&text, 0)
}

#[test]
fn a_node_that_comes_back_is_listed_when_it_has_its_attestation() {
    // U exp(-T / U) / (U + D) with U = 1,000 s, D = 500 s: 0.667 where it takes no time, 0.546 where it takes 200 s.
    let churn = "churn.renewal = { session = { exponential = \"1_000 s\" }, absence = { exponential = \"500 s\" } }";
    let (up, down, span) = (1_000.0_f64, 500.0, 3e7);
    // The share of time that a renewal process is up has this variance over a long time, at most.
    let error = (2.0 * (up * down).powi(2) / (up + down).powi(3) / span).sqrt();
    for takes in [0.0, 200.0, 1_000.0] {
        let permission = format!("permission.attested = {{ takes = \"{takes} s\" }}");
        let of = listed("30_000_000 s", "0.02 /s", &permission, churn);
        let mean = up * (-takes / up).exp() / (up + down);
        is_near(of("answered_share"), mean, error.hypot(0.5 / 600_000_f64.sqrt()), &permission);
        let per_h = 3_600.0 * (-takes / up).exp() / (up + down);
        is_near(of("approvals_per_h[network.plain]"), per_h, per_h / 15_000_f64.sqrt(), "approvals");
        // Where an attestation outlasts a session, only the first takes its time.
        let lasting = format!("permission.attested = {{ takes = \"{takes} s\", per_session = false }}");
        let of = listed("30_000_000 s", "0.02 /s", &lasting, churn);
        is_near(of("answered_share"), up / (up + down), error.hypot(0.5 / 600_000_f64.sqrt()), &lasting);
    }
}

#[test]
fn a_node_is_off_the_list_while_a_registry_that_is_too_slow_makes_it_wait() {
    // Valid for 100 s, one in 250 s: listed for 2/5 of the time. One in 80 s keeps up, and nobody is ever off.
    for (gap, share, per_h) in [(250.0, 0.4, 14.4), (80.0, 1.0, 40.0)] {
        let rate = 3_600.0 / gap;
        let permission =
            format!("permission.attested = {{ takes = \"10 s\", expires = \"100 s\", rate = \"{rate:?} /h\" }}");
        let of = listed("1_000_000 s", "0.1 /s", &permission, "");
        let error = (share * (1.0 - share) / 100_000.0_f64).sqrt() + 3e-4;
        is_near(of("answered_share"), share, error, &permission);
        // A node that keeps up asks ten seconds before the end: one in 100 s, granted as the old one ends.
        let expected = if share < 1.0 { per_h } else { 36.0 };
        is_near(of("approvals_per_h[network.plain]"), expected, 0.01, "approvals");
    }
}

#[test]
fn newcomers_wait_for_their_approval() {
    // Two nodes on average, each there for 1,000 s: some is listed for 1 - exp(-2 exp(-delay / 1,000 s)) of the time.
    for delay in [0.0, 300.0, 1_000.0] {
        let permission = format!("permission.allow_list = {{ delay = \"{delay} s\" }}");
        let nodes = "count = 50\nchurn.joins = { rate = \"0.002 /s\", life = { exponential = \"1_000 s\" } }";
        let of = listed("20_000_000 s", "0.02 /s", &permission, nodes);
        let mean = 1.0 - (-2.0 * f64::exp(-delay / 1_000.0)).exp();
        // Whether anybody is there at times 1,000 s apart is nearly independent.
        is_near(of("answered_share"), mean, (mean * (1.0 - mean) / 20_000.0).sqrt(), &permission);
    }
}

#[test]
fn a_list_approves_the_groups_and_the_share_of_operators_that_it_names() {
    // Who is approved is drawn for the operator: of 500 replications with one, 30 % serve.
    let text = "horizon = \"1_000 s\"\n[network.plain]\npermission.allow_list = { share = \"30 %\" }\n\
                [gateway.front]\nretries = 0\n[nodes.one]\n[users.all]\narrival.poisson = { rate = \"0.1 /s\" }\n\
                demand.work = \"1 us\"\n";
    let approved = (0..500).filter(|&replication| play(text, replication)("answered_share") > 0.5).count();
    is_near(approved as f64 / 500.0, 0.3, (0.21_f64 / 500.0).sqrt(), "operators");
    let named = "horizon = \"1_000 s\"\n[network.plain]\npermission.allow_list = { nodes = [\"a\"] }\n\
                 [gateway.front]\nretries = 0\n[nodes.a]\ncount = 3\n[nodes.b]\ncount = 30\n[users.all]\n\
                 arrival.poisson = { rate = \"1 /s\" }\ndemand.work = \"10 ms\"\n";
    let of = play(named, 0);
    assert_eq!((of("answered_share"), of("utilisation[nodes.b]")), (1.0, 0.0), "only the nodes of `a` serve");
}

#[test]
fn an_attestation_costs_its_operator_a_fee() {
    // A node is attested once in 100 s of 10,000 s, from a drawn age on, for 0.5 usd each.
    let text = "horizon = \"10_000 s\"\n[coin.alp]\n[network.plain]\ncoin = \"alp\"\n\
                permission.attested = { expires = \"100 s\", fee = \"0.5 usd\" }\n[gateway.front]\n[nodes.one]\n\
                cost = \"0 usd/h\"\nsells = \"all\"\n[users.all]\narrival.poisson = { rate = \"0.01 /s\" }\ndemand.work = \"1 us\"\n";
    let checked = crate::support::open_text(text, &[]);
    let outcome = crate::support::simulate(&checked.scenario, 0);
    let per_h = crate::support::value(&checked.scenario, &outcome, "approvals_per_h[network.plain]").unwrap_or(0.0);
    let times = per_h * 10_000.0 / 3_600.0;
    assert!((99.0..=100.0).contains(&times), "{times} attestations");
    let usd = outcome.flows.last().expect("usd flow");
    let paid: i128 = usd.iter().filter(|f| f.reason == state::ledger::Reason::Cost).map(|f| f.amount).sum();
    assert_eq!(paid, (times.round() as i128) * 500_000_000);
}

#[test]
fn an_attestation_of_the_execution_keeps_nodes_from_cheating() {
    let text = |covers: &str| {
        format!(
            "horizon = \"1_000 s\"\n[network.plain]\npermission.attested = {{ covers = \"{covers}\" }}\n[gateway.front]\n\
             [nodes.one]\nconduct.lazy = {{ rate = \"50 %\" }}\n[users.all]\narrival.poisson = {{ rate = \"1 /s\" }}\n\
             demand.work = \"10 ms\"\n"
        )
    };
    assert!(play(&text("execution"), 0)("forged_share[network.plain]") < 1e-12, "nobody cheats in an enclave");
    let relay = play(&text("relay"), 0)("forged_share[network.plain]");
    is_near(relay, 0.5, 0.5 / 1_000_f64.sqrt(), "a relay does not see what is behind it");
}
