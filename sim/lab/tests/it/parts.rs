//! Nodes of several networks: shared by them, or with slots of their own for each.

use crate::support;

/// Three nodes of networks a and b, and users of both.
fn text(nodes: &str, scheduling: &str, more: &str) -> String {
    format!(
        "horizon = \"4_000 s\"\n[network.a]\n[network.b]\n{more}[gateway.a]\nnetworks = [\"a\"]\nscheduling = \"{scheduling}\"\n\
         [gateway.b]\nlike = \"gateway.a\"\nnetworks = [\"b\"]\n{nodes}\
         [users.a]\ngateway = \"a\"\narrival.poisson = {{ rate = \"4 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n\
         [users.b]\nlike = \"users.a\"\ngateway = \"b\"\narrival.poisson = {{ rate = \"7 /s\" }}\n"
    )
}

fn nodes(name: &str, networks: &str, rules: &str) -> String {
    format!("[nodes.{name}]\ncount = 3\nnetworks = [{networks}]\n{rules}\n")
}

fn play(text: &str) -> impl Fn(&str) -> Option<f64> + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label)
}

const METRICS: [&str; 9] = [
    "answered_share[gateway.a]",
    "answered_share[gateway.b]",
    "answered_rps[network.b]",
    "answer_latency_mean_s",
    "answer_latency_mean_s[users.a]",
    "answer_latency_p99_s",
    "wait_mean_s",
    "in_system_mean",
    "retries_per_request",
];

#[test]
fn parts_of_a_node_are_nodes_of_their_own() {
    let policies =
        ["random", "join_shortest_queue", "least_expected_latency", "power_of_d", "least_work_left", "round_robin"];
    for scheduling in policies {
        for waiting in ["", ", waiting = 4"] {
            let parted = format!("serves = \"partitioned\"\nqueueing.fcfs = {{ slots = 4{waiting} }}");
            let own = format!("queueing.fcfs = {{ slots = 2{} }}", waiting.replace('4', "2"));
            let found = play(&text(&nodes("n", "\"a\", \"b\"", &parted), scheduling, ""));
            let twins = nodes("n", "\"a\"", &own) + &nodes("m", "\"b\"", &own);
            let twin = play(&text(&twins, scheduling, ""));
            for metric in METRICS {
                assert_eq!(found(metric), twin(metric), "{metric} by {scheduling}{waiting}");
            }
        }
    }
}

/// Erlang's loss formula.
fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, k| a * b / (f64::from(k) + a * b))
}

/// Mean wait of M/M/c with a mean service of 1 s.
fn erlang_c_wait(c: u32, a: f64) -> f64 {
    let (b, rho) = (erlang_b(c, a), a / f64::from(c));
    b / (1.0 - rho * (1.0 - b)) / (f64::from(c) - a)
}

#[test]
fn a_shared_node_is_a_pool_and_a_partitioned_one_two_queues_as_erlang_says() {
    let play = |serves: &str, slots: u32, waiting: &str| {
        let rules = format!("serves = \"{serves}\"\nqueueing.fcfs = {{ slots = {slots}{waiting} }}");
        let nodes = nodes("n", "\"a\", \"b\"", &rules).replace("count = 3", "count = 1");
        let text = text(&nodes, "random", "")
            .replace("4_000 s", "20_000 s")
            .replace("[gateway.b]", "retries = 0\n[gateway.b]");
        play(&text)
    };
    let is = |found: Option<f64>, expected: f64, within: f64, what: &str| {
        let found = found.unwrap_or(0.0);
        assert!((found / expected - 1.0).abs() < within, "{what}: {found}, not {expected}");
    };
    // Loss: shares of 80,000 and 140,000 requests.
    let (shared, parted) = (play("shared", 12, ", waiting = 0"), play("partitioned", 12, ", waiting = 0"));
    let lost = |of: &dyn Fn(&str) -> Option<f64>, gateway: &str| {
        of(&format!("answered_share[gateway.{gateway}]")).map(|s| 1.0 - s)
    };
    for gateway in ["a", "b"] {
        is(lost(&shared, gateway), erlang_b(12, 11.0), 0.05, "a pool");
    }
    is(lost(&parted, "a"), erlang_b(6, 4.0), 0.05, "the part of a");
    is(lost(&parted, "b"), erlang_b(6, 7.0), 0.05, "the part of b");
    // What idles while requests are refused is the other network's part, alone.
    assert_eq!(shared("idle_while_refused_share"), Some(0.0));
    assert!(parted("idle_while_refused_share").expect("some are refused") > 0.05);
    // Delay: the mean wait of both together.
    let (shared, parted) = (play("shared", 20, ""), play("partitioned", 20, ""));
    is(shared("wait_mean_s"), erlang_c_wait(20, 11.0), 0.2, "the wait in a pool");
    let each = (4.0 * erlang_c_wait(10, 4.0) + 7.0 * erlang_c_wait(10, 7.0)) / 11.0;
    is(parted("wait_mean_s"), each, 0.1, "the wait in two parts");
}

/// Sessions end, work is kept or lost, patience runs out, checks and votes pass through: the audits find all in order.
#[test]
fn parts_keep_their_lines_whatever_becomes_of_their_node() {
    let more = "[network.a.verification.spot]\nspot_check.rate = \"30 %\"\n\
                [network.b.verification.vote]\nreplicate = { rate = \"20 %\" }\n";
    for leaving in ["fail", "move", "resume", "restart"] {
        let rules = format!(
            "serves = \"partitioned\"\nqueueing.fcfs = {{ slots = 4 }}\nleaving = \"{leaving}\"\n\
             churn.renewal = {{ session = {{ exponential = \"60 s\" }}, absence = {{ exponential = \"10 s\" }} }}"
        );
        let text = text(&nodes("n", "\"a\", \"b\"", &rules), "join_shortest_queue", more)
            .replace("[gateway.b]", "timeout = { after = \"5 s\" }\n[gateway.b]")
            .replace("4_000 s", "1_000 s");
        let of = play(&text);
        let share = of("answered_share").expect("some are answered");
        assert!(share > 0.2 && share < 1.0, "{leaving}: {share}");
    }
}
