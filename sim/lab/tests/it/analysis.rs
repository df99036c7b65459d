//! Intervals that are printed cover the truth as often as they say: batch means, sequential stopping, rare events.

use files::{Colour, Request};
use lab::study::{CORRELATED, Findings, Method};
use statistics::{Interval, Verdict};

use crate::support;

/// A queue of one node with requests of 1 s on average; it holds `rho / (1 - rho)` requests on average.
const QUEUE: &str = r#"# Does one queue hold what the formula says?
horizon = "20_000 s"
study = "steady"
warm_up = "1_000 s"
replications = 1
points = 1
[network.alpha]
[nodes.one]
count = 1
[users.all]
arrival.poisson = { rate = "0.5 /s" }
demand.work = { exponential = "1 s" }
"#;

fn found(text: &str, sets: &[&str]) -> Findings {
    support::study(&support::open_text(text, sets), 2)
}

/// A node that always works, and users of whom each has one request with it: all latencies are 60 s.
const SATURATED: &str = r#"# What does a node do that is always at work?
horizon = "900 s"
study = "steady"
warm_up = "600 s"
replications = 2
[network.alpha]
[nodes.one]
count = 1
[users.all]
arrival.closed_loop = { users = 20, think = "1 ms" }
demand.work = "3 s"
"#;

/// Requests are counted where they end: a window much shorter than ten latencies has the whole throughput, and its
/// latencies are of requests sent in it.
#[test]
fn rates_and_shares_are_of_what_ends_in_the_window() {
    for horizon in ["900 s", "1_200 s", "19_800 s"] {
        let findings = found(SATURATED, &[&format!("horizon={horizon}")]);
        let value = |metric: &str| findings.find(metric, "").and_then(|l| l.estimate).expect("it exists").mean;
        assert!((value("answered_rps") * 3.0 - 1.0).abs() < 0.02, "{horizon}: {}", value("answered_rps"));
        assert!((value("answer_latency_mean_s") - 60.0).abs() < 0.01, "{}", value("answer_latency_mean_s"));
        // One of the twenty may be about to think.
        assert!(findings.runs.iter().all(|run| (19..=20).contains(&run.n_censored)), "{horizon}");
        for of in ["nodes.one", "network.alpha"] {
            let line = findings.find("answered_rps", of).and_then(|l| l.estimate).expect("it exists");
            assert!((line.mean - value("answered_rps")).abs() < 1e-9, "{of}");
        }
    }
    // A line that is full turns away two of three requests, whatever the latency of those that it takes.
    let full = SATURATED.replace("count = 1", "count = 1\nqueueing.fcfs = { waiting = 19 }");
    let full = full.replace("closed_loop = { users = 20, think = \"1 ms\" }", "poisson = { rate = \"1 /s\" }");
    let findings = found(&full, &["replications=8"]);
    assert!(covers(&findings, "refused_share", 2.0 / 3.0), "{:?}", findings.find("refused_share", ""));
}

fn covers(findings: &Findings, metric: &str, truth: f64) -> bool {
    let line = findings.find(metric, "").expect("the catalogue has it");
    let Interval { low, high } = line.estimate.expect("it exists").interval();
    low <= truth && truth <= high
}

/// How often a metric's interval covers, over seeds.
fn coverage(text: &str, sets: &[&str], seeds: u32, truths: &[(&str, f64)]) -> Vec<f64> {
    let mut covered = vec![0_u32; truths.len()];
    for seed in 0..seeds {
        let seed = format!("seed={seed}");
        let findings = found(text, &[sets, &[&seed]].concat());
        for (count, (metric, truth)) in covered.iter_mut().zip(truths) {
            *count += u32::from(covers(&findings, metric, *truth));
        }
    }
    covered.into_iter().map(|count| f64::from(count) / f64::from(seeds)).collect()
}

#[test]
fn batch_means_of_one_long_run_cover_the_closed_forms() {
    let truths = [("in_system_mean", 1.0), ("answer_latency_mean_s", 2.0), ("utilisation", 0.5)];
    // Four standard errors of a coverage of 0.95 among 150 are 0.071.
    for (share, (metric, _)) in coverage(QUEUE, &[], 150, &truths).iter().zip(truths) {
        assert!(*share >= 0.88, "{metric} is covered in {share} of the runs");
    }
}

#[test]
fn requests_taken_as_independent_would_not_cover() {
    let covered = (0..60).filter(|seed| {
        let findings = found(QUEUE, &[&format!("seed={seed}"), "users.all.arrival.poisson.rate=0.8 /s"]);
        let line = findings.find("answer_latency_mean_s", "").unwrap();
        let (mean, worth) = (line.estimate.unwrap().mean, line.effective.unwrap());
        let n = findings.runs[0].sent as f64;
        assert!(worth.of == "observations" && worth.n < 0.1 * n, "{worth:?} of {n}");
        // The latency is exponential with mean 5 s, and so is its deviation.
        (mean - 5.0).abs() < 1.96 * 5.0 / n.sqrt()
    });
    assert!(covered.count() < 30);
}

#[test]
fn one_long_run_says_how_it_was_cut_and_what_has_no_interval() {
    let findings = found(QUEUE, &[]);
    assert_eq!((findings.runs.len(), findings.batches().len()), (1, 30));
    let (first, last) = (&findings.batches()[0], &findings.batches()[29]);
    assert_eq!((first.from_s, last.to_s), (1_000.0, 20_000.0));
    let sent = findings.find("sent_rps", "").unwrap();
    assert_eq!((sent.method, sent.estimate.unwrap().n), (Method::BatchMeans, 30));
    // The run as a whole and the mean over its batches agree, since all batches are equally long.
    let mean = findings.batches().iter().map(|b| b.values[0].unwrap()).sum::<f64>() / 30.0;
    assert!((sent.estimate.unwrap().mean / mean - 1.0).abs() < 1e-9);
    let whole = support::open_text(QUEUE, &[]);
    assert_eq!(support::simulate(&whole.scenario, 0).fingerprints, findings.runs[0].fingerprints);
    let busy =
        support::study(&support::open_text(include_str!("data/busy.toml"), &["replications=1", "study=steady"]), 2);
    let slashed = busy.find("slashed_usd", "network.alpha").unwrap();
    assert!(slashed.method == Method::None && slashed.estimate.unwrap().half_width.is_infinite());
}

#[test]
fn batches_that_are_too_short_are_told() {
    let correlated = |horizon: &str| {
        let alike = |seed: &u32| {
            let sets = [&format!("seed={seed}"), horizon, "warm_up=500 s", "users.all.arrival.poisson.rate=0.9 /s"];
            let line = found(QUEUE, &sets).find("in_system_mean", "").unwrap().correlation;
            line.unwrap() > CORRELATED
        };
        (0..20).filter(alike).count()
    };
    let (short, long) = (correlated("horizon=3000 s"), correlated("horizon=200_000 s"));
    assert!(short >= 15 && long <= 8, "{short} of 20 short runs and {long} of 20 long ones");
}

#[test]
fn sequential_stopping_reaches_its_precision_and_covers() {
    let sets = [
        "replications=10",
        "horizon=1_500 s",
        "warm_up=100 s",
        "precision={relative='5 %',of=['in_system_mean','sent_rps']}",
    ];
    let (mut covered, mut runs) = (0, 0);
    for seed in 0..100 {
        let findings = found(QUEUE, &[&sets[..], &[&format!("seed={seed}")]].concat());
        let reached = findings.precision.as_ref().unwrap();
        assert!(reached.is_reached() && reached.metrics.len() == 2);
        let estimate = findings.find("in_system_mean", "").unwrap().estimate.unwrap();
        assert!(estimate.is_within(0.05), "{estimate:?}");
        covered += u32::from(covers(&findings, "in_system_mean", 1.0));
        runs += findings.runs.len();
    }
    // The variance over a run of length T is 24 s / T, so that t * sqrt(24 / 1400 / n) <= 0.05 / 1.05 takes about 30.
    assert!((2_000..5_000).contains(&runs), "{runs} replications in 100 studies");
    // 0.93 is what was measured for such stopping; four standard errors below.
    assert!(covered >= 82, "{covered} of 100 cover");
}

#[test]
fn a_precision_that_is_out_of_reach_is_said_to_be_missed() {
    let sets =
        ["replications=10", "precision={relative='0.1 %',of=['sent_rps','refused_share'],at_most_replications=25}"];
    let findings = found(QUEUE, &sets);
    let reached = findings.precision.unwrap();
    assert_eq!(findings.runs.len(), 25);
    assert_eq!(reached.missed, ["sent_rps", "refused_share"]);
    assert_eq!(reached.metrics[1], ("refused_share".into(), None), "nothing was refused: no relative error");
}

#[test]
fn no_event_in_few_trials_decides_nothing_and_in_many_a_claim_holds() {
    let verdict = |horizon: &str, that: &str| {
        let claim = format!("claims.rare.that={that}");
        let findings = found(QUEUE, &["warm_up=1 s", "replications=5", horizon, &claim]);
        let refused = findings.find("refused_share", "").unwrap();
        let limits = refused.estimate.unwrap().interval();
        assert!(refused.method == Method::Exact && limits.low <= 0.0 && limits.high > 0.0);
        assert_eq!(refused.counts.unwrap().0, 0);
        (findings.claims[0].verdict, findings.claims[0].difference.interval().high)
    };
    // About 75 and 7,500 requests: upper limits of 4.8 % and 0.05 %.
    assert_eq!(verdict("horizon=30 s", "refused_share < 1 %").0, Verdict::Undecided);
    assert_eq!(verdict("horizon=3_000 s", "refused_share < 1 %").0, Verdict::Held);
    assert_eq!(verdict("horizon=3_000 s", "100 * refused_share + 1 <= 2").0, Verdict::Held);
    assert_eq!(verdict("horizon=3_000 s", "refused_share <= 0").0, Verdict::Undecided);
    assert_eq!(verdict("horizon=3_000 s", "answered_share > 99 %").0, Verdict::Held);
    // Two rare metrics share the error, so that each has a wider interval than alone.
    let (alone, two) = (
        verdict("horizon=3_000 s", "failed_share < 1 %"),
        verdict("horizon=3_000 s", "refused_share + failed_share < 1 %"),
    );
    assert!(two.0 == Verdict::Held && two.1 > alone.1);
}

#[test]
fn what_cannot_be_asked_of_a_study_is_told_at_check_time() {
    let check = |sets: &[&str], expected: &str| {
        let sets = sets.iter().map(ToString::to_string).collect();
        let request = Request { file: "queue.toml".into(), sets, ..Request::default() };
        let refused = scenario::open_text(&support::whole(QUEUE), &request)
            .err()
            .map_or_else(String::new, |r| r.render(Colour::Plain));
        assert!(refused.contains(expected), "{expected:?} is not in:\n{refused}");
    };
    check(&["precision={of=['sent_rps']}"], "a precision cannot be judged from 1 replications");
    check(&["replications=10", "precision={of=['sent_rpz']}"], "did you mean `sent_rps`");
    check(&["replications=10", "precision={of=[]}"], "a precision needs a metric");
    check(
        &["replications=10", "precision={of=['sent_rps'],at_most_replications=5}"],
        "at most 5 replications are fewer",
    );
    check(&["claims.a.that=sent_rps > 0", "claims.a.at_most_replications=8"], "no replications to add");
}

/// Every answer takes exactly a second, and so do all quantiles: a claim at that limit holds. Where values differ, the
/// interval of a quantile is as wide as its bucket at least.
#[test]
fn quantiles_of_equal_values_are_that_value_and_others_show_their_bucket() {
    let equal = r#"# Does the p99 of equal answers say what they take?
horizon = "500 s"
replications = 3
[network.alpha]
[gateway.front]
scheduling = "round_robin"
[nodes.many]
count = 1_000
[users.all]
arrival.poisson = { rate = "5 /s" }
demand.work = "1 s"
[claims]
held = { that = "answer_latency_p99_s <= 1" }
failed = { that = "answer_latency_p50_s > 1" }
"#;
    let findings = found(equal, &[]);
    let verdicts: Vec<Verdict> = findings.claims.iter().map(|claim| claim.verdict).collect();
    assert_eq!(verdicts, [Verdict::Held, Verdict::Failed]);
    let interval = |findings: &Findings, metric: &str| {
        findings.find(metric, "").and_then(|line| line.estimate).expect("it exists").interval()
    };
    for metric in ["answer_latency_p50_s", "answer_latency_p95_s", "answer_latency_p99_s"] {
        assert_eq!(interval(&findings, metric), Interval { low: 1.0, high: 1.0 }, "{metric}");
    }
    // Answers of 1 to 1.004 s fall into one bucket, so that their median is known to its width only.
    let other =
        equal.replace("demand.work = \"1 s\"", "demand.work = { empirical = { quantiles = [\"1 s\", \"1.004 s\"] } }");
    let Interval { low, high } = interval(&found(&other, &["replications=20"]), "answer_latency_p50_s");
    assert!(low <= 1.002 && 1.002 <= high && high - low >= 0.002, "{low} to {high}");
}

/// A node that is asked for ten times what it does, and serves whoever came last: whom it serves waits for nothing.
const OVERLOAD: &str = r#"# Is a queue that never ends told?
horizon = "10 min"
replications = 4
[network.alpha]
[nodes.one]
count = 1
queueing = "lifo"
[users.all]
arrival.poisson = { rate = "10 /s" }
demand.work = "1 s"
target = { first_token = "5 s" }
[claims]
served = { that = "answered_share > 99 %", at_most_replications = 100 }
fast = { that = "answer_latency_p95_s < 60" }
soon = { that = "wait_mean_s[users.all] < 10" }
throughput = { that = "answered_rps < 2" }
in_time = { that = "in_time_share < 50 %" }
any = { that = "answered_share >= 0" }
"#;

/// What requests in flight can turn is not decided, and more replications are not spent on it; what they cannot turn
/// is.
#[test]
fn a_claim_that_requests_in_flight_could_turn_is_undecided() {
    let verdicts = |findings: &Findings| findings.claims.iter().map(|claim| claim.verdict).collect::<Vec<_>>();
    let turned = [[Verdict::Censored; 3], [Verdict::Held; 3]].concat();
    let findings = found(OVERLOAD, &[]);
    assert_eq!(verdicts(&findings), turned);
    assert_eq!(findings.runs.len(), 4);
    // One long run is judged by what it leaves in flight as a whole.
    let long = found(
        OVERLOAD,
        &["study=\"steady\"", "warm_up=1 min", "replications=1", "claims.served.at_most_replications=1"],
    );
    assert_eq!(verdicts(&long), turned);
    // A tenth of the load: hardly anything is in flight, and nothing of it could turn a claim.
    let calm = found(OVERLOAD, &["users.all.arrival.poisson.rate=0.1 /s", "horizon=3 h"]);
    assert!(verdicts(&calm)[..3].iter().all(|&verdict| verdict == Verdict::Held), "{:?}", verdicts(&calm));
    for run in &findings.runs {
        let at = findings.columns.iter().position(|c| c.label() == "answered_share").expect("it is there");
        let (sent, ended) = (run.sent as f64, run.ended as f64);
        assert!(run.bounds.iter().any(|&[failed, answered]| {
            (failed.unwrap_or(0.0) - ended / sent).abs() < 1e-12
                && answered.is_some_and(|a| a >= run.values[at].unwrap())
        }));
    }
}
