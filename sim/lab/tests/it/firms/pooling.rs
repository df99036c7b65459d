//! What a pool gains over parts of it, and what of hardware idles while requests are refused: against Erlang.

use crate::support;

/// Erlang's loss formula.
fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, k| a * b / (f64::from(k) + a * b))
}

/// Mean wait of M/M/c with a mean service of 1 s.
fn erlang_c_wait(c: u32, a: f64) -> f64 {
    let (b, rho) = (erlang_b(c, a), a / f64::from(c));
    b / (1.0 - rho * (1.0 - b)) / (f64::from(c) - a)
}

/// So many gateways, each with a network and a pool of c slots of its own, and `a` erlangs each.
fn apart(n: u32, c: u32, a: f64, waiting: &str) -> String {
    let one = |i: u32| {
        format!(
            "[network.n{i}]\n[gateway.g{i}]\nnetworks = [\"n{i}\"]\nretries = 0\n[nodes.p{i}]\ncount = 1\nnetworks = [\"n{i}\"]\n\
             queueing.fcfs = {{ slots = {c}{waiting} }}\n[users.u{i}]\ngateway = \"g{i}\"\n\
             arrival.poisson = {{ rate = \"{a} /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
        )
    };
    (0..n).map(one).collect()
}

fn play(tables: &str, horizon: &str) -> impl Fn(&str) -> Option<f64> + use<> {
    let checked = support::open_text(&format!("horizon = \"{horizon}\"\n{tables}"), &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label)
}

#[test]
fn parts_of_a_pool_refuse_requests_while_others_idle_as_erlang_says() {
    for (c, a) in [(4, 3.0), (10, 9.0)] {
        let of = play(&apart(5, c, a, ", waiting = 0"), "6_000 s");
        let b = erlang_b(c, a);
        let refused = of("refused_node_full_share").expect("some are");
        assert!((refused / b - 1.0).abs() < 0.05, "{c}: {refused} are refused, not {b}");
        // Where one part is full, another has room unless the four others are full, too.
        let idle = of("idle_while_refused_share").expect("some are refused");
        let expected = b * (1.0 - b.powi(4));
        assert!(
            (idle / expected - 1.0).abs() < 0.05,
            "{c}: {idle} of them could have been served elsewhere, not {expected}"
        );
        // All in one: fewer are refused, and never while anything idles.
        let of = play(&apart(1, 5 * c, 5.0 * a, ", waiting = 0"), "6_000 s");
        let (refused, b) = (of("refused_node_full_share").expect("it exists"), erlang_b(5 * c, 5.0 * a));
        assert!((refused / b - 1.0).abs() < 0.2, "{c}: {refused} are refused, not {b}");
        assert_eq!(of("idle_while_refused_share"), Some(0.0));
    }
}

/// A node that idles counts only if it holds the LLM that was asked.
#[test]
fn an_idle_node_without_the_llm_could_not_have_served_the_request() {
    let world = |llms: &str| {
        format!(
            "[llm.small]\nparameters = 1_000_000_000\nweights = \"2 GB\"\ncache = \"100 kB\"\n\
             [llm.large]\nlike = \"llm.small\"\nparameters = 2_000_000_000\n[network.n]\n[network.m]\n[gateway.g]\nnetworks = [\"n\"]\nretries = 0\n[gateway.h]\nnetworks = [\"m\"]\n\
             [nodes.full]\ncount = 1\nnetworks = [\"n\"]\nllms = [\"small\"]\nqueueing.fcfs = {{ slots = 1, waiting = 0 }}\n\
             [nodes.idle]\ncount = 1\nnetworks = [\"m\"]\n{llms}\n\
             [users.u]\ngateway = \"g\"\nllms = [\"small\"]\narrival.poisson = {{ rate = \"2 /s\" }}\n\
             demand.work = {{ exponential = \"1 s\" }}\n"
        )
    };
    let idle =
        |llms: &str| play(&world(llms), "1_000 s")("idle_while_refused_share").expect("two in three are refused");
    assert!(super::is_same(idle("llms = [\"large\"]"), 0.0));
    let served = idle("llms = [\"large\", \"small\"]");
    assert!((served - 2.0 / 3.0).abs() < 0.05, "M/M/1/1 at 2 erlangs loses two in three, not {served}");
}

#[test]
fn a_pool_gains_over_its_parts_what_erlang_c_says() {
    for (c, a) in [(4, 3.2), (10, 9.0)] {
        let (parts, pool) = (erlang_c_wait(c, a), erlang_c_wait(5 * c, 5.0 * a));
        let of = play(&apart(5, c, a, ""), "10_000 s");
        let found = of("wait_mean_s").expect("it exists");
        assert!((found / parts - 1.0).abs() < 0.12, "{c}: {found} s apart, not {parts}");
        let of = play(&apart(1, 5 * c, 5.0 * a, ""), "10_000 s");
        let found = of("wait_mean_s").expect("it exists");
        assert!((found / pool - 1.0).abs() < 0.25, "{c}: {found} s together, not {pool}");
    }
}
