//! What users who hide requests give up, and from whom requests then are hidden.

use super::{is_near, play, text};
use crate::support;

const SEALED: &str = "hardware = \"h100\"\nconfidential = true\n";

/// The same twice: of users who take any node, and of those who take trusted execution alone.
fn twins(rest: &str) -> [String; 2] {
    ["open", "trusted_hardware"].map(|privacy| rest.replace("PRIVACY", &format!("privacy = \"{privacy}\"")))
}

#[test]
fn trusted_hardware_changes_nothing_where_all_nodes_have_it() {
    for gateway in [
        "scheduling = \"random\"",
        "scheduling = \"join_shortest_queue\"",
        "scheduling = \"round_robin\"\nview_age = \"3 s\"\ncounts_own = true",
        "scheduling.power_of_d = { d = 2 }\nview_age = \"3 s\"\nreports = \"in_turn\"",
        "scheduling = \"join_idle_queue\"\nwhen_empty = \"hold\"",
        "ban = { failures = 1 }\ntimeout = { after = \"3 s\" }\nretries = 2\nretry_elsewhere = true",
        "scheduling.copies = { d = 2 }",
    ] {
        let rules =
            "verification.spot.spot_check = { rate = 0.2 }\nverification.vote.committee = { seats = 3, rate = 0.3 }";
        let churn = "count = 6\nchurn.renewal = { session = { exponential = \"900 s\" }, absence = { exponential = \"100 s\" } }";
        let nodes = format!("{churn}\n{SEALED}");
        let whole = text(rules, gateway, &nodes, "PRIVACY").replace("slots = 1_000", "slots = 1");
        let prints = twins(&whole).map(|text| {
            let scenario = support::open_text(&text, &[]).scenario;
            let outcome = support::simulate(&scenario, 0);
            (outcome.fingerprints.events, outcome.fingerprints.money)
        });
        assert_eq!(prints[0], prints[1], "{gateway}");
    }
}

/// Sealed and open nodes of four slots each, and users of both kinds.
fn mixed(network: &str, private: f64) -> String {
    format!(
        "horizon = \"20_000 s\"\n[network.alpha]\n{network}\n[gateway.front]\nscheduling = \"join_shortest_queue\"\n\
         [nodes.sealed]\nqueueing.fcfs = {{ slots = 4 }}\n{SEALED}[nodes.open]\nqueueing.fcfs = {{ slots = 4 }}\n\
         [users.private]\nprivacy = \"trusted_hardware\"\narrival.poisson = {{ rate = \"{private} /s\" }}\n\
         demand.work = {{ exponential = \"1 s\" }}\n"
    )
}

/// Mean wait in M/M/c \[s\], with service of 1 s.
fn erlang_c_wait(c: u32, a: f64) -> f64 {
    let (mut b, c) = (1.0, f64::from(c));
    for k in 1..=(c as u32) {
        b = a * b / (f64::from(k) + a * b);
    }
    let waits = b / (1.0 - a / c * (1.0 - b));
    waits / (c - a)
}

#[test]
fn users_of_trusted_hardware_have_its_nodes_alone_as_in_m_m_c() {
    let of = play(&mixed("", 2.8).replace("20_000 s", "100_000 s"));
    let (wait, expected) = (of("wait_mean_s[users.private]"), erlang_c_wait(4, 2.8));
    assert!((wait / expected - 1.0).abs() < 0.08, "{wait} s, not {expected} s");
    for metric in
        ["exposed_to_gateway_share", "exposed_to_operators_share", "linked_share", "exposed_to_operators_mean"]
    {
        assert!(of(&format!("{metric}[users.private]")) < 1e-12, "{metric}");
    }
    assert!((of("utilisation[nodes.open]")).abs() < 1e-12, "no request of theirs comes to an open node");
    // Who does not mind has all eight places.
    let of = play(
        &mixed("", 3.2).replace("trusted_hardware", "open").replace("[network", "[observe]\nexposure = true\n[network"),
    );
    let (wait, expected) = (of("wait_mean_s[users.private]"), erlang_c_wait(8, 3.2));
    assert!((wait - expected).abs() < 0.02, "{wait} s, not {expected} s");
    // An operator of a sealed node sees nothing, whoever asks.
    let seen = of("exposed_to_operators_share[users.private]");
    assert!(seen > 0.2 && seen < 0.8, "{seen}");
}

#[test]
fn checks_of_trusted_requests_stay_in_trusted_execution() {
    let checks = "verification.spot.spot_check = { rate = 0.5 }\nverification.vote.committee = { seats = 2 }";
    let text = mixed(checks, 1.0).replace(SEALED, &format!("count = 3\n{SEALED}"));
    let of = play(&text);
    assert!(of("checked_share") > 0.4);
    assert!(of("exposed_to_checkers_share[users.private]") < 1e-12);
    assert!((of("utilisation[nodes.open]")).abs() < 1e-12, "an open node checks none of them");
    // Of an open user the sealed checkers see nothing either, and the open node's operator all that it gets.
    let of =
        play(&text.replace("trusted_hardware", "open").replace("[network", "[observe]\nexposure = true\n[network"));
    assert!(of("exposed_to_operators_mean[users.private]") < 1.0 + 1e-12);
    assert!(of("exposed_to_checkers_share[users.private]") > 0.1);
}

#[test]
fn requests_that_find_open_nodes_alone_are_refused_with_a_cause_of_their_own() {
    let text = format!(
        "{}[weather.dark]\nat = \"5_000 s\"\ncommon_shock = {{ nodes = [\"sealed\"], repair = \"4_000 s\" }}\n",
        mixed("", 1.0)
    );
    let of = play(&text);
    let found = of("refused_no_trusted_node_share");
    assert!(is_near(found, 0.2, 20_000.0), "{found}");
    assert!(of("refused_no_node_share") < 1e-12, "there is a node, and it will not do");
    assert!((of("refused_share") - found).abs() < 1e-12);
    // What idles meanwhile could not have served them; those that the shock met find its node still there.
    let idle = of("idle_while_refused_share");
    assert!(idle < 1e-3, "{idle}");
    // With nobody there, nobody is there; but the shock takes the sealed node first.
    let of = play(&text.replace("nodes = [\"sealed\"]", "nodes = [\"sealed\", \"open\"]"));
    assert!(of("refused_no_trusted_node_share") < 1e-3);
    assert!(is_near(of("refused_no_node_share"), 0.2, 20_000.0));
    // Who holds its requests waits for the nodes.
    let of = play(&text.replace("scheduling = ", "when_empty = \"hold\"\nscheduling = "));
    assert!(of("refused_share") < 1e-12 && of("wait_mean_s[users.private]") > 100.0);
}

#[test]
fn a_relay_hides_who_asks_and_costs_its_latency_and_fee() {
    let open = play(&text("", "", "count = 50", ""));
    for (opened, by_gateway) in [("node", 0.0), ("gateway", 1.0)] {
        let split =
            format!("privacy.split = {{ latency = \"200 ms\", fee = \"0.001 usd\", opened_at = \"{opened}\" }}");
        let of = play(&text("", "", "count = 50", &split));
        let more = of("answer_latency_mean_s") - open("answer_latency_mean_s");
        assert!((more - 0.2).abs() < 1e-3, "{opened}: {more} s more");
        let (fees, expected) = (of("relay_fees_usd_h[users.all]"), of("sent_rps") * 3_600.0 * 0.001);
        assert!((fees / expected - 1.0).abs() < 1e-3, "{opened}: {fees} usd/h, not {expected}");
        assert!((of("exposed_to_gateway_share[users.all]") - by_gateway).abs() < 1e-12, "{opened}");
        assert!(
            (of("exposed_to_operators_mean[users.all]") - 1.0).abs() < 1e-12,
            "{opened}: nodes read what they serve"
        );
        assert!(of("linked_share[users.all]") < 1e-12, "{opened}");
    }
    // With trusted nodes as well nobody reads what the relay passes on.
    let of = play(&text("", "", &format!("count = 5\n{SEALED}"), "privacy.split = { trusted = true }"));
    for metric in ["exposed_to_gateway_share", "exposed_to_operators_mean", "linked_share"] {
        assert!(of(&format!("{metric}[users.all]")) < 1e-12, "{metric}");
    }
}

#[test]
fn latencies_of_relays_are_drawn_from_their_law() {
    let open = play(&text("", "", "count = 50", ""));
    let of = play(&text("", "", "count = 50", "privacy.split = { latency = { exponential = \"500 ms\" } }"));
    let more = of("answer_latency_mean_s") - open("answer_latency_mean_s");
    assert!((more - 0.5).abs() < 4.0 * 0.5 / super::SENT.sqrt(), "{more} s more");
}

#[test]
fn a_sealed_gateway_reads_nothing_and_what_is_published_everybody_reads() {
    let of = play(&text("", "confidential = true", "count = 5", ""));
    assert!(of("exposed_to_gateway_share[users.all]") < 1e-12 && of("linked_share[users.all]") < 1e-12);
    assert!((of("exposed_to_operators_mean[users.all]") - 1.0).abs() < 1e-12);
    // What was published is linked with the account that paid, unless a relay did.
    for (users, linked) in [("", 1.0), ("privacy = \"split\"", 0.0)] {
        let of = play(&text("publishes = true", "confidential = true", "count = 5", users));
        assert!((of("published_share[users.all]") - 1.0).abs() < 1e-12);
        assert!((of("linked_share[users.all]") - linked).abs() < 1e-12, "{users}");
    }
    // Only answers are settled.
    let of = play(&text("publishes = true", "timeout = { after = \"1 s\" }\nretries = 0", "count = 5", ""));
    let (published, answered) = (of("published_share[users.all]"), of("answered_share"));
    assert!(answered < 0.7 && (published - answered).abs() < 1e-9, "{published} of {answered}");
}
