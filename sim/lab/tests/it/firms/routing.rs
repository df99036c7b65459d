//! Routing among networks by price and by what failed lately.

use crate::support;

/// A gateway of three networks with these prices \[usd a request\].
fn text(prices: [f64; 3], routing: &str, more: &str) -> String {
    let network = |(name, price): (&str, f64)| {
        format!(
            "[network.{name}]\ncoin = \"alp\"\npricing.posted = {{ request = \"{price} usd/request\" }}\n\
             [nodes.{name}]\ncount = 50\nnetworks = [\"{name}\"]\n"
        )
    };
    let tables: String = ["a", "b", "c"].into_iter().zip(prices).map(network).collect();
    format!(
        "horizon = \"2_000 s\"\n[coin.alp]\n{tables}[gateway.front]\nrouting.{routing}\n{more}\
         [users.all]\narrival.poisson = {{ rate = \"10 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
    )
}

#[test]
fn a_split_by_price_is_that_of_its_formula_and_of_a_fixed_split_with_these_weights() {
    let prices = [0.01, 0.017, 0.032];
    for power in [0.0, 1.0, 2.0, 3.5] {
        let weights = prices.map(|price: f64| price.powf(-power));
        let rule = format!("price_weighted = {{ power = {power:?} }}");
        let checked = support::open_text(&text(prices, &rule, ""), &[]);
        let outcome = support::simulate(&checked.scenario, 0);
        let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
        for (name, weight) in ["a", "b", "c"].into_iter().zip(weights) {
            let expected = weight / weights.iter().sum::<f64>();
            let found = of(&format!("answered_rps[network.{name}]")) / of("answered_rps");
            let z = (found - expected) / (expected * (1.0 - expected) / 20_000.0).sqrt();
            assert!(z.abs() < 4.0, "power {power}: {found} of {name}, not {expected}; z = {z:.1}");
        }
        // Its twin: the same draws, with weights that somebody else has worked out.
        let split = support::open_text(&text(prices, &format!("split = {{ weights = {weights:?} }}"), ""), &[]);
        let twin = support::simulate(&split.scenario, 0);
        assert_eq!(twin.fingerprints.events, outcome.fingerprints.events, "power {power}");
        assert_eq!(twin.fingerprints.money, outcome.fingerprints.money, "power {power}");
    }
}

/// A network all of whose attempts fail is tried until the first has failed, and again so long after the last.
#[test]
fn a_network_that_fails_is_tried_as_often_as_the_renewal_theorem_says() {
    for (patience, outage) in [(1.0, 10.0), (2.0, 30.0), (0.1, 5.0)] {
        let more = format!("timeout = {{ after = \"{patience} s\" }}\n[nodes.c]\ncount = 400\nspeed = 0.001\n");
        let rule = format!("price_weighted = {{ outage = \"{outage} s\" }}");
        let text = text([0.02, 0.02, 0.02], &rule, &more)
            .replace("[nodes.c]\ncount = 50\nnetworks = [\"c\"]\n", "")
            .replace("speed = 0.001\n", "speed = 0.001\nnetworks = [\"c\"]\n")
            .replace("exponential = \"1 s\"", "fixed = \"0.05 s\"")
            .replace("{ fixed = \"0.05 s\" }", "\"0.05 s\"");
        let checked = support::open_text(&text, &["horizon=\"20_000 s\""]);
        let outcome = support::simulate(&checked.scenario, 0);
        let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
        let r: f64 = 10.0 / 3.0;
        let cycle = 1.0 / r + 2.0 * patience - (1.0 - (-r * patience).exp()) / r + outage;
        let expected = (1.0 + r * patience) / cycle;
        let found = of("timeouts_per_request") * of("answered_rps");
        // Cycles are alike: the standard error of the rate is below 1 / sqrt(tries).
        let error = 4.0 * expected / (expected * 20_000.0).sqrt();
        assert!((found - expected).abs() < error, "{patience} s, {outage} s: {found} /s, not {expected}");
        assert!(of("answered_share") > 0.999_999, "retries go on at a network that works");
        assert!(of("answered_rps[network.c]") < 1e-9);
    }
}
