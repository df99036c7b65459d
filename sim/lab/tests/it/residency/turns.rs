//! Batches of several LLMs by turns: waits against closed forms, and the room that weights leave.

use files::{Colour, Request};
use scenario::open_text;
use world::scenario::Scenario;

use crate::support;

/// A node that batches the requests of two like LLMs of 8 GB, asked equally often.
fn text(nodes: &str, users: &str) -> String {
    let llms = ["a", "b"]
        .map(|name| {
            format!(
                "[llm.{name}]\nparameters = 4_000_000_000\nweights = \"8 GB\"\ncache = \"100 kB\"\nlayers = 36\nwidth = 4096\n"
            )
        })
        .concat();
    format!(
        "# Do batches wait for their turn?\nhorizon = \"300_000 s\"\nreplications = 1\n{llms}\
         [hardware.card]\nmemory = \"20 GB\"\nbandwidth = \"1 TB/s\"\nthroughput = \"100 TFLOP/s\"\n\
         load_bandwidth = \"4 GB/s\"\n[users.all]\n\
         {users}\n[nodes.a]\ncount = 1\nhardware = \"card\"\n{nodes}"
    )
}

fn scenario(nodes: &str, users: &str, sets: &[&str]) -> Scenario {
    support::open_text(&text(nodes, users), sets).scenario
}

fn mean(scenario: &Scenario, metric: &str) -> f64 {
    support::value(scenario, &support::simulate(scenario, 0), metric).expect("it was measured")
}

const TOKENS: &str =
    "demand.tokens = { prompt = 500, output = 100, zipf = 0.0 }\narrival.poisson = { rate = \"0.2 /s\" }";
const ONE: &str = "queueing.continuous_batching = { most = 1 }\n";

/// One request at a time, each by one of two LLMs at random: whether it needs another than the one before is a fair
/// coin each time, so that services are independent and the wait is Pollaczek's and Khinchine's.
#[test]
fn one_at_a_time_the_wait_is_that_of_services_with_a_load_by_a_fair_coin() {
    let scenario = scenario(&format!("{ONE}residency.lru = {{ capacity = 1 }}\n"), TOKENS, &[]);
    let (lambda, load) = (0.2, 2.0);
    let service = scenario.times(&scenario.groups[0], scenario.groups[0].llms[0]).service(500, 100, 1).as_secs();
    let longer = service + load;
    let (first, second) = (f64::midpoint(service, longer), f64::midpoint(service * service, longer * longer));
    let wanted = lambda * second / (2.0 * (1.0 - lambda * first)) + first;
    let found = mean(&scenario, "answer_latency_mean_s");
    assert!((found / wanted - 1.0).abs() < 0.015, "{found} s, the closed form says {wanted} s");
    let hits = mean(&scenario, "residency_hit_share");
    assert!((hits - 0.5).abs() < 0.01, "{hits} of the requests found their llm");
}

/// A node that lets its LLM go whenever it idles: Welch's set-up times.
#[test]
fn a_node_that_unloads_when_idle_waits_for_its_set_up() {
    let nodes = format!("{ONE}llms = [\"a\"]\nresidency.lru = {{ capacity = 1, keep_alive = \"0 s\" }}\n");
    let scenario = scenario(&nodes, &TOKENS.replace("zipf = 0.0", "zipf = 1.0"), &["users.all.llms=[\"a\"]"]);
    let (lambda, load) = (0.2, 2.0);
    let service = scenario.times(&scenario.groups[0], scenario.groups[0].llms[0]).service(500, 100, 1).as_secs();
    let rho = lambda * service;
    let set_up = (2.0 * load + lambda * load * load) / (2.0 * (1.0 + lambda * load));
    let wanted = lambda * service * service / (2.0 * (1.0 - rho)) + set_up + service;
    let found = mean(&scenario, "answer_latency_mean_s");
    assert!((found / wanted - 1.0).abs() < 0.015, "{found} s, the closed form says {wanted} s");
    let (found, wanted) = (mean(&scenario, "unloaded_share"), (1.0 - rho) / (1.0 + lambda * load));
    assert!((found - wanted).abs() < 0.01, "unloaded for {found}, the closed form says {wanted}");
}

/// Where nobody ever asks for the second LLM, nodes that could serve it do exactly what those do that cannot.
#[test]
fn an_llm_that_nobody_asks_changes_no_answer() {
    let users = TOKENS.replace("0.2 /s", "3 /s");
    let sets = ["users.all.llms=[\"a\"]", "horizon=1 h"];
    let batching = |blocks: &str| format!("queueing.continuous_batching = {{ most = 4, blocks = {blocks} }}\n");
    for blocks in ["40", "2000"] {
        let alone = scenario(&format!("{}llms = [\"a\"]\n", batching(blocks)), &users, &sets);
        let both = scenario(&batching(blocks), &users, &sets);
        for metric in ["answer_latency_mean_s", "answer_latency_p99_s", "ttft_mean_s", "tpot_mean_s"] {
            assert_eq!(mean(&alone, metric).to_bits(), mean(&both, metric).to_bits(), "{metric} with {blocks} blocks");
        }
    }
}

/// 18 GB may be filled: beside one LLM of 8 GB there is room for 6,250 blocks of 16 tokens, beside two for 1,250.
#[test]
fn what_lies_in_memory_takes_room_from_the_cache() {
    let answered = |nodes: &str, prompt: u32| {
        let users = TOKENS.replace("prompt = 500", &format!("prompt = {prompt}")).replace("0.2 /s", "1 /h");
        mean(&scenario(&format!("queueing = \"continuous_batching\"\n{nodes}"), &users, &[]), "answered_share")
    };
    for (nodes, room) in
        [("", 1_250), ("residency.lru = { capacity = 2 }\n", 1_250), ("residency.lru = { capacity = 1 }\n", 6_250)]
    {
        let most = room * 16 - 100;
        assert!((answered(nodes, most) - 1.0).abs() < 1e-9, "{nodes}: {most} tokens fit");
        assert!(answered(nodes, most + 1) < 1e-9, "{nodes}: {} tokens do not fit", most + 1);
    }
}

#[test]
fn batches_that_leave_no_room_are_refused() {
    let check = |nodes: &str, sets: &[&str], parts: &[&str]| {
        let sets = sets.iter().map(ToString::to_string).collect();
        let request = Request { file: "scenarios/t.toml".into(), sets, ..Request::default() };
        let text = text(&format!("queueing = \"continuous_batching\"\n{nodes}"), TOKENS);
        let told = open_text(&support::whole(&text), &request).expect_err("it has a fault").render(Colour::Plain);
        assert!(parts.iter().all(|part| told.contains(part)), "{told}");
    };
    check(
        "",
        &["llm.b.weights=10.5 GB"],
        &[
            "error: the weights of `a` and those that can be loaded with it take 17.2 GiB of 16.8 GiB of usable memory: no block of cache is left",
            "take hardware with more memory, or hold fewer llms at once by `residency.lru`",
        ],
    );
    check(
        "residency.lru = { capacity = 1 }\n",
        &["llm.b.weights=19 GB"],
        &["error: the weights of `b` take 17.7 GiB of 16.8 GiB of usable memory: no block of cache is left"],
    );
}
