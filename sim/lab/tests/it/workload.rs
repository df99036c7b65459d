//! Workloads as whole scenarios play them.

use lab::file::Request;
use lab::scenario::{Checked, open_text};

use crate::support;

/// Enough slots for everybody; what comes is asked for.
fn scenario(users: &str) -> Checked {
    let text = format!(
        "# What comes?\nname = \"t\"\nhorizon = \"3_000 s\"\nstudy = \"steady\"\nwarm_up = \"300 s\"\n\
         [hardware.a100]\nmemory = \"80 GiB\"\nbandwidth = \"2039 GB/s\"\nthroughput = \"312 TFLOP/s\"\n\
         [llm.small]\nparameters = 8_000_000_000\nweights = \"16 GB\"\ncache = \"128 KiB\"\n\
         [network.net]\n[gateway.front]\nnetworks = [\"net\"]\n\
         [nodes.server]\ncount = 40\nhardware = \"a100\"\nllms = [\"small\"]\nqueueing.fcfs = {{ slots = 8 }}\n\
         [users.all]\ngateway = \"front\"\nllms = [\"small\"]\n{users}"
    );
    support::open_text(&text, &[])
}

fn metric(checked: &Checked, name: &str, replication: u32) -> f64 {
    let outcome = support::simulate(&checked.scenario, replication);
    support::value(&checked.scenario, &outcome, name).expect("the metric has a value")
}

/// `rate E[turns]` a second, however long a user thinks and waits: users of a session come again, no more and no less.
#[test]
fn sessions_send_all_their_turns() {
    for think in ["1 s", "40 s"] {
        let users = format!(
            "arrival.sessions = {{ rate = \"2 /s\", turns = 3, think = {{ exponential = \"{think}\" }} }}\n\
             demand.conversation = {{ opening = 20, prompt = 40, output = 50 }}\n"
        );
        let checked = scenario(&users);
        let rates: Vec<f64> = (0..8).map(|replication| metric(&checked, "sent_rps", replication)).collect();
        let mean = rates.iter().sum::<f64>() / 8.0;
        // 8 times 2,700 s of 2 sessions a second: the standard error of their number is 0.5 %.
        assert!((mean / 6.0 - 1.0).abs() < 0.02, "{think}: {mean}");
    }
}

/// A conversation of single turns without an opening is `tokens`, to the last bit.
#[test]
fn a_conversation_without_a_past_is_plain_demand() {
    let play = |demand: &str| {
        let laws = "prompt = { exponential = 400 }, output = { lognormal = { median = 90, sigma = 0.7 } }";
        let users = format!("arrival.poisson = {{ rate = \"2 /s\" }}\ndemand.{demand} = {{ {laws} }}\n");
        support::simulate(&scenario(&users).scenario, 0).fingerprints
    };
    assert_eq!(play("conversation"), play("tokens"));
}

#[test]
fn workloads_that_cannot_be_are_refused_with_their_line() {
    let check = |users: &str, expected: &[&str]| {
        let text = format!(
            "name = \"t\"\nhorizon = \"1 s\"\n[llm.x]\nparameters = 1\nweights = \"1 GB\"\ncache = \"1 B\"\n\
             [network.net]\n[gateway.front]\nnetworks = [\"net\"]\n[nodes.server]\ncount = 1\n[users.all]\n\
             gateway = \"front\"\n{users}\n"
        );
        let refused = open_text(&text, &Request::default()).expect_err("faults");
        let told: Vec<&str> = refused.problems.list().iter().map(|problem| problem.message.as_str()).collect();
        for expected in expected {
            assert!(told.contains(expected), "{expected}: {told:?}");
        }
    };
    let work = "demand.work = \"1 s\"";
    let clients = |more: &str| format!("arrival.clients = {{ rates = [\"1 /s\", \"2 /s\"]{more} }}\n{work}");
    check(&clients(", cvs = [1]"), &["`cvs` has 1 entries for 2 clients"]);
    check(&clients(", on = [\"1 s\", \"0 s\"]"), &["clients that are on for a while must be off for a while"]);
    check(&clients(", cvs = [1, 0]"), &["a deviation over mean must be 0.01 to 100"]);
    check(&format!("arrival.clients = {{ rates = [\"0 /s\"] }}\n{work}"), &["a client never comes"]);
    check(
        &format!("arrival.hourly = {{ mean = \"1 /s\", factors = [0, 0] }}\n{work}"),
        &["the factors are rates against each other"],
    );
    check(
        &format!("arrival.hourly = {{ mean = \"1 /s\", factors = [] }}\n{work}"),
        &["0 factors for the parts of a period"],
    );
    check(
        "arrival.poisson = { rate = \"1 /s\" }\ndemand.by_client = { prompt = [1], output = [1] }",
        &["lengths by client need clients"],
    );
    check(
        "arrival.clients = { rates = [\"1 /s\"] }\ndemand.by_client = { prompt = [1], output = [1, 2] }",
        &["1 laws of prompts and 2 of outputs for 1 clients"],
    );
}
