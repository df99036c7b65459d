//! Comparisons with earlier results, ablations, and what a comparison writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use files::Colour;
use lab::compare::{self, Baseline, Comparison, Contender, Difference, Question};
use lab::record::{self, Circumstances};
use lab::study::Options;
use scenario::Checked;

use crate::support;

/// A queue with two settings that matter and two that do not.
const QUEUE: &str = r#"# What carries the effect?
name = "queue"
horizon = "2_000 s"
replications = 6
[network.net]
[gateway.front]
networks = ["net"]
scheduling.random = {}
[nodes.server]
count = 3
[users.all]
arrival.poisson = { rate = "2 /s" }
demand.work = { exponential = "1 s" }
"#;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("windtunnel-compare-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the temporary folder takes files");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn contender(name: &str, sets: &[&str]) -> Contender {
    Contender { name: name.into(), from: format!("{name}.toml"), checked: Arc::new(support::open_text(QUEUE, sets)) }
}

fn circumstances() -> Circumstances {
    Circumstances { started: "2026-03-01T12:00:00Z".into(), wall_s: 1.0, threads: 1, machine: "test".into() }
}

fn compare(question: &Question) -> Comparison {
    compare::compare(question, &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

/// Runs a scenario as `run` does; the folder of its results.
fn run(output: &Path, checked: &Checked) -> PathBuf {
    let findings = support::study(checked, 0);
    let folder = record::folder(output, checked).expect("the folder is new");
    record::write(&folder, checked, &findings, &circumstances()).expect("the disk takes it");
    folder.commit().expect("the folder is new")
}

fn baseline(folder: &Path) -> Baseline {
    let request = files::Request { file: folder.join("scenario.toml"), ..files::Request::default() };
    let checked = scenario::open(&request).unwrap_or_else(|refused| panic!("{}", refused.render(Colour::Plain)));
    let contender = Contender { name: "before".into(), from: "before".into(), checked: Arc::new(checked) };
    Baseline::read(folder, contender).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

/// Everything but the intervals of the base, which are published with wider limits for quantiles.
fn judged(found: &Comparison) -> Vec<Difference> {
    let bare = |of: &Difference| Difference { base: None, ..of.clone() };
    found.against[0].differences.iter().map(bare).collect()
}

#[test]
fn earlier_results_are_compared_bit_for_bit_as_if_they_were_played_again() {
    let folder = Folder::new("baseline");
    let steady: &[&str] = &["study=steady", "warm_up=100 s"];
    let faster = [steady, &["users.all.demand.work.exponential=0.9 s"]].concat();
    let long = [steady, &["replications=1"]].concat();
    let long_and_faster = [&faster[..], &["replications=1"]].concat();
    let random = (vec![], vec!["gateway.front.scheduling=power_of_d"]);
    for (old, new) in [random, (steady.to_vec(), faster), (long, long_and_faster)] {
        let (old, new) = (contender("before", &old), contender("after", &new));
        let question = Question {
            baseline: Some(baseline(&run(&folder.0, &old.checked))),
            contenders: vec![new.clone()],
            ..Question::default()
        };
        let from_disk = compare(&question);
        let played = compare(&Question { contenders: vec![old, new], ..Question::default() });
        assert_eq!(from_disk.sides[0].runs, played.sides[0].runs);
        assert_eq!(from_disk.sides[0].batches, played.sides[0].batches);
        assert_eq!(format!("{:?}", judged(&from_disk)), format!("{:?}", judged(&played)));
        assert_eq!((from_disk.cut, from_disk.n_tests), (played.cut, played.n_tests));
        let doubts = question.baseline.map(|b| b.doubts(env!("CARGO_PKG_VERSION"), &from_disk.sides[1..]));
        assert_eq!(doubts, Some(Vec::new()));
    }
}

#[test]
fn a_long_run_is_not_paired_with_replications() {
    let folder = Folder::new("long");
    let steady = ["study=steady", "warm_up=100 s"];
    let baseline = baseline(&run(&folder.0, &contender("before", &steady).checked));
    let contenders = vec![contender("after", &[&steady[..], &["replications=1"]].concat())];
    let question = Question { baseline: Some(baseline), contenders, ..Question::default() };
    let refusal = compare::check(&question).expect_err("batches and replications are no pairs");
    assert_eq!(refusal.message, "after is one long run, and before has 6 replications");
    assert_eq!(refusal.remedy, "ask for as many, as in `--replications 6`");
}

#[test]
fn a_baseline_that_is_unlike_is_refused_with_the_reason() {
    let folder = Folder::new("unlike");
    let baseline = baseline(&run(&folder.0, &contender("before", &[]).checked));
    let check = |sets: &[&str], message: &str, remedy: &str| {
        let contenders = vec![contender("after", sets)];
        let question = Question { baseline: Some(baseline.clone()), contenders, ..Question::default() };
        let refusal = compare::check(&question).expect_err("they could be compared");
        assert_eq!((refusal.message.as_str(), refusal.remedy.as_str()), (message, remedy));
    };
    check(
        &["seed=7"],
        "before and after cannot be compared: `seed` is 1 and 7, and only equal seeds give equal random numbers",
        "set it for both, as in `--seed 1`",
    );
    check(
        &["replications=9"],
        "before has 6 replications, and after is to have 9: they are paired by number",
        "ask for as many, as in `--replications 6`",
    );
    check(
        &["replications=1", "study=steady", "warm_up=0 s"],
        "before and after cannot be compared: `study` is terminating and steady, and a warm-up would be discarded of one \
         of them alone",
        "set it for both, as in `--set 'study=terminating'`",
    );
    // Fewer are enough: the first of the baseline.
    let question = Question {
        baseline: Some(baseline.clone()),
        contenders: vec![contender("after", &["replications=4"])],
        ..Question::default()
    };
    let found = compare(&question);
    assert_eq!(found.sides.iter().map(|side| side.runs.len()).collect::<Vec<_>>(), [4, 4]);
    let doubts = baseline.doubts("9.9.9", &found.sides[1..]);
    let version = env!("CARGO_PKG_VERSION");
    let expected = [
        format!(
            "before was written by version {version} and this is 9.9.9: differences may be due to the versions, too"
        ),
        "of the 6 replications of before the first 4 are used".into(),
    ];
    assert_eq!(doubts, expected);
}

#[test]
fn a_baseline_that_discarded_less_than_a_contender_needs_is_refused() {
    let folder = Folder::new("cut");
    let old = contender("before", &["study=steady", "warm_up=1 s"]);
    // An empty start of a nearly full system takes long to warm up.
    let busy = ["study=steady", "users.all.demand.work.exponential=1.45 s", "gateway.front.scheduling=power_of_d"];
    let question = Question {
        baseline: Some(baseline(&run(&folder.0, &old.checked))),
        contenders: vec![contender("after", &busy)],
        ..Question::default()
    };
    let Err(compare::Fault::Refused(refusal)) = compare::compare(&question, &Options::default()) else {
        panic!("it could be compared");
    };
    let start = "after and before cannot be compared: the first 1 s of before were discarded as warm-up, and after has \
                 warmed up only after ";
    assert!(refusal.message.starts_with(start), "{refusal:?}");
    assert!(refusal.remedy.starts_with("run the baseline again with `--set 'warm_up="), "{refusal:?}");
}

#[test]
fn an_ablation_shows_which_setting_carries_the_effect() {
    let other = contender(
        "b",
        &["gateway.front.scheduling=power_of_d", "nodes.server.count=4", "gateway.front.retries=3", "points=10"],
    );
    let contenders = vec![contender("a", &[]), other];
    let question = Question { contenders, metrics: vec!["wait_mean_s".into()], ablate: true, ..Question::default() };
    let found = compare(&question);
    let ablation = found.ablation.as_ref().expect("it was asked for");
    let mean = |of: &Difference| of.difference.expect("it exists").mean;
    let all = mean(&found.against[0].differences[0]);
    let turned: Vec<(&str, f64)> =
        ablation.turned.iter().map(|t| (t.path.as_str(), mean(&t.carries.differences[0]) / all)).collect();
    let paths: Vec<&str> = turned.iter().map(|turned| turned.0).collect();
    assert_eq!(paths, ["gateway.front.scheduling", "gateway.front.retries", "nodes.server.count"]);
    // Nothing is retried here. What two changes carry does not add up: either makes the other less worth.
    assert!(turned[1].1.abs() <= 0.0 && turned[0].1 > 0.05 && turned[2].1 > 0.05, "{turned:?}");
    assert_eq!(ablation.turned[0].base, "{ random = {} }");
    assert!(ablation.kept.is_empty());
    // With one change it carries all there is.
    let contenders = vec![contender("a", &[]), contender("b", &["nodes.server.count=4"])];
    let found = compare(&Question { contenders, ..question });
    let carried = &found.ablation.as_ref().expect("it was asked for").turned[0].carries;
    assert_eq!(carried.differences[0].difference, found.against[0].differences[0].difference);
}

#[test]
fn what_cannot_be_turned_back_is_told_with_the_reason() {
    let more: &[&str] = &["coin.alp={}", "network.net.coin=alp", "nodes.server.count=4"];
    let contenders = vec![contender("a", &[]), contender("b", more)];
    let question = Question { contenders, ablate: true, ..Question::default() };
    let found = compare(&question);
    let ablation = found.ablation.expect("it was asked for");
    let kept: Vec<&str> = ablation.kept.iter().map(|kept| kept.0.as_str()).collect();
    assert_eq!(kept, ["coin.alp"]);
    let turned: Vec<&str> = ablation.turned.iter().map(|turned| turned.path.as_str()).collect();
    assert_eq!(turned, ["network.net.coin", "nodes.server.count"]);
    assert!(ablation.kept[0].1.starts_with("the scenario is not valid without the change: "), "{:?}", ablation.kept);
}

#[test]
fn ablations_of_nothing_and_of_too_much_are_refused() {
    let check = |contenders: Vec<Contender>, message: &str| {
        let question = Question { contenders, ablate: true, ..Question::default() };
        assert_eq!(compare::check(&question).expect_err("it could be done").message, message);
    };
    let base = || contender("a", &[]);
    check(vec![base(), contender("b", &["points=7"])], "a and b differ in no setting that could be turned back");
    check(vec![base(), base(), base()], "an ablation is of two scenarios, not of 3");
    let more: Vec<String> = (0..34).map(|i| format!("nodes.n{i}={{count=1}}")).collect();
    let sets: Vec<&str> = more.iter().map(String::as_str).collect();
    check(
        vec![base(), contender("b", &sets)],
        "a and b differ in 34 settings, and 32 are the most that are turned back",
    );
}

#[test]
fn a_comparison_writes_the_same_bytes_on_any_number_of_threads_and_every_column_is_explained() {
    let output = Folder::new("bytes");
    let contenders = vec![contender("a", &[]), contender("b", &["nodes.server.count=4"])];
    let question = Question { contenders, ablate: true, ..Question::default() };
    let write = |threads| {
        let options = Options { threads, ..Options::default() };
        let found = compare::compare(&question, &options).unwrap_or_else(|fault| panic!("{fault:?}"));
        let folder = compare::folder(&output.0, &question).expect("it is ours");
        compare::write(&folder, &question, &found, &circumstances()).expect("the disk takes it");
        let folder = folder.commit().expect("it is ours");
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it was written");
        ["differences.csv", "runs.csv", "ablation.csv", "manifest.json", "scenarios/a.toml", "scenarios/b.toml"]
            .map(read)
    };
    let (one, two) = (write(1), write(2));
    assert_eq!(one, two);
    let readme = fs::read_to_string(support::root().join("output/README.md")).expect("the README");
    for (table, n) in [(&one[0], 24), (&one[1], 6), (&one[2], 20)] {
        for column in table.lines().next().unwrap_or("").split(',').take(n) {
            assert!(readme.contains(&format!("`{column}`")), "`{column}` is not explained");
        }
    }
    // The scenarios run again as they are.
    let request = files::Request { file: output.0.join("a.toml"), ..files::Request::default() };
    let again = scenario::open_text(&one[4], &request).unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain)));
    assert_eq!(again.hash, question.contenders[0].checked.hash);
}
