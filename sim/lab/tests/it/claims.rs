//! Every shipped scenario keeps its own claims at its own settings.

use lab::statistics::Verdict;

use crate::support;

#[test]
fn every_shipped_scenario_keeps_its_claims() {
    let mut broken = Vec::new();
    for name in support::shipped() {
        let checked = support::open(&name, &[]);
        if checked.claims.is_empty() {
            continue;
        }
        for claim in support::study(&checked, 0).claims {
            if claim.verdict != Verdict::Held {
                broken.push(format!(
                    "{name}: {}: `{}` {}: {} against {}",
                    claim.name, claim.that, claim.verdict, claim.left.mean, claim.right.mean
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A claim can only say that such a share is small: zero events in n trials leave an exact limit of about 3.7 / n. Where
/// nothing can happen, nothing happens in any replication.
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
