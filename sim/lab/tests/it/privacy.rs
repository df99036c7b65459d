//! Who sees requests: against closed forms; what trusted execution and relays cost; what cannot be had.

mod cost;
mod refused;

use scenario::closed_form::exposure::readers;

use crate::support;

/// What metrics are at the end of the first replication; 0 where there is none.
fn play(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(0.0)
}

/// Users of one gateway whose nodes are never busy, with these lines in their tables.
fn text(network: &str, gateway: &str, nodes: &str, users: &str) -> String {
    format!(
        "horizon = \"10_000 s\"\n[observe]\nexposure = true\n[network.alpha]\n{network}\n\
         [gateway.front]\nnetworks = [\"alpha\"]\n{gateway}\n\
         [nodes.home]\nqueueing.fcfs = {{ slots = 1_000 }}\n{nodes}\n\
         [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n{users}\n"
    )
}

/// How many of m operators have at least one of k nodes drawn from N, of which each has as many.
fn operators(m: f64, n: f64, k: u32) -> f64 {
    let none = (0..k).map(|i| (n - n / m - f64::from(i)) / (n - f64::from(i))).product::<f64>();
    m * (1.0 - none)
}

/// Whether a share p of n requests is within four standard errors of what was found.
fn is_near(found: f64, p: f64, n: f64) -> bool {
    (found - p).abs() <= 4.0 * (p * (1.0 - p) / n).sqrt() + 1e-9
}

const SENT: f64 = 20_000.0;

#[test]
fn who_handles_an_open_request_sees_it_and_the_gateway_knows_whose_it_is() {
    let of = play(&text("", "", "count = 20", ""));
    for (metric, expected) in [
        ("exposed_to_gateway_share", 1.0),
        ("exposed_to_operators_share", 1.0),
        ("exposed_to_further_share", 0.0),
        ("exposed_to_checkers_share", 0.0),
        ("published_share", 0.0),
        ("linked_share", 1.0),
        ("exposed_to_operators_mean", 1.0),
    ] {
        let found = of(&format!("{metric}[users.all]"));
        assert!((found - expected).abs() < 1e-12, "{metric}: {found}, not {expected}");
    }
}

#[test]
fn checks_at_rate_p_show_p_more_of_the_requests_to_one_operator_more() {
    for p in [0.0, 0.1, 0.5, 1.0] {
        for nodes in ["count = 20", "count = 20\noperators = 4"] {
            let rule = format!("verification.spot.spot_check = {{ rate = {p} }}");
            let of = play(&text(&rule, "", nodes, ""));
            let (share, mean) =
                (of("exposed_to_checkers_share[users.all]"), of("exposed_to_operators_mean[users.all]"));
            assert!(is_near(share, p, SENT), "{nodes}, {p}: {share}");
            assert!((mean - 1.0 - share).abs() < 1e-9, "{nodes}, {p}: {mean} operators");
        }
        // Where all nodes are of one operator, it learns nothing from a check.
        let rule = format!("verification.spot.spot_check = {{ rate = {p} }}");
        let of = play(&text(&rule, "", "count = 20\noperators = 1", ""));
        assert!(of("exposed_to_checkers_share[users.all]") < 1e-12);
        assert!((of("exposed_to_operators_mean[users.all]") - 1.0).abs() < 1e-12);
    }
}

#[test]
fn panels_and_copies_show_a_request_to_as_many_operators_as_distinct_nodes_have() {
    let random = "scheduling = \"random\"";
    for (what, network, gateway, k) in [
        ("replicate", "verification.vote.replicate = { copies = 3 }", random, 3),
        ("committee", "verification.vote.committee = { seats = 5 }", random, 6),
        ("copies", "", "scheduling.copies = { d = 4 }", 4),
    ] {
        // Each node of an operator of its own: as many as nodes, to the request.
        let of = play(&text(network, gateway, "count = 12", ""));
        let found = of("exposed_to_operators_mean[users.all]");
        assert!((found - f64::from(k)).abs() < 2e-3, "{what}: {found} operators, not {k}");
        // Three nodes for each of four operators: distinct nodes, and fewer operators.
        let of = play(&text(network, gateway, "count = 12\noperators = 4", ""));
        let (found, expected) = (of("exposed_to_operators_mean[users.all]"), operators(4.0, 12.0, k));
        assert!((found - expected).abs() < 4.0 * 0.6 / SENT.sqrt(), "{what}: {found} operators, not {expected}");
        let further = of("exposed_to_further_share[users.all]");
        assert_eq!(further > 0.0, what == "copies", "{what}: {further}");
    }
}

#[test]
fn a_request_is_shown_to_one_operator_and_one_more_a_retry() {
    // Work is the same at every node, so that who takes longer than the timeout does so at all of them.
    let q = (-1.5_f64).exp();
    for retries in [0, 1, 3] {
        let gateway = format!("timeout = {{ after = \"1_500 ms\" }}\nretries = {retries}\nretry_elsewhere = true");
        let of = play(&text("", &gateway, "count = 50", ""));
        let (found, again) = (of("exposed_to_operators_mean[users.all]"), of("retries_per_request"));
        assert!((found - 1.0 - again).abs() < 2e-3, "{retries}: {found} operators with {again} retries");
        let further = if retries > 0 { q } else { 0.0 };
        assert!(is_near(of("exposed_to_further_share[users.all]"), further, SENT), "{retries}");
        assert!(is_near((found - 1.0) / f64::from(retries.max(1)), further, SENT), "{retries}: {found}");
        // Without it each retry goes to any node of so many.
        let of = play(&text("", &gateway.replace("\nretry_elsewhere = true", ""), "count = 4", ""));
        let (found, n) = (of("exposed_to_operators_mean[users.all]"), retries + 1);
        let expected = (1.0 - q) + q * 4.0 * (1.0 - 0.75_f64.powi(n));
        assert!((found - expected).abs() < 4.0 * 1.0 / SENT.sqrt(), "{retries}: {found} of four, not {expected}");
    }
}

#[test]
fn whom_a_gateway_sends_a_hedge_to_sees_the_request_too() {
    let of = play(&text("", "hedge = { after = \"1 s\" }", "count = 50", ""));
    let q = (-1.0_f64).exp();
    assert!(is_near(of("exposed_to_further_share[users.all]"), q, SENT));
    assert!(is_near(of("exposed_to_operators_mean[users.all]") - 1.0, q, SENT));
}

#[test]
fn a_request_that_is_sent_again_is_counted_once_with_all_that_it_met() {
    // Two gateways to two networks of one node each; half of the requests come to a full node first.
    let text = "horizon = \"10_000 s\"\n[observe]\nexposure = true\n[network.alpha]\n[network.beta]\n\
        [gateway.a]\nnetworks = [\"alpha\"]\nretries = 0\n[gateway.b]\nnetworks = [\"beta\"]\nretries = 0\n\
        [nodes.one]\nnetworks = [\"alpha\"]\nqueueing.fcfs = { slots = 1, waiting = 0 }\n\
        [nodes.two]\nnetworks = [\"beta\"]\nqueueing.fcfs = { slots = 1, waiting = 0 }\n\
        [users.all]\ngateways = [\"a\", \"b\"]\ngateway_choice = \"multi_homing\"\n\
        arrival.poisson = { rate = \"1 /s\" }\ndemand.work = { exponential = \"1 s\" }\n";
    let of = play(text);
    let (tries, operators) = (of("user_tries_per_request"), of("exposed_to_operators_mean[users.all]"));
    assert!(tries > 1.2, "{tries} tries");
    // A full node has the request before it refuses it; no operator has both.
    assert!((operators - tries).abs() < 1e-3, "{operators} operators in {tries} tries");
    assert!((of("exposed_to_further_share[users.all]") - (tries - 1.0)).abs() < 1e-3);
    assert!((of("exposed_to_gateway_share[users.all]") - 1.0).abs() < 1e-12);
}

#[test]
fn shares_are_shares_and_nothing_is_measured_where_nobody_asks() {
    let scenario = support::open_text(&text("", "", "count = 2", "").replace("exposure = true", ""), &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    for name in ["exposed_to_gateway_share", "linked_share", "exposed_to_operators_mean", "published_share"] {
        assert_eq!(support::value(&scenario, &outcome, &format!("{name}[users.all]")), None, "{name}");
    }
    // Measuring changes nothing that happens.
    let measured = support::open_text(&text("", "", "count = 2", ""), &[]).scenario;
    assert_eq!(support::simulate(&measured, 0).fingerprints.events, outcome.fingerprints.events);
}

#[test]
fn what_check_says_of_readers_is_what_a_run_finds() {
    let chat = "verification.spot.spot_check = { rate = 0.3 }";
    let vote = "verification.vote.committee = { seats = 4, rate = 0.5 }";
    let copies = "verification.vote.replicate = { copies = 3 }";
    let sealed =
        "[nodes.sealed]\ncount = 5\nhardware = \"h100\"\nconfidential = true\nqueueing.fcfs = { slots = 1_000 }\n";
    for (network, gateway, nodes, more) in [
        (chat, "", "count = 12\noperators = 4", ""),
        (chat, "", "count = 10\noperators = 3", sealed),
        (vote, "", "count = 12\noperators = 5", sealed),
        (copies, "", "count = 9", ""),
        ("", "scheduling.copies = { d = 3 }", "count = 8\noperators = 3", sealed),
    ] {
        let text = text(network, gateway, nodes, "").replace("[users.all]", &format!("{more}[users.all]"));
        let readers = readers(&support::open_text(&text, &[]).scenario);
        let [only] = &readers[..] else { panic!("one group of users, and one network: {readers:?}") };
        let found = play(&text)("exposed_to_operators_mean[users.all]");
        let expected = only.servers + only.checkers;
        assert!((found - expected).abs() < 0.02, "{network}{gateway} {nodes}: {found} operators, not {expected}");
    }
    let quiet = text("", "", "count = 2", "").replace("exposure = true", "");
    assert!(readers(&support::open_text(&quiet, &[]).scenario).is_empty());
}
