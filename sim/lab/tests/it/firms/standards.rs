//! Standards of assurance: what they change, and what they leave.

use crate::support;

const MAPS: &str = "[standard.common.maps]\na.spot = \"sampled\"\nb.copies = \"replicated\"\n";

/// Three networks, the cheaper the less they assure.
fn text(routing: &str, gateway: &str, standard: &str, users: &str) -> String {
    format!(
        "horizon = \"2_000 s\"\n[coin.alp]\n{standard}\
         [network.free]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.01 usd/request\" }}\n\
         [network.a]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.02 usd/request\" }}\n\
         verification.spot.spot_check = {{ rate = \"5 %\", false_negative = \"10 %\", false_positive = \"1 %\" }}\n\
         [network.b]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.04 usd/request\" }}\n\
         verification.copies.replicate = {{ copies = 3 }}\n\
         [gateway.front]\nrouting = \"{routing}\"\n{gateway}\n[nodes.n]\ncount = 60\n\
         [users.all]\n{users}\narrival.poisson = {{ rate = \"3 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
    )
}

fn play(text: &str) -> (impl Fn(&str) -> f64 + use<>, String) {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let prints = format!("{:?} {:?}", outcome.fingerprints.events, outcome.fingerprints.money);
    (move |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(0.0), prints)
}

#[test]
fn a_standard_changes_nothing_where_nobody_needs_anything_and_its_adapter_is_free() {
    for routing in ["split", "cheapest", "price_weighted", "failover"] {
        let (_, without) = play(&text(routing, "", "", ""));
        let (_, with) = play(&text(routing, "standard = \"common\"", MAPS, ""));
        assert_eq!(without, with, "{routing}");
    }
    // And who asks for enough only is the cheapest then.
    let (_, cheapest) = play(&text("cheapest", "", "", ""));
    for gateway in ["", "standard = \"common\""] {
        let (_, assured) = play(&text("cheapest_that_assures", gateway, MAPS, ""));
        assert_eq!(assured, cheapest);
    }
}

#[test]
fn requests_go_to_the_cheapest_network_that_assures_enough() {
    for (needs, network) in [("none", "free"), ("signed", "a"), ("sampled", "a"), ("replicated", "b")] {
        let users = format!("needs = \"{needs}\"");
        let (of, _) = play(&text("cheapest_that_assures", "standard = \"common\"", MAPS, &users));
        assert!(super::is_same(of(&format!("answered_rps[network.{network}]")), of("answered_rps")), "{needs}");
        assert!(super::is_same(of("unassured_share[users.all]"), 0.0));
        // A policy that does not look at it sends some where nothing is assured; a third of them as a split.
        let (of, _) = play(&text("split", "standard = \"common\"", MAPS, &users));
        let enough = match needs {
            "none" => 3.0,
            "replicated" => 1.0,
            _ => 2.0,
        };
        assert!((of("unassured_share[users.all]") - (1.0 - enough / 3.0)).abs() < 0.03, "{needs}");
    }
}

#[test]
fn an_adapter_takes_its_time_and_its_fee() {
    let standard = format!(
        "{MAPS}[standard.common.adapter]\nlatency = \"35 ms\"\nfee = \"0.000_01 usd/request\"\nonce = \"40 usd\"\n"
    );
    let firm = "costs = \"1 usd/d\"\nstandard = \"common\"";
    let (free, _) = play(&text("cheapest_that_assures", firm, MAPS, "needs = \"sampled\""));
    let (of, _) = play(&text("cheapest_that_assures", firm, &standard, "needs = \"sampled\""));
    let more = of("answer_latency_mean_s") - free("answer_latency_mean_s");
    // The same requests, a little later: those under way at the end differ.
    assert!((more - 0.035).abs() < 0.002, "{more} s");
    let fee = of("request_costs_usd_h[gateway.front]") / 3_600.0 / of("sent_rps");
    assert!((fee - 0.000_01).abs() < 1e-9, "{fee} usd");
    let profit = free("firm_profit_usd[gateway.front]") - of("firm_profit_usd[gateway.front]");
    assert!((profit - 40.0 - of("sent_rps") * 2_000.0 * 0.000_01).abs() < 1e-6, "{profit} usd");
}

#[test]
fn what_check_tells_of_a_level_is_what_the_simulation_finds() {
    let users = "needs = \"sampled\"";
    let text = text("cheapest_that_assures", "standard = \"common\"", MAPS, users).replace(
        "[nodes.n]\ncount = 60\n",
        "[nodes.n]\ncount = 60\nconduct.substitute = { rate = \"20 %\", work = \"100 %\" }\n",
    );
    let checked = support::open_text(&text, &["horizon=\"20_000 s\""]);
    let told = scenario::closed_form::assurance::assurances(&checked.file, &checked.scenario);
    let of_a = told.iter().find(|told| told.network == "a").expect("its rule counts for a level");
    assert_eq!((of_a.level.as_str(), told.len()), ("sampled", 2));
    assert!(told.iter().any(|told| told.network == "b" && told.wrong_accepted.is_none()));
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
    let accepted = of_a.wrong_accepted.expect("a spot check has it");
    assert!((accepted - (1.0 - 0.05 * 0.9)).abs() < 1e-12);
    let found = of("wrong_accepted_share") / of("wrong_share");
    assert!((found - accepted).abs() < 0.01, "{found} of the wrong answers pass, not {accepted}");
    assert!((of_a.right_convicted.expect("it has it") - 0.000_5).abs() < 1e-12);
    // A check is the work of an answer again; beyond it there is only the wait for a checker.
    let delay = of("assured_latency_mean_s") - of("answer_latency_mean_s");
    assert!((delay - of_a.delay_s.expect("its demand has a mean")).abs() < 0.01, "{delay} s");
}

/// Shares exp(a) / sum over gateways of which a part of the networks assures what is needed.
#[test]
fn users_who_weigh_assurance_choose_by_the_share_of_networks_that_assure_enough() {
    for (half, expected) in [("split", 1.0 / (1.0 + (-1.0_f64).exp())), ("cheapest_that_assures", 0.5)] {
        let set = format!("gateway.half.routing={half}");
        let checked = support::open("policies/gateway_choice_assurance.toml", &[&set]);
        let shares = (0..4).map(|replication| {
            let outcome = support::simulate(&checked.scenario, replication);
            support::value(&checked.scenario, &outcome, "users_share[gateway.whole]").expect("it exists")
        });
        let share = shares.sum::<f64>() / 4.0;
        // 400 individuals that draw anew 40 times, in four runs; the first draws are from equal shares.
        let error = (expected * (1.0 - expected) / 64_000.0_f64).sqrt();
        assert!((share - expected).abs() < 4.0 * error + 0.01, "{half}: {share}, not {expected}");
    }
}
