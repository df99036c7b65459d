//! Services on which gateways depend: their lines, a cache that warms up, and what happens where they are down.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::support;

/// Two gateways that depend on a service, with as many nodes as they need.
fn text(rate: f64, horizon: f64, service: &str, more: &str) -> String {
    let half = rate / 2.0;
    format!(
        "horizon = \"{horizon} s\"\n[network.net]\n[service.store]\n{service}\n\
         [gateway.a]\nservices = [\"store\"]\n[gateway.b]\nservices = [\"store\"]\n[nodes.n]\ncount = 1\n\
         queueing.fcfs = {{ slots = 65535 }}\n\
         [users.u]\narrival.poisson = {{ rate = \"{half} /s\" }}\ndemand.work = \"1 ms\"\n\
         [users.v]\ngateway = \"b\"\narrival.poisson = {{ rate = \"{half} /s\" }}\ndemand.work = \"1 ms\"\n{more}"
    )
}

/// Means over replications of some metrics.
fn means(text: &str, n: u32, labels: &[&str]) -> Vec<f64> {
    let checked = support::open_text(text, &[]);
    let rows: Vec<Vec<f64>> = (0..n)
        .into_par_iter()
        .map(|replication| {
            let outcome = support::simulate(&checked.scenario, replication);
            let of = |label: &&str| support::value(&checked.scenario, &outcome, label).unwrap_or(0.0);
            labels.iter().map(of).collect()
        })
        .collect();
    (0..labels.len()).map(|i| rows.iter().map(|row| row[i]).sum::<f64>() / f64::from(n)).collect()
}

#[test]
fn what_several_gateways_send_to_a_service_waits_as_pollaczek_and_khintchine_say() {
    for (rate, capacity) in [(8.0, 10.0), (5.0, 10.0)] {
        let rho: f64 = rate / capacity;
        let expected = rho / (2.0 * capacity * (1.0 - rho));
        let text = text(rate, 2_000.0, &format!("capacity = \"{capacity} /s\""), "");
        let found = means(&text, 6, &["line_wait_mean_s[service.store]", "answer_latency_mean_s"]);
        assert!((found[0] / expected - 1.0).abs() < 0.06, "load {rho}: {} s, not {expected}", found[0]);
        let latency = expected + 1.0 / capacity + 0.001;
        assert!((found[1] / latency - 1.0).abs() < 0.06, "load {rho}: {} s, not {latency}", found[1]);
    }
}

/// A cold cache after an outage that lasts a second, ten seconds from the start.
fn cold(hit: f64, lifetime: f64, behind: f64, more: &str) -> (String, f64) {
    let service = format!("cache = {{ hit = {hit:?}, lifetime = \"{lifetime} s\" }}\nbehind = \"{behind} /s\"\n{more}");
    let weather = "[weather.dark]\nat = \"10 s\"\nservice_outage = { service = \"store\", lasts = \"1 s\", then = \"cold_cache\" }\n";
    (text(50.0, 311.0, &service, weather), hit / ((1.0 - hit) * lifetime))
}

#[test]
fn a_cold_cache_warms_up_by_its_formula() {
    for (hit, lifetime) in [(0.9, 1_000.0), (0.97, 3_600.0), (0.5, 400.0)] {
        let (text, r) = cold(hit, lifetime, 1e6, "");
        let found = means(&text, 4, &["hit_share[service.store]"])[0];
        // Warm for ten seconds, then 1 - exp(-r t) for three hundred.
        let expected = (10.0 * hit + 300.0 - (1.0 - (-r * 300.0).exp()) / r) / 310.0;
        let error = (0.25 / (4.0 * 50.0 * 310.0_f64)).sqrt();
        assert!((found - expected).abs() < 4.0 * error, "{hit}, {lifetime} s: {found}, not {expected}");
    }
}

#[test]
fn misses_of_a_cold_cache_wait_behind_it_as_a_fluid_does_and_those_beyond_a_limit_are_refused() {
    let (text, r) = cold(0.9, 200.0, 20.0, "");
    let labels = ["line_wait_mean_s[service.store]", "refused_service_full_share"];
    let found = means(&text, 12, &labels);
    // The fluid: misses come at 50 (1 - hit) and leave at 20 a second. Beyond 200 s the cache's first load runs out.
    let cache =
        rules::owner::service::Cache { hit: units::share::Share::percent(90), lifetime: units::time::Span::secs(200) };
    let miss = |t: f64| 50.0 * (1.0 - cache.hit_after(units::time::Span::from_ns((t * 1e9) as u64)));
    let (mut backlog, mut waited, mut refused, mut capped) = (0.0_f64, 0.0, 0.0, 0.0_f64);
    let step = 0.01;
    for i in 0..30_000 {
        let flow = miss((f64::from(i) + 0.5) * step);
        waited += step * flow * backlog / 20.0;
        backlog = (backlog + step * (flow - 20.0)).max(0.0);
        // The same where nobody waits for longer than five seconds.
        let over = (capped + step * (flow - 20.0) - 100.0).max(0.0);
        refused += over;
        capped = (capped + step * (flow - 20.0)).clamp(0.0, 100.0);
    }
    let expected = waited / (50.0 * 310.0);
    assert!((found[0] / expected - 1.0).abs() < 0.1, "{} s, not {expected}", found[0]);
    assert!(found[1] < 1e-9, "all of them wait");
    // Before the first load runs out, what is refused is what the peak has beyond the limit.
    let peak = 50.0 / r * (1.0 - 20.0 / 50.0) - 20.0 * (50.0_f64 / 20.0).ln() / r;
    assert!((refused - (peak - 100.0)).abs() < 0.01 && peak > 200.0, "{refused} {peak}");
    let (text, _) = cold(0.9, 200.0, 20.0, "longest_wait = \"5 s\"\n");
    let found = means(&text, 12, &labels);
    let ended = 50.0 * 311.0;
    assert!((found[1] * ended / refused - 1.0).abs() < 0.12, "{} are refused, not {refused}", found[1] * ended);
}

#[test]
fn a_service_that_is_down_takes_all_who_depend_on_it_down_unless_it_has_a_fallback() {
    let weather = "[weather.dark]\nat = \"100 s\"\nservice_outage = { service = \"store\", lasts = \"200 s\", share = \"50 %\" }\n";
    let labels = [
        "refused_service_down_share",
        "answered_share[gateway.a]",
        "answered_share[gateway.b]",
        "fallback_share[service.store]",
        "request_costs_usd_h[gateway.a]",
        "answer_latency_mean_s",
    ];
    let found = means(&text(20.0, 1_000.0, "latency = \"100 ms\"", weather), 4, &labels);
    for (share, expected) in [(found[0], 0.1), (found[1], 0.9), (found[2], 0.9)] {
        assert!((share - expected).abs() < 4.0 * (0.09 / 40_000.0_f64).sqrt(), "{share} {expected}");
    }
    assert!((found[5] - 0.101).abs() < 1e-9, "{} s", found[5]);
    let service = "latency = \"100 ms\"\nfallback = { latency = \"400 ms\", fee = \"0.001 usd/request\" }";
    let found = means(&text(20.0, 1_000.0, service, weather), 4, &labels);
    assert!(super::is_same(found[0], 0.0) && super::is_same(found[1], 1.0), "{found:?}");
    let error = 4.0 * (0.09 / 80_000.0_f64).sqrt();
    assert!((found[3] - 0.1).abs() < error, "{} fall back", found[3]);
    // A tenth of 10 requests a second, at 0.001 usd.
    assert!((found[4] / 3.6 - 1.0).abs() < 0.05, "{} usd/h", found[4]);
    assert!((found[5] - (0.101 + 0.3 * found[3])).abs() < 1e-4, "{} s", found[5]);
}
