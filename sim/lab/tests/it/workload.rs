//! Workloads as whole scenarios play them.

use files::Request;
use scenario::{Checked, open_text};

use crate::support;

/// Enough slots for everybody; what comes is asked for.
fn scenario(users: &str) -> Checked {
    let text = format!(
        "# What comes?\nhorizon = \"3_000 s\"\nstudy = \"steady\"\nwarm_up = \"300 s\"\n\
         [hardware.a100]\nmemory = \"80 GiB\"\nbandwidth = \"2039 GB/s\"\nthroughput = \"312 TFLOP/s\"\n\
         [llm.small]\nparameters = 8_000_000_000\nweights = \"16 GB\"\ncache = \"128 KiB\"\n\
         [nodes.server]\ncount = 40\nhardware = \"a100\"\nllms = [\"small\"]\nqueueing.fcfs = {{ slots = 8 }}\n\
         [users.all]\nllms = [\"small\"]\n{users}"
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
            "horizon = \"1 s\"\n[llm.x]\nparameters = 1\nweights = \"1 GB\"\ncache = \"1 B\"\n\
             [nodes.server]\ncount = 1\n[users.all]\n\
             {users}\n"
        );
        let refused = open_text(&support::whole(&text), &Request::default()).expect_err("faults");
        let told: Vec<&str> = refused.problems.list().iter().map(|problem| problem.message.as_str()).collect();
        for expected in expected {
            assert!(told.contains(expected), "{expected}: {told:?}");
        }
    };
    let work = "demand.work = \"1 s\"";
    let clients = |more: &str| format!("arrival.clients = {{ rates = [\"1 /s\", \"2 /s\"]{more} }}\n{work}");
    check(&clients(", cvs = [1]"), &["`cvs` has 1 entries for 2 clients"]);
    check(&clients(", on = [\"1 s\", \"0 s\"]"), &["clients that are on for a while must be off for a while"]);
    check(&clients(", cvs = [1, 0]"), &["a coefficient of variation must be 0.01 to 1000"]);
    check(&format!("arrival.clients = {{ rates = [\"0 /s\"] }}\n{work}"), &["a client never comes"]);
    check(
        &format!("arrival.hourly = {{ mean = \"1 /s\", factors = [0, 0] }}\n{work}"),
        &["the factors are relative rates"],
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
        &["1 distributions of prompts and 2 of outputs for 1 clients"],
    );
}

/// A file of a recording, for as long as it is held.
struct Recording(std::path::PathBuf);

impl Recording {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("windtunnel-{name}-{}.csv", std::process::id()));
        std::fs::write(&path, text).expect("the recording is written");
        Self(path)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What a scenario with these users and nodes says about a recording, with its path left out.
fn recorded(recording: &Recording, users: &str, nodes: &str) -> Result<Checked, String> {
    let file = recording.0.display().to_string();
    let text = format!(
        "horizon = \"10 min\"\n[llm.x]\nparameters = 1\nweights = \"1 GB\"\ncache = \"1 B\"\n\
         [hardware.h]\nmemory = \"80 GiB\"\nbandwidth = \"2039 GB/s\"\nthroughput = \"312 TFLOP/s\"\n\
         [nodes.server]\ncount = 1\nhardware = \"h\"\n{nodes}\n\
         [users.all]\n{users}\n"
    );
    let checked = open_text(&support::whole(&text.replace("FILE", &format!("{file:?}"))), &Request::default());
    let mut checked = *checked.map(Box::new).map_err(|refused| {
        let list = refused.problems.list().iter();
        list.map(|p| format!("{}; {}", p.message, p.remedy.as_deref().unwrap_or(""))).collect::<Vec<_>>().join("\n")
    })?;
    checked.noticed.iter_mut().for_each(|warning| *warning = warning.replace(&file, "FILE"));
    Ok(checked)
}

const HEAD: &str = "arrival_s,llm,prompt_tokens,output_tokens\n";

#[test]
fn a_trace_of_seconds_since_1970_is_told_and_can_be_counted_from_its_first_row() {
    let rows = "1700000000.123456789,,10,5\n1700000000.123456790,,10,5\n1700000003.5,,10,5\n";
    let trace = Recording::new("since-1970", &format!("{HEAD}{rows}"));
    let open =
        |rest: &str| recorded(&trace, &format!("arrival.trace = {{ file = FILE{rest} }}\ndemand = \"recorded\""), "");
    let late = open("").expect("it is sound");
    assert_eq!(
        late.noticed,
        [
            "users.all: no request comes within the horizon of 10 min: FILE begins at 1700000000.123456789 s and ends at \
          1700000003.5 s; `from = \"1700000000.123456789 s\"` counts from its beginning"
        ]
    );
    assert!(metric(&late, "sent_rps", 0) < 1e-12);
    let counted = open(", from = \"1700000000.123456789 s\"").expect("it is sound");
    let times: Vec<u64> = counted.scenario.users[0].recorded.iter().map(|row| row.at.ns()).collect();
    assert_eq!((times, counted.noticed.len()), (vec![0, 1, 3_376_543_211], 0));
    assert!((metric(&counted, "sent_rps", 0) - 3.0 / 600.0).abs() < 1e-12);
    // At a tenth of the speed the last comes after 33.8 s.
    let slow = open(", from = \"1_700_000_000 s\", speed = 0.1").expect("it is sound");
    assert_eq!((slow.noticed.len(), metric(&slow, "sent_rps", 0)), (0, 3.0 / 600.0));
    let refused = open(", from = \"1_700_000_004 s\"").expect_err("nothing is left");
    let message = "nothing was recorded from that time on; the recording begins at 1700000000.123456789 s and ends at \
                   1700000003.5 s";
    assert_eq!(refused, message);
}

#[test]
fn sessions_of_seconds_since_1970_are_told_and_can_be_counted_from_their_first() {
    let rows = "node,from_s,until_s\na,1700000000,1700000300\nb,1600000000,1600000001\n";
    let sessions = Recording::new("up-since-1970", rows);
    let users = "arrival.poisson = { rate = \"1 /s\" }\ndemand.work = \"1 s\"";
    let open = |rest: &str| recorded(&sessions, users, &format!("churn.replay = {{ file = FILE{rest} }}"));
    let late = open("").expect("it is sound");
    assert_eq!(
        late.noticed,
        ["nodes.server: no node is ever up within the horizon of 10 min: FILE begins at 1600000000 s and ends at \
          1700000300 s; `from = \"1600000000 s\"` counts from its beginning"]
    );
    assert!(metric(&late, "availability", 0) < 1e-12);
    let counted = open(", from = \"1_700_000_000 s\"").expect("it is sound");
    assert_eq!((counted.noticed.len(), metric(&counted, "availability", 0)), (0, 0.5));
    let looped = open(", from = \"1_700_000_000 s\", loops = true").expect("it is sound");
    assert!(metric(&looped, "availability", 0) > 1.0 - 1e-12);
    let refused = open(", from = \"1_700_000_300 s\"").expect_err("nothing is left");
    assert!(refused.starts_with("nothing was recorded from that time on; the recording begins at 16"), "{refused}");
}

/// In Ciw and `SimPy` it would not: output/README.md.
#[test]
fn a_request_at_the_horizon_counts_and_one_a_nanosecond_later_does_not() {
    let trace = Recording::new("horizon", &format!("{HEAD}599,,1,1\n600,,1,1\n600.000000001,,1,1\n"));
    let checked = recorded(&trace, "arrival.trace = { file = FILE }\ndemand = \"recorded\"", "").expect("it is sound");
    assert_eq!(metric(&checked, "sent_rps", 0).to_bits(), (2.0_f64 / 600.0).to_bits());
}

/// A loop without time between its rows would never end.
#[test]
fn loops_of_no_time_are_refused() {
    let check = |rows: &str, speed: &str, why: Option<&str>| {
        let trace = Recording::new("no-time", &format!("{HEAD}{rows}"));
        let users = format!("arrival.trace = {{ file = FILE, loops = true, speed = {speed} }}\ndemand = \"recorded\"");
        let said = recorded(&trace, &users, "").err();
        let remedy = "use a longer recording, slow it down with `speed`, or leave `loops` out";
        assert_eq!(said, why.map(|why| format!("{why}; {remedy}")), "{rows}");
    };
    check("0,,1,1\n", "1.0", Some("loops of 0 s leave no time between their requests"));
    check("0,,1,1\n0,,1,1\n", "1.0", Some("loops of 0 s leave no time between their requests"));
    check("0,,1,1\n0.000000001,,1,1\n", "1.0", Some("loops of 2 ns leave no time between their requests"));
    check("0,,1,1\n0.001,,1,1\n", "10000.0", Some("loops of 2 ms leave no time between their requests"));
    check("0,,1,1\n0.001,,1,1\n", "1.0", None);
    let sessions = Recording::new("no-session", "node,from_s,until_s\na,0,0.000000001\na,0.000000002,0.0000000035\n");
    let users = "arrival.poisson = { rate = \"1 /s\" }\ndemand.work = \"1 s\"";
    let said = recorded(&sessions, users, "churn.replay = { file = FILE, loops = true }").err();
    let message = "loops of 4 ns leave no time for their sessions; use a longer recording, or leave `loops` out";
    assert_eq!(said.as_deref(), Some(message));
}

#[test]
fn requests_that_failed_when_they_were_recorded_are_left_out_and_told() {
    let rows = "1,,10,1\n2,,10,0\n3,,0,7\n4,,0,0\n";
    let trace = Recording::new("failed", &format!("{HEAD}{rows}"));
    let open = |demand: &str| recorded(&trace, &format!("arrival.trace = {{ file = FILE }}\n{demand}"), "");
    let left = open("demand = \"recorded\"").expect("it is sound");
    assert_eq!(
        left.noticed,
        [
            "users.all: 2 of 4 recorded requests failed, with no output tokens, and are left out",
            "users.all: 1 of 4 recorded prompts have no tokens and are sent with one",
        ]
    );
    assert!((metric(&left, "sent_rps", 0) - 2.0 / 600.0).abs() < 1e-12);
    // Where lengths are drawn, all that came comes.
    let all = open("demand.tokens = { prompt = 10, output = 5 }").expect("it is sound");
    assert_eq!((all.noticed.len(), metric(&all, "sent_rps", 0)), (0, 4.0 / 600.0));
    let none = Recording::new("all-failed", &format!("{HEAD}1,,10,0\n"));
    let said = recorded(&none, "arrival.trace = { file = FILE }\ndemand = \"recorded\"", "").err();
    let message = "none of the 1 recorded requests has output tokens; use `demand.tokens` with distributions, or name another trace";
    assert_eq!(said.as_deref(), Some(message));
}

#[test]
fn a_trace_whose_unit_looks_wrong_is_told() {
    let rows: Vec<String> = (0..40).map(|at| format!("{}e-6,,10,5\n", at * 20)).collect();
    let trace = Recording::new("unit", &format!("{HEAD}{}", rows.concat()));
    let said = recorded(&trace, "arrival.trace = { file = FILE }\ndemand = \"recorded\"", "").expect("it is sound");
    assert_eq!(
        said.noticed,
        [
            "users.all: FILE: 50000 requests per second are more than any service has: times may be in a larger unit than \
          they were read in"
        ]
    );
}

/// A request of exactly the window is taken; one token more is refused at the gateway, before anything is paid.
#[test]
fn requests_beyond_the_window_are_refused_and_counted() {
    let rows = "1,y,10,5\n2,y,12,4\n3,y,12,5\n4,x,999,999\n5,y,20,1\n";
    let trace = Recording::new("window", &format!("{HEAD}{rows}"));
    let y = "[llm.y]\nlike = \"llm.x\"\nwindow = 16\n";
    let users = format!("llms = [\"x\", \"y\"]\narrival.trace = {{ file = FILE }}\ndemand = \"recorded\"\n{y}");
    let checked = recorded(&trace, &users, "").expect("it is sound");
    let said = ["users.all: 2 of 5 recorded requests are refused: they exceed the 16 tokens that `y` takes"];
    assert_eq!(checked.noticed, said);
    let outcome = support::simulate(&checked.scenario, 0);
    let share = |name| support::value(&checked.scenario, &outcome, name);
    assert_eq!(
        [share("refused_too_long_share"), share("refused_share"), share("answered_share")],
        [Some(0.4), Some(0.4), Some(0.6)]
    );
    let drawn = |window: &str| {
        let users =
            format!("arrival.poisson = {{ rate = \"1 /s\" }}\ndemand.tokens = {{ prompt = 10, output = 7 }}\n{window}");
        recorded(&trace, &users, "").expect("it is sound")
    };
    // Without a window anywhere, nothing is too long, and no share of it exists.
    let outcome = |checked: &Checked| support::simulate(&checked.scenario, 0);
    let open = drawn("");
    assert_eq!(support::value(&open.scenario, &outcome(&open), "refused_too_long_share"), None);
}

#[test]
fn nothing_is_paid_for_what_is_too_long() {
    let play = |window: u32| {
        let text = format!(
            "horizon = \"100 s\"\n[llm.x]\nparameters = 1\nweights = \"1 GB\"\ncache = \"1 B\"\nwindow = {window}\n\
             [hardware.h]\nmemory = \"80 GiB\"\nbandwidth = \"2039 GB/s\"\nthroughput = \"312 TFLOP/s\"\n[coin.c]\n\
             [network.net]\ncoin = \"c\"\npricing.posted = {{ request = \"1 c/request\" }}\n[gateway.front]\n\
             [nodes.server]\ncount = 1\nhardware = \"h\"\n\
             [users.all]\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.tokens = {{ prompt = 10, output = 7 }}\n"
        );
        let checked = support::open_text(&text, &[]);
        let outcome = support::simulate(&checked.scenario, 0);
        let share = support::value(&checked.scenario, &outcome, "refused_too_long_share");
        (share, !outcome.flows[0].is_empty())
    };
    assert_eq!((play(16), play(17)), ((Some(1.0), false), (Some(0.0), true)));
}
