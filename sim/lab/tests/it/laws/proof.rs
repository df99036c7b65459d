//! Laws of proof and money: units of coins, audits and ejection, jail, and what stays if nothing happens.

use state::ledger::{Party, Reason};
use units::ids::GroupId;

use crate::support::{open_text, simulate, value};

/// Two honest nodes and a cheat on a network that checks, pays, slashes and ejects.
const CHECKED: &str = r#"
horizon = "500 s"
points = 1
[coin.alp]
[network.alpha]
coin = "alp"
pricing.posted = { request = "0.01 alp/request" }
payout.fee_split = { checker = "12.3 %", treasury = "5 %", burn = "1/3" }
verification.spot.spot_check = { rate = "5 %", false_positive = "2 %" }
slashing.wrong.fixed = { share = "1/7" }
[gateway.front]
take = "3 %"
[nodes.honest]
count = 2
stake.alpha = "1_000 alp"
[nodes.cheat]
like = "nodes.honest"
count = 1
cost = "0.36 usd/h"
conduct.lazy = { work = "20 %" }
[users.all]
arrival.poisson = { rate = "2 /s" }
demand.work = "100 ms"
"#;

/// Law 9: a coin of a thousand times finer units moves as many coins, up to a base unit for each rounding.
#[test]
fn a_finer_unit_moves_as_many_coins() {
    let run = |set: &str| {
        let checked = open_text(CHECKED, &[set]);
        let outcome = simulate(&checked.scenario, 0);
        let coins = |label: &str| value(&checked.scenario, &outcome, label).expect("there is one");
        let amounts = ["bonded_coins[network.alpha]", "treasury_coins[network.alpha]", "burnt_coins[coin.alp]"];
        let postings: u64 = outcome.flows[0].iter().map(|f| f.postings).sum();
        (amounts.map(coins), outcome.fingerprints.events, postings)
    };
    let (coarse, events, postings) = run("coin.alp.decimals=6");
    let (fine, fine_events, _) = run("coin.alp.decimals=9");
    assert_eq!(events, fine_events);
    for (a, b) in coarse.into_iter().zip(fine) {
        assert!((a - b).abs() <= postings as f64 * 1e-6, "{a} and {b} coins after {postings} postings");
        assert!(a > 0.0, "an amount that is 0 shows nothing");
    }
}

/// Law 21, with ejection: of the same requests, a higher rate checks more, and a cheat is out no later and with no
/// more.
#[test]
fn more_checks_never_raise_what_an_ejected_cheat_gains() {
    for seed in 1..=20 {
        let gain = |rate: &str| {
            // Checks are free and unpaid, or the cheat would live on checking.
            let sets = [
                &format!("network.alpha.verification.spot.spot_check.rate={rate}"),
                "network.alpha.verification.spot.spot_check.false_positive=0%",
                "network.alpha.verification.spot.spot_check.work=0%",
                "network.alpha.payout.fee_split.checker=0%",
                "network.alpha.slashing.wrong.fixed.eject=true",
                "observe.sentenced=[1]",
                &format!("seed={seed}"),
            ];
            let checked = open_text(CHECKED, &sets);
            let outcome = simulate(&checked.scenario, 0);
            let label = |name: &str| value(&checked.scenario, &outcome, &format!("{name}[nodes.cheat]"));
            (label("profit_usd").expect("it was up"), label("time_to_sentence_mean_s"))
        };
        let rates = ["0 %", "2 %", "10 %", "50 %", "100 %"].map(gain);
        for pair in rates.windows(2) {
            let ((low, late), (high, soon)) = (pair[0], pair[1]);
            assert!(high <= low + 1e-9, "seed {seed}: {low} usd at the lower rate, {high} at the higher");
            assert!(late.is_none() || soon <= late, "seed {seed}: ejected after {late:?} s, then after {soon:?} s");
        }
    }
}

/// Law 22: of the same missed slots, a stricter window jails no later and leaves no more stake.
#[test]
fn a_stricter_window_never_jails_later() {
    let text = r#"
horizon = "4_000 s"
points = 1
observe.sentenced = [1]
[coin.atom]
[network.hub]
coin = "atom"
slashing.absence.downtime_window = { slot = "1 s", window = 20, share = "1 %", jail = "1 min" }
[nodes.validator]
count = 1
stake.hub = "1_000 atom"
misses = "30 %"
churn.renewal = { session = { exponential = "300 s" }, absence = { exponential = "5 s" }, start = "all_up" }
"#;
    let (mut strict_jailed, mut seeds) = (0, 0);
    for seed in 1..=40 {
        let run = |signed: &str| {
            let signed = format!("network.hub.slashing.absence.downtime_window.min_signed={signed}");
            let checked = open_text(text, &[&signed, &format!("seed={seed}")]);
            let outcome = simulate(&checked.scenario, 0);
            value(&checked.scenario, &outcome, "time_to_sentence_mean_s[nodes.validator]")
        };
        let first = ["20 %", "40 %", "50 %", "60 %", "70 %"].map(run);
        for pair in first.windows(2) {
            assert!(pair[0].is_none() || pair[1] <= pair[0], "seed {seed}: first jailed after {first:?} s");
        }
        seeds += 1;
        strict_jailed += u32::from(first[4].is_some());
    }
    assert_eq!(strict_jailed, seeds, "the strictest window jails everybody, or this shows nothing");
}

/// Law 28: without fees, checks, slashes and emission no coin moves but the stakes at the start.
#[test]
fn with_all_mechanisms_off_no_coin_moves() {
    let off = [
        "network.alpha.pricing.posted.request=0 alp/request",
        "network.alpha.verification.spot.spot_check.rate=0%",
        "network.alpha.slashing.wrong.fixed.share=0%",
    ];
    let checked = open_text(CHECKED, &off);
    let outcome = simulate(&checked.scenario, 0);
    assert!(outcome.flows[0].iter().all(|f| f.reason == Reason::Bonding), "{:?}", outcome.flows[0]);
    let found = |label: &str| value(&checked.scenario, &outcome, label);
    assert_eq!(found("supply_coins[coin.alp]"), Some(1e9));
    assert_eq!(found("bonded_coins[network.alpha]"), Some(3_000.0));
}

/// The checks that nodes of two groups are paid for, and the answers that they gave, all of which are checked.
fn checks_of(one: &str, other: &str) -> [u64; 4] {
    let text = format!(
        r#"
horizon = "20_000 s"
[coin.alp]
[network.alpha]
coin = "alp"
pricing.posted = {{ request = "1 alp/request" }}
payout.fee_split = {{ checker = "10 %" }}
verification.spot.spot_check = {{ rate = "100 %" }}
[nodes.one]
{one}
[nodes.other]
{other}
[users.all]
arrival.poisson = {{ rate = "1 /s" }}
demand.work = "1 ms"
"#
    );
    let scenario = open_text(&text, &[]).scenario;
    let outcome = simulate(&scenario, 0);
    assert!(value(&scenario, &outcome, "unchecked_share").expect("there are answers") <= 0.0);
    let paid = |group: u16, why: Reason| {
        let to = Party::Nodes(GroupId(group));
        let flows = outcome.flows[0].iter().filter(|f| f.to == to && f.reason == why);
        flows.map(|f| f.postings).sum::<u64>()
    };
    [paid(0, Reason::Checking), paid(1, Reason::Checking), paid(0, Reason::Fee), paid(1, Reason::Fee)]
}

/// Wherever there is a node of another operator, it checks, however few there are: one of sixty, or one of two.
#[test]
fn every_check_finds_a_checker_of_another_operator_where_there_is_one() {
    for count in [1, 3, 59] {
        let [by_one, by_other, of_one, of_other] = checks_of(&format!("count = {count}\noperators = 1"), "count = 1");
        assert_eq!([by_one, by_other], [of_other, of_one], "{count}");
        assert!(of_one + of_other > 19_000);
    }
}

/// Two nodes of one operator check each other, every time.
#[test]
fn two_nodes_check_each_other() {
    let text = "horizon = \"20_000 s\"\n[network.alpha]\n\
                verification.spot.spot_check = { rate = \"100 %\" }\n[gateway.front]\n[nodes.pair]\ncount = 2\noperators = 1\n\
                [users.all]\narrival.poisson = { rate = \"1 /s\" }\ndemand.work = \"1 ms\"\n";
    let scenario = open_text(text, &[]).scenario;
    let outcome = simulate(&scenario, 0);
    assert!(value(&scenario, &outcome, "unchecked_share").expect("there are answers") <= 0.0);
    assert!(value(&scenario, &outcome, "checked_share").expect("there are answers") >= 1.0);
}
