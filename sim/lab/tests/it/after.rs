//! Claims about the time after a fault: windows, and verdicts where arithmetic gives the answer.

mod abort;
mod recovers;

use files::{Colour, Request};
use lab::study::Judged;
use statistics::Verdict;
use units::time::{Span, Time};
use world::metrics::catalogue::{self, Sample};
use world::scenario::Aftermath;

use crate::support;

/// One request a second, each of half a second of work, over a link that is cut from 100 s to 130 s.
///
/// What is sent meanwhile reaches the node at 130 s: 30 requests, of which one is worked off beside each that comes, so
/// that none waits from 160 s on. An answer then takes 522 ms.
const CUT: &str = r#"# When is the backlog gone?
name = "cut"
horizon = "5 min"
replications = 2
[region.here]
[region.there]
[link.home]
between = ["here", "here"]
latency = "1 ms"
[link.sea]
between = ["here", "there"]
latency = "10 ms"
[network.net]
[gateway.front]
networks = ["net"]
region = "here"
[nodes.server]
count = 1
regions = ["there"]
[users.all]
gateway = "front"
region = "here"
arrival.renewal.gap = "1 s"
demand.work = "500 ms"
[weather.cut]
partition = { regions = ["there"], lasts = "30 s" }
"#;

const ONCE: &str = "weather.cut.at=\"100 s\"";
const LATENCY: &str = "answer_latency_mean_s < 0.5221 s";

fn eventually(that: &str, delay: &str) -> String {
    format!("claims.it={{that=\"{that}\",eventually=\"{delay}\",after=\"weather.cut\"}}")
}

/// The first claim of the scenario with these settings.
fn judged(sets: &[&str]) -> Judged {
    support::study(&support::open_text(CUT, sets), 0).claims.remove(0)
}

#[test]
fn a_claim_holds_from_when_the_backlog_is_gone_and_not_before() {
    let verdict = |delay: &str| {
        let claim = judged(&[ONCE, &eventually(LATENCY, delay)]);
        assert_eq!(claim.kind, "eventually");
        claim.verdict
    };
    assert_eq!(verdict("31 s"), Verdict::Held);
    assert_eq!(verdict("2 min"), Verdict::Held);
    assert_eq!(verdict("29 s"), Verdict::Failed);
    assert_eq!(verdict("0 s"), Verdict::Failed);
}

#[test]
fn a_window_begins_after_the_end_of_the_fault_and_ends_with_the_run() {
    let claim = judged(&[ONCE, &eventually(LATENCY, "40 s")]);
    let windows = claim.windows.unwrap();
    assert_eq!((windows.list.as_slice(), windows.n, windows.without), (&[[170.0, 300.0]][..], 2, 0));
    assert_eq!(claim.that, format!("{LATENCY}, from 40 s after weather.cut"));
    // One request a second is answered, 522 ms after it was sent.
    let claim = judged(&[ONCE, &eventually("answered_rps >= 1", "40 s")]);
    assert_eq!((claim.left.mean, claim.left.n, claim.verdict), (1.0, 2, Verdict::Held));
}

#[test]
fn a_fault_that_strikes_again_is_judged_by_its_worst_window() {
    // Cut from 100 s to 130 s, from 200 s to 230 s, and from 300 s to 330 s; the last leaves 10 s.
    let sets = |delay: &str| {
        let claim = eventually(LATENCY, delay);
        judged(&["horizon=\"340 s\"", "weather.cut.every=\"100 s\"", &claim])
    };
    let claim = sets("35 s");
    let windows = claim.windows.as_ref().unwrap();
    let ends: Vec<[f64; 2]> = windows.list.iter().map(|[a, b]| [*a, b.round()]).collect();
    assert_eq!((ends, windows.n, claim.left.n), (vec![[165.0, 200.0], [265.0, 300.0]], 4, 2));
    assert_eq!(claim.verdict, Verdict::Held);
    // A third window, of the last 5 s, in which answers wait: the two before hold.
    let claim = sets("5 s");
    assert_eq!((claim.windows.as_ref().unwrap().n, claim.verdict), (6, Verdict::Failed));
    let worst = claim.left.mean;
    let second = judged(&["horizon=\"299 s\"", "weather.cut.every=\"100 s\"", &eventually(LATENCY, "5 s")]).left.mean;
    assert!(worst > second && second > 1.0, "{worst} {second}");
}

#[test]
fn windows_end_with_the_next_strike_of_any_fault() {
    let other = "weather.other={at=\"200 s\",partition={regions=[\"there\"],lasts=\"30 s\"}}";
    let claim = judged(&[ONCE, other, &eventually(LATENCY, "35 s")]);
    let windows = claim.windows.unwrap();
    assert_eq!(windows.list.iter().map(|w| w.map(f64::round)).collect::<Vec<_>>(), [[165.0, 200.0]]);
    assert_eq!(claim.verdict, Verdict::Held);
}

#[test]
fn a_replication_without_a_window_is_not_counted_as_one_that_holds() {
    let rare = |mean: &str, n: &str| {
        let every = format!("weather.cut.every={{exponential=\"{mean}\"}}");
        judged(&[&every, n, &eventually("active_nodes_mean > 0", "1 s")])
    };
    let some = rare("5 min", "replications=40");
    let windows = some.windows.as_ref().unwrap();
    assert!(windows.without > 5 && some.left.n == 40 - windows.without && windows.list.is_empty(), "{some:?}");
    assert_eq!(some.verdict, Verdict::Held);
    let never = rare("10_000 d", "replications=4");
    assert_eq!((never.verdict, never.left.n), (Verdict::Undecided, 0));
    let sometimes = "claims.it={that=\"answered_share > 0\",eventually=\"1 s\",after=\"weather.cut\",sometimes=true}";
    let never = judged(&["weather.cut.every={exponential=\"10_000 d\"}", "replications=4", sometimes]);
    assert_eq!((never.verdict, never.true_in), (Verdict::Undecided, Some((0, 0))));
}

#[test]
fn claims_after_a_fault_change_no_history_and_come_out_alike_on_any_number_of_threads() {
    let random = "weather.cut.every={exponential=\"80 s\"}";
    let claim = eventually(LATENCY, "2 s");
    let with = support::open_text(CUT, &[random, "replications=9", &claim]);
    let [one, two] = [1, 2].map(|threads| support::study(&with, threads));
    assert_eq!(format!("{:?}", one.runs), format!("{:?}", two.runs));
    assert_eq!(one.claims, two.claims);
    let plain = support::study(&support::open_text(CUT, &[random, "replications=9"]), 0);
    for (a, b) in plain.runs.iter().zip(&one.runs) {
        assert_eq!((a.fingerprints, &a.values), (b.fingerprints, &b.values));
    }
}

/// A fifth of a run, and a little less, so that nothing is planned for it.
fn fifth(horizon: u64) -> u64 {
    horizon / 5 - 1_234_567
}

/// A policy's scenario, a part of its time long, with a shock that takes no node, and all columns measured after it.
fn shocked(name: &str, when: &str, part: u64) -> Option<world::scenario::Scenario> {
    let horizon = support::open(name, &[]).scenario.horizon.ns() / part;
    let when =
        when.replace("HORIZON", &format!("{} ns", horizon - 1)).replace("FIFTH", &format!("{} ns", fifth(horizon)));
    let shock = format!("weather.tick={{{when},common_shock={{share=\"0 %\",repair=\"1 s\"}}}}");
    let file = support::root().join("scenarios").join(name);
    let request = Request { file, sets: vec![shock], ..Request::default() };
    let mut scenario = scenario::open(&request).ok()?.scenario;
    scenario.horizon = Time::from_ns(horizon);
    scenario.cut = Time::ZERO;
    scenario.observe.at.retain(|at| *at <= scenario.horizon);
    scenario.changes.retain(|change| change.at <= scenario.horizon);
    let fault = scenario.weather.iter().position(|w| w.name == "tick").expect("it was laid over the scenario");
    // Other faults would end windows.
    scenario.weather = vec![scenario.weather.swap_remove(fault)];
    let columns = (0..catalogue::columns(&scenario).len()).collect();
    let (delay, bounded) = (Span::ZERO, Vec::new());
    scenario.observe.aftermaths = vec![Aftermath { fault: 0, delay, bins: None, columns, bounded }];
    Some(scenario)
}

fn policies() -> impl Iterator<Item = String> {
    support::shipped().into_iter().filter(|name| name.starts_with("policies/"))
}

#[test]
fn windows_that_follow_each_other_add_up_to_the_run() {
    let (mut shares, mut means) = (0, 0);
    for name in policies() {
        let Some(mut scenario) = shocked(&name, "every=\"FIFTH\"", 32) else { continue };
        // The first window begins with the measured time.
        scenario.cut = Time::from_ns(fifth(scenario.horizon.ns()));
        let outcome = support::simulate(&scenario, 0);
        let windows = &outcome.aftermaths[0].windows;
        assert!(windows.len() >= 4, "{name}: {} windows", windows.len());
        for (at, column) in catalogue::columns(&scenario).iter().enumerate() {
            // What counts from the start does so in each window.
            if column.lacks_parts().is_some() {
                continue;
            }
            let of = |sample: &Sample| match *sample {
                Sample::Share { events, trials } => Some((events, trials)),
                Sample::Mean { n, .. } => Some((0, n)),
                Sample::None | Sample::Quantile { .. } => None,
            };
            let Some(whole) = of(&outcome.samples[at]) else { continue };
            let parts: Vec<(u64, u64)> = windows.iter().filter_map(|w| of(&w.samples[at])).collect();
            let sum = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
            // Late requests in flight count at the end of each window; answers found out later in another than given.
            if ["in_time_share", "wrong_caught_share"].contains(&&*column.name)
                || column.name.contains("wrong_accepted")
                || column.name.contains("stale_pick")
                || column.name.contains("convicted")
            {
                continue;
            }
            assert_eq!(sum, whole, "{name}: {}", column.label());
            shares += u32::from(whole.0 > 0);
            means += u32::from(matches!(outcome.samples[at], Sample::Mean { n, .. } if n > 0));
        }
        // Integrals over time, weighted by it.
        let label = |wanted: &str| catalogue::columns(&scenario).iter().position(|c| c.label() == wanted).unwrap();
        for wanted in ["in_system_mean", "active_nodes_mean", "sent_rps", "answered_rps"] {
            let at = label(wanted);
            let weighted = windows.iter().map(|w| w.values[at].unwrap() * w.to.since(w.from).as_secs());
            let length = scenario.horizon.since(scenario.cut).as_secs();
            let (sum, whole) = (weighted.sum::<f64>() / length, outcome.values[at].unwrap());
            // With `[pace]` a window weighs as much as what is played in it, which this does not know.
            let close = if scenario.pace.is_some() { 1e-3 } else { 1e-6 };
            assert!((sum - whole).abs() <= close * whole.abs().max(1.0), "{name}: {wanted} {sum} {whole}");
        }
    }
    assert!(shares > 100 && means > 50, "{shares} shares, {means} means");
}

/// What stays as it is between reviews of apps, and what follows from the scenario alone and is of no time.
const CONSTANT: [&str; 3] = ["apps_share", "integrations_per_app", "single_point_share"];

/// Over the last nanosecond of a run, what has the value of the whole run in all scenarios counts from the start or is
/// a state at the end.
#[test]
fn metrics_that_count_from_the_start_are_known_as_such() {
    let mut seen: std::collections::BTreeMap<String, (u32, u32, String)> = std::collections::BTreeMap::new();
    for name in policies() {
        let Some(scenario) = shocked(&name, "at=\"HORIZON\"", 8) else { continue };
        let outcome = support::simulate(&scenario, 0);
        let window = &outcome.aftermaths[0].windows[0];
        for (at, column) in catalogue::columns(&scenario).into_iter().enumerate() {
            let (Some(whole), Some(part)) = (outcome.values[at].filter(|v| v.abs() > 0.0), window.values[at]) else {
                if outcome.values[at].is_some_and(|v| v.abs() > 0.0) {
                    seen.entry(column.name.into_owned()).or_default().1 += 1;
                }
                continue;
            };
            let entry = seen.entry(column.name.to_string()).or_default();
            if whole.to_bits() == part.to_bits() && column.lacks_parts().is_none() {
                entry.0 += 1;
                entry.2 = column.doc.into_owned();
            } else {
                entry.1 += 1;
            }
        }
    }
    for (name, (same, other, doc)) in seen {
        // Apps review after weeks: no eighth of a shipped policy gets there. `it::apps` tests that these start anew.
        let is_state = doc.contains("at the end") || doc.contains("up to the end") || CONSTANT.contains(&name.as_str());
        assert!(same == 0 || other > 0 || is_state, "`{name}` ({doc}) does not start anew: {same} times");
    }
}

/// What is said of these settings; nothing if they are sound.
fn told(sets: &[&str]) -> String {
    let sets = sets.iter().map(ToString::to_string).collect();
    let request = Request { file: "cut.toml".into(), sets, ..Request::default() };
    let refused = scenario::open_text(&support::whole(CUT), &request).err();
    refused.map_or_else(String::new, |refused| refused.render(Colour::Plain))
}

fn check(sets: &[&str], message: &str, help: &str) {
    let said = told(sets);
    assert!(said.contains(&format!("error: {message}")), "{said}");
    assert!(said.contains(&format!("= help: {help}")), "{said}");
}

#[test]
fn claims_after_a_fault_that_cannot_be_judged_are_refused_with_the_numbers() {
    assert_eq!(told(&[ONCE, &eventually(LATENCY, "10 s")]), "");
    check(
        &[ONCE, "claims.it={that=\"answered_share > 0\",eventually=\"1 s\"}"],
        "`eventually` does not say after which fault",
        "name the fault, as in `after = \"weather.crash\"`",
    );
    check(
        &[ONCE, "claims.it={that=\"answered_share > 0\",after=\"weather.cut\"}"],
        "`after` does not say from when on the comparison must hold",
        "set `eventually`, as in `eventually = \"0 s\"` from the end of the fault on",
    );
    check(
        &[ONCE, "claims.it={that=\"answered_share > 0\",eventually=\"1 s\",after=\"weather.cot\"}"],
        "there is no fault `weather.cot`",
        "did you mean `weather.cut`?",
    );
    check(
        &[ONCE, &eventually(LATENCY, "3 min")],
        "there is no window after `weather.cut`: the fault is over at 130 s, the window would begin at 310 s, but the run ends at 5 min",
        "shorten `eventually`, or lengthen `horizon`",
    );
    check(
        &["weather.cut.every=\"1 min\"", &eventually(LATENCY, "30 s")],
        "there is no window after `weather.cut`: the fault is over at 90 s, the window would begin at 2 min, but `weather.cut` strikes at 2 min",
        "shorten `eventually`, or let the next fault strike later",
    );
    check(
        &["weather.cut.at=\"10 min\"", &eventually(LATENCY, "1 s")],
        "`weather.cut` does not strike within the run of 5 min",
        "let it strike earlier, or lengthen `horizon`",
    );
    check(
        &[
            ONCE,
            "study=steady",
            "warm_up=\"2 min\"",
            "weather.cut.partition.lasts=\"1 s\"",
            &eventually(LATENCY, "1 s"),
        ],
        "there is no window after `weather.cut`: the fault is over at 101 s, the window would begin at 102 s, within the warm-up of 2 min",
        "shorten `warm_up`, or let the fault strike later",
    );
    check(
        &[ONCE, "study=steady", &eventually(LATENCY, "1 s")],
        "windows after faults need a warm-up that is known before the runs",
        "set `warm_up`, or `study = \"terminating\"`",
    );
    check(
        &[ONCE, "study=steady", "replications=1", &eventually(LATENCY, "1 s")],
        "one long run in batches is not judged after faults",
        "set `replications` to 2 or more",
    );
    check(
        &["weather.cut.every={exponential=\"1 ms\"}", &eventually(LATENCY, "1 s")],
        "`weather.cut` strikes about 300000 times in a run: more windows than 1000",
        "let it strike less often, or shorten `horizon`",
    );
    for (that, label, why) in [
        ("active_nodes_at[20 s] > 0", "active_nodes_at_20s", "it is of an instant of the run"),
        ("unscored_looks[gateway.front] < 1", "unscored_looks[gateway.front]", "it counts from the start of the run"),
    ] {
        check(
            &[ONCE, &eventually(that, "1 s")],
            &format!("`{label}` has no value over a window: {why}"),
            "use a metric that is measured over time or requests: all of `windtunnel list metrics` but `minted_coins`,",
        );
    }
}
