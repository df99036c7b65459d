//! Compromises: which answers are forged, and what is within reach of whom.

use super::{is_near, play};

/// A hundred nodes of two images behind two gateways, of which the second has a fifth of the requests.
fn text(network: &str, weather: &str) -> String {
    format!(
        "horizon = \"4_000 s\"\n[network.plain]\n{network}\n[gateway.front]\n[gateway.small]\n\
         [nodes.a]\ncount = 60\nimage = \"v1\"\noperators = 3\n[nodes.b]\ncount = 40\nimage = \"v2\"\n\
         [users.many]\narrival.poisson = {{ rate = \"8 /s\" }}\ndemand.work = \"100 ms\"\n\
         [users.few]\ngateway = \"small\"\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = \"100 ms\"\n\
         [weather.broken]\nat = \"1_000 s\"\ncompromise = {{ {weather} }}\n"
    )
}

const ATTESTED: &str = "permission.attested.takes = \"1 s\"";

#[test]
fn nodes_forge_from_the_compromise_until_they_are_struck_off() {
    let n = 20;
    // Answers that are wrong, over all runs: rate x part of the nodes x (hidden + revoked).
    let forged = |weather: &str| {
        let runs = (0..n).map(|replication| {
            let of = play(&text(ATTESTED, weather), replication);
            (
                of("forged_share[network.plain]") * of("answered_rps[network.plain]") * 4_000.0,
                of("reached_requests_share[weather.broken]"),
            )
        });
        let (wrong, reached): (Vec<f64>, Vec<f64>) = runs.unzip();
        (wrong.iter().sum::<f64>() / f64::from(n), reached.iter().sum::<f64>() / f64::from(n))
    };
    let times = "hidden = \"900 s\", revoked = \"100 s\"";
    let (wrong, reached) = forged(&format!("image = \"v1\", {times}"));
    is_near(wrong, 6_000.0, (6_000.0 / f64::from(n)).sqrt(), "all of an image");
    is_near(reached, 0.6, (0.24 / 10_000.0 / f64::from(n)).sqrt(), "their share of the answers");
    let (wrong, reached) = forged(&format!("image = \"v1\", share = \"25 %\", {times}"));
    // Which of the sixty forge is drawn once for a run.
    let error = (60.0_f64 * 0.25 * 0.75).sqrt() / 100.0 / f64::from(n).sqrt();
    is_near(wrong, 1_500.0, 10_000.0 * error.hypot(0.001), "a quarter of them");
    is_near(reached, 0.15, error.hypot(0.001), "their share of the answers");
    let (wrong, reached) = forged(&format!("nodes = [\"a\"], reach = \"operator\", {times}"));
    is_near(wrong, 2_000.0, (2_000.0 / f64::from(n)).sqrt(), "one operator of three has twenty nodes");
    is_near(reached, 0.2, (0.16 / 10_000.0 / f64::from(n)).sqrt(), "their share of the answers");
}

#[test]
fn who_is_never_struck_off_forges_to_the_end() {
    for network in ["", ATTESTED] {
        let of = play(&text(network, "nodes = [\"b\"], hidden = \"500 s\""), 0);
        let reached = of("reached_requests_share[weather.broken]");
        is_near(reached, 0.4, (0.24 / 30_000.0_f64).sqrt(), "to the end");
        let right = of("answered_rps") * 4_000.0;
        assert!((right - 40_000.0).abs() < 4.0 * 200.0, "all are answered");
    }
}

#[test]
fn a_gateway_reaches_what_it_routes_and_a_service_all_that_depends_on_it() {
    for (party, share) in [("gateway = \"front\"", 0.8), ("gateway = \"small\"", 0.2), ("network = \"plain\"", 1.0)] {
        let of = play(&text("", &format!("{party}, hidden = \"1_000 s\", revoked = \"1_000 s\"")), 0);
        let error = (share * (1.0 - share) / 20_000.0_f64).sqrt();
        is_near(of("reached_requests_share[weather.broken]"), share, error + 1e-9, party);
        let seen = of("reached_plaintext_share[weather.broken]");
        // A gateway reads all that pass it; a network's keys read what it publishes, which is nothing.
        let read = if party.starts_with("gateway") { of("reached_requests_share[weather.broken]") } else { 0.0 };
        is_near(seen, read, 1e-12, party);
        // Whoever has its keys changes no answer by itself.
        assert!(of("answered_share") > 0.999);
    }
}

#[test]
fn a_compromised_gateway_reads_only_what_privacy_opens_there() {
    let of = |privacy: &str| {
        let many = format!("[users.many]\nprivacy = {privacy}\n");
        let weather = "gateway = \"front\", hidden = \"1_000 s\", revoked = \"1_000 s\"";
        let text = text("", weather).replace("[users.many]\n", &many);
        let of = play(&text, 0);
        (of("reached_requests_share[weather.broken]"), of("reached_plaintext_share[weather.broken]"))
    };
    let (reached, read) = of("{ split = { opened_at = \"gateway\" } }");
    assert!(reached > 0.7 && (reached - read).abs() < 1e-12, "{reached}, {read}");
    let (reached, read) = of("{ split = {} }");
    assert!(reached > 0.7 && read.abs() < 1e-12, "{reached}, {read}");
}

#[test]
fn coins_within_reach_are_those_that_the_keys_move() {
    // Twenty of sixty nodes with 100 alp of stake each; all stakes and the treasury; a gateway's takes and escrow.
    let money = |party: &str| {
        format!(
            "horizon = \"4_000 s\"\n[coin.alp]\n[network.plain]\ncoin = \"alp\"\npermission.attested = {{}}\npricing.posted = {{ request = \"0.01 usd/request\" }}\n\
             [gateway.front]\n[nodes.a]\ncount = 60\noperators = 3\nstake.plain = \"100 alp\"\nqueueing.fcfs = {{ slots = 100 }}\n\
             [users.all]\narrival.poisson = {{ rate = \"8 /s\" }}\ndemand.work = \"50 s\"\n\
             [weather.broken]\nat = \"0 s\"\ncompromise = {{ {party}, hidden = \"1_000 s\", revoked = \"1_000 s\" }}\n"
        )
    };
    let price = {
        let checked = crate::support::open_text(&money("gateway = \"front\""), &[]);
        checked.scenario.coins[0].opening() as f64 / 1e9
    };
    let usd = |party: &str| play(&money(party), 0)("reached_usd[weather.broken]");
    is_near(usd("network = \"plain\""), 6_000.0 * price, 1e-3, "all stakes");
    // Escrow by Little: 8 requests a second for 50 s, 0.01 usd each.
    is_near(usd("gateway = \"front\""), 4.0, 0.01 * 20.0, "what users have set aside");
    let operator = play(&money("nodes = [\"a\"], reach = \"operator\""), 0);
    let (stake, least) = (operator("reached_usd[weather.broken]"), 2_000.0 * price);
    // And what its nodes earned by the revocation: a third of 16,000 requests at most.
    assert!(stake >= least && stake <= least + 54.0 * 1.05 + 1e-3, "{stake} of {least}");
}
