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
fn stored_results_know_the_instants_that_claims_name_and_nothing_else_of_claims() {
    let hash = |sets: &[&str]| support::open_text(ONE_NODE, sets).world_hash();
    let named = |at: &str| format!("claims.it.that=\"active_nodes_at[{at}] > 0\"");
    let plain = hash(&[]);
    assert_eq!(hash(&["claims.it.that=\"availability > 0\""]), plain);
    assert_eq!(hash(&[&named("1 s")]), hash(&["observe.at=[\"1 s\"]"]));
    assert_ne!(hash(&[&named("1 s")]), plain);
    assert_ne!(hash(&[&named("1 s")]), hash(&[&named("2 s")]));
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
        "known are `active_nodes_at[1 h]` and `gateways_used_at[1 h]` and `hhi_gateways_at[1 h]` and `in_system_at[1 h]`",
    );
    check("active_nodes_at > 1", "`active_nodes_at` needs an instant", "write `active_nodes_at[20 d]`");
    check(
        "active_node_at[1 h] > 1",
        "`active_node_at` has no values at instants",
        "known are `active_nodes_at[1 h]` and `gateways_used_at[1 h]` and `hhi_gateways_at[1 h]` and `in_system_at[1 h]`",
    );
    check(
        "active_nodes_at[1 h > 1",
        "the instant of `active_nodes_at` is not closed by `]`",
        "write it as `active_nodes_at[20 d]`",
    );
}

/// One node that fails at rate a and returns at rate b, up at 0.
const ONE_NODE: &str = r#"# Is it up?
name = "one_node"
horizon = "2 s"
replications = 20_000
[network.plain]
[nodes.volunteers]
count = 1
[nodes.volunteers.churn.renewal]
session = { exponential = "10 s" }
absence = { exponential = "2 s" }
start = "all_up"
"#;

/// The claim of a name over these settings of [`ONE_NODE`].
fn judged(sets: &[&str]) -> Judged {
    support::study(&support::open_text(ONE_NODE, sets), 0).claims.remove(0)
}

#[test]
fn the_share_of_replications_in_which_a_node_is_up_is_that_of_the_closed_form() {
    let (a, b) = (1.0 / 10.0, 1.0 / 2.0);
    let expected = (b + a * f64::exp(-(a + b) * 2.0)) / (a + b);
    let up = |name: &str, least: &str| {
        format!(
            "claims.{name}={{that=\"active_nodes_at[2 s] >= 1\",sometimes=true,in_at_least=\"{least}\",confidence=\"99.9 %\"}}"
        )
    };
    let sets = [up("less", "85 %"), up("near", "88.3 %"), up("more", "91 %")];
    let checked = support::open_text(ONE_NODE, &sets.each_ref().map(String::as_str));
    let claims = support::study(&checked, 0).claims;
    let (events, trials) = claims[0].true_in.unwrap();
    let limits = claims[0].left.interval();
    assert_eq!((trials, claims[0].that.as_str()), (20_000, "in at least 85 %: active_nodes_at[2 s] >= 1"));
    assert!((claims[0].left.mean - events as f64 / 20_000.0).abs() < 1e-12);
    assert!(limits.low < expected && expected < limits.high, "{expected} is not in {limits:?}");
    assert!(limits.high - limits.low < 0.016, "{limits:?}");
    let verdicts: Vec<Verdict> = claims.iter().map(|claim| claim.verdict).collect();
    assert_eq!(verdicts, [Verdict::Held, Verdict::Undecided, Verdict::Failed]);
}

#[test]
fn a_state_that_is_reached_once_is_reached_sometimes_and_replications_are_added_until_it_is() {
    // Down at 2 s with a probability of 11.6 %: not in the first three replications of this seed.
    let down = |sets: &[&str]| {
        let claim = "claims.down={that=\"active_nodes_at[2 s] < 1\",sometimes=true}";
        judged(&[&["replications=3", claim][..], sets].concat())
    };
    let few = down(&[]);
    assert_eq!((few.verdict, few.true_in), (Verdict::Failed, Some((0, 3))));
    // The rule of three: what never was in n may have a probability of 1 - (miss / 2)^(1 / n).
    assert!((few.left.interval().high - (1.0 - 0.025_f64.powf(1.0 / 3.0))).abs() < 1e-9);
    let more = down(&["claims.down.at_most_replications=96"]);
    let (events, trials) = more.true_in.unwrap();
    assert!(more.verdict == Verdict::Held && events > 0 && trials > 3, "{:?}", more.true_in);
    assert_eq!(more.that, "sometimes: active_nodes_at[2 s] < 1");
    let never = judged(&[
        "replications=3",
        "claims.never={that=\"active_nodes_mean > 1\",sometimes=true,at_most_replications=12}",
    ]);
    assert_eq!((never.verdict, never.true_in), (Verdict::Failed, Some((0, 12))));
}

#[test]
fn what_exists_in_no_replication_is_not_said_to_be_never_true() {
    let claim = judged(&["replications=3", "claims.none={that=\"answer_latency_mean_s > 1\",sometimes=true}"]);
    assert_eq!((claim.verdict, claim.difference.n), (Verdict::Undecided, 0));
}

#[test]
fn requests_in_flight_that_could_make_it_true_leave_it_open() {
    // Overload: half of the requests are in flight at the end.
    let text = r#"# Are all answered?
name = "overload"
horizon = "200 s"
replications = 4
[network.net]
[nodes.server]
count = 1
[users.all]
arrival.poisson = { rate = "2 /s" }
demand.work = { exponential = "1 s" }
"#;
    let verdict = |that: &str| {
        let claim = format!("claims.it={{that=\"{that}\",sometimes=true}}");
        support::study(&support::open_text(text, &[&claim]), 0).claims[0].verdict
    };
    assert_eq!(verdict("answered_share < 80 %"), Verdict::Censored);
    assert_eq!(verdict("answered_share > 10 %"), Verdict::Held);
}

#[test]
fn claims_about_a_share_of_replications_need_replications() {
    let told = |sets: &[&str]| {
        let sets = sets.iter().map(ToString::to_string).collect();
        let request = Request { file: "one.toml".into(), sets, ..Request::default() };
        let refused = scenario::open_text(&support::whole(ONE_NODE), &request).err();
        refused.map_or_else(String::new, |refused| refused.render(Colour::Plain))
    };
    let long = told(&["study=steady", "replications=1", "claims.a={that=\"availability > 0\",sometimes=true}"]);
    assert!(long.contains("error: one long run in batches has no replications to count\n"), "{long}");
    assert!(long.contains("= help: set `replications` to 2 or more, or leave `sometimes` out"), "{long}");
    let alone = told(&["claims.a={that=\"availability > 0\",in_at_least=\"5 %\"}"]);
    assert!(alone.contains("error: `in_at_least` applies to claims with `sometimes` only\n"), "{alone}");
    assert!(alone.contains("= help: set `sometimes = true`, or leave `in_at_least` out"), "{alone}");
    let whole = told(&["claims.a={that=\"availability > 0\",sometimes=true,in_at_least=\"100 %\"}"]);
    assert!(whole.contains("error: `in_at_least` must be > 0 %, < 100 %, not \"100 %\""), "{whole}");
}
