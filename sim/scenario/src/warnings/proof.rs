//! Rules of verification that can be, and are hardly meant.

use rules::payout::Payout;
use rules::slashing::{Destination, Offence};
use rules::verification::Verification;
use units::share::Share;
use units::time::Span;
use world::scenario::{Network, Scenario};

/// What of the verification of a scenario may not be meant.
pub(super) fn proof(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for network in &scenario.networks {
        for (rule, verification) in &network.rules.verification.list {
            let path = format!("network.{}.verification.{}.{}", network.name, rule.text, verification.name());
            list.extend(blind(&path, verification));
            list.extend(escapes(&path, network, verification));
            list.extend(silenced(&path, verification));
        }
        list.extend(unpaid_jackpots(scenario, network));
        if network.rules.forced_errors.is_some() && scenario.pace.is_some() {
            list.push(format!(
                "`network.{}.forced_errors` pays jackpots in windows of requests only, and fees are paid on between them: checkers win less than they would; leave `pace` out",
                network.name
            ));
        }
    }
    list
}

/// Jackpots of a treasury that never has anything.
fn unpaid_jackpots(scenario: &Scenario, network: &Network) -> Option<String> {
    network.rules.forced_errors.as_ref()?;
    let coin = &scenario.coins[network.coin?.row()];
    let Payout::FeeSplit(fees) = &network.rules.payout;
    let of_genesis = coin.rules.genesis.split();
    let has_genesis =
        of_genesis.is_some_and(|split| split.treasury.list.iter().any(|(name, _)| name.text == network.name));
    // A slash for the reporter or the users goes to the treasury where there is none.
    let slashes = network.rules.slashing.values().any(|rule| rule.destination() != Destination::Burn);
    (fees.treasury.is_zero() && !has_genesis && !slashes).then(|| {
        format!(
            "`network.{name}.forced_errors` pays no jackpot, for the treasury gets nothing; set `network.{name}.payout.fee_split.treasury`, or give it coins at the start (`coin.{}.genesis.treasury`)",
            coin.name,
            name = network.name
        )
    })
}

/// Checks that tell no cheat from an honest node: no slash deters anybody.
fn blind(path: &str, rule: &Verification) -> Option<String> {
    let share = Share::as_f64;
    let (found, convicted) = match rule {
        Verification::SpotCheck(check) => (
            share(check.false_negative.complement()) * share(check.colluding.complement()),
            share(check.false_positive),
        ),
        Verification::Committee(vote) => (share(vote.false_negative.complement()), share(vote.false_positive)),
        Verification::Adaptive(vote) => (share(vote.false_negative.complement()), share(vote.false_positive)),
        Verification::Fingerprint(check) => (share(check.false_negative.complement()), share(check.false_positive)),
        Verification::Zk(proof) => (share(proof.false_negative.complement()), share(proof.false_positive)),
        Verification::Layers(proof) => (proof.power(), share(proof.false_positive)),
        Verification::Canary(known) => {
            (share(known.false_negative.complement()) * share(known.told.complement()), share(known.false_positive))
        }
        // A false alarm costs the challenger, not the server.
        Verification::Optimistic(_)
        | Verification::Replicate(_)
        | Verification::Trust(_)
        | Verification::Attested(_)
        | Verification::ProofOfClaim(_) => return None,
    };
    (found <= convicted).then(|| {
        let percent = |share: f64| (share * 1e4).round() / 1e2;
        format!(
            "`{path}` finds {} % of the wrong answers and rejects {} % of the right ones: it tells no cheat from an honest node, and no slash deters anybody (S >= C / (p D) - R with D = {} %); lower its false positives, or find more",
            percent(found),
            percent(convicted),
            percent(found - convicted)
        )
    })
}

/// Stakes that are free before a dispute on the last answer can be decided.
fn escapes(path: &str, network: &Network, rule: &Verification) -> Option<String> {
    let Verification::Optimistic(window) = rule else { return None };
    let hears = network.rules.slashing.values().any(|slashing| slashing.hears(Offence::WrongAnswer));
    // An answer is challenged at the end of its window at the latest.
    let latest = window.window + window.verdict.unwrap_or_else(|| window.longest()).min(window.longest());
    (network.coin.is_some() && hears && latest > network.rules.unbonding).then(|| {
        format!(
            "`{path}` may take {latest} until an answer is convicted, and a stake that leaves is free after {}: who leaves at once pays nothing; raise `network.{}.unbonding`, or shorten the window",
            network.rules.unbonding, network.name
        )
    })
}

/// Challenges that never get through.
fn silenced(path: &str, rule: &Verification) -> Option<String> {
    let Verification::Optimistic(window) = rule else { return None };
    let missed = 1.0
        - (1.0 - window.wrong_accepted(Span::ZERO))
            / (window.rate.as_f64() * window.false_negative.complement().as_f64());
    (window.rate > Share::ZERO && missed > 0.5).then(|| {
        format!(
            "`{path}`: {} % of the challenges are kept from the chain until the window ends; lengthen `window`, for one in `retry` has to get through",
            (missed * 1e4).round() / 1e2
        )
    })
}
