//! What the levels of a standard are worth: errors and delays of the rules that count for them.

use rules::permission::Covers;
use rules::verification::Verification;
use world::scenario::Scenario;

use super::corridor::{Checked, mean_answer};
use crate::File;

/// The name of what a network's attestations prove, beside those of its verification rules.
pub const PERMISSION: &str = "permission";

/// What a verification rule is worth that counts for a level.
#[derive(Clone, Debug, PartialEq)]
pub struct Assurance {
    /// The standard, and the level in it.
    pub standard: String,
    /// The level.
    pub level: String,
    /// The network.
    pub network: String,
    /// Its rule.
    pub rule: String,
    /// Part of the wrong answers that the rule lets pass, `1 - p (1 - b) (1 - r)` of a spot check, a fingerprint or a
    /// proof; none of votes, where it depends on who votes.
    pub wrong_accepted: Option<f64>,
    /// Part of the right answers that it convicts, `p a` of a spot check whose sums have one order; none of votes.
    pub right_convicted: Option<f64>,
    /// Mean time from an answer until it is assured, without waits \[s\]; none where it follows from no mean.
    pub delay_s: Option<f64>,
}

/// The rules that count for levels, standard by standard.
pub fn assurances(file: &File, scenario: &Scenario) -> Vec<Assurance> {
    let mut list = Vec::new();
    for (name, standard) in &file.standard.list {
        for (network, rules) in &standard.maps.list {
            for (rule, level) in &rules.list {
                let Some(known) = file.network.get_named(&network.text) else { continue };
                let found = known.verification.get_named(&rule.text);
                let Some(found) = found else {
                    let covers = known.permission.policy().covers().filter(|_| rule.text == PERMISSION);
                    list.extend(covers.map(|covers| Assurance {
                        standard: name.text.clone(),
                        level: level.clone(),
                        network: network.text.clone(),
                        rule: rule.text.clone(),
                        // What is proven to be computed as it should be is not wrong, as long as the proof holds.
                        wrong_accepted: Some(if covers == Covers::Execution { 0.0 } else { 1.0 }),
                        right_convicted: Some(0.0),
                        delay_s: Some(0.0),
                    }));
                    continue;
                };
                let (wrong_accepted, right_convicted) = match found {
                    // What is found by a canary was another answer, and claims are of no single answer.
                    Verification::Trust(_) | Verification::Canary(_) | Verification::ProofOfClaim(_) => {
                        (Some(1.0), Some(0.0))
                    }
                    Verification::SpotCheck(check) => {
                        let caught = (1.0 - check.false_negative.as_f64()) * (1.0 - check.colluding.as_f64());
                        let rate = check.rate.as_f64();
                        (Some(1.0 - rate * caught), Some(rate * check.false_positive.as_f64()))
                    }
                    // As long as nobody forges; a relay answers as it likes.
                    Verification::Attested(rule) => (Some(if rule.binds { 0.0 } else { 1.0 }), Some(0.0)),
                    rule => match Checked::of(rule, 0) {
                        Some(checked) => {
                            (Some(1.0 - checked.rate * checked.power), Some(checked.rate * checked.false_positive))
                        }
                        None => (None, None),
                    },
                };
                list.push(Assurance {
                    standard: name.text.clone(),
                    level: level.clone(),
                    network: network.text.clone(),
                    rule: rule.text.clone(),
                    wrong_accepted,
                    right_convicted,
                    delay_s: delay(scenario, &network.text, found),
                });
            }
        }
    }
    list
}

/// The mean time that a rule takes, over all answers and without waits \[s\], by the first users and nodes of a
/// network.
fn delay(scenario: &Scenario, network: &str, rule: &Verification) -> Option<f64> {
    let Verification::SpotCheck(check) = rule else {
        return match rule {
            Verification::Trust(_)
            | Verification::Attested(_)
            | Verification::Canary(_)
            | Verification::ProofOfClaim(_) => Some(0.0),
            Verification::Optimistic(window) => Some(window.window.as_secs()),
            _ => None,
        };
    };
    let rate = check.rate.as_f64();
    if let Some(service) = &check.service {
        return Some(rate * service.mean());
    }
    let at = scenario.networks.iter().position(|row| row.name == network)?;
    let uses = |gateway: usize| scenario.gateways[gateway].networks.iter().any(|n| n.row() == at);
    let users = scenario.users.iter().find(|users| users.gateways.iter().any(|gateway| uses(gateway.row())))?;
    let group = scenario.groups.iter().find(|group| group.networks.iter().any(|n| n.row() == at))?;
    let (_, honest_s) = mean_answer(scenario, users, group)?;
    Some(rate * check.work.as_f64() * honest_s)
}
