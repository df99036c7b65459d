//! `abort_when`: a run ends at the first look at which it is met, and no sooner.

use lab::study::Findings;
use units::time::{Span, Time};

use super::{CUT, ONCE, check};
use crate::support;

const WHEN: &str = "abort_when=\"failed_share > 20 %\"";
/// Requests that meet the cut fail 2 s after they were sent: those of 100 s to 129 s, from 102 s on.
const TIMEOUT: &str = "gateway.front.timeout={after=\"2 s\"}";

fn found(sets: &[&str]) -> Findings {
    support::study(&support::open_text(CUT, &[&[ONCE, TIMEOUT, WHEN], sets].concat()), 0)
}

/// By 102 s + f, f + 1 requests have failed and 100 were answered: a fifth from the 25th on is not met, the 26th is the
/// first above, at 127 s and a little.
#[test]
fn a_replication_ends_at_the_first_look_at_which_it_is_met() {
    let secs = |secs: u64| Time::ZERO + Span::secs(secs);
    let at = |every: &str| found(&[&format!("abort_every=\"{every}\"")]).aborted;
    let first = at("1 s").unwrap();
    assert!(first.0 == 0 && (secs(126)..=secs(129)).contains(&first.1), "{first:?}");
    let coarse = at("10 s").unwrap().1;
    assert_eq!(coarse, secs(130));
    assert!(coarse >= first.1);
    // By the end of the run 30 of 300 have failed.
    assert_eq!(found(&["abort_every=\"150 s\"", "abort_when=\"failed_share > 25 %\""]).aborted, None);
}

#[test]
fn a_few_requests_abort_nothing() {
    let early = ["weather.cut.at=\"1 s\"", "weather.cut.partition.lasts=\"5 s\"", "abort_every=\"1 s\""];
    let at = |least: &str| {
        let least = format!("abort_least_requests={least}");
        found(&[&early[..], &[&least]].concat()).aborted.map(|(_, at)| at.ns() / 1_000_000_000)
    };
    assert!(at("1").unwrap() < 7, "{:?}", at("1"));
    assert_eq!(at("100"), None);
}

#[test]
fn the_study_ends_with_the_first_replication_that_is_aborted_whoever_plays_it() {
    let sets = [WHEN, "abort_every=\"1 s\"", "abort_least_requests=20", "replications=12", TIMEOUT];
    let random = "weather.cut.every={exponential=\"15 min\"}";
    let checked = support::open_text(CUT, &[&sets[..], &[random]].concat());
    let [one, two] = [1, 2].map(|threads| support::study(&checked, threads));
    assert_eq!(format!("{:?}", one.runs), format!("{:?}", two.runs));
    let (last, at) = one.aborted.unwrap();
    assert!(last > 0 && one.runs.len() == last as usize + 1, "{last}");
    assert_eq!(two.aborted, one.aborted);
    assert!(one.runs[..last as usize].iter().all(|run| run.aborted.is_none()));
    // It is what the run is until then.
    let mut short = checked.scenario.clone();
    (short.horizon, short.abort) = (at, None);
    let outcome = support::simulate(&short, last);
    let row = one.runs.last().unwrap();
    assert_eq!((row.fingerprints.events, &row.values), (outcome.fingerprints.events, &outcome.values));
    // What is never met changes nothing.
    let never = support::open_text(CUT, &[random, TIMEOUT, "abort_when=\"failed_share > 101 %\""]);
    let plain = support::open_text(CUT, &[random, TIMEOUT]);
    let [never, plain] = [never, plain].map(|checked| support::simulate(&checked.scenario, 1).fingerprints);
    assert_eq!(never, plain);
}

#[test]
fn what_cannot_abort_is_refused_with_what_to_write() {
    check(
        &[ONCE, "abort_every=\"1 s\""],
        "`abort_every` applies with `abort_when` only",
        "set it, as in `abort_when = \"failed_share > 50 %\"`, or leave `abort_every` out",
    );
    check(
        &[ONCE, "abort_when=\"active_nodes_at[1 s] < 1\""],
        "`active_nodes_at_1s` is of one instant, and this is looked at again and again",
        "use a metric over time, such as `failed_share` or `in_system_mean`",
    );
    check(
        &[ONCE, WHEN, "abort_every=\"10 min\""],
        "`abort_when` would be looked at after 10 min, but the run ends at 5 min",
        "shorten it",
    );
    check(
        &[ONCE, WHEN, "abort_every=\"1 ms\""],
        "a look every 1 ms at a run of 5 min is more than 100000 looks",
        "make it longer",
    );
    check(
        &[ONCE, "abort_when=\"ttft_mean_s > 1 s\""],
        "`ttft_mean_s` cannot exist here: ",
        "use another metric, or give the scenario what is missing",
    );
    check(
        &[ONCE, "abort_when=\"failed_share > 5 s\""],
        "`>` takes one unit, but `failed_share` is a plain number and `5 s` in s",
        "write `5` alone",
    );
}
