//! Users who send a request again that was lost: how often, where, and what it does to those who answer.

use units::ids::UsersId;
use units::time::{Span, Time};
use world::workload::workload;

use crate::support;

/// What metrics are at the end of the first replication.
fn values<const N: usize>(text: &str, names: [&str; N]) -> [f64; N] {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    names.map(|name| support::value(&checked.scenario, &outcome, name).unwrap_or_else(|| panic!("{name} exists")))
}

const NAMES: [&str; 3] = ["refused_share", "user_tries_per_request", "lost_tries_share[gateway.front]"];

/// One node that takes one request at a time and turns others away.
fn lossy(rate: f64, retry: &str) -> String {
    format!(
        "horizon = \"400_000 s\"\n[gateway.front]\nadmission.one.queue_bound = {{ most = 1 }}\n[nodes.home]\n\
         [users.all]\narrival.poisson = {{ rate = \"{rate} /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n{retry}\n"
    )
}

#[test]
fn requests_that_are_sent_again_after_long_pauses_are_lost_independently() {
    // Pauses that are long against a service make all tries a Poisson process: q = a T / (1 + a T), T tries a request.
    for (rate, most) in [(0.5, 2), (1.0, 1), (0.2, 4)] {
        let tries = |q: f64| (0..=most).map(|k| q.powi(k)).sum::<f64>();
        let mut q = 0.0;
        for _ in 0..200 {
            let load = rate * tries(q);
            q = load / (1.0 + load);
        }
        // The closed form of the sum.
        assert!((tries(q) - (1.0 - q.powi(most + 1)) / (1.0 - q)).abs() < 1e-12);
        let retry = format!("retry = {{ most = {most}, backoff = \"40 s\", times = 1.5, jitter = \"80 %\" }}");
        let [refused, found, lost] = values(&lossy(rate, &retry), NAMES);
        assert!((lost - q).abs() < 0.006, "{rate}: {lost}, not {q}");
        assert!((found - tries(q)).abs() < 0.01, "{rate}: {found}, not {}", tries(q));
        assert!((refused - q.powi(most + 1)).abs() < 0.006, "{rate}: {refused}, not {}", q.powi(most + 1));
    }
}

#[test]
fn latency_is_from_the_first_try_and_holds_the_pauses() {
    // Whatever is refused once is answered at its second try, 50 s later: nobody else comes then.
    let text = "horizon = \"10_000 s\"\n[gateway.front]\nadmission.one.queue_bound = { most = 1 }\n[nodes.home]\n\
                [users.first]\narrival.renewal = { gap = \"100 s\" }\ndemand.work = \"20 s\"\n\
                [users.all]\narrival.renewal = { gap = \"100 s\" }\ndemand.work = \"1 s\"\nretry = { backoff = \"50 s\" }\n";
    let checked = support::open_text(text, &[]);
    let first = |group| workload(&checked.scenario, UsersId::of(group), 0).expect("nobody waits for answers")[0].at;
    assert_eq!(first(0), first(1), "those of the first group are let in, and the others find the place taken");
    let [mean, answered] = values(text, ["answer_latency_mean_s", "answered_share"]);
    assert!((mean - f64::midpoint(20.0, 51.0)).abs() < 0.5, "{mean}");
    assert!((answered - 1.0).abs() < 1e-9);
}

/// All nodes are down for ten minutes; requests take next to nothing.
fn outage(retry: &str) -> String {
    format!(
        "horizon = \"2_000 s\"\npoints = 200\n[nodes.home]\ncount = 20\n\
         [users.all]\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = \"1 ms\"\n{retry}\n\
         [weather.dark]\nat = \"1_000 s\"\ncommon_shock = {{ nodes = [\"home\"], repair = \"600 s\" }}\n"
    )
}

#[test]
fn an_outage_is_met_by_every_try_that_falls_into_it() {
    let text = outage("retry = { most = 3, backoff = \"4 s\", times = 2.0 }");
    let checked = support::open_text(&text, &[]);
    let sent = workload(&checked.scenario, UsersId::of(0), 0).expect("nobody waits for answers");
    let [from, to] = [1_000, 1_600].map(|s| Time::ZERO + Span::secs(s));
    let (mut lost, mut again) = (0, 0);
    for request in &sent {
        // Tries 0, 4, 12 and 28 s after the first.
        let tries = [0, 4, 12, 28].map(|s| request.at + Span::secs(s));
        let met = tries.iter().take_while(|&&at| at >= from && at < to).count();
        again += met.min(3);
        lost += usize::from(met == 4);
    }
    let [refused, tries, sent_rps] = values(&text, ["refused_share", "user_tries_per_request", "sent_rps"]);
    let n = sent.len() as f64;
    assert!((sent_rps * 2_000.0 - n).abs() < 1e-6);
    assert!((refused - lost as f64 / n).abs() < 1e-3, "{refused}, not {lost} of {n}");
    assert!((tries - 1.0 - again as f64 / n).abs() < 1e-3, "{tries}, not {again} again of {n}");
}

#[test]
fn an_outage_multiplies_what_gateways_get_by_the_tries() {
    let text = outage("retry = { most = 3, backoff = \"1 s\", times = 2.0, jitter = \"50 %\" }");
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let columns = world::metrics::series::columns(&checked.scenario);
    let line = |name: &str| {
        let at = columns.iter().position(|column| column.name == name).unwrap_or_else(|| panic!("{name} is there"));
        &outcome.series[at]
    };
    let mean = |name: &str, points: std::ops::Range<usize>| {
        line(name)[points.clone()].iter().sum::<f64>() / points.len() as f64
    };
    // Points are 10 s apart; the outage is from the hundredth on, for sixty.
    let ratio = |points: std::ops::Range<usize>| mean("tries_rps", points.clone()) / mean("sent_rps", points);
    assert!((ratio(10..100) - 1.0).abs() < 1e-9);
    assert!((ratio(105..160) - 4.0).abs() < 0.1, "{}", ratio(105..160));
    assert!((ratio(165..200) - 1.0).abs() < 1e-9);
}

#[test]
fn only_errors_that_are_named_are_tried_again() {
    let tries = |on: &str| values(&outage(&format!("retry = {{ on = [{on}] }}")), ["user_tries_per_request"])[0];
    assert!((tries("\"timed_out\", \"failed\", \"refused\"") - 1.0).abs() < 1e-12);
    assert!(tries("\"unavailable\"") > 1.5);
    assert_eq!(tries("").to_bits(), tries("\"unavailable\", \"timed_out\", \"failed\", \"refused\"").to_bits());
}

/// What users see of an outage of a service decides, as of an outage of a gateway.
#[test]
fn an_outage_that_shows_another_error_is_tried_again_as_that() {
    let tries = |outage: &str, shows: &str, on: &str| {
        let text = format!(
            "horizon = \"2_000 s\"\n[service.keys]\n[network.a]\n[gateway.g]\nnetworks = [\"a\"]\nservices = [\"keys\"]\n[nodes.home]\n\
             count = 20\n[users.all]\ngateway = \"g\"\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = \"1 ms\"\nretry = {{ on = \
             [\"{on}\"] }}\n[weather.dark]\nat = \"1_000 s\"\n{outage} , shows = \"{shows}\", lasts = \"600 s\" }}\n"
        );
        values(&text, ["user_tries_per_request"])[0]
    };
    for outage in ["service_outage = { service = \"keys\"", "gateway_outage = { gateway = \"g\""] {
        for (shows, class) in [("unauthorised", "refused"), ("timed_out", "timed_out"), ("unavailable", "unavailable")]
        {
            for on in ["refused", "timed_out", "unavailable"] {
                let found = tries(outage, shows, on);
                assert_eq!(found > 1.5, on == class, "{outage} shows {shows}, tried again on {on}: {found}");
            }
        }
    }
}

#[test]
fn whoever_leaves_a_dead_gateway_is_answered_at_the_next_try() {
    let text = "horizon = \"100_000 s\"\n[network.alpha]\n[network.beta]\n[gateway.a]\nnetworks = [\"alpha\"]\n\
                [gateway.b]\nnetworks = [\"beta\"]\n[nodes.alpha]\nnetworks = [\"alpha\"]\n\
                [nodes.beta]\ncount = 9\nnetworks = [\"beta\"]\n\
                [users.all]\ngateways = [\"a\", \"b\"]\ncount = 100\nstart = [1, 0]\nretry = { most = 1 }\n\
                arrival.poisson = { rate = \"0.1 /s\" }\ndemand.work = \"1 s\"\n\
                gateway_choice.sticky = { failures = 1, memory = \"20 d\" }\n\
                [weather.dark]\nat = \"1 ms\"\ncommon_shock = { nodes = [\"alpha\"], repair = \"30 d\" }\n";
    let names =
        ["answered_share", "user_tries_per_request", "sent_rps", "switches_per_user_d", "lost_tries_share[gateway.a]"];
    let [answered, tries, sent, switches, lost] = values(text, names);
    assert!((answered - 1.0).abs() < 1e-12, "{answered}");
    // Each individual meets it once, but who sends two within its pause of a second meets it twice.
    let again = (tries - 1.0) * sent * 100_000.0;
    assert!((100.0..=103.0).contains(&again.round()), "{again}");
    assert!((switches * 100.0 * 100_000.0 / 86_400.0 - 100.0).abs() < 1e-6, "{switches}");
    assert!((lost - 1.0).abs() < 1e-12);
}

#[test]
fn users_of_a_closed_loop_think_only_when_all_tries_are_over() {
    // Nodes are down all the time: 3 tries, 1 and 2 s apart, and 7 s of thought make 10 s.
    let text = "horizon = \"10_000 s\"\n[nodes.home]\n[users.all]\narrival.closed_loop = { users = 4, think = \"7 s\" }\n\
                demand.work = \"1 s\"\nretry = { most = 2 }\n\
                [weather.dark]\nat = \"1 ms\"\ncommon_shock = { nodes = [\"home\"], repair = \"30 d\" }\n";
    let [sent, tries, refused] = values(text, ["sent_rps", "user_tries_per_request", "refused_share"]);
    assert!((sent - 0.4).abs() < 1e-3 && (tries - 3.0).abs() < 0.01 && refused > 0.999, "{sent} {tries} {refused}");
}
