//! Every shipped scenario keeps its own claims at its own settings.

use lab::study::Judged;
use scenario::{Checked, expected_requests};
use statistics::Verdict;

use crate::support;

/// Requests of a study that are simulated in less than about a second, so that its claims are tested each time.
const QUICK: f64 = 300_000.0;

/// Its claims are tested with the published shares that it reproduces, in `serving`.
const ELSEWHERE: &str = "studies/staleness.toml";

/// The shipped scenarios with claims, those of few requests or the others.
fn with_claims(is_quick: bool) -> Vec<(String, Checked)> {
    let all = support::shipped().into_iter().filter(|name| name != ELSEWHERE);
    let all = all.map(|name| (support::open(&name, &[]), name)).filter(|(checked, _)| !checked.claims.is_empty());
    let requests = |checked: &Checked| {
        let users = checked.scenario.users.iter().map(|users| expected_requests(&checked.scenario, users));
        users.sum::<f64>() * f64::from(checked.file.replications)
    };
    all.filter(|(checked, _)| (requests(checked) < QUICK) == is_quick).map(|(checked, name)| (name, checked)).collect()
}

fn check(scenarios: &[(String, Checked)]) {
    let broken: Vec<String> = scenarios.iter().flat_map(|(name, checked)| broken_claims(name, checked)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The claims of a scenario that do not hold at its own settings, with the evidence.
fn broken_claims(name: &str, checked: &Checked) -> Vec<String> {
    let claims = support::study(checked, 0).claims.into_iter().filter(|claim| claim.verdict != Verdict::Held);
    let line =
        |c: Judged| format!("{name}: {}: `{}` {}: {} against {}", c.name, c.that, c.verdict, c.left.mean, c.right.mean);
    claims.map(line).collect()
}

#[test]
fn quick_shipped_scenarios_keep_their_claims() {
    let quick = with_claims(true);
    assert!(quick.len() > 20, "only {} scenarios are quick", quick.len());
    check(&quick);
}

#[test]
#[ignore = "a minute or two; cargo test -p windtunnel-lab --test it -- --ignored claims::"]
fn long_shipped_scenarios_keep_their_claims() {
    check(&support::turn(with_claims(false)));
}

/// A claim can only say that such a share is small: zero events in n trials leave an exact limit of about 3.7 / n.
/// Where nothing can happen, nothing happens in any replication.
#[test]
fn what_cannot_happen_never_does() {
    let never = [
        ("policies/arrival_trace.toml", "refused_share"),
        ("policies/churn_renewal.toml", "failed_share"),
        ("policies/demand_work.toml", "waited_share"),
    ];
    for (name, metric) in never {
        let values = support::values(&support::study(&support::open(name, &[]), 0), metric);
        assert!(values.iter().all(|share| *share <= 0.0), "{name}: {metric} is {values:?}");
    }
}
