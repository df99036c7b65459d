//! Networks that assign requests themselves, and sessions with rosters.

use std::collections::{BTreeMap, BTreeSet};

use files::{Colour, Request};
use world::log::{Picked, Wanted};
use world::replication::Replication;
use world::scenario::Scenario;

use crate::support;

/// Metrics of one replication, bit by bit.
fn metrics(scenario: &Scenario, wanted: &[&str]) -> Vec<u64> {
    let outcome = support::simulate(scenario, 0);
    let value = |metric: &&str| support::value(scenario, &outcome, metric).map_or(0, f64::to_bits);
    wanted.iter().map(value).collect()
}

const WHOLE: [&str; 6] = [
    "answer_latency_mean_s",
    "answer_latency_p99_s",
    "wait_mean_s",
    "failed_share",
    "retries_per_request",
    "utilisation",
];

/// Nodes that come and go, requests that are held, tried again and given up.
const TWO: &str = "[gateway.front]\nretries = 2\nretry_elsewhere = true\nwhen_empty = \"hold\"\ntimeout = { after = \"20 s\" }\n\
    [gateway.side]\nlike = \"gateway.front\"\n\
    [nodes.some]\ncount = 7\nqueueing.fcfs = { slots = 2 }\n\
    churn.renewal = { session = { exponential = \"100 s\" }, absence = { exponential = \"40 s\" } }\n\
    [nodes.slow]\nlike = \"nodes.some\"\ncount = 3\nspeed = 0.5\n\
    [users.a]\narrival.poisson = { rate = \"4 /s\" }\ndemand.work = { exponential = \"1 s\" }\n\
    [users.b]\nlike = \"users.a\"\n";

const POLICIES: [&str; 9] = [
    "\"random\"",
    "\"round_robin\"",
    "\"join_shortest_queue\"",
    "{ join_shortest_queue = { ties = \"lowest_id\" } }",
    "\"join_idle_queue\"",
    "{ power_of_d = { d = 2 } }",
    "{ bounded_hash = { bound = 1.5 } }",
    "\"ucb\"",
    "{ batch_matching = { every = \"200 ms\" } }",
];

#[test]
fn a_network_that_assigns_is_as_a_gateway_of_its_own_with_the_same_policy() {
    for policy in POLICIES {
        for (age, counts) in [("0 s", false), ("3 s", true), ("3 s", false)] {
            let sets = |owner: &str| {
                let mut sets = vec![format!("{owner}.scheduling={policy}")];
                if age != "0 s" {
                    sets.push(format!("{owner}.view_age={age}"));
                    sets.push(format!("{owner}.counts_own={counts}"));
                }
                sets
            };
            let play = |owner: &str| {
                let sets = sets(owner);
                let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
                metrics(&support::open_text(TWO, &sets).scenario, &WHOLE)
            };
            assert_eq!(play("network.plain"), play("gateway.front"), "{policy}, {age} {counts}");
        }
    }
}

#[test]
fn of_two_gateways_a_network_that_assigns_makes_one() {
    for policy in POLICIES {
        let at_network = format!("network.plain.scheduling={policy}");
        let one = metrics(&support::open_text(TWO, &[&at_network]).scenario, &WHOLE);
        let apart = "users.b.gateway=side";
        let two = metrics(&support::open_text(TWO, &[&at_network, apart]).scenario, &WHOLE);
        assert_eq!(one, two, "{policy}");
    }
    // Each turn of its own: not one round robin.
    let turns = ["gateway.front.scheduling=round_robin", "gateway.side.scheduling=round_robin"];
    let one = metrics(&support::open_text(TWO, &turns).scenario, &WHOLE);
    let two = metrics(&support::open_text(TWO, &[turns[0], turns[1], "users.b.gateway=side"]).scenario, &WHOLE);
    assert_ne!(one, two);
}

/// All picks of a run.
fn picks(scenario: &Scenario) -> Vec<Picked> {
    let wanted = Wanted { requests: 1_000_000, slices: 0 };
    let (log, _) = Replication::noting(scenario.clone(), 0, wanted).log(scenario.horizon).expect("it ends");
    log.picks().to_vec()
}

/// The gateway that bans avoids the node that never answers; the other one does not hear of it.
#[test]
fn a_ban_at_a_gateway_hides_a_node_from_its_own_requests_alone() {
    let text = "horizon = \"2_000 s\"\n[network.plain]\nscheduling = \"random\"\n\
        [gateway.front]\ntimeout = { after = \"5 s\" }\nban = { failures = 1, first = \"1_000 d\", most = \"1_000 d\" }\n\
        [gateway.side]\ntimeout = { after = \"5 s\" }\n[nodes.good]\ncount = 4\n[nodes.dead]\nspeed = 0.000_001\n\
        [users.a]\narrival.poisson = { rate = \"1 /s\" }\ndemand.work = { exponential = \"100 ms\" }\n\
        [users.b]\nlike = \"users.a\"\ngateway = \"side\"\n";
    let scenario = support::open_text(text, &[]).scenario;
    let dead =
        |gateway: u16| picks(&scenario).iter().filter(|pick| pick.gateway.0 == gateway && pick.node.0 == 4).count();
    assert!(dead(0) <= 5, "{} picks of a node that is banned for ever", dead(0));
    assert!(dead(1) > 300, "{} picks by who does not ban", dead(1));
}

/// The nodes that each group of users was sent to, by session.
fn served(scenario: &Scenario, every_s: u64) -> BTreeMap<(u64, u16), BTreeSet<u32>> {
    let mut map: BTreeMap<(u64, u16), BTreeSet<u32>> = BTreeMap::new();
    for pick in picks(scenario) {
        let session = pick.at.ns() / (every_s * 1_000_000_000);
        map.entry((session, pick.users.0)).or_default().insert(pick.node.0);
    }
    map
}

/// Twenty nodes, rosters of five, four groups of users, two hundred sessions.
const SESSIONS: &str = "horizon = \"20_000 s\"\n[network.plain]\nsession = { every = \"100 s\", nodes = 5 }\n\
    [nodes.all]\ncount = 20\n\
    [users.a]\narrival.poisson = { rate = \"1 /s\" }\ndemand.work = { exponential = \"100 ms\" }\n\
    [users.b]\nlike = \"users.a\"\n[users.c]\nlike = \"users.a\"\n[users.d]\nlike = \"users.a\"\n";

/// Each node is on a roster with chance k / n; rosters of one session are independent, so that a node serves nobody
/// with chance (1 - k / n)^a.
#[test]
fn every_node_is_on_a_roster_with_the_chance_of_sampling_without_replacement() {
    let scenario = support::open_text(SESSIONS, &[]).scenario;
    let served = served(&scenario, 100);
    assert_eq!(served.len(), 800);
    // A hundred requests leave one of five out with chance 5 (4/5)^100 = 1e-9.
    assert!(served.values().all(|nodes| nodes.len() == 5), "rosters of five");
    let mut seats = [0_u32; 20];
    served.values().flatten().for_each(|&node| seats[node as usize] += 1);
    // 800 draws of chance 1/4: 200 seats, standard deviation 12.2; of 20 nodes none is off by 4.5 of them.
    assert!(seats.iter().all(|&n| (f64::from(n) - 200.0).abs() < 4.5 * 12.25), "{seats:?}");
    // Chi-square of 20 cells with a fixed total in each draw: (n - 1) k (1 - k / n) / (n - 1) of Poisson's.
    let spread: f64 = seats.iter().map(|&n| (f64::from(n) - 200.0).powi(2) / 150.0).sum::<f64>() * 19.0 / 20.0;
    assert!((5.0..45.0).contains(&spread), "{spread} of 19 degrees of freedom");
    let mut idle = Vec::new();
    for session in 0..200 {
        let busy: BTreeSet<u32> = (0..4).flat_map(|users| served[&(session, users)].iter().copied()).collect();
        idle.push(1.0 - busy.len() as f64 / 20.0);
    }
    let (mean, expected) = (idle.iter().sum::<f64>() / 200.0, 0.75_f64.powi(4));
    assert!((mean - expected).abs() < 0.015, "{mean} of the nodes serve nobody, not {expected}");
    let variance = idle.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 199.0;
    assert!(variance > 0.001, "sessions differ");
}

/// The share of a node over S sessions: mean 1 / n, variance (1 - k / n) / (k n S) and that of picks within sessions.
#[test]
fn over_many_sessions_each_node_serves_its_share() {
    let scenario = support::open_text(SESSIONS, &["gateway.front.scheduling=round_robin"]).scenario;
    let mut counts = vec![[0.0_f64; 20]; 4];
    let all = picks(&scenario);
    for pick in &all {
        counts[usize::from(pick.users.0)][pick.node.row()] += 1.0;
    }
    let (n, k, s) = (20.0, 5.0, 200.0);
    let mut squares = 0.0;
    for of in &counts {
        let sum: f64 = of.iter().sum();
        squares += of.iter().map(|x| (x / sum - 1.0 / n).powi(2)).sum::<f64>();
    }
    // A session's requests are a Poisson number of mean 100: the share of one weighs it by 1 + 1 / 100.
    let (found, expected) = (squares / 80.0, (1.0 - k / n) / (k * n * s) * 1.01);
    assert!((found / expected - 1.0).abs() < 0.5, "{found} instead of {expected}");
}

#[test]
fn who_shares_a_roster_is_what_per_says() {
    let of = |per: &str| {
        let per = format!("network.plain.session.per={per}");
        let served = served(&support::open_text(SESSIONS, &[&per]).scenario, 100);
        (0..200).filter(|&session| served[&(session, 0)] == served[&(session, 1)]).count()
    };
    assert!(of("[\"app\", \"llm\"]") < 5 && of("[\"app\"]") < 5);
    assert_eq!((of("[\"llm\"]"), of("[]")), (200, 200));
}

/// Whoever asks, and whenever: a group's rosters are those that it has alone, also where nodes come and go.
#[test]
fn the_order_of_requests_moves_no_roster() {
    let churn =
        "nodes.all.churn.renewal={ session = { exponential = \"50 s\" }, absence = { exponential = \"20 s\" } }";
    let with = |rate: &str| {
        let sets = [churn, "network.plain.session.per=[\"llm\"]", &format!("users.a.arrival.poisson.rate={rate}")];
        let scenario = support::open_text(SESSIONS, &sets).scenario;
        let mut by_session: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
        for ((session, _), nodes) in served(&scenario, 100) {
            by_session.entry(session).or_default().extend(nodes);
        }
        by_session
    };
    // With other arrivals the first request of a session comes at another time, when others are listed.
    let (early, late) = (with("\"3 /s\""), with("\"0.5 /s\""));
    for (session, nodes) in early {
        let union: BTreeSet<u32> = nodes.union(&late[&session]).copied().collect();
        assert!(union.len() <= 5, "session {session}: {nodes:?} and {:?}", late[&session]);
    }
}

#[test]
fn rosters_as_large_as_the_network_change_nothing_for_policies_without_an_order() {
    for policy in ["least_work_left", "{ join_shortest_queue = { ties = \"lowest_id\" } }"] {
        let policy = format!("gateway.front.scheduling={policy}");
        let whole =
            metrics(&support::open_text(SESSIONS, &[&policy, "network.plain.session.nodes=20"]).scenario, &WHOLE);
        let without = SESSIONS.replace("session = { every = \"100 s\", nodes = 5 }\n", "");
        assert_eq!(whole, metrics(&support::open_text(&without, &[&policy]).scenario, &WHOLE), "{policy}");
    }
}

#[test]
fn what_is_held_for_an_empty_roster_goes_on_when_the_next_session_begins() {
    let text = "horizon = \"10_000 s\"\n[network.plain]\nsession = { every = \"50 s\", nodes = 1 }\n\
        [gateway.front]\nwhen_empty = \"hold\"\nretries = 10\n[nodes.all]\ncount = 10\n\
        churn.renewal = { session = { exponential = \"100 s\" }, absence = \"1_000 s\" }\n\
        [users.a]\narrival.poisson = { rate = \"0.2 /s\" }\ndemand.work = \"100 ms\"\n";
    for scheduling in ["", "network.plain.scheduling={ batch_matching = { every = \"1 s\" } }"] {
        let sets: Vec<&str> = Some(scheduling).filter(|set| !set.is_empty()).into_iter().collect();
        let scenario = support::open_text(text, &sets).scenario;
        let outcome = support::simulate(&scenario, 0);
        let mean = support::value(&scenario, &outcome, "answer_latency_mean_s").expect("there are answers");
        assert!(mean > 5.0, "{mean} s: hardly a request waited");
        let (sent, ended) = outcome.requests;
        assert!(sent - ended < sent / 5, "{ended} of {sent} have ended");
    }
}

/// All policies, bans, old views, fees, checks: books and rosters are audited all along.
#[test]
fn sessions_and_networks_that_assign_keep_every_law_of_a_busy_world() {
    for policy in POLICIES {
        for ban in [&[][..], &["gateway.front.ban={}", "gateway.back.ban={}"]] {
            let alpha = format!("network.alpha.scheduling={policy}");
            let sets = [
                &alpha,
                "network.alpha.view_age=1 s",
                "network.alpha.session={ every = \"40 s\", nodes = 9 }",
                "network.beta.session={ every = \"70 s\", nodes = 20, per = [\"llm\"] }",
                "gateway.front.retry_elsewhere=true",
            ];
            let checked = super::busy(&[&sets[..], ban].concat());
            let outcome = support::simulate(&checked.scenario, 0);
            let (sent, ended) = outcome.requests;
            assert_eq!(sent, ended + outcome.in_flight, "{policy}");
        }
    }
}

#[test]
fn what_cannot_be_is_refused_and_what_hardly_can_be_meant_is_told() {
    let refused = |sets: &[&str], message: &str| {
        let sets = sets.iter().map(ToString::to_string).collect();
        let request = Request { sets, ..Request::default() };
        let told = scenario::open_text(&support::whole(SESSIONS), &request).expect_err(message).render(Colour::Plain);
        assert!(told.contains(message), "{told}");
    };
    refused(&["network.plain.session.nodes=0"], "`nodes` must be >= 1, not 0");
    refused(&["network.plain.session.every=0 s"], "`every` must be > 0 s");
    refused(&["network.plain.view_age=1 s"], "it is about how the network assigns, and the network does not");
    refused(&["network.plain.counts_own=true"], "it is about how the network assigns, and the network does not");
    let told = |sets: &[&str], expected: &[&str]| {
        assert_eq!(scenario::warnings(&support::open_text(SESSIONS, sets)), expected, "{sets:?}");
    };
    told(&["network.plain.session.nodes=20"], &[]);
    told(
        &["network.plain.session.nodes=21"],
        &["`network.plain.session.nodes` is 21, but the network has only 20 nodes for a request: all of them are used"],
    );
    told(
        &["gateway.front.scheduling.power_of_d.d=6"],
        &[
            "`gateway.front.scheduling.power_of_d.d` is 6, but the network `plain` has only 5 nodes for a request: all of them are used",
        ],
    );
    told(&["network.plain.scheduling=random"], &[]);
    told(
        &["network.plain.scheduling=random", "gateway.front.scheduling=round_robin"],
        &[
            "`gateway.front.scheduling` never acts: every network that it uses has a `scheduling` of its own; leave one of them out",
        ],
    );
}
