//! Laws 7, 8 and 27: order, the unit of time and the names of like things mean nothing.

use scenario::Checked;
use world::metrics::catalogue;
use world::outcome::Outcome;

use crate::support;

fn value(checked: &Checked, outcome: &Outcome, label: &str) -> Option<f64> {
    support::value(&checked.scenario, outcome, label)
}

/// A text of spans, rates and prices in a time that runs so many times slower: spans longer, rates lower.
fn slowed(text: &str, times: f64) -> String {
    let scale = |part: &str| {
        let (number, unit) = part.split_once(' ')?;
        let number: f64 = number.replace('_', "").parse().ok()?;
        let per = unit.rsplit('/').next().unwrap_or("");
        let is_time = |unit: &str| ["ns", "us", "ms", "s", "min", "h", "d"].contains(&unit);
        match (is_time(unit), unit.contains('/') && is_time(per)) {
            (true, _) => Some(format!("{} {unit}", number * times)),
            (_, true) => Some(format!("{} {unit}", number / times)),
            _ => None,
        }
    };
    let parts = text.split('"').enumerate();
    let quoted = parts.map(|(i, part)| if i % 2 == 1 { scale(part).unwrap_or(part.into()) } else { part.into() });
    quoted.collect::<Vec<_>>().join("\"")
}

/// By what a metric grows when time runs slower, as its unit says.
fn growth(name: &str, times: f64) -> f64 {
    match name {
        _ if name.ends_with("_s2") => times * times,
        // Of a random walk.
        "volatility_y" => 1.0 / times.sqrt(),
        _ if name.ends_with("_s") => times,
        _ if name.ends_with("_rps") || name.ends_with("_h") || name.ends_with("_y") || name.ends_with("_year") => {
            1.0 / times
        }
        _ => 1.0,
    }
}

#[test]
fn everything_scales_with_the_unit_of_time() {
    // A default is a span as well, and scales only where it is written.
    let quick = include_str!("../data/busy.toml").replace("[coin.bet]\n", "[coin.bet]\nepoch = \"20 min\"\n");
    let quick_world = support::open_text(&quick, &["horizon=30 min"]);
    let a = support::simulate(&quick_world.scenario, 0);
    // Spans are whole nanoseconds, drawn and rounded each by itself; two is exact in all else.
    for times in [2.0, 0.5, 4.0] {
        let horizon = format!("horizon={} min", 30.0 * times);
        let slow_world = support::open_text(&slowed(&quick, times), &[&horizon]);
        let b = support::simulate(&slow_world.scenario, 0);
        assert_eq!((a.requests, a.in_flight), (b.requests, b.in_flight), "x {times}");
        // An event within the rounding of the horizon may fall on either side of it.
        assert!(a.agenda.events.abs_diff(b.agenda.events) <= 2, "{} and {} events", a.agenda.events, b.agenda.events);
        for column in catalogue::columns(&quick_world.scenario) {
            let label = column.label();
            match (value(&quick_world, &a, &label), value(&slow_world, &b, &label)) {
                (Some(x), Some(y)) => {
                    let scaled = match &*column.name {
                        // 1 / (1 + i) - 1, of which the growth i is a rate.
                        "unstaked_yield_y" => 1.0 / (1.0 + (1.0 / (1.0 + x) - 1.0) / times) - 1.0,
                        // Of two rates that are held to this law themselves; its formula is held in `yields`.
                        "diluted_yield_y" => continue,
                        name => x * growth(name, times),
                    };
                    assert!((y - scaled).abs() <= 1e-5 * scaled.abs().max(1e-9), "{label}: {x} x {times} is {y}");
                }
                (x, y) => assert_eq!(x, y, "{label}"),
            }
        }
    }
}

/// Two groups of unlike nodes on one network, in one order or the other.
fn unlike(order: [&str; 2]) -> Checked {
    let group = |name: &&str| {
        let speed = if *name == "quick" { 2.0 } else { 1.0 };
        format!("[nodes.{name}]\ncount = 4\nspeed = {speed:?}\n")
    };
    let text = format!(
        "horizon = \"2_000 s\"\n[gateway.front]\n\
         scheduling = \"join_shortest_queue\"\n{}[users.all]\narrival.poisson = {{ rate = \"8 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n",
        order.iter().map(group).collect::<String>()
    );
    support::open_text(&text, &[])
}

#[test]
fn the_order_of_groups_moves_ties_but_no_mean() {
    let (straight, turned) = (unlike(["quick", "slow"]), unlike(["slow", "quick"]));
    for label in ["answer_latency_mean_s", "utilisation[nodes.quick]", "utilisation[nodes.slow]"] {
        let gaps: Vec<f64> = (0..30)
            .map(|r| {
                let of = |checked: &Checked| value(checked, &support::simulate(&checked.scenario, r), label);
                of(&straight).expect("it exists") - of(&turned).expect("it exists")
            })
            .collect();
        let n = gaps.len() as f64;
        let mean = gaps.iter().sum::<f64>() / n;
        let error = (gaps.iter().map(|g| (g - mean) * (g - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
        // Ties are drawn over the list, so the same draw takes another node; the same requests meet both.
        assert!(mean.abs() <= 4.5 * error && error < 0.02, "{label} differs by {mean} +- {error}");
    }
}

/// Two like networks with a gateway each, and two unlike groups of users, sent to one or the other.
fn twins(first: &str, second: &str) -> Checked {
    let twin = |name: &str| {
        format!(
            "[network.{name}]\ncoin = \"alp\"\nverification.spot.spot_check = {{ rate = \"20 %\", false_positive = \"9 %\" }}\n\
             slashing.wrong.fixed = {{ share = \"5 %\", jail = \"20 s\" }}\n\
             pricing.posted = {{ request = \"0.01 alp/request\" }}\n[gateway.{name}]\nnetworks = [\"{name}\"]\n\
             retries = 3\nscheduling.power_of_d = {{ d = 2 }}\n[nodes.{name}]\ncount = 8\nnetworks = [\"{name}\"]\n\
             stake.{name} = \"10 alp\"\nconduct.lazy = {{ rate = \"10 %\" }}\n"
        )
    };
    let users = |name: &str, gateway: &str, rate: &str| {
        format!(
            "[users.{name}]\ngateway = \"{gateway}\"\narrival.poisson = {{ rate = \"{rate} /s\" }}\n\
             demand.work = {{ exponential = \"1 s\" }}\n"
        )
    };
    let all = [twin("east"), twin("west"), users("many", first, "6"), users("few", second, "2")].concat();
    support::open_text(&format!("name = \"twins\"\nhorizon = \"1_000 s\"\n[coin.alp]\n{all}"), &[])
}

#[test]
fn like_networks_and_gateways_swap_their_results() {
    let (straight, swapped) = (twins("east", "west"), twins("west", "east"));
    let (a, b) = (support::simulate(&straight.scenario, 0), support::simulate(&swapped.scenario, 0));
    assert_eq!(a.requests, b.requests);
    let mut differ = 0;
    for column in catalogue::columns(&straight.scenario) {
        let label = column.label();
        let (from, to) = if label.contains("east") { ("east", "west") } else { ("west", "east") };
        let other = label.replace(from, to);
        let (x, y) = (value(&straight, &a, &label), value(&swapped, &b, &other));
        match (x, y) {
            // Sums of dollars over networks are taken in the order of the tables.
            (Some(x), Some(y)) => assert!((x - y).abs() <= 1e-12 * x.abs(), "{label}: {x} and {y}"),
            (x, y) => assert_eq!(x, y, "{label}"),
        }
        differ += u32::from(value(&straight, &a, &label) != value(&straight, &a, &other));
    }
    assert!(differ > 10, "the two are told apart by {differ} metrics only");
}
