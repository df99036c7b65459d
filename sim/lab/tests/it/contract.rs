//! Contracts beside spot prices: what they cost by the newsvendor's formula, and whom they pay.

use world::outcome::Outcome;
use world::scenario::Scenario;

use crate::support;

fn play(text: &str) -> (Scenario, Outcome) {
    let scenario = support::open_text(text, &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    (scenario, outcome)
}

fn value((scenario, outcome): &(Scenario, Outcome), name: &str) -> f64 {
    support::value(scenario, outcome, name).unwrap_or_else(|| panic!("{name} has no value"))
}

/// Base units of a coin that users paid for something, by what for.
fn paid((_, outcome): &(Scenario, Outcome), coin: usize, reasons: &[&str]) -> i128 {
    let is_users = |flow: &&state::ledger::Flow| matches!(flow.from, state::ledger::Party::Users(_));
    let flows = outcome.flows[coin].iter().filter(is_users);
    flows.filter(|flow| reasons.contains(&flow.reason.name())).map(|flow| flow.amount).sum()
}

const HOURS: u32 = 4_000;

/// 30 requests an hour at 3 cents, or 1 under contract.
fn hours(contracted: u32, network: &str) -> String {
    format!(
        "horizon = \"{HOURS} h\"\n[coin.c]\n[network.net]\ncoin = \"c\"\npricing.posted = {{ request = \"0.03 usd/request\" }}\n\
         {network}[gateway.front]\nnetworks = [\"net\"]\n[nodes.home]\ncount = 3\n[users.all]\ngateway = \"front\"\n\
         arrival.poisson = {{ rate = \"30 /h\" }}\ndemand.work = \"1 ms\"\n\
         contract = {{ network = \"net\", price = {{ request = \"0.01 usd/request\" }}, commitment = \"{} usd/h\" }}\n",
        f64::from(contracted) / 100.0
    )
}

/// P(N = n) of a Poisson number.
fn poisson(mean: f64, n: u32) -> f64 {
    (1..=n).fold((-mean).exp(), |p, i| p * mean / f64::from(i))
}

/// Mean and variance of what an hour costs \[cents\].
fn cost(contracted: u32) -> (f64, f64) {
    let of = |n: u32| f64::from(contracted) + 3.0 * f64::from(n.saturating_sub(contracted));
    let all = || (0..200).map(|n| (poisson(30.0, n), of(n)));
    let mean: f64 = all().map(|(p, cost)| p * cost).sum();
    (mean, all().map(|(p, cost)| p * (cost - mean).powi(2)).sum())
}

#[test]
fn an_hour_costs_what_the_newsvendor_pays_and_least_at_his_quantile() {
    // P(N <= 32) = 0.685 is the first of at least 1 - 1 / 3.
    let least = (0..100).min_by(|&a, &b| cost(a).0.total_cmp(&cost(b).0)).unwrap();
    let below = |v: u32| (0..=v).map(|n| poisson(30.0, n)).sum::<f64>();
    assert!(below(least) >= 2.0 / 3.0 && below(least - 1) < 2.0 / 3.0, "{least}");
    for contracted in [0, 20, least, 45, 100] {
        let run = play(&hours(contracted, ""));
        let all = paid(&run, 0, &["authorisation", "fee", "treasury"]) as f64 / 1e4 / f64::from(HOURS);
        let (mean, variance) = cost(contracted);
        let error = (variance / f64::from(HOURS)).sqrt();
        assert!((all - mean).abs() <= 4.0 * error + 1e-9, "{contracted}: {all} against {mean} +- {error}");
        if contracted == 100 {
            assert!(value(&run, "contract_share[users.all]") > 1.0 - 1e-12);
        }
    }
}

#[test]
fn what_is_not_used_goes_where_fees_go() {
    let network = "payout.fee_split = { treasury = \"10 %\", burn = \"20 %\" }\n";
    let run = play(&hours(60, network));
    let unused = value(&run, "contract_unused_usd_h[users.all]") * f64::from(HOURS) * 1e6;
    let asked = paid(&run, 0, &["authorisation"]);
    assert!((unused + asked as f64 - 0.6e6 * f64::from(HOURS)).abs() < 1.0, "{unused}");
    let [nodes, treasury, burnt] =
        [&["fee"][..], &["treasury"], &["fee_burn"]].map(|reasons| paid(&run, 0, reasons) as f64);
    // Each end of a period may leave two units of rounding with the treasury.
    let rounding = 3.0 * f64::from(HOURS);
    assert!((nodes - 0.7 * unused).abs() <= rounding && (burnt - 0.2 * unused).abs() <= rounding);
    assert!((treasury - 0.1 * unused).abs() <= rounding && (nodes + treasury + burnt - unused).abs() < 1.0);
}

#[test]
fn a_contract_spares_an_auction() {
    let auction =
        "[network.net]\ncoin = \"c\"\npricing.vickrey = { every = \"1 min\", reserve = \"0.03 usd/request\" }\n";
    let text = hours(1_000, "")
        .replace("[network.net]\ncoin = \"c\"\npricing.posted = { request = \"0.03 usd/request\" }\n", auction);
    let run = play(&text);
    assert!(value(&run, "contract_share[users.all]") > 1.0 - 1e-12);
    assert!(value(&run, "answered_share") > 1.0 - 1e-12);
}
