//! One schedule over the nodes of several networks: against Erlang, and against one node that has all slots.

use crate::support;

/// So many networks of one node with `c` slots, one gateway that uses them all, and `a` erlangs for each.
fn networks(n: u32, a: f64, routing: &str, queueing: &str) -> String {
    let names: Vec<String> = (0..n).map(|i| format!("\"n{i}\"")).collect();
    let one = |i: u32| {
        format!("[network.n{i}]\n[nodes.p{i}]\ncount = 1\nnetworks = [\"n{i}\"]\nqueueing.fcfs = {{ {queueing} }}\n")
    };
    let tables: String = (0..n).map(one).collect();
    format!(
        "{tables}[gateway.g]\nnetworks = [{}]\nretries = 0\n{routing}[users.u]\ngateway = \"g\"\n\
         arrival.poisson = {{ rate = \"{} /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n",
        names.join(", "),
        a * f64::from(n),
    )
}

fn play(tables: &str, horizon: &str) -> impl Fn(&str) -> Option<f64> + use<> {
    let checked = support::open_text(&format!("horizon = \"{horizon}\"\n{tables}"), &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label)
}

#[test]
fn five_networks_under_one_schedule_lose_what_one_node_with_all_slots_loses() {
    for (c, a) in [(8, 6.4), (2, 3.0)] {
        let slots = format!("slots = {c}, waiting = 0");
        let joint = play(&networks(5, a, "routing = \"joint\"\n", &slots), "6_000 s");
        // Whoever finds a free slot anywhere gets one, so that the same requests are lost, one by one.
        let pool = play(&networks(1, 5.0 * a, "", &format!("slots = {}, waiting = 0", 5 * c)), "6_000 s");
        for metric in ["answered_share", "answered_rps", "answer_latency_mean_s", "answer_latency_p99_s", "utilisation"]
        {
            assert_eq!(joint(metric), pool(metric), "{metric} at {c} slots");
        }
        assert_eq!(joint("idle_while_refused_share"), Some(0.0));
        // Erlang's loss formula, in 240 batches of about 25 s each that are nearly independent.
        let b = (1..=5 * c).fold(1.0, |b, k| 5.0 * a * b / (f64::from(k) + 5.0 * a * b));
        let found = joint("refused_node_full_share").expect("some are lost");
        assert!((found / b - 1.0).abs() < 0.1, "{c}: {found} are lost, not {b}");
        // A gateway that draws among the same networks loses what each loses alone.
        let split = play(&networks(5, a, "", &slots), "6_000 s");
        let b = (1..=c).fold(1.0, |b, k| a * b / (f64::from(k) + a * b));
        let found = split("refused_node_full_share").expect("some are lost");
        assert!((found / b - 1.0).abs() < 0.05, "{c}: {found} are lost of a split, not {b}");
    }
}

/// Pairs of lines of M/M/1 under the shorter-queue rule: the mean time in the system of the theory's entry jsq-2.
#[test]
fn two_networks_are_one_list_of_two_nodes() {
    let list = "[network.n0]\n[nodes.p0]\ncount = 2\nnetworks = [\"n0\"]\n[gateway.g]\nnetworks = [\"n0\"]\nretries = 0\n\
                scheduling = \"join_shortest_queue\"\n[users.u]\ngateway = \"g\"\n\
                arrival.poisson = { rate = \"1.6 /s\" }\ndemand.work = { exponential = \"1 s\" }\n";
    let one = play(list, "40_000 s")("answer_latency_mean_s").expect("it exists");
    for rule in ["by = \"backlog\"", "by = \"latency\""] {
        let rule = format!("routing.joint = {{ {rule} }}\n");
        let two = play(&networks(2, 0.8, &rule, "slots = 1"), "40_000 s")("answer_latency_mean_s").expect("it exists");
        // Two runs of 64,000 requests each with a relaxation time of about 50 s, on the same arrivals.
        assert!((two / one - 1.0).abs() < 0.03, "{rule}: {two} s over two networks, {one} s over one list");
    }
}

/// A network at 1 usd whose node is busy, and an idle one at 2 usd: from which worth of time on the dear one is taken.
#[test]
fn what_a_wait_is_worth_decides_whether_a_dearer_network_is_taken() {
    let text = |worth: &str| {
        format!(
            "[coin.alp]\n[network.cheap]\ncoin = \"alp\"\npricing.posted = {{ request = \"1 usd/request\" }}\n\
             [network.dear]\nlike = \"network.cheap\"\npricing.posted = {{ request = \"2 usd/request\" }}\n\
             [gateway.g]\nnetworks = [\"cheap\", \"dear\"]\nrouting.joint = {{ by = \"latency\"{worth} }}\n\
             [nodes.cheap]\ncount = 1\nnetworks = [\"cheap\"]\n[nodes.dear]\ncount = 1\nnetworks = [\"dear\"]\n\
             [users.u]\ngateway = \"g\"\narrival.renewal = {{ gap = \"1 s\" }}\ndemand.work = \"4 s\"\n"
        )
    };
    // Lines grow by three services in four seconds; a request ahead is 4 s more, worth 4 / 3600 of an hour's.
    let share = |worth: &str| {
        let of = play(&text(worth), "400 s");
        of("answered_rps[network.dear]").unwrap_or(0.0) / of("answered_rps").expect("some are answered")
    };
    assert!((share("") - 0.5).abs() < 0.02);
    // A usd is 1,000 s: the cheap line is 250 requests longer before anybody goes to the dear one.
    assert!(share(", worth = \"3.6 usd/h\"") < 0.15, "{}", share(", worth = \"3.6 usd/h\""));
    assert!((share(", worth = \"3_600 usd/h\"") - 0.5).abs() < 0.02);
}

/// The idle network assures too little: its nodes are not taken.
#[test]
fn a_network_that_assures_too_little_is_not_of_the_schedule() {
    let text = "[network.a]\n[network.a.verification.spot]\nspot_check.rate = \"5 %\"\n[network.b]\n\
                [standard.common.maps]\na.spot = \"sampled\"\n[gateway.g]\nnetworks = [\"b\", \"a\"]\nrouting = \"joint\"\n\
                [nodes.a]\ncount = 2\nnetworks = [\"a\"]\n[nodes.b]\ncount = 9\nnetworks = [\"b\"]\n\
                [users.u]\ngateway = \"g\"\nneeds = \"sampled\"\narrival.poisson = { rate = \"3 /s\" }\n\
                demand.work = { exponential = \"1 s\" }\n";
    let of = play(text, "300 s");
    assert!(of("answered_rps[network.a]").expect("it answers") > 1.0);
    assert!(of("answered_rps[network.b]").is_none_or(|rate| rate <= 0.0));
}
