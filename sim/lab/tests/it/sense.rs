//! Sensitivity against closed forms: shares of the variance of a utilisation, and what changes nothing.

use std::fs;
use std::path::PathBuf;

use files::Request;
use lab::record::Circumstances;
use lab::sense::{Found, Measure, Plan, Sense, Sensed, run};
use lab::study::Options;
use scenario::Base;

/// One node, requests at equal gaps, each of the same work: its utilisation is work / gap but for one request.
const FIXED: &str = r#"
name = "fixed"
horizon = "4_000 s"
points = 1
replications = 1
study = "STUDY"

[network.plain]
[gateway.front]
networks = ["plain"]
[nodes.servers]
count = 1
[users.all]
gateway = "front"
arrival.renewal = { gap = "4 s" }
demand.work = "1 s"

[sense]
method = "METHOD"
of = ["utilisation", "sent_rps"]
trajectories = 12
blocks = 512

[sense.vary]
"users.all.arrival.renewal.gap" = { from = "3 s", to = "8 s" }
"users.all.demand.work" = { from = "1 s", to = "2 s" }
"gateway.front.retries" = [0, 1, 2, 3]
"#;

fn circumstances() -> Circumstances {
    Circumstances { started: String::new(), wall_s: 0.0, threads: 2, machine: String::new() }
}

/// A folder that goes with the test.
struct Bench(PathBuf);

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn sensed(name: &str, text: &str) -> (Vec<String>, Sensed) {
    let bench = Bench(std::env::temp_dir().join(format!("windtunnel-lab-{name}-{}", std::process::id())));
    fs::create_dir_all(&bench.0).expect("the folder for temporary files can be written");
    let file = bench.0.join("scenario.toml");
    fs::write(&file, text).expect("the folder for temporary files can be written");
    let request = Request { file, ..Request::default() };
    let base = Base::read(&request);
    let checked = base.open(&[]).unwrap_or_else(|e| panic!("{}", e.render(files::Colour::Plain)));
    let plan = Plan::of(&checked).unwrap_or_else(|e| panic!("{}", e.message));
    let folder = bench.0.join("results");
    let work = Sense { checked: &checked, base: &base, plan: &plan, folder, is_fresh: false, max_failed: None };
    let sensed = run(&work, &Options::default(), &circumstances).unwrap_or_else(|e| panic!("{}", e.message));
    assert_eq!((sensed.done, sensed.failed), (plan.n(), 0));
    (plan.factors().into_iter().map(String::from).collect(), sensed)
}

fn fixed(study: &str, method: &str) -> String {
    FIXED.replace("STUDY", study).replace("METHOD", method)
}

fn measure<'a>(sensed: &'a Sensed, label: &str) -> &'a Measure {
    sensed.measures.iter().find(|measure| measure.label == label).expect("the metric was asked for")
}

/// Utilisation is work times 1 / gap, both uniform. With means m and second moments q of the two factors, V = `q_1 q_2`
/// - `m_1^2 m_2^2`; the first carries alone `(q_1 - m_1^2) m_2^2 / V`, in all `(q_1 - m_1^2) q_2 / V`.
#[test]
fn indices_of_a_utilisation_are_those_of_the_product_that_it_is() {
    let (factors, sensed) = sensed("sense-sobol", &fixed("terminating", "sobol"));
    let found = measure(&sensed, "utilisation");
    let Found::Indices(indices) = &found.found else { panic!("sobol gives indices") };
    let (work, per_gap) = ((1.5, 7.0 / 3.0), ((8.0_f64 / 3.0).ln() / 5.0, 1.0 / 24.0));
    let all = work.1 * per_gap.1 - work.0 * work.0 * per_gap.0 * per_gap.0;
    let shares = |own: (f64, f64), other: (f64, f64)| {
        let variance = own.1 - own.0 * own.0;
        (variance * other.0 * other.0 / all, variance * other.1 / all)
    };
    for (end, (first, total)) in [("gap", shares(per_gap, work)), ("work", shares(work, per_gap))] {
        let factor = factors.iter().position(|factor| factor.ends_with(end)).expect("it is a factor");
        let (one, both) = (indices.first[factor], indices.total[factor]);
        assert!((one.value - first).abs() < 0.02 && (both.value - total).abs() < 0.02, "{end}: {one:?} {both:?}");
        assert!(one.interval.low < first && first < one.interval.high, "{one:?} does not hold {first}");
        assert!(both.interval.low < total && total < both.interval.high, "{both:?} does not hold {total}");
    }
    let luck = factors.len() - 1;
    assert_eq!(factors[luck], "luck");
    assert!(indices.total[luck].value < 1e-6, "nothing is drawn: {:?}", indices.total[luck]);
}

#[test]
fn a_setting_that_is_not_read_has_no_effect_at_all_and_is_named() {
    for method in ["morris", "sobol"] {
        let (factors, sensed) = sensed(&format!("sense-inert-{method}"), &fixed("terminating", method));
        let named: Vec<&str> = sensed.inert().into_iter().map(|factor| factors[factor].as_str()).collect();
        assert_eq!(named, ["gateway.front.retries"], "{method}");
        let rate = measure(&sensed, "sent_rps");
        let inert =
            |end: &str| rate.is_inert(factors.iter().position(|factor| factor.ends_with(end)).expect("it is a factor"));
        assert!(inert("work") && !inert("gap"), "{method}: the rate depends on the gap alone");
        assert!(factors[rate.ranked()[0]].ends_with("gap"));
    }
}

/// With a Poisson process instead of equal gaps, only chance moves the number of requests; each trajectory has two
/// replications of its own, so that the mean size of its step is that of the difference of two independent counts.
#[test]
fn luck_has_the_effect_of_another_replication() {
    let text = fixed("terminating", "morris")
        .replace("arrival.renewal = { gap = \"4 s\" }", "arrival.poisson = { rate = \"0.25 /s\" }")
        .replace("\"users.all.arrival.renewal.gap\" = { from = \"3 s\", to = \"8 s\" }\n", "")
        .replace("trajectories = 12", "trajectories = 200");
    let (factors, sensed) = sensed("sense-luck", &text);
    let rate = measure(&sensed, "sent_rps");
    let Found::Effects(screening) = &rate.found else { panic!("morris gives effects") };
    let luck = factors.len() - 1;
    assert_eq!(rate.ranked()[0], luck);
    assert!((0..luck).all(|factor| rate.is_inert(factor)), "all but luck are on common random numbers");
    // |difference| of two counts of variance 1,000: sqrt(2) * sqrt(1,000) * sqrt(2 / pi), over 4,000 s and a step of 2/3.
    let expected = 2_000.0_f64.sqrt() * (2.0 / std::f64::consts::PI).sqrt() / 4_000.0 * 1.5;
    let star = screening.effects[luck].mu_star;
    assert!((star.mean - expected).abs() < 1.5 * star.half_width, "{star:?}, not {expected}");
}

#[test]
fn one_long_run_has_luck_too() {
    let text = fixed("steady", "morris")
        .replace("arrival.renewal = { gap = \"4 s\" }", "arrival.poisson = { rate = \"0.25 /s\" }")
        .replace("\"users.all.arrival.renewal.gap\" = { from = \"3 s\", to = \"8 s\" }\n", "")
        .replace("study = \"steady\"", "study = \"steady\"\nwarm_up = \"1_000 s\"");
    let (factors, sensed) = sensed("sense-long", &text);
    assert!(!measure(&sensed, "sent_rps").is_inert(factors.len() - 1));
}
