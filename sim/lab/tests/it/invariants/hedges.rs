//! Further copies of requests whose answer takes long.

use scenario::Checked;
use world::outcome::Fingerprints;

use super::busy;
use crate::support;

/// So many nodes that hardly a request waits: times to the answer are those of the work itself.
fn idle(hedge: &str) -> Vec<(&'static str, f64)> {
    let text = format!(
        "horizon = \"100_000 s\"\n[gateway.front]\n{hedge}\n[nodes.server]\ncount = 4_000\n\
         [users.all]\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
    );
    let scenario = support::open_text(&text, &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    ["answer_latency_mean_s", "answer_latency_p99_s", "hedges_per_request", "hedges_won_share"]
        .map(|metric| (metric, support::value(&scenario, &outcome, metric).unwrap_or(f64::NAN)))
        .to_vec()
}

fn near(found: &[(&str, f64)], expected: [f64; 4], most: f64) {
    for ((metric, found), expected) in found.iter().zip(expected) {
        assert!((found / expected - 1.0).abs() < most, "{metric}: {found} instead of {expected}");
    }
}

/// With S(t) = exp(-t): copies after d = 1 s for exp(-1) of the requests; the mean is 1 - S(d) + S(d) / 2, the 99th
/// percentile where S(t) S(t - d) = 0.01, and of two that are both to last longer either is as likely to be the first.
#[test]
fn one_copy_more_after_a_fixed_time_gives_the_distribution_of_the_formula() {
    let found = idle("hedge = { after = \"1 s\", work = \"independent\" }");
    let late = (-1.0_f64).exp();
    near(&found, [1.0 - late / 2.0, f64::midpoint(100_f64.ln(), 1.0), late, 0.5], 0.015);
}

/// The quantile of the times that the gateway sees is that of the work itself, though copies cut those times short.
#[test]
fn at_the_quantile_q_a_share_of_one_less_q_is_copied() {
    for (quantile, late) in [("80 %", 0.2_f64), ("95 %", 0.05)] {
        let found = idle(&format!("hedge = {{ quantile = \"{quantile}\", work = \"independent\" }}"));
        let p99 = (100_f64.ln() - late.ln()) / 2.0;
        near(&found, [1.0 - late / 2.0, p99, late, 0.5], 0.03);
    }
}

/// Seven more, each d = 1 s after the one before: the mean is the sum of the integrals of the products of S.
#[test]
fn several_copies_more_come_one_after_another() {
    let found = idle("hedge = { after = \"1 s\", most = 7, work = \"independent\" }");
    // The chance that nobody has answered by the k-th copy is exp(-(1 + 2 + ... + k)); k + 1 copies then run.
    let none = |k: i32| (-f64::from(k * (k + 1) / 2)).exp();
    let mean: f64 =
        (0..8).map(|k| none(k) * (1.0 - if k == 7 { 0.0 } else { (-f64::from(k + 1)).exp() }) / f64::from(k + 1)).sum();
    let copies: f64 = (1..8).map(none).sum();
    near(&found[..1], [mean, 0.0, 0.0, 0.0], 0.015);
    near(&found[2..3], [copies, 0.0, 0.0, 0.0], 0.015);
}

#[test]
fn a_budget_bounds_the_copies() {
    let found = idle("hedge = { after = \"100 ms\", budget = \"10 %\", work = \"independent\" }");
    assert!((found[2].1 - 0.1).abs() < 0.002, "{} copies a request", found[2].1);
}

/// A copy that is never due changes nothing: its gateway keeps requests that are not copied in rings of one.
#[test]
fn a_copy_that_never_comes_leaves_every_history_as_it_is() {
    for leaving in ["fail", "move", "resume", "restart", "continue"] {
        let leaving = format!("nodes.home.leaving={leaving}");
        let history = |checked: &Checked| {
            let Fingerprints { events, money, .. } = support::simulate(&checked.scenario, 0).fingerprints;
            (events, money)
        };
        let without = history(&busy(&[&leaving]));
        let with = busy(&["gateway.front.hedge={ after = \"1_000_000 s\" }", &leaving]);
        assert_eq!(history(&with), without, "{leaving}");
    }
}

/// Verification, slashes, moves, retries and fees at once; audits and books are looked at all along.
#[test]
fn copies_of_slow_requests_keep_every_law_of_a_busy_world() {
    for cancel in ["at_once", "never"] {
        for leaving in ["fail", "move", "resume", "restart"] {
            let hedge = format!("gateway.front.hedge={{ after = \"200 ms\", most = 3, cancel = \"{cancel}\" }}");
            let checked = busy(&[&hedge, &format!("nodes.home.leaving={leaving}")]);
            let outcome = support::simulate(&checked.scenario, 0);
            let (sent, ended) = outcome.requests;
            assert_eq!(sent, ended + outcome.in_flight, "{cancel} {leaving}");
            let hedges = support::value(&checked.scenario, &outcome, "hedges_per_request").expect("it exists");
            assert!(hedges > 0.01, "{hedges} copies a request show nothing");
        }
    }
}
