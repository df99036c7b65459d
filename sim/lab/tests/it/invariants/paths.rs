//! What holds on every path of chance, not only on average.

use scenario::Checked;

use crate::support;

/// Cheats among honest nodes; checks take no time, so that they change nothing but verdicts.
fn cheats(rate: u32, share: u32) -> Checked {
    let text = format!(
        r#"
horizon = "2_000 s"
[coin.alp]
[network.alpha]
coin = "alp"
pricing.posted = {{ request = "0.01 alp/request" }}
verification.spot.spot_check = {{ rate = "{rate} %", false_positive = "2 %", false_negative = "10 %", work = "0 %" }}
slashing.wrong.fixed = {{ share = "{share} %" }}
[gateway.front]
scheduling = "random"
[nodes.honest]
count = 6
cost = "3 usd/h"
stake.alpha = "10 alp"
queueing.fcfs = {{ slots = 1_000 }}
[nodes.cheats]
like = "nodes.honest"
count = 2
conduct.substitute = {{ rate = "50 %" }}
[users.all]
arrival.poisson = {{ rate = "5 /s" }}
demand.work = {{ exponential = "1 s" }}
"#
    );
    support::open_text(&text, &[])
}

fn values(checked: &Checked, label: &str) -> Vec<f64> {
    let of = |r| support::value(&checked.scenario, &support::simulate(&checked.scenario, r), label);
    (0..20).map(|r| of(r).expect("the metric exists")).collect()
}

/// Asserts that a metric falls from scenario to scenario, replication by replication.
fn falls(scenarios: &[Checked], label: &str) {
    let all: Vec<_> = scenarios.iter().map(|s| values(s, label)).collect();
    for pair in all.windows(2) {
        let rises = pair[0].iter().zip(&pair[1]).filter(|(before, after)| after > before).count();
        assert_eq!(rises, 0, "{label} rose in {rises} of {} replications", pair[0].len());
    }
    let falls = all[0].iter().zip(&all[all.len() - 1]).all(|(first, last)| last < first);
    assert!(falls, "{label} does not change at all");
}

#[test]
fn more_checks_never_raise_what_a_cheat_gains() {
    falls(&[0, 2, 10, 40, 100].map(|rate| cheats(rate, 1)), "cheat_profit_usd[nodes.cheats]");
}

#[test]
fn a_larger_slash_never_leaves_more_stake() {
    falls(&[0, 1, 5, 20, 100].map(|share| cheats(20, share)), "bonded_coins[network.alpha]");
}

/// Two worlds beside each other, with their tables in one order or the other.
fn two_worlds(is_turned: &str) -> Checked {
    let world = |name: &str, rate: u32| {
        format!(
            r#"
[network.{name}]
coin = "alp"
unbonding = "1 min"
pricing.posted = {{ request = "0.01 alp/request" }}
verification.spot.spot_check = {{ rate = "30 %", false_positive = "5 %" }}
slashing.wrong.fixed = {{ share = "1 %", jail = "10 s" }}
[gateway.{name}]
networks = ["{name}"]
scheduling.power_of_d = {{ d = 2 }}
retries = 3
[nodes.{name}]
count = 12
networks = ["{name}"]
stake.{name} = "10 alp"
conduct.lazy = {{ rate = "20 %" }}
churn.renewal = {{ session = {{ exponential = "60 s" }}, absence = {{ exponential = "20 s" }} }}
[users.{name}]
gateway = "{name}"
arrival.poisson = {{ rate = "{rate} /s" }}
demand.work = {{ exponential = "1 s" }}
"#
        )
    };
    let (one, other) = (world("one", 6), world("other", 3));
    let worlds = if is_turned == "turned" { other + &one } else { one + &other };
    support::open_text(&format!("name = \"two\"\nhorizon = \"1_000 s\"\n[coin.alp]\n{worlds}"), &[])
}

#[test]
fn the_order_of_tables_changes_nothing_but_rounding() {
    let (straight, turned) = (two_worlds("straight"), two_worlds("turned"));
    for replication in 0..3 {
        let (a, b) =
            (support::simulate(&straight.scenario, replication), support::simulate(&turned.scenario, replication));
        assert_eq!(a.requests, b.requests);
        for column in world::metrics::catalogue::columns(&straight.scenario) {
            let label = column.label();
            let of = |checked: &Checked, outcome| support::value(&checked.scenario, outcome, &label);
            match (of(&straight, &a), of(&turned, &b)) {
                // Sums of dollars over networks are taken in the order of the tables.
                (Some(x), Some(y)) => assert!((x - y).abs() <= 1e-12 * x.abs(), "{label}: {x} and {y}"),
                (x, y) => assert_eq!(x, y, "{label}"),
            }
        }
    }
}

#[test]
fn a_world_at_half_the_pace_takes_twice_the_time() {
    let pace = |rate: &str, work: &str, link: &str, session: &str, horizon: &str| {
        let text = format!(
            r#"
horizon = "{horizon}"
[region.eu]
[link.eu]
between = ["eu", "eu"]
latency = {{ exponential = "{link}" }}
[gateway.front]
region = "eu"
scheduling = "random"
when_empty = "hold"
[nodes.servers]
count = 4
regions = ["eu"]
leaving = "resume"
churn.renewal = {{ session = {{ exponential = "{session}" }}, absence = "{work}" }}
[users.all]
region = "eu"
arrival.poisson = {{ rate = "{rate}" }}
demand.work = {{ exponential = "{work}" }}
"#
        );
        support::open_text(&text, &[])
    };
    let quick = pace("2 /s", "1 s", "20 ms", "60 s", "2_000 s");
    let slow = pace("1 /s", "2 s", "40 ms", "120 s", "4_000 s");
    for replication in 0..3 {
        let (a, b) = (support::simulate(&quick.scenario, replication), support::simulate(&slow.scenario, replication));
        assert_eq!(a.requests, b.requests);
        let ratio = |label: &str, times: f64| {
            let of = |checked: &Checked, o| support::value(&checked.scenario, o, label).expect("it exists");
            let (x, y) = (of(&quick, &a), of(&slow, &b));
            // Each time is rounded to a nanosecond, by itself.
            assert!((y / x / times - 1.0).abs() < 1e-6, "{label}: {x} and {y}");
        };
        ratio("answer_latency_mean_s", 2.0);
        ratio("wait_mean_s", 2.0);
        ratio("sent_rps", 0.5);
        ratio("in_system_mean", 1.0);
        ratio("utilisation", 1.0);
        ratio("availability", 1.0);
    }
}
