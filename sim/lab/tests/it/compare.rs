//! Comparisons on common random numbers: what is the same, what is better, and how often the intervals cover.

mod results;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lab::compare::{self, Against, Comparison, Contender, Difference, Question, Verdict};
use lab::study::{Failure, Options, Progress, Status};
use world::metrics::catalogue::Better;

use crate::support;

/// A network with churn, checks and money, in which most metrics exist.
const NETWORK: &str = r#"# Which is better?
name = "network"
horizon = "30 min"
replications = 6
[coin.alp]
[network.alpha]
coin = "alp"
pricing.posted = { request = "1 alp/request" }
verification.spot.spot_check = { rate = "20 %" }
slashing.wrong.fixed = { share = "10 %" }
[gateway.front]
networks = ["alpha"]
[nodes.home]
count = 8
cost = "0.1 usd/h"
stake.alpha = "100 alp"
churn.renewal = { session = { exponential = "10 min" }, absence = { exponential = "2 min" } }
[nodes.cheats]
like = "nodes.home"
count = 2
conduct.lazy = {}
[users.all]
gateway = "front"
arrival.poisson = { rate = "1 /s" }
demand.work = { exponential = "2 s" }
"#;

/// M/M/1: mean time in the system `s / (1 - s / 2)` with a mean service of s seconds.
const QUEUE: &str = r#"# How long does a faster server take?
name = "queue"
horizon = "4_000 s"
study = "steady"
warm_up = "200 s"
replications = 8
[network.net]
[nodes.server]
count = 1
[users.all]
arrival.poisson = { rate = "0.5 /s" }
demand.work = { exponential = "1 s" }
"#;

/// Contenders from a text, each with these settings, named a, b and so on.
fn contenders(text: &str, all: &[&[&str]]) -> Vec<Contender> {
    let contender = |(sets, name): (&&[&str], char)| Contender {
        name: name.into(),
        from: format!("{name}.toml"),
        checked: Arc::new(support::open_text(text, sets)),
    };
    all.iter().zip('a'..).map(contender).collect()
}

fn compare(contenders: Vec<Contender>, metrics: &[&str]) -> Comparison {
    let metrics = metrics.iter().map(ToString::to_string).collect();
    let question = Question { contenders, metrics, ..Question::default() };
    compare::compare(&question, &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn find<'a>(found: &'a Comparison, label: &str) -> &'a Difference {
    let difference = found.against[0].differences.iter().find(|difference| difference.column.label() == label);
    difference.unwrap_or_else(|| panic!("{label} is not compared"))
}

/// Why these cannot be compared.
fn refusal(text: &str, all: &[&[&str]], metrics: &[&str]) -> (String, String) {
    let metrics = metrics.iter().map(ToString::to_string).collect();
    let question = Question { contenders: contenders(text, all), metrics, ..Question::default() };
    let refusal = compare::check(&question).expect_err("they could be compared");
    (refusal.message, refusal.remedy)
}

#[test]
fn a_scenario_is_the_same_as_itself_in_every_metric() {
    for text in [NETWORK, QUEUE] {
        let found = compare(contenders(text, &[&[], &[]]), &[]);
        let differences = &found.against[0].differences;
        assert_eq!((found.n_tests, differences.len()), (0, found.sides[0].columns.len()));
        for difference in differences {
            let label = difference.column.label();
            let expected = if difference.pairs > 1 { Some(Verdict::Same) } else { None };
            assert_eq!((difference.verdict, difference.differing), (expected, 0), "{label}");
            assert_eq!(difference.p_adjusted, None, "{label}");
        }
        assert_eq!(found.sides[0].runs, found.sides[1].runs);
        assert!(found.against[0].only_base.is_empty() && found.against[0].only_other.is_empty());
    }
}

#[test]
fn contenders_that_change_places_change_signs_and_verdicts_exactly() {
    let base: &[&str] = &["replications=16"];
    let slow: &[&str] = &["replications=16", "users.all.demand.work.exponential=5 s"];
    let there = compare(contenders(NETWORK, &[base, slow]), &[]);
    let back = compare(contenders(NETWORK, &[slow, base]), &[]);
    let turned = |verdict| match verdict {
        Some(Verdict::Better) => Some(Verdict::Worse),
        Some(Verdict::Worse) => Some(Verdict::Better),
        other => other,
    };
    let bits = |value: Option<f64>| value.map(f64::to_bits);
    let mut decided = 0;
    for (one, two) in there.against[0].differences.iter().zip(&back.against[0].differences) {
        let label = one.column.label();
        assert_eq!(turned(one.verdict), two.verdict, "{label}");
        assert_eq!((one.base, one.other), (two.other, two.base), "{label}");
        assert_eq!((one.p_adjusted, one.more, one.pairs), (two.p_adjusted, two.more, two.pairs), "{label}");
        // A negative zero is a zero.
        let mean = |of: &Difference, sign: f64| of.difference.map(|d| sign * d.mean + 0.0);
        assert_eq!(bits(mean(one, 1.0)), bits(mean(two, -1.0)), "{label}");
        decided += u32::from(matches!(one.verdict, Some(Verdict::Better | Verdict::Worse)));
    }
    assert!(decided > 3, "only {decided} metrics are better or worse");
    let wait = find(&there, "answer_latency_mean_s");
    assert_eq!((wait.verdict, wait.column.better), (Some(Verdict::Worse), Better::Less));
}

#[test]
fn intervals_cover_the_difference_and_the_ratio_of_two_queues() {
    let mean = |service: f64| service / (1.0 - 0.5 * service);
    let (difference, ratio) = (mean(0.8) - mean(1.0), mean(0.8) / mean(1.0));
    let seeds = 150;
    let mut covered = [0; 2];
    for seed in 0..seeds {
        let seed = format!("seed={seed}");
        let faster: &[&str] = &[&seed, "users.all.demand.work.exponential=0.8 s"];
        let found = compare(contenders(QUEUE, &[&[&seed], faster]), &["answer_latency_mean_s"]);
        let of = find(&found, "answer_latency_mean_s");
        assert_eq!((of.verdict, found.n_tests), (Some(Verdict::Better), 1), "{seed}: {of:?}");
        let intervals = [of.difference.expect("both exist").interval(), of.ratio.expect("neither is 0").1];
        for ((n, interval), truth) in covered.iter_mut().zip(intervals).zip([difference, ratio]) {
            *n += u32::from(interval.low <= truth && truth <= interval.high);
        }
    }
    // Three standard errors of a share of 0.95 among 150 are 0.053.
    for n in covered {
        let share = f64::from(n) / f64::from(seeds);
        assert!(share > 0.897, "the intervals cover {covered:?} of {seeds} times");
    }
}

/// One long run of each is paired in batches: the interval about the difference of the whole runs covers as it says, of
/// an amount there is a difference and nothing else.
#[test]
fn one_long_run_is_compared_in_batches_of_the_same_times() {
    let mean = |service: f64| service / (1.0 - 0.5 * service);
    let (difference, ratio) = (mean(0.8) - mean(1.0), mean(0.8) / mean(1.0));
    let (seeds, mut covered) = (40, [0; 2]);
    for seed in 0..seeds {
        let seed = format!("seed={seed}");
        let long: &[&str] = &[&seed, "replications=1", "horizon=12_000 s"];
        let faster: &[&str] = &[&seed, "replications=1", "horizon=12_000 s", "users.all.demand.work.exponential=0.8 s"];
        let found = compare(contenders(QUEUE, &[long, faster]), &["answer_latency_mean_s"]);
        let of = find(&found, "answer_latency_mean_s");
        assert!(found.n_batches() == Some(30) && found.n_tests == 1, "{seed}: {of:?}");
        assert_eq!((of.verdict, of.pairs, of.more), (Some(Verdict::Better), 30, None), "{seed}: {of:?}");
        let [a, b] = [0, 1].map(|side: usize| found.sides[side].estimates[column(&found, side)].unwrap().mean);
        assert!((of.difference.unwrap().mean - (b - a)).abs() < 1e-9, "{of:?}");
        let intervals = [of.difference.unwrap().interval(), of.ratio.unwrap().1];
        for ((n, interval), truth) in covered.iter_mut().zip(intervals).zip([difference, ratio]) {
            *n += u32::from(interval.low <= truth && truth <= interval.high);
        }
    }
    // Two and a half standard errors of a share of 0.95 among 40 are 0.086.
    assert!(covered.iter().all(|&n| n >= 35), "the intervals cover {covered:?} of {seeds} times");
    let one: &[&str] = &["replications=1", "study=steady", "warm_up=1 min"];
    let found = compare(contenders(NETWORK, &[one, &[one, &["nodes.cheats.count=3"]].concat()]), &[]);
    let all = &found.against[0].differences;
    assert!(all.iter().all(|of| of.more.is_none()), "a long run is made longer, not repeated");
    assert!(all.iter().any(|of| of.longer.is_some_and(|times| times > 1)), "something is undecided");
    let amounts: Vec<_> = all.iter().filter(|of| of.column.is_amount() && of.difference.is_some()).collect();
    assert!(amounts.len() > 3 && amounts.iter().all(|of| of.pairs == 1 && of.p.is_none()), "{amounts:?}");
}

/// Where a side has the mean latency.
fn column(found: &Comparison, side: usize) -> usize {
    found.sides[side]
        .columns
        .iter()
        .position(|column| column.label() == "answer_latency_mean_s")
        .expect("all runs have it")
}

#[test]
fn steady_contenders_discard_one_warm_up_the_latest_of_their_own() {
    let text = QUEUE.replace("warm_up = \"200 s\"\n", "");
    let own = |sets: &[&str]| support::study(&support::open_text(&text, sets), 0).cut;
    let busy: &[&str] = &["users.all.demand.work.exponential=1.95 s"];
    let found = compare(contenders(&text, &[&[], busy]), &[]);
    assert_eq!(found.cut, own(&[]).max(own(busy)));
    assert_ne!(own(&[]), own(busy));
    assert_eq!(compare(contenders(QUEUE, &[&[], &[]]), &[]).cut.map(units::time::Span::as_secs), Some(200.0));
    assert_eq!(compare(contenders(NETWORK, &[&[], &[]]), &[]).cut, None);
}

#[test]
fn a_rare_difference_is_told_as_such_and_decides_nothing() {
    // A session ends in few of the replications, and only there its absence makes a difference.
    let text = NETWORK.replace("session = { exponential = \"10 min\" }", "session = { exponential = \"40 h\" }");
    let base: &[&str] = &["replications=12"];
    let other: &[&str] = &["replications=12", "nodes.home.churn.renewal.absence.exponential=3 min"];
    let found = compare(contenders(&text, &[base, other]), &[]);
    let rare: Vec<&Difference> = found.against[0].differences.iter().filter(|d| d.is_few).collect();
    for difference in &rare {
        assert!(difference.differing < 6 && difference.differing < difference.pairs);
        assert_eq!(difference.verdict, Some(Verdict::Undecided), "{}", difference.column.label());
    }
    assert!(!rare.is_empty(), "nothing is rare here");
}

#[test]
fn what_one_contender_alone_has_is_told_apart() {
    let more: &[&str] = &["nodes.extra={like=\"nodes.home\",count=1}", "observe.nodes=[3]"];
    let found = compare(contenders(NETWORK, &[&[], more]), &[]);
    let Against { only_base, only_other, differences } = &found.against[0];
    assert!(only_base.is_empty(), "{only_base:?}");
    assert!(only_other.contains(&"nodes.extra".to_string()) && only_other.len() == 2, "{only_other:?}");
    assert!(differences.iter().all(|difference| difference.column.owner != "nodes.extra"));
}

#[test]
fn a_comparison_is_the_same_on_any_number_of_threads() {
    let of = |threads| {
        let contenders = contenders(NETWORK, &[&[], &["gateway.front.scheduling=random", "nodes.home.count=9"]]);
        let question = Question { contenders, ..Question::default() };
        compare::compare(&question, &Options { threads, ..Options::default() }).expect("they are alike")
    };
    let (one, two) = (of(1), of(2));
    assert_eq!(one.sides[1].runs, two.sides[1].runs);
    assert_eq!(format!("{:?}", one.against), format!("{:?}", two.against));
}

#[test]
fn an_interrupted_comparison_keeps_what_is_finished_and_pairs_it_by_number() {
    let base: &[&str] = &["replications=40"];
    let other: &[&str] = &["replications=40", "users.all.demand.work.exponential=5 s"];
    let interrupted = AtomicBool::new(false);
    let stop = |progress: &Progress| interrupted.store(progress.share > 0.75, Ordering::Relaxed);
    // One thread: of two, one may be held up in the base's last replication while the other plays all that is left.
    let options = Options { threads: 1, interrupted: Some(&interrupted), progress: Some(&stop), ..Options::default() };
    let question = Question { contenders: contenders(NETWORK, &[base, other]), ..Question::default() };
    let found = compare::compare(&question, &options).unwrap_or_else(|fault| panic!("{fault:?}"));
    assert_eq!(found.status, Status::Partial);
    let n: Vec<usize> = found.sides.iter().map(|side| side.runs.len()).collect();
    assert!(n[0] == 40 && (2..40).contains(&n[1]), "{n:?}");
    let latency = find(&found, "answer_latency_mean_s");
    assert_eq!((latency.pairs, latency.verdict), (n[1], Some(Verdict::Worse)));
    let mean = |of: Option<statistics::Estimate>| of.expect("it exists").mean;
    let apart = mean(latency.other) - mean(latency.base) - mean(latency.difference);
    assert!(apart.abs() < 1e-9 * mean(latency.base), "the means differ by {apart} more than the difference");
    // Before anything is finished there is nothing to tell.
    let options = Options { interrupted: Some(&AtomicBool::new(true)), ..Options::default() };
    assert!(matches!(compare::compare(&question, &options), Err(compare::Fault::Failed(_, Failure::Interrupted))));
}

#[test]
fn unlike_contenders_are_refused_with_the_reason() {
    let check = |set: &str, message: &str, remedy: &str| {
        let expected = (format!("a and b cannot be compared: {message}"), remedy.to_string());
        assert_eq!(refusal(QUEUE, &[&[], &[set]], &[]), expected);
    };
    let seeds = "`seed` is 1 and 2, and only equal seeds give equal random numbers";
    check("seed=2", seeds, "set it for both, as in `--seed 1`");
    let horizons = "`horizon` is 4000 s and 1 h, and most metrics depend on how long a run is";
    check("horizon=1 h", horizons, "set it for both, as in `--set 'horizon=4000 s'`");
    let text = QUEUE.replace("warm_up = \"200 s\"\n", "");
    let studies = "`study` is steady and terminating, and a warm-up would be discarded of one of them alone";
    let (message, remedy) = refusal(&text, &[&[], &["study=terminating"]], &[]);
    assert_eq!(message, format!("a and b cannot be compared: {studies}"));
    assert_eq!(remedy, "set it for both, as in `--set 'study=steady'`");
    let cuts = "`warm_up` is 200 s and 5 min, and both must discard the same part of the run";
    check("warm_up=300 s", cuts, "set it for both, as in `--set 'warm_up=200 s'`");
    let replications = "`replications` is 8 and 9, and they are paired by number";
    check("replications=9", replications, "set it for both, as in `--replications 8`");
}

#[test]
fn what_cannot_be_judged_is_refused_before_it_is_played() {
    let (message, remedy) = refusal(QUEUE, &[&[], &[]], &["answer_latency_p9_s"]);
    assert_eq!(message, "there is no metric `answer_latency_p9_s` in these scenarios");
    assert_eq!(remedy, "did you mean `answer_latency_p95_s`?");
    let (message, _) = refusal(NETWORK, &[&["replications=1"], &["replications=1"]], &[]);
    assert_eq!(message, "one replication has no interval, so that nothing can be said about a difference");
    let (message, remedy) = refusal(QUEUE, &[&[]], &[]);
    assert_eq!(message, "a has nothing to be compared with");
    assert_eq!(remedy, "name a second scenario, or change the first with `--with PATH=VALUE`");
}
