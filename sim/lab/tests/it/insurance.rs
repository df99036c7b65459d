//! Insurances of networks: whether they last, by the theory of ruin, and who is paid where they lack coins.

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use state::ledger::{Party, Reason};
use units::ids::UsersId;

use crate::support;

/// Answers that are all checked, and found wrong with chance `p`; fees are exponential with a mean of 1 alp.
fn text(p: &str, premium: &str, insurance: &str, more: &str) -> String {
    format!(
        "horizon = \"800 min\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\n\
         pricing.posted = {{ work = \"3600 alp/h\" }}\npayout.fee_split = {{ insurance = \"{premium}\" }}\n\
         verification.all.spot_check = {{ rate = \"100 %\", false_positive = \"{p}\" }}\ninsurance = {insurance}\n\
         [nodes.n]\ncount = 4\n[users.all]\narrival.poisson = {{ rate = \"1 /min\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n{more}"
    )
}

/// The chance of ruin of a walk whose steps are premiums, exponential with mean `a`, and with chance `p` claims,
/// exponential with mean `m`: `exp(-R u)` is a martingale, and what is lacking at ruin is exponential again.
fn ruin(p: f64, a: f64, m: f64, reserve: f64) -> f64 {
    let r = ((1.0 - p) * a - p * m) / (a * m);
    // R is where a step leaves the mean of exp(-R X) at 1.
    assert!(((1.0 - p) / (1.0 + r * a) + p / (1.0 - r * m) - 1.0).abs() < 1e-12);
    (1.0 - r * m) * (-r * reserve).exp()
}

#[test]
fn many_small_premiums_are_the_theorem_of_cramer_and_lundberg() {
    // Lambda m / c = 1 / 1.5 at a reserve of 5 claims: theory.json, ruin-cramer-lundberg.
    let p = 1e-7_f64;
    let found = ruin(p, 1.5 * p / (1.0 - p), 1.0, 5.0);
    assert!((found - 0.125_917_068_558_375).abs() < 1e-6, "{found}");
}

#[test]
fn an_insurance_is_ruined_as_often_as_the_theory_of_ruin_says() {
    let n = 1_500_u32;
    for (p, share, times, reserve) in [(0.25, 0.5, 1.0, 2.0), (0.1, 0.5, 3.0, 6.0), (0.25, 0.2, 1.0, 4.0)] {
        let rule = format!("{{ reserve = \"{reserve} alp\", wrong_answer = {times} }}");
        let text = text(&format!("{} %", p * 100.0), &format!("{} %", share * 100.0), &rule, "");
        let checked = support::open_text(&text, &[]);
        let is_ruined = |replication: u32| {
            let outcome = support::simulate(&checked.scenario, replication);
            support::value(&checked.scenario, &outcome, "insurance_unpaid_coins[network.net]").expect("it exists") > 0.0
        };
        let ruined = (0..n).into_par_iter().filter(|&replication| is_ruined(replication)).count();
        let (found, n) = (ruined as f64 / f64::from(n), f64::from(n));
        // In the last of the three, claims are more than premiums: ruin is certain.
        let expected = if (1.0 - p) * share > p * times { ruin(p, share, times, reserve) } else { 1.0 };
        let z = (found - expected) / (expected * (1.0 - expected) / n).sqrt().max(1.0 / n);
        assert!(z.abs() < 4.0, "p = {p}: {found} of {n} are ruined, not {expected}; z = {z:.1}");
    }
}

/// What the insurance paid each of two groups of users, and what each claimed \[base units\]: all answers are found
/// wrong, and claims are as high as the fee.
fn paid(shortfall: &str) -> [(f64, f64); 2] {
    let rule = format!("{{ reserve = \"200 alp\", wrong_answer = 1, {shortfall} }}");
    let second = "[users.late]\narrival.poisson = { rate = \"1 /min\" }\ndemand.work = { exponential = \"1 s\" }\n";
    let checked = support::open_text(&text("100 %", "0 %", &rule, second), &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
    assert!((of("insurance_paid_coins[network.net]") - 200.0).abs() < 1e-3);
    assert!(of("insurance_coins[network.net]") < 1e-3);
    let sum = |row: usize, reason: Reason| {
        let flows = outcome.flows[0].iter().filter(|f| f.to == Party::Users(UsersId::of(row)) && f.reason == reason);
        flows.map(|f| f.amount as f64).sum::<f64>()
    };
    [0, 1].map(|row| (sum(row, Reason::Indemnity), sum(row, Reason::Refund)))
}

#[test]
fn where_coins_lack_all_of_a_period_get_the_same_share_or_those_that_come_first_all() {
    // One period, at the end of the run: of some 1,600 alp that are claimed 200 are there.
    let [one, two] = paid("shortfall = \"pro_rata\", every = \"790 min\"");
    let share = (one.0 + two.0) / (one.1 + two.1);
    assert!((0.1..0.2).contains(&share), "{share}");
    // What is refunded in the last ten minutes claims nothing more.
    assert!((one.0 / one.1 / (two.0 / two.1) - 1.0).abs() < 0.03, "{one:?} {two:?}");
    // First come, first served: all is paid within the first two hours, to both as they come.
    let [one, two] = paid("shortfall = \"first_come\"");
    assert!((0.2..5.0).contains(&(one.0 / two.0)), "{one:?} {two:?}");
}

/// A slash of which a part goes to the insurance, and from there to the delegators that it hit.
#[test]
fn delegators_get_back_the_share_of_a_slash_that_is_insured() {
    let play = |insured: &str, destination: &str| {
        let text = format!(
            "horizon = \"3 d\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\n\
             pricing.posted = {{ request = \"0.001 alp/request\" }}\n\
             verification.all.spot_check = {{ rate = \"100 %\", false_positive = \"2 %\" }}\n\
             slashing.wrong.fixed = {{ share = \"1 %\", destination = \"{destination}\" }}\n\
             insurance = {{ reserve = \"100 alp\", {insured} }}\n\
             [nodes.n]\ncount = 2\nstake.net = \"100 alp\"\n[delegators.crowd]\nstake = \"300 alp\"\nreview = \"1 h\"\n\
             [users.all]\narrival.poisson = {{ rate = \"1 /min\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
        );
        let checked = support::open_text(&text, &[]);
        let outcome = support::simulate(&checked.scenario, 0);
        let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
        let flow = |reason: Reason| {
            outcome.flows[0].iter().filter(|f| f.reason == reason).map(|f| f.amount as f64).sum::<f64>()
        };
        let lost = 300.0 - of("delegated_coins[network.net]");
        let (nominal, net) = (of("delegator_nominal_yield_y[network.net]"), of("delegator_yield_y[network.net]"));
        (flow(Reason::Indemnity), lost * 1e6, nominal - net, of("insurance_unpaid_coins[network.net]"))
    };
    let (nothing, lost, gap, _) = play("wrong_answer = 0.000_001", "burn");
    assert!(nothing < 1.0 && lost > 1e7 && gap > 0.0, "{nothing} {lost} {gap}");
    // Three fifths of each slash were delegated, and half of that comes back; each is rounded down.
    let (half, same, rest, unpaid) = play("delegators = \"50 %\"", "insurance");
    assert!((lost - same).abs() < 0.5, "{lost} {same}");
    assert!((half - 0.5 * lost).abs() < 200.0 && unpaid < 1e-9, "{half} of {lost}");
    assert!((rest / gap - 0.5).abs() < 0.01, "{rest} {gap}");
    // All of it, where the insurance lasts.
    let (all, _, none, _) = play("delegators = \"100 %\"", "insurance");
    assert!((all - lost).abs() < 200.0 && none.abs() < 1e-6 * gap.abs() + 1e-9, "{all} of {lost}, {none}");
    // A claim pays at most its cap.
    let (capped, ..) = play("delegators = \"100 %\", most = \"0.1 alp\"", "insurance");
    assert!(capped < 0.2 * all, "{capped} {all}");
}
