//! Every request ends once, and every coin is somewhere.

use state::ledger::Party;

use super::busy;
use crate::support;

#[test]
fn a_busy_run_has_some_of_everything() {
    let findings = support::study(&busy(&[]), 0);
    for label in [
        "refused_share",
        "failed_share",
        "retries_per_request",
        "moves_per_request",
        "timeouts_per_request",
        "stale_pick_share",
        "wasted_work_share",
        "checked_share",
        "wrong_caught_share",
        "wrong_accepted_share",
        "right_convicted_share",
        "honest_slashed_per_node_year",
        "joins_per_h",
        "leaves_per_h",
        "jailings_per_h[network.alpha]",
        "slashed_usd[network.alpha]",
        "slashed_usd[network.beta]",
        "treasury_coins[network.alpha]",
        "unbonding_coins[network.alpha]",
        "minted_coins[coin.alp]",
        "minted_coins[coin.bet]",
        "burnt_coins[coin.alp]",
        "earned_usd_h[nodes.newcomers]",
    ] {
        assert!(support::values(&findings, label).iter().all(|&v| v > 0.0), "the busy scenario has no {label}");
    }
}

#[test]
fn every_request_that_was_sent_has_ended_or_is_under_way() {
    for run in &support::study(&busy(&[]), 0).runs {
        assert_eq!(run.sent, run.ended + run.in_flight);
        assert!(run.ended > 10_000 && run.in_flight > 0, "{} ended, {} under way", run.ended, run.in_flight);
    }
}

#[test]
fn every_coin_that_was_minted_and_not_burnt_is_somewhere() {
    let checked = busy(&[]);
    for replication in 0..3 {
        let outcome = support::simulate(&checked.scenario, replication);
        for (coin, flows) in checked.scenario.coins.iter().zip(&outcome.flows) {
            let sum = |chosen: &dyn Fn(&Party) -> bool| {
                let into: i128 = flows.iter().filter(|f| chosen(&f.to)).map(|f| f.amount).sum();
                let out: i128 = flows.iter().filter(|f| chosen(&f.from)).map(|f| f.amount).sum();
                into - out
            };
            let minted = -sum(&|p| *p == Party::Mint);
            let burnt = sum(&|p| *p == Party::Burn);
            let says = |label: String| {
                let coins = support::value(&checked.scenario, &outcome, &label).expect("money is always told");
                (coins * 10_f64.powi(coin.rules.decimals as i32)).round() as i128
            };
            assert_eq!(says(format!("supply_coins[coin.{}]", coin.name)), i128::from(coin.genesis) + minted - burnt);
            assert_eq!(says(format!("minted_coins[coin.{}]", coin.name)), minted);
            // What all but the mint and the fire have is the genesis and what was made since.
            assert_eq!(sum(&|p| !matches!(p, Party::Mint | Party::Burn)), minted - burnt);
            for (i, network) in checked.scenario.networks.iter().enumerate() {
                if network.coin.is_some_and(|c| checked.scenario.coins[c.row()].name == coin.name) {
                    let of = |party: &Party, wanted: Party| *party == wanted;
                    let id = units::ids::NetworkId::of(i);
                    let treasury = sum(&|p| of(p, Party::Treasury(id)));
                    assert_eq!(says(format!("treasury_coins[network.{}]", network.name)), treasury);
                    let unbonding = sum(&|p| of(p, Party::Unbonding(id)));
                    assert_eq!(says(format!("unbonding_coins[network.{}]", network.name)), unbonding);
                    let bonded = sum(&|p| matches!(p, Party::Bonds(_)));
                    assert_eq!(says(format!("bonded_coins[network.{}]", network.name)), bonded);
                }
            }
        }
    }
}

/// Two networks of one coin, a group of stakers on each, and an emission by stake that is bonded at once.
const SHARED: &str = r#"
# Does each network bond what its own nodes earn of a coin that both share?
horizon = "1 h"
[coin.alp]
decimals = 0
epoch = "1 min"
emission.constant = { rate = "59 alp/h" }
[network.alpha]
coin = "alp"
[network.beta]
coin = "alp"
[nodes.alpha]
count = 1
networks = ["alpha"]
stake = { alpha = "1_000 alp" }
restakes = true
[nodes.beta]
count = 1
networks = ["beta"]
stake = { beta = "1_000 alp" }
restakes = true
"#;

#[test]
fn what_nodes_earn_of_a_coin_that_networks_share_is_bonded_where_they_earn_it() {
    let checked = support::open_text(SHARED, &["coin.alp.decimals=6"]);
    let outcome = support::simulate(&checked.scenario, 0);
    let coins = |label: &str| support::value(&checked.scenario, &outcome, label).expect("money is always told");
    for network in ["alpha", "beta"] {
        let bonded = coins(&format!("bonded_coins[network.{network}]"));
        assert!((bonded - 1_029.5).abs() < 1e-3, "{network}: {bonded}");
        // Rounded shares leave at most a unit an epoch and node.
        assert!(coins(&format!("treasury_coins[network.{network}]")) < 1e-3);
    }
}

#[test]
fn an_emission_of_less_than_a_unit_an_epoch_mints_in_time_what_it_says() {
    for (rate, minted) in [("59 alp/h", 59.0), ("1 alp/h", 1.0), ("100 alp/h", 100.0)] {
        let checked = support::open_text(SHARED, &[&format!("coin.alp.emission.constant.rate={rate}")]);
        let outcome = support::simulate(&checked.scenario, 0);
        let found =
            support::value(&checked.scenario, &outcome, "minted_coins[coin.alp]").expect("money is always told");
        assert!((found - minted).abs() < 1e-9, "{rate}: {found}");
    }
}
