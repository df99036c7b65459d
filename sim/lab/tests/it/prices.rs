//! Prices that move, auctions, and users who answer prices, in whole scenarios.

use std::collections::BTreeSet;

use files::Request;
use scenario::{Checked, open_text};
use world::outcome::Outcome;
use world::replication::Replication;
use world::scenario::Scenario;

use crate::support;

/// Ten slots, users with plain work, a coin worth half a usd; what a network's table and that of users say more.
fn scenario(network: &str, users: &str) -> Checked {
    let text = format!(
        "horizon = \"2_000 s\"\npoints = 4\n[coin.alp]\nmarket.fixed = {{ price = \"0.5 usd\" }}\n\
         [network.net]\ncoin = \"alp\"\n{network}\n[gateway.front]\nnetworks = [\"net\"]\n\
         [nodes.servers]\ncount = 10\n\
         [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"8 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n{users}\n"
    );
    support::open_text(&text, &[])
}

fn play(checked: &Checked) -> Outcome {
    support::simulate(&checked.scenario, 0)
}

fn value(checked: &Checked, outcome: &Outcome, label: &str) -> f64 {
    support::value(&checked.scenario, outcome, label).unwrap_or_else(|| panic!("`{label}` has no value"))
}

/// The numbers of the requests that are served, of the first so many that are wanted.
fn served(scenario: &Scenario, first: u64) -> BTreeSet<u64> {
    let mut run = Replication::new(scenario.clone(), 0);
    let mut numbers = BTreeSet::new();
    let see = &mut |sight: &world::sight::Sight| {
        if let (world::event::Event::Done(_), [_, _, number, ..]) = (sight.event, sight.key()) {
            numbers.insert(number);
        }
    };
    while run.step(scenario.horizon, see).expect("no law is broken") {}
    numbers.retain(|&number| number < first);
    numbers
}

/// A controller that never moves is posted prices: the same payments, to the last coin.
#[test]
fn a_price_that_does_not_move_is_a_posted_price() {
    let posted = scenario("pricing.posted = { request = \"0.01 usd/request\", work = \"2 usd/h\" }", "");
    let still = scenario(
        "pricing.target_utilisation = { price = { request = \"0.01 usd/request\", work = \"2 usd/h\" }, slope = \"0 %\" }",
        "",
    );
    let (a, b) = (play(&posted), play(&still));
    assert_eq!(a.fingerprints.money, b.fingerprints.money);
    for metric in ["answer_latency_mean_s", "earned_usd_h[nodes.servers]", "sent_rps"] {
        assert_eq!(value(&posted, &a, metric).to_bits(), value(&still, &b, metric).to_bits(), "{metric}");
    }
    assert!(value(&still, &b, "price_changes_per_h[network.net]").abs() < f64::EPSILON);
    assert!((value(&still, &b, "price_level_mean[network.net]") - 1.0).abs() < f64::EPSILON);
}

/// Whatever share of the fee of an auction or a moving price goes where, all that is paid is found again.
#[test]
fn coins_are_conserved_where_prices_move() {
    let values = "values = { uniform = { low = \"0 usd\", high = \"1 usd\" } }";
    let split = "payout.fee_split = { burn = \"70 %\", treasury = \"11 %\", checker = \"3 %\" }";
    for (pricing, users) in [
        ("eip1559 = { price = { work = \"3 usd/h\" }, tip = \"17 %\" }", "elasticity = -0.7"),
        ("blob_fee = { price = { request = \"0.001 alp/request\" } }", ""),
        ("uniform = { units = 3, every = \"700 ms\", again = 2, reserve = \"0.1 usd/request\" }", values),
        ("first_price = { every = \"300 ms\" }", values),
    ] {
        let checked = scenario(&format!("pricing.{pricing}\n{split}"), users);
        let outcome = play(&checked);
        let burnt = value(&checked, &outcome, "burnt_coins[coin.alp]");
        let paid = value(&checked, &outcome, "price_mean_usd[network.net]");
        assert!(burnt > 0.0 && paid > 0.0, "{pricing}: {burnt} burnt, {paid} usd a request");
    }
}

/// What is sent at a higher price is sent at a lower one: thinning shares its draws.
#[test]
fn two_prices_on_one_seed_share_requests() {
    let (cheap, dear) = (served(&stepped("1 usd/request"), 15_000), served(&stepped("2 usd/request"), 15_000));
    assert!(dear.is_subset(&cheap));
    let ratio = dear.len() as f64 / cheap.len() as f64;
    // A half of the requests of the first second, which are few, and of the others a half as many at twice the price.
    assert!((ratio - 0.5).abs() < 0.02, "{ratio}");
}

/// A price of 1 usd that changes after a second.
fn stepped(price: &str) -> Scenario {
    let text = format!(
        "horizon = \"2_000 s\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\npricing.posted.request = \"1 usd/request\"\n\
         [gateway.front]\nnetworks = [\"net\"]\n[nodes.servers]\ncount = 10\n\
         [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"8 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n\
         elasticity = -1.0\nheadroom = 2.0\n\
         [change.step]\nat = \"1 s\"\nset = {{ \"network.net.pricing.posted.request\" = \"{price}\" }}\n"
    );
    support::open_text(&text, &[]).scenario
}

/// A budget buys so many requests in each period, and no more.
#[test]
fn a_budget_is_never_overspent() {
    let checked = scenario("pricing.posted = { request = \"1 usd/request\" }", "budget = \"30 usd/min\"");
    let outcome = play(&checked);
    // 2,000 s are 33 whole minutes of 30 requests each, and one that has begun.
    let sent = value(&checked, &outcome, "sent_rps") * 2_000.0;
    assert_eq!(sent.round() as u32, 34 * 30);
}

/// Revenue equivalence in the world: the first price with shaded bids earns what the second price does.
/// Requests cost coins, and each coin that is bought raises its price beyond what 64 bits count in billionths of a usd.
#[test]
fn a_price_beyond_what_money_can_count_is_paid_by_nobody() {
    let text = "horizon = \"2_000 s\"\n[coin.alp]\nmarket.impact = { price = \"1 usd\", depth = \"1 usd/%\", every = \"100 s\" }\n\
         [network.net]\ncoin = \"alp\"\npricing.posted = { request = \"1 alp/request\" }\n[gateway.front]\nnetworks = [\"net\"]\n\
         [nodes.servers]\ncount = 10\n[users.all]\ngateway = \"front\"\narrival.poisson = { rate = \"8 /s\" }\n\
         demand.work = { exponential = \"1 s\" }\n";
    let checked = support::open_text(text, &[]);
    let outcome = play(&checked);
    // Of 20 periods the first are paid, and none once a coin costs what is left to count.
    let unfunded = value(&checked, &outcome, "refused_unfunded_share");
    assert!(unfunded > 0.7 && unfunded < 0.99, "{unfunded} are refused");
}

#[test]
fn auctions_of_one_unit_earn_the_same() {
    let earned = |pricing: &str| {
        let checked = five_bidders(pricing);
        let outcome = play(&checked);
        (
            value(&checked, &outcome, "price_mean_usd[network.net]"),
            value(&checked, &outcome, "surplus_usd_h[users.all]"),
        )
    };
    let (first, second) = (earned("first_price = { every = \"1 s\" }"), earned("vickrey = { every = \"1 s\" }"));
    // Five bidders: 4/6, standard deviations of 0.113 and 0.178 over 2,000 rounds; surplus 1/6 a second.
    assert!((first.0 - 2.0 / 3.0).abs() < 4.0 * 0.113 / 44.7, "{first:?}");
    assert!((second.0 - 2.0 / 3.0).abs() < 4.0 * 0.178 / 44.7, "{second:?}");
    assert!((first.1 / 600.0 - 1.0).abs() < 0.05 && (second.1 / 600.0 - 1.0).abs() < 0.1);
}

/// Five bidders a round of a second, exactly.
fn five_bidders(pricing: &str) -> Checked {
    let text = format!(
        "horizon = \"2_000 s\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\npricing.{pricing}\n\
         [gateway.front]\nnetworks = [\"net\"]\n[nodes.servers]\ncount = 10\n\
         [users.all]\ngateway = \"front\"\narrival.renewal = {{ gap = \"200 ms\" }}\ndemand.work = \"1 s\"\n\
         values = {{ uniform = {{ low = \"0 usd\", high = \"1 usd\" }} }}\n"
    );
    support::open_text(&text, &[])
}

/// Where demand is of elasticity -1 the base fee settles at its start times demand over target.
#[test]
fn the_base_fee_settles_where_demand_is_the_target() {
    for (headroom, level) in [(1, 4.0), (2, 2.0), (4, 1.0)] {
        let checked = support::open_text(
            &format!(
                "horizon = \"6_000 s\"\nstudy = \"steady\"\nwarm_up = \"2_000 s\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\n\
                 pricing.eip1559 = {{ price = {{ work = \"2 usd/h\" }}, of = \"asked\" }}\n\
                 [gateway.front]\nnetworks = [\"net\"]\n[nodes.servers]\ncount = 10\n\
                 [users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"20 /s\" }}\ndemand.work = \"1 s\"\nelasticity = -1.0\nheadroom = {headroom}.0\n"
            ),
            &[],
        );
        let outcome = play(&checked);
        let found = value(&checked, &outcome, "price_level_mean[network.net]");
        assert!((found / level - 1.0).abs() < 0.05, "headroom {headroom}: {found}, not {level}");
        assert!((value(&checked, &outcome, "utilisation") - 0.5).abs() < 0.02);
    }
}

#[test]
fn prices_that_cannot_be_are_refused_with_their_reason() {
    let check = |network: &str, users: &str, expected: &str| {
        let text = format!(
            "horizon = \"1 s\"\n[coin.alp]\n[network.net]\n{network}\n[gateway.front]\nnetworks = [\"net\"]\n\
             [nodes.server]\ncount = 1\n[users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"1 /s\" }}\n\
             demand.work = \"1 s\"\n{users}\n"
        );
        let refused = open_text(&support::whole(&text), &Request::default()).expect_err("faults");
        let told: Vec<String> = refused
            .problems
            .list()
            .iter()
            .map(|p| format!("{}; {}", p.message, p.remedy.as_deref().unwrap_or("")))
            .collect();
        assert_eq!(told, [expected], "{network} {users}");
    };
    let coin = |pricing: &str| format!("coin = \"alp\"\npricing.{pricing}");
    let price = "price = { work = \"1 usd/h\" }";
    check(
        &coin("eip1559 = { price = {} }"),
        "",
        "nothing costs anything, so that no price can move; give one, as in `price = { output = \"0.3 usd/Mtok\" }`",
    );
    check(
        &coin(&format!("target_utilisation = {{ {price}, band = [\"60 %\", \"40 %\"] }}")),
        "",
        "the lower end of a band comes first; write it as in `[\"40 %\", \"60 %\"]`",
    );
    check(
        &format!("pricing.blob_fee = {{ {price} }}"),
        "",
        "a network without a coin is free; name its `coin`, or leave the price out",
    );
    check("pricing = \"vickrey\"", "", "a network without a coin cannot sell; name its `coin`, or leave `pricing` out");
    check(
        &coin("vickrey = { reserve = \"1 usd/h\" }"),
        "",
        "this price must be for each request, as in `1 usd/request`; ",
    );
    check("", "budget = \"3 usd/request\"", "a budget is in usd for a time; write it as in `5 usd/h`");
    check("", "budget = \"-3 usd/h\"", "a budget cannot be negative; ");
    check("", "values = \"3 alp\"", "this must be in usd, not in alp; ");
    check("", "elasticity = 0.5", "`elasticity` must be <= 0, not 0.5; ");
}

#[test]
fn an_auction_without_bidders_is_told() {
    let users = "values = \"1 usd\"\n[users.mute]\ngateway = \"front\"\narrival.poisson = { rate = \"1 /s\" }\ndemand.work = \"1 s\"";
    assert_eq!(
        scenario::warnings(&scenario("pricing = \"vickrey\"", "")),
        [
            "`network.net.pricing.vickrey` has no bidders: no users who reach the network have `values`, and every request is refused; give users `values`, or post prices"
        ]
    );
    assert_eq!(
        scenario::warnings(&scenario("pricing = \"vickrey\"", users)),
        [
            "`users.mute` have no `values` to bid by at `network.net.pricing.vickrey`: their requests are refused there; give them `values`"
        ]
    );
}

/// A cap that is never met, tickets of one base unit and credit bought ahead in single units are exact payment: the
/// same coins move, to the last one.
#[test]
fn ways_of_paying_that_can_do_nothing_else_pay_the_price() {
    let with = |payment: &str| scenario(&format!("pricing.posted = {{ work = \"2 usd/h\" }}\n{payment}"), "");
    let exact = play(&with("payment = \"exact\""));
    for payment in [
        "payment.upto = { most = \"1_000 usd\" }",
        "payment.ticket = { face = \"0.000_001 alp\" }",
        "payment.prepaid = { top_up = \"0.000_001 alp\" }",
    ] {
        let (one, other) = (exact.fingerprints, play(&with(payment)).fingerprints);
        assert_eq!((one.events, one.money), (other.events, other.money), "{payment}");
    }
}

/// With exponential prices of mean m, `m e^(-c / m)` of each is above a cap c.
#[test]
fn what_a_cap_leaves_uncollected_is_the_tail_of_prices() {
    // A mean second at 2 usd an hour.
    let (mean, cap) = (2.0 / 3_600.0_f64, 0.0005_f64);
    let checked = scenario("pricing.posted = { work = \"2 usd/h\" }\npayment.upto = { most = \"0.0005 usd\" }", "");
    let outcome = play(&checked);
    let lost = value(&checked, &outcome, "uncollected_usd_h[network.net]");
    let rate = 8.0 * 3_600.0;
    let expected = rate * mean * (-cap / mean).exp();
    // Of 16,000 requests; the excess has a second moment of 2 m^2 e^(-c / m).
    let share = (-cap / mean).exp();
    let error = rate * mean * ((2.0 * share - share * share) / 16_000.0_f64).sqrt();
    assert!((lost - expected).abs() < 4.0 * error + 0.02 * expected, "{lost}, not {expected} +- {error}");
    let earned = 10.0 * value(&checked, &outcome, "earned_usd_h[nodes.servers]");
    assert!((earned + lost - rate * mean).abs() < 0.05 * rate * mean, "{earned} and {lost} of {}", rate * mean);
}
