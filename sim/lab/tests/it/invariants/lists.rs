//! Lists that live on heartbeats, and retries that go elsewhere.

use crate::support;

/// Nodes that come and go under a list with this `max_age`; `values` of a metric by replication.
fn values(max_age: &str, gateway: &str, label: &str) -> Vec<f64> {
    let text = format!(
        r#"
horizon = "20_000 s"
[network.plain]
liveness.heartbeat = {{ period = "30 s", max_age = "{max_age}" }}
[gateway.front]
{gateway}
[nodes.home]
count = 8
churn.renewal = {{ session = {{ exponential = "200 s" }}, absence = {{ exponential = "100 s" }} }}
[users.all]
arrival.poisson = {{ rate = "0.2 /s" }}
demand.work = "0 s"
"#
    );
    let scenario = support::open_text(&text, &[]).scenario;
    (0..5).map(|r| support::value(&scenario, &support::simulate(&scenario, r), label).expect("it exists")).collect()
}

#[test]
fn a_longer_life_of_a_heartbeat_never_leaves_fewer_dead_entries() {
    let ages = ["30 s", "31 s", "60 s", "100 s", "1_000 s"];
    let shares = ages.map(|age| values(age, "", "dead_listed_share"));
    for pair in shares.windows(2) {
        assert!(pair[0].iter().zip(&pair[1]).all(|(short, long)| short < long), "{pair:?}");
    }
}

/// With as many retries as there are other nodes, a request fails only if every entry is dead.
#[test]
fn retries_elsewhere_find_whoever_lives() {
    let failed = |gateway: &str| values("1_000 s", gateway, "failed_node_gone_share").iter().sum::<f64>() / 5.0;
    let (anywhere, elsewhere) = (failed("retries = 7"), failed("retries = 7\nretry_elsewhere = true"));
    // All eight are down for (1/3)^8 of the time.
    assert!(elsewhere < 0.001, "{elsewhere}");
    assert!(anywhere > elsewhere, "{anywhere} against {elsewhere}");
}

#[test]
fn what_cannot_be_alive_is_refused() {
    let text = "horizon = \"1 s\"\n[network.net]\nliveness.heartbeat = { period = \"2 s\", max_age = \"1 s\" }\n[nodes.a]\ncount = 1\n";
    let request = files::Request { file: support::root().join("scenarios/test.toml"), ..Default::default() };
    let refused = scenario::open_text(&support::whole(text), &request).expect_err("live nodes would drop off");
    let told = refused.render(files::Colour::Plain);
    assert!(told.contains("a heartbeat every 2 s removes live nodes from a list with a `max_age` of 1 s"), "{told}");
}
