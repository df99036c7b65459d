//! LLMs that are loaded: by the bytes of their weights, and by what the recent mix asks for.

mod turns;

use files::{Colour, Request};
use scenario::open_text;

use crate::support;

/// Nodes that load five LLMs of 8 GB, asked with the weights of Zipf's law.
fn text(nodes: &str, work: &str) -> String {
    let llms: String = ["a", "b", "c", "d", "e"]
        .map(|name| format!("[llm.{name}]\nparameters = 4_000_000_000\nweights = \"8 GB\"\ncache = \"1 kB\"\n"))
        .concat();
    format!(
        "# Do loads take their time?\nhorizon = \"200_000 s\"\nreplications = 1\n{llms}\
         [hardware.card]\nmemory = \"40 GB\"\nbandwidth = \"1 TB/s\"\nthroughput = \"100 TFLOP/s\"\ntrusted = true\n\
         load_bandwidth = \"4 GB/s\"\n[users.all]\n\
         arrival.poisson = {{ rate = \"0.5 /s\" }}\ndemand.llm_work = {{ work = \"{work}\", zipf = 1.0 }}\n\
         [nodes.a]\ncount = 1\nqueueing.fcfs = {{ slots = 1 }}\n{nodes}"
    )
}

/// With a mix that stands, the C - 1 most wanted stay and the others take turns in the last place:
/// `sum_{i < C} p_i + sum_{j >= C} p_j^2 / sum_{j >= C} p_j`.
#[test]
fn what_is_wanted_most_stays_and_the_others_take_turns() {
    let weights = [1.0, 0.5, 1.0 / 3.0, 0.25, 0.2];
    let p = weights.map(|w| w / weights.iter().sum::<f64>());
    for capacity in [1_usize, 2, 3, 4] {
        let (kept, others) = p.split_at(capacity - 1);
        let turns = others.iter().map(|p| p * p).sum::<f64>() / others.iter().sum::<f64>();
        let wanted = kept.iter().sum::<f64>() + turns;
        let nodes = format!(
            "residency.demand_following = {{ capacity = {capacity}, load = \"1 ms\", half_life = \"2000 s\" }}\n"
        );
        let scenario = support::open_text(&text(&nodes, "1 ms"), &[]).scenario;
        let found = support::value(&scenario, &support::simulate(&scenario, 0), "residency_hit_share");
        let found = found.expect("requests were served");
        // About 100,000 requests: five standard errors are 0.8 %; a half-life of a thousand askings errs a little in
        // rank.
        assert!((found - wanted).abs() < 0.015, "capacity {capacity}: {found}, the closed form says {wanted}");
    }
}

/// Where loads are short against the time between requests, idle nodes have the C most wanted back before the next.
#[test]
fn what_is_wanted_most_is_there_when_it_is_loaded_ahead() {
    let weights = [1.0, 0.5, 1.0 / 3.0, 0.25, 0.2];
    for capacity in [1_usize, 2, 3, 4] {
        let wanted = weights[..capacity].iter().sum::<f64>() / weights.iter().sum::<f64>();
        let nodes = format!(
            "residency.demand_following = {{ capacity = {capacity}, load = \"1 ms\", half_life = \"2000 s\", ahead = true }}\n"
        );
        let scenario = support::open_text(&text(&nodes, "1 ms"), &[]).scenario;
        let found = support::value(&scenario, &support::simulate(&scenario, 0), "residency_hit_share");
        let found = found.expect("requests were served");
        assert!((found - wanted).abs() < 0.015, "capacity {capacity}: {found}, the closed form says {wanted}");
    }
}

/// Two LLMs asked with 0.8 and 0.2, of which one is held: `2 p q` wait for a load; loaded ahead in D, `lambda D = x`,
/// to the first order `q (1 + x (1 + p)) / (1 + 2 q x)`: whoever asks for the rare one, and the next if it comes too
/// soon.
#[test]
fn of_two_llms_of_which_one_is_held_fewer_wait_for_a_load_if_it_comes_ahead() {
    let waits = |load: &str, ahead: bool| {
        let nodes = format!(
            "residency.demand_following = {{ capacity = 1, load = \"{load}\", half_life = \"4000 s\", ahead = {ahead} }}\n"
        );
        let sets = ["users.all.llms=[\"a\", \"b\"]", "users.all.demand.llm_work.zipf=2.0"];
        let scenario = support::open_text(&text(&nodes, "1 us"), &sets).scenario;
        1.0 - support::value(&scenario, &support::simulate(&scenario, 0), "residency_hit_share")
            .expect("some were served")
    };
    let (p, q) = (0.8, 0.2);
    for (load, x) in [("1 ms", 0.0005), ("100 ms", 0.05), ("200 ms", 0.1)] {
        let found = waits(load, false);
        assert!((found - 2.0 * p * q).abs() < 0.006, "{load}: {found} wait, not {}", 2.0 * p * q);
        let (found, wanted) = (waits(load, true), q * (1.0 + x * (1.0 + p)) / (1.0 + 2.0 * q * x));
        assert!((found - wanted).abs() < 0.006, "{load}: {found} wait though loaded ahead, not {wanted}");
    }
}

#[test]
fn a_load_takes_the_weights_over_the_bandwidth_and_longer_in_trusted_execution() {
    let latency = |more: &str, sets: &[&str]| {
        // Nothing is kept: every request loads, and comes to a node that has long ended the one before.
        let nodes = format!("residency.lru = {{ capacity = 1, keep_alive = \"0 s\" }}\nhardware = \"card\"\n{more}");
        let scenario = support::open_text(&text(&nodes, "1 s"), sets).scenario;
        support::value(&scenario, &support::simulate(&scenario, 0), "answer_latency_p50_s").expect("answers came")
    };
    let rare = "users.all.arrival.poisson.rate=1 /h";
    // 8 GB at 4 GB/s, then a second of work; 1.6 or 3 times as long in trusted execution.
    for (more, sets, wanted) in [
        ("", &[rare][..], 3.0),
        ("confidential = true\n", &[rare], 4.2),
        ("confidential = true\n", &[rare, "hardware.card.trusted_load=3"], 7.0),
    ] {
        let found = latency(more, sets);
        assert!((found / wanted - 1.0).abs() < 0.01, "{found} s, not {wanted} s");
    }
}

#[test]
fn tokens_take_longer_in_trusted_execution_where_that_was_measured() {
    let latency = |queueing: &str, sets: &[&str]| {
        let rare = "users.all.arrival.poisson.rate=1 /h";
        let sets = [&[rare, "nodes.a.hardware=card"], sets].concat();
        let text = text("", "1 s").replace(
            "demand.llm_work = { work = \"1 s\", zipf = 1.0 }",
            "llms = [\"a\"]\ndemand.tokens = { prompt = 500, output = 200 }",
        );
        let text = text.replace("queueing.fcfs = { slots = 1 }", queueing);
        let scenario = support::open_text(&text, &sets).scenario;
        support::value(&scenario, &support::simulate(&scenario, 0), "answer_latency_mean_s").expect("answers came")
    };
    for queueing in ["queueing.fcfs = { slots = 1 }", "llms = [\"a\"]\nqueueing = \"continuous_batching\""] {
        let slowed = ["nodes.a.confidential=true", "hardware.card.trusted_step=1.06"];
        let (open, unknown, slow) =
            (latency(queueing, &[]), latency(queueing, &slowed[..1]), latency(queueing, &slowed));
        assert!((unknown - open).abs() < 1e-12, "{queueing}: {unknown} s, not {open} s");
        assert!((slow / open - 1.06).abs() < 1e-4, "{queueing}: {slow} s against {open} s");
    }
}

#[test]
fn loads_that_nobody_can_time_and_trust_that_is_not_there_are_refused() {
    let check = |nodes: &str, sets: &[&str], parts: &[&str]| {
        let sets = sets.iter().map(ToString::to_string).collect();
        let request = Request { file: "scenarios/t.toml".into(), sets, ..Request::default() };
        let refused = open_text(&support::whole(&text(nodes, "1 s")), &request).expect_err("it has a fault");
        let told = refused.render(Colour::Plain);
        assert!(parts.iter().all(|part| told.contains(part)), "{told}");
    };
    let lru = "residency.lru = { capacity = 1 }\n";
    check(lru, &[], &["error: the time to load an llm is not given", "name `hardware` with a `load_bandwidth`"]);
    check(&format!("{lru}hardware = \"card\"\n"), &["hardware.card.load_bandwidth=0 B/s"], &["load_bandwidth"]);
    check(
        &format!("{lru}hardware = \"rtx_4090\"\nconfidential = true\n"),
        &[],
        &["error: confidential nodes need hardware with trusted execution, but `rtx_4090` has none", "^^^^"],
    );
    check(
        "residency.demand_following = { capacity = 1, load = \"1 s\", keep_alive = \"9 s\", ahead = true }\n",
        &[],
        &[
            "error: an llm that is unloaded because it is unused would be loaded ahead at once",
            "leave out `keep_alive`, or `ahead`",
        ],
    );
    check(
        "confidential = true\n",
        &[],
        &["error: confidential nodes need hardware with trusted execution, but none is named"],
    );
    // One of them fits nowhere.
    check(
        &format!("{lru}hardware = \"card\"\nllms = [\"a\", \"c\"]\n"),
        &["llm.c.weights=50 GB"],
        &["error: the weights of these llms take 46.6 GiB, but card has 37.3 GiB"],
    );
    check(
        &format!("{lru}hardware = \"card\"\n[nodes.tiny]\nlike = \"nodes.a\"\nhardware = \"t4\"\n"),
        &["llm.c.weights=50 GB"],
        &[
            "error: no node of the network `plain` can hold the llm `c`: its weights take 46.6 GiB, but the largest memory there, of `card`, has 37.3 GiB",
            "use hardware with more memory for one of its groups, or leave the llm out of `llms`",
        ],
    );
}

/// Where one group of a network is large enough, the others hold what they can.
#[test]
fn nodes_that_name_no_llms_hold_those_that_fit() {
    let nodes = "residency.lru = { capacity = 1, load = \"1 s\" }\nhardware = \"card\"\n[nodes.big]\nlike = \"nodes.a\"\n\
                 hardware = \"h100\"\n";
    let scenario = support::open_text(&text(nodes, "1 s"), &["llm.c.weights=50 GB"]).scenario;
    assert_eq!(scenario.groups.iter().map(|g| g.llms.len()).collect::<Vec<_>>(), [4, 5]);
}
