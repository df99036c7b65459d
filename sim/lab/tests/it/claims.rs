//! Every shipped scenario keeps its own claims at its own settings; claims whose units do not fit are refused.

use files::{Colour, Request};
use lab::study::Judged;
use scenario::{Checked, expected_requests};
use statistics::Verdict;

use crate::support;

/// Requests of a study that are simulated in less than about a second, so that its claims are tested each time.
const QUICK: f64 = 300_000.0;

/// Its claims are tested with the published shares that it reproduces, in `serving`.
const ELSEWHERE: &str = "studies/staleness.toml";

/// The shipped scenarios with claims, those of few requests or the others.
fn with_claims(is_quick: bool) -> Vec<(String, Checked)> {
    let all = support::shipped().into_iter().filter(|name| name != ELSEWHERE);
    let all = all.map(|name| (support::open(&name, &[]), name)).filter(|(checked, _)| !checked.claims.is_empty());
    let requests = |checked: &Checked| {
        let users = checked.scenario.users.iter().map(|users| expected_requests(&checked.scenario, users));
        users.sum::<f64>() * f64::from(checked.file.replications)
    };
    all.filter(|(checked, _)| (requests(checked) < QUICK) == is_quick).map(|(checked, name)| (name, checked)).collect()
}

fn check(scenarios: &[(String, Checked)]) {
    let broken: Vec<String> = scenarios.iter().flat_map(|(name, checked)| broken_claims(name, checked)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The claims of a scenario that do not hold at its own settings, with the evidence.
fn broken_claims(name: &str, checked: &Checked) -> Vec<String> {
    let claims = support::study(checked, 0).claims.into_iter().filter(|claim| claim.verdict != Verdict::Held);
    let line =
        |c: Judged| format!("{name}: {}: `{}` {}: {} against {}", c.name, c.that, c.verdict, c.left.mean, c.right.mean);
    claims.map(line).collect()
}

#[test]
fn quick_shipped_scenarios_keep_their_claims() {
    let quick = with_claims(true);
    assert!(quick.len() > 20, "only {} scenarios are quick", quick.len());
    check(&quick);
}

#[test]
#[ignore = "a minute or two; cargo test -p windtunnel-lab --test it -- --ignored claims::"]
fn long_shipped_scenarios_keep_their_claims() {
    check(&support::turn(with_claims(false)));
}

/// A claim can only say that such a share is small: zero events in n trials leave an exact limit of about 3.7 / n.
/// Where nothing can happen, nothing happens in any replication.
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

/// What is said of a claim in the scenario whose coin is `alp`; nothing if it is sound.
fn told(that: &str) -> String {
    let file = support::root().join("scenarios/policies/payout_fee_split.toml");
    let request = Request { file, sets: vec![format!("claims.mine.that=\"{that}\"")], ..Request::default() };
    scenario::open(&request).err().map_or_else(String::new, |refused| refused.render(Colour::Plain))
}

#[test]
fn a_claim_whose_units_do_not_fit_is_refused_with_its_place_and_what_to_write() {
    let expected = "\
error: `<` takes one unit, but `answer_latency_mean_s` is in s and `5 %` is a plain number
 --> --set 1:1:43
  |
1 | claims.mine.that=\"answer_latency_mean_s < 5 %\"
  |                                           ^^^
  |
  = help: write `5 s`, or `5` alone

1 problem in ";
    let said = told("answer_latency_mean_s < 5 %");
    assert!(said.starts_with(expected), "{said}");
    let unknown = told("frobnication < 1");
    assert!(unknown.contains("= help: `windtunnel list metrics` shows all, `observe` adds more"), "{unknown}");
    let owner = told("supply_coins < 1");
    assert!(owner.contains("`supply_coins` needs an owner") && owner.contains("write `supply_coins[coin.alp]`"));
    let zero = told("sent_rps < 5 / (2 - 2)");
    assert!(zero.contains("error: `5 / (2 - 2)` divides by zero"), "{zero}");
    let two = told("sent_rps < 5 and sent_rps > 1");
    assert!(two.contains("error: a claim must be one comparison"), "{two}");
}

#[test]
fn amounts_are_in_the_coin_of_their_owner() {
    for sound in [
        "supply_coins[coin.alp] > 5 alp",
        "treasury_coins[network.alpha] < supply_coins[coin.alp]",
        "unbonding_coins_mean[network.alpha] < 5 alp",
        "price_usd[coin.alp] < 2 usd/alp",
        "supply_coins[coin.alp] * price_usd[coin.alp] > 1_000 usd",
        "earned_usd_h[nodes.servers] * 10 / answered_rps < 0.34 usd",
        "earned_usd_h[nodes.servers] * 10 / answered_rps / 3600 < 0.34",
    ] {
        assert_eq!(told(sound), "", "{sound}");
    }
    let said = told("supply_coins[coin.alp] > 5 usd");
    assert!(said.contains("is in alp and `5 usd` in usd") && said.contains("write `5 alp`"), "{said}");
    let said = told("price_usd[coin.alp] < 2 usd");
    assert!(said.contains("write `2 usd/alp`"), "{said}");
}

/// Nodes fail at rate a and return at rate b. All are up at 0, b / (a + b) + a / (a + b) e^(-(a + b) t) of them at t.
#[test]
fn a_claim_that_names_instants_has_the_values_of_the_closed_form_there() {
    let sets = ["claims.early.that=\"active_nodes_at[500 ms] > 0\"", "claims.later.that=\"active_nodes_at[2 s] > 0\""];
    let findings = support::study(&support::open("theory/avail-transient-exp.toml", &sets), 0);
    let (a, b) = (1.0 / 10.0, 1.0 / 2.0);
    for (claim, t) in findings.claims.iter().zip([0.5, 2.0]) {
        let expected = 1_000.0 * (b + a * f64::exp(-(a + b) * t)) / (a + b);
        let error = claim.left.sd / (claim.left.n as f64).sqrt();
        let off = (claim.left.mean - expected) / error;
        assert!(claim.left.n == 60 && error < 2.0 && off.abs() < 4.0, "{}: {off} standard errors", claim.that);
    }
}

#[test]
fn an_instant_need_not_be_declared_and_changes_nothing_else() {
    let open = |sets: &[&str]| support::open("policies/churn_renewal_cycle.toml", sets);
    let plain = open(&["claims={more_by_day={that=\"availability > 0\"}}"]);
    let named = open(&["claims={more_by_day={that=\"active_nodes_at[98 h] > 300 + 0 * active_nodes_at[98 h]\"}}"]);
    let declared = open(&["observe.at=[\"98 h\"]", "claims={more_by_day={that=\"active_nodes_at[98 h] > 300\"}}"]);
    let [plain, named, declared] = [plain, named, declared].map(|checked| {
        assert!(checked.scenario.observe.at.len() <= 1);
        let outcome = support::simulate(&checked.scenario, 0);
        let is_asked = !checked.scenario.observe.at.is_empty();
        let value = is_asked.then(|| support::value(&checked.scenario, &outcome, "active_nodes_at_98h"));
        (outcome.fingerprints.events, value)
    });
    assert_eq!(plain.1, None);
    assert!(named.1.is_some());
    assert_eq!(named, declared);
    assert_eq!(named.0, plain.0);
}

#[test]
fn an_instant_that_cannot_be_is_refused_with_its_place_and_what_to_write() {
    let check = |that: &str, message: &str, help: &str| {
        let said = told(that);
        let has = |part: &str| said.contains(part);
        assert!(has(&format!("error: {message}\n")) && has(&format!("= help: {help}\n")), "{said}");
    };
    check(
        "active_nodes_at[500 d] > 1",
        "500 d is after the end of the run",
        "use an instant of at most 1 h, or lengthen `horizon`",
    );
    check(
        "active_nodes_at[20] > 1",
        "`20` needs a unit: one of ns, us, ms, s, min, h, d",
        "write it as `active_nodes_at[20 d]`",
    );
    check(
        "utilisation[1 h] > 1 %",
        "`utilisation` has no values at instants",
        "known are `active_nodes_at[1 h]` and `in_system_at[1 h]`",
    );
    check("active_nodes_at > 1", "`active_nodes_at` needs an instant", "write `active_nodes_at[20 d]`");
    check(
        "active_node_at[1 h] > 1",
        "`active_node_at` has no values at instants",
        "known are `active_nodes_at[1 h]` and `in_system_at[1 h]`",
    );
    check(
        "active_nodes_at[1 h > 1",
        "the instant of `active_nodes_at` is not closed by `]`",
        "write it as `active_nodes_at[20 d]`",
    );
}
