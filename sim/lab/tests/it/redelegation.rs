//! Stake of delegators that moves at once against stake that unbonds first; who gains on whom by what is shared.

use crate::support;

fn of(checked: &scenario::Checked, outcome: &world::outcome::Outcome, label: &str) -> f64 {
    support::value(&checked.scenario, outcome, label).expect("it exists")
}

/// Twenty days after stake began to move, within the unbonding time of what moved last.
#[test]
fn stake_that_redelegates_is_bonded_all_the_time_and_stake_that_unbonds_is_not() {
    let play = |sets: &[&str]| {
        let checked = support::open("policies/redelegation.toml", sets);
        let outcome = support::simulate(&checked.scenario, 0);
        ["delegated_coins[network.alpha]", "unbonding_coins[network.alpha]", "stake_hhi[network.alpha]"]
            .map(|label| of(&checked, &outcome, label))
    };
    let [staked, unbonding, hhi] = play(&[]);
    assert!((staked - 20_000.0).abs() < 1e-3 && unbonding < 1e-9, "{staked} {unbonding}");
    // Nearly all is with one of the two.
    assert!(hhi > 0.8, "{hhi}");
    let [left, waits, _] = play(&["delegators.crowd.redelegates=false"]);
    assert!((left + waits - 20_000.0).abs() < 1e-3 && waits > 9_000.0, "{left} {waits}");
    // Where nothing has to wait, both are the same.
    let [free, none, same] = play(&["delegators.crowd.redelegates=false", "network.alpha.unbonding=0 s"]);
    assert!((free - 20_000.0).abs() < 1e-3 && none < 1e-9 && (same - hhi).abs() < 0.01, "{free} {none} {same}");
}

/// What moved may not move again: a second change comes too early for it, and the whole stake stays where it is.
#[test]
fn there_is_no_second_hop_within_the_unbonding_time() {
    let play = |unbonding: &str| {
        let more = format!("network.alpha.unbonding={unbonding}");
        let back = "change.back={ at = \"20 d\", set = { \"nodes.one.commission\" = \"0 %\", \"nodes.other.commission\" = \"50 %\" } }";
        let checked = support::open("policies/redelegation.toml", &[&more, back]);
        let outcome = support::simulate(&checked.scenario, 0);
        of(&checked, &outcome, "redelegated_coins[network.alpha]")
    };
    // There and back again: the half of one operator moves, and then all; or none of what came does.
    let (twice, once) = (play("1 s"), play("21 d"));
    assert!(twice > 27_000.0 && twice < 31_000.0, "{twice}");
    assert!(once > 18_000.0 && once < 21_000.0, "{once}");
}

/// With new coins by the power b of stakes that grow by all that they earn, `S^(1 - b)` grows as fast for both.
#[test]
fn a_newcomer_gains_on_a_veteran_as_the_exponent_of_the_stake_says() {
    for b in [0.1, 0.25, 0.5, 0.75] {
        for days in [20.0, 100.0] {
            let sets = [format!("coin.alp.sharing.by.stake={b:?}"), format!("horizon={days} d")];
            let checked = support::open("money/newcomer.toml", &sets.each_ref().map(String::as_str));
            let outcome = support::simulate(&checked.scenario, 0);
            let earned = |group: &str| of(&checked, &outcome, &format!("earned_usd_h[nodes.{group}]")) * 24.0 * days;
            let [old, new] = [1_600.0 + earned("veteran"), 100.0 + earned("newcomer")];
            assert!((old + new - 1_700.0 - 100.0 * days).abs() < 1e-3 * days, "{old} {new}");
            let [ahead, at_start] =
                [[old, new], [1_600.0, 100.0]].map(|s: [f64; 2]| s[0].powf(1.0 - b) - s[1].powf(1.0 - b));
            assert!((ahead / at_start - 1.0).abs() < 0.003, "b = {b}, {days} d: {ahead} against {at_start}");
        }
    }
}
