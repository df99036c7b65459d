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
