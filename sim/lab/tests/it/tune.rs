//! What a search promises of its winner, and what fresh replications say of it.

use std::fs;

use files::Request;
use lab::record::Circumstances;
use lab::study::Options;
use lab::tune::{Tune, run};
use scenario::Base;

/// Half of all answers are wrong at any demand: sixteen candidates that are equal, though not in their luck.
const EQUALS: &str = r#"# How much better than it is does the best of sixteen equals look?
name = "equals"
horizon = "60 s"
replications = 8
[network.net]
[gateway.front]
networks = ["net"]
[nodes.server]
count = 1
queueing.fcfs = { slots = 1_000 }
conduct.substitute = { rate = "50 %", work = "100 %" }
[users.all]
gateway = "front"
arrival.poisson = { rate = "1 /s" }
demand.work = { exponential = "0.1 s" }
[tune]
minimise = ["wrong_accepted_share"]
first = 8
fresh = 30
vary = { "users.all.arrival.poisson.rate" = { from = "0.2 /s", to = "3.2 /s", points = 16 } }
"#;

#[test]
fn the_best_of_equals_is_promised_too_good_and_fresh_seeds_tell_the_truth() {
    let folder = std::env::temp_dir().join(format!("windtunnel-lab-tune-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("equals.toml"), EQUALS).unwrap();
    let (tries, truth) = (60, 0.5);
    let (mut promise, mut fresh, mut optimism, mut covered) = (0.0, 0.0, 0.0, 0);
    for seed in 0..tries {
        let flags = vec![("--seed", format!("seed={seed}"))];
        let request = Request { file: folder.join("equals.toml"), flags, ..Request::default() };
        let base = Base::read(&request);
        let checked = base.open(&[]).unwrap();
        let work = Tune::new(&checked, &base, folder.join(seed.to_string()), false).unwrap();
        let circumstances =
            || Circumstances { started: String::new(), wall_s: 0.0, threads: 1, machine: String::new() };
        let tuned = run(&work, &Options::default(), &circumstances).unwrap();
        assert_eq!((tuned.seen.len(), tuned.replications), (16, 8));
        let answer = &tuned.winner.unwrap().goals[0];
        let interval = answer.fresh.interval();
        covered += u32::from(interval.low <= truth && truth <= interval.high);
        promise += answer.promised / f64::from(tries);
        fresh += answer.fresh.mean / f64::from(tries);
        optimism += answer.optimism.mean / f64::from(tries);
    }
    fs::remove_dir_all(&folder).unwrap();
    assert!(promise < truth - 0.03, "the promise is {promise}");
    assert!((fresh - truth).abs() < 0.01, "fresh seeds say {fresh}");
    assert!((optimism - (truth - promise)).abs() < 0.01, "the optimism is {optimism}");
    // Three standard errors of 95 % among 60.
    assert!(covered >= 52, "{covered} of {tries} intervals cover");
}
