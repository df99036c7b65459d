//! Requests that run on several nodes at once.

use scenario::Checked;

use super::busy;
use crate::support;

/// Plain work on nodes that come and go, under this scheduling.
fn plain(scheduling: &str) -> Checked {
    let text = format!(
        r#"
horizon = "5_000 s"
[region.eu]
[link.eu]
between = ["eu", "eu"]
latency = {{ exponential = "50 ms" }}
[gateway.front]
region = "eu"
retries = 2
timeout = {{ after = "20 s" }}
scheduling = {scheduling}
[nodes.servers]
count = 6
regions = ["eu"]
churn.renewal = {{ session = {{ exponential = "100 s" }}, absence = {{ exponential = "20 s" }} }}
[users.all]
region = "eu"
arrival.poisson = {{ rate = "1 /s" }}
demand.work = {{ exponential = "1 s" }}
"#
    );
    support::open_text(&text, &[])
}

#[test]
fn one_copy_is_no_copy() {
    let random = support::simulate(&plain("\"random\"").scenario, 0).fingerprints;
    for done in ["first", "all"] {
        let copies = plain(&format!("{{ copies = {{ d = 1, done = \"{done}\", work = \"independent\" }} }}"));
        assert_eq!(support::simulate(&copies.scenario, 0).fingerprints, random, "{done}");
    }
}

/// Every copy is worked off when none is cancelled: twice the load of one.
#[test]
fn copies_that_run_to_their_end_double_the_load() {
    let text = |d: u32| {
        format!(
            "horizon = \"100_000 s\"\n[gateway.front]\n\
             scheduling.copies = {{ d = {d}, cancel = \"never\" }}\n[nodes.server]\ncount = 4\n[users.all]\n\
             arrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
        )
    };
    let [one, two] = [1, 2].map(|d| {
        let scenario = support::open_text(&text(d), &[]).scenario;
        support::value(&scenario, &support::simulate(&scenario, 0), "utilisation").expect("it exists")
    });
    assert!((two / one - 2.0).abs() < 1e-3, "{two} against {one}");
}

/// Verification, slashes, moves, retries and fees at once; audits and books are looked at all along.
#[test]
fn copies_keep_every_law_of_a_busy_world() {
    for (done, cancel) in [("first", "at_once"), ("first", "never"), ("all", "never")] {
        for leaving in ["fail", "move", "resume", "restart"] {
            let set = format!("gateway.front.scheduling.copies={{ d = 3, done = \"{done}\", cancel = \"{cancel}\" }}");
            let leaving = format!("nodes.home.leaving={leaving}");
            let checked = busy(&[&set, &leaving]);
            let outcome = support::simulate(&checked.scenario, 0);
            let (sent, ended) = outcome.requests;
            assert_eq!(sent, ended + outcome.in_flight, "{done} {cancel} {leaving}");
        }
    }
}

/// A zone that fails under an old view, and a gateway that holds what it cannot place: when the zone is back, whoever
/// was held is asked again and served, whatever the policy answers, and as many are served as under one that picks one
/// node.
#[test]
fn what_is_held_through_an_outage_is_served_after_it() {
    let served = |scheduling: &str| {
        let text = format!(
            r#"
horizon = "600 s"
[region.eu]
[link.eu]
between = ["eu", "eu"]
latency = "1 ms"
[gateway.front]
region = "eu"
view_age = "2 s"
when_empty = "hold"
retries = 50
scheduling = {scheduling}
[nodes.servers]
count = 6
regions = ["eu"]
[users.all]
region = "eu"
arrival.poisson = {{ rate = "1 /s" }}
demand.work = {{ exponential = "500 ms" }}
[weather.dark]
at = "100 s"
zone_outage = {{ zone = "eu-1", lasts = "100 s" }}
"#
        );
        let checked = support::open_text(&text, &[]);
        let outcome = support::simulate(&checked.scenario, 0);
        assert!(outcome.requests.0 > 500 && outcome.in_flight < 10, "{scheduling}: {} in flight", outcome.in_flight);
        outcome.requests
    };
    let (sent, _) = served("\"random\"");
    for done in ["first", "all"] {
        assert_eq!(served(&format!("{{ copies = {{ d = 2, done = \"{done}\" }} }}")).0, sent);
    }
}
