//! Fingerprints, attested hardware, proofs of layers and in zero knowledge.

use units::ids::LlmId;

use super::{is, near, play, text};
use crate::support;

const JUDGES: &str = "[nodes.judges]\ncount = 20\nnetworks = [\"a\"]\nqueueing.fcfs = { slots = 50 }\n";

#[test]
fn proofs_of_layers_catch_as_many_as_are_drawn() {
    for (k, altered, power) in
        [(2, 1, 2.0 / 32.0), (4, 3, 1.0 - 29.0 * 28.0 * 27.0 * 26.0 / (32.0 * 31.0 * 30.0 * 29.0))]
    {
        let rule = format!(
            "verification.sums.layers = {{ sampled = {k}, altered = {altered}, false_positive = 0.01, checkers = \"judges\" }}"
        );
        let of = play(&text(&rule, "conduct.lazy = { rate = 0.5 }\n", JUDGES));
        let answers = of("answered_rps") * 2_000.0;
        is(of("wrong_caught_share"), power, answers * 0.5, "caught");
        is(of("right_convicted_share"), 0.5 * 0.01, answers, "convicted");
        // A proof and its verification for each answer.
        near(of("checked_share"), 2.0, 0.001, "checks");
        // 35 ms on the node, 4 ms on the judge, both at once after an answer of 100 ms.
        near(of("assured_latency_mean_s") - of("answer_latency_mean_s"), 0.039, 1e-3, "time of a proof");
    }
}

/// Each of c provers is a line of its own, with Poisson arrivals and proofs of one length: M/D/1.
#[test]
fn proofs_wait_for_a_pool_of_provers_as_in_a_queue() {
    let (c, rate, d) = (12.0, 0.2, 2.0);
    let rule = "verification.proof.zk = { rate = 0.2, fixed = \"2 s\", verify = \"0.5 s\", false_positive = 0.01, \
                false_negative = 0.02, provers = \"pool\", checkers = \"judges\" }";
    let pool = "[nodes.pool]\ncount = 12\nnetworks = [\"a\"]\n";
    let nodes = "conduct.lazy = { rate = 0.5, work = 1 }\n";
    let of = play(&text(rule, nodes, &format!("{JUDGES}{pool}")).replace("2_000 s", "20_000 s"));
    let answers = of("answered_rps") * 20_000.0;
    let load = rate * 20.0 * d / c;
    let wait = load * d / (2.0 * (1.0 - load));
    let each = (of("assured_latency_mean_s") - of("answer_latency_mean_s")) / rate;
    near(each, wait + d + 0.5, 0.04, "from an answer to its assurance");
    is(of("wrong_caught_share"), rate * 0.98, answers * 0.5, "caught");
    is(of("right_convicted_share"), 0.5 * rate * 0.01, answers, "convicted");
    near(of("utilisation[nodes.pool]"), load, 0.02, "the pool works");
}

/// A proof crosses the wires to the gateway and on to who verifies it; nothing else that is sent has any bytes.
#[test]
fn the_bytes_of_a_proof_cross_the_wires_twice() {
    let wires = |rule: &str| {
        let text = text(rule, "regions = [\"far\"]\n", &JUDGES.replace("networks", "regions = [\"far\"]\nnetworks"));
        let text = text.replace("[gateway.g]\n", "[gateway.g]\nregion = \"home\"\n").replace(
            "[coin.alp]",
            "[region.home]\n[region.far]\n[link.wire]\nbetween = [\"home\", \"far\"]\nlatency = \"1 ms\"\nbandwidth = \"1 Mbit/s\"\n\
             [link.far]\nbetween = [\"far\", \"far\"]\nlatency = \"1 ms\"\n[link.home]\nbetween = [\"home\", \"home\"]\n\
             latency = \"1 ms\"\n[coin.alp]",
        );
        let of = play(&text.replace("[users.u]\n", "[users.u]\nregion = \"home\"\n"));
        of("assured_latency_mean_s") - of("answer_latency_mean_s")
    };
    let rule = |bytes: u32| {
        format!(
            "verification.proof.zk = {{ bytes = \"{bytes} B\", false_positive = 0, false_negative = 0, checkers = \"judges\" }}"
        )
    };
    let (with, without) = (wires(&rule(12_500)), wires(&rule(0)));
    // 12,500 bytes are 100,000 bits: 0.1 s each way.
    near(with - without, 0.2, 1e-6, "two ways");
}

#[test]
fn what_nobody_can_prove_or_verify_is_refunded_or_paid_as_the_rule_says() {
    // The only node of the network that could verify is the one that answered.
    let one = |rule: &str| {
        let text = text(rule, "", "").replace("count = 50", "count = 1").replace("slots = 50", "slots = 500");
        let of = play(&text);
        (of("earned_usd_h[nodes.n]"), of("answered_rps") * 3_600.0, of("right_convicted_share"))
    };
    let rule = |word: &str| {
        format!("verification.proof.zk = {{ false_positive = 0, false_negative = 0, unproved = \"{word}\" }}")
    };
    let (earned, _, convicted) = one(&rule("refund"));
    assert!(earned <= 0.0 && convicted <= 0.0, "{earned} {convicted}");
    let (earned, answered, convicted) = one(&rule("pay"));
    near(earned, answered, 1e-6, "all is paid");
    assert!(convicted <= 0.0);
}

#[test]
fn attested_hardware_takes_its_overhead_and_binds_where_it_covers_the_execution() {
    let of = play(&text(
        "verification.enclave.attested = { overhead = 0.07, rejects = 0.02 }",
        "conduct.lazy = { rate = 0.5 }\n",
        "",
    ));
    let answers = of("answered_rps") * 2_000.0;
    near(of("answer_latency_mean_s"), 0.107, 1e-6, "seven per cent more");
    near(of("verification_cost_share"), 0.07 / 1.07, 0.01, "of all the work");
    assert!(of("wrong_share") <= 0.0, "it binds");
    is(1.0 - of("earned_usd_h[nodes.n]") * 50.0 / (of("answered_rps") * 3_600.0), 0.02, answers, "refunded");
    assert!(of("right_convicted_share") <= 0.0);
    let of = play(&text(
        "verification.relay.attested = { binds = false, rejects = 0 }",
        "conduct.lazy = { rate = 0.5 }\n",
        "",
    ));
    is(of("wrong_share"), 0.5, of("answered_rps") * 2_000.0, "a relay answers as it likes");
}

/// A fingerprint is checked in the time of one prefill over request and answer.
#[test]
fn fingerprints_cost_a_prefill_and_err_as_they_should() {
    let (p, a, b) = (0.5, 0.02, 0.1);
    let text = "horizon = \"4_000 s\"\n[coin.alp]\ngenesis.market = \"1_000_000_000 alp\"\n[network.a]\ncoin = \"alp\"\n\
                pricing.posted = { request = \"1 alp/request\" }\n\
                verification.prints.fingerprint = { rate = 0.5, false_positive = 0.02, false_negative = 0.1 }\n\
                [gateway.g]\nnetworks = [\"a\"]\n[nodes.n]\ncount = 20\nhardware = \"rtx_4090\"\nllms = [\"llama_8b\"]\n\
                networks = [\"a\"]\nqueueing.fcfs = { slots = 8 }\nconduct.lazy = { rate = 0.25, work = 1 }\n[users.u]\n\
                gateway = \"g\"\nllms = [\"llama_8b\"]\narrival.poisson = { rate = \"5 /s\" }\n\
                demand.tokens = { prompt = 100, output = 200 }\n";
    let checked = support::open_text(text, &[]);
    let (scenario, outcome) = (&checked.scenario, support::simulate(&checked.scenario, 0));
    let of = |label: &str| support::value(scenario, &outcome, label).unwrap_or(0.0);
    let answers = of("answered_rps") * 4_000.0;
    is(of("wrong_caught_share"), p * (1.0 - b), answers * 0.25, "caught");
    is(of("right_convicted_share"), 0.75 * p * a, answers, "convicted");
    let times = scenario.times(&scenario.groups[0], LlmId(0));
    let (answer, prefill) = (times.service(100, 200, 8).as_secs(), times.service(300, 1, 8).as_secs());
    assert!(prefill < answer / 20.0, "{prefill} s against {answer} s");
    near(of("verification_cost_share"), p * prefill / (answer + p * prefill), 0.02, "work of checks");
}
