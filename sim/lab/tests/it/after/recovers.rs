//! Claims that a metric comes back to its value in calm, where arithmetic says when it does.

use lab::study::{Back, Judged};
use statistics::Verdict;

use super::{CUT, ONCE, check, told};
use crate::support;

fn recovers(of: &str, within: &str, bins: &str) -> String {
    format!(
        "claims.it={{of=\"{of}\",recovers={{to=\"99 %\",within=\"{within}\",bins=\"{bins}\"}},after=\"weather.cut\"}}"
    )
}

/// The first claim of the scenario with these settings.
fn judged(sets: &[&str]) -> Judged {
    support::study(&support::open_text(CUT, sets), 0).claims.remove(0)
}

/// What is sent up to 159 s is answered by 160.02 s, the last of it later than 1 s: in the bin from 160 s to 165 s.
#[test]
fn latencies_are_back_in_the_bin_after_the_backlog_is_gone_and_not_before() {
    let claim = |within: &str| judged(&[ONCE, &recovers("answer_latency_mean_s", within, "5 s")]);
    let back = |claim: &Judged| claim.windows.as_ref().unwrap().back;
    let held = claim("35 s");
    assert_eq!((held.kind, held.verdict, back(&held)), ("recovers", Verdict::Held, Some(Back::After(35.0))));
    assert_eq!(held.that, "answer_latency_mean_s recovers to 99 % of calm within 35 s after weather.cut");
    assert!((held.left.mean - 0.522).abs() < 1e-9 && (held.right.mean - 0.522 / 0.99).abs() < 1e-9, "{held:?}");
    let failed = claim("30 s");
    assert_eq!((failed.verdict, back(&failed)), (Verdict::Failed, Some(Back::After(35.0))));
    assert_eq!(failed.windows.unwrap().list, [[130.0, 300.0]]);
    // Five answers of 522 ms, and one of 1.021 s.
    assert!((failed.left.mean - (5.0 * 0.522 + 1.021) / 6.0).abs() < 1e-6, "{}", failed.left.mean);
}

#[test]
fn what_improves_upwards_is_back_while_the_backlog_is_worked_off_and_never_where_nodes_stay_away() {
    let claim = judged(&[ONCE, &recovers("goodput_rps", "10 s", "10 s")]);
    assert_eq!((claim.verdict, claim.windows.unwrap().back), (Verdict::Held, Some(Back::After(0.0))));
    let cut = "partition = { regions = [\"there\"], lasts = \"30 s\" }";
    let shock = CUT.replace(cut, "common_shock = { repair = \"2 h\" }");
    let judged = |of: &str| {
        let checked = support::open_text(&shock, &[ONCE, &recovers(of, "10 s", "10 s")]);
        support::study(&checked, 0).claims.remove(0)
    };
    let claim = judged("goodput_rps");
    assert_eq!((claim.verdict, claim.windows.unwrap().back), (Verdict::Failed, Some(Back::Not)));
    // Without answers there are no latencies to compare, so that nothing says that they are back.
    let claim = judged("answer_latency_mean_s");
    assert_eq!((claim.verdict, claim.windows.unwrap().back), (Verdict::Undecided, Some(Back::Not)));
}

#[test]
fn calm_is_the_run_without_the_fault_and_with_all_others() {
    let other = "weather.other={at=\"20 s\",partition={regions=[\"there\"],lasts=\"30 s\"}}";
    let claim = recovers("answered_rps", "10 s", "10 s");
    let text = CUT.replace("renewal.gap = \"1 s\"", "poisson.rate = \"1 /s\"");
    let checked = support::open_text(&text, &[ONCE, other, &claim]);
    let calm = support::open_text(&text, &[ONCE, other]);
    let mut calm = calm.scenario;
    calm.weather.retain(|weather| weather.name == "other");
    for replication in 0..3 {
        let followed = &support::simulate(&checked.scenario, replication).aftermaths[0];
        assert_eq!((followed.windows.len(), followed.calm.len()), (17, 17));
        // All that is answered in the run without it, counted from the bins' beginning on.
        let mut before = calm.clone();
        before.horizon = followed.calm[0].from;
        let [whole, before] = [&calm, &before].map(|scenario| {
            let rate = support::value(scenario, &support::simulate(scenario, replication), "answered_rps").unwrap();
            rate * scenario.horizon.since(units::time::Time::ZERO).as_secs()
        });
        let binned: f64 = followed.calm.iter().map(|bin| bin.values[0].unwrap() * 10.0).sum();
        assert!((binned - (whole - before)).abs() < 1e-6, "{binned} {whole} {before}");
    }
}

#[test]
fn a_fault_that_strikes_again_must_be_recovered_from_each_time() {
    let sets = |lasts: &str| {
        let lasts = format!("weather.cut.partition.lasts=\"{lasts}\"");
        judged(&["weather.cut.every=\"100 s\"", &lasts, &recovers("answer_latency_mean_s", "40 s", "5 s")])
    };
    let claim = sets("30 s");
    let windows = claim.windows.unwrap();
    assert_eq!((claim.verdict, windows.list.len(), windows.back), (Verdict::Held, 2, Some(Back::After(35.0))));
    // 45 s of backlog are gone 90 s after the strike, too late for the time that is left.
    assert_eq!(sets("45 s").verdict, Verdict::Failed);
}

#[test]
fn recovery_comes_out_alike_on_any_number_of_threads() {
    let text = CUT.replace("renewal.gap = \"1 s\"", "poisson.rate = \"1 /s\"");
    let claim = recovers("answer_latency_mean_s", "40 s", "20 s");
    let checked = support::open_text(&text, &[ONCE, "replications=9", &claim]);
    let [one, two] = [1, 2].map(|threads| support::study(&checked, threads));
    assert_eq!(format!("{:?}", one.runs), format!("{:?}", two.runs));
    assert_eq!(one.claims, two.claims);
    let plain = support::study(&support::open_text(&text, &[ONCE, "replications=9"]), 0);
    assert!(plain.runs.iter().zip(&one.runs).all(|(a, b)| a.fingerprints == b.fingerprints));
}

#[test]
fn recoveries_that_cannot_be_judged_are_refused_with_what_to_write() {
    assert_eq!(told(&[ONCE, &recovers("goodput_rps", "10 s", "5 s")]), "");
    let form = |inner: &str| format!("claims.it={{{inner}}}");
    let both = "recovers={to=\"99 %\",within=\"10 s\"},after=\"weather.cut\"";
    for (inner, message, help) in [
        (both.to_string(), "`recovers` does not say which metric", "name the metric, as in `of = \"goodput_rps\"`"),
        (
            "of=\"goodput_rps\",recovers={to=\"99 %\",within=\"10 s\"}".into(),
            "`recovers` does not say after which fault",
            "name the fault, as in `after = \"weather.crash\"`",
        ),
        (
            format!("of=\"goodput_rps\",that=\"goodput_rps > 1\",{both}"),
            "a claim has a comparison or `recovers`, not both",
            "write two claims",
        ),
        (
            format!("of=\"goodput_rps\",eventually=\"1 s\",{both}"),
            "a claim has `eventually` or `recovers`, not both",
            "write two claims",
        ),
        (
            format!("of=\"goodput_rps\",sometimes=true,{both}"),
            "`recovers` is judged over all replications",
            "leave `sometimes` out",
        ),
        (format!("of=\"goodput_rp\",{both}"), "there is no metric `goodput_rp` here", "did you mean `goodput_rps`?"),
        (
            format!("of=\"utilisation\",{both}"),
            "`utilisation` improves in neither direction: it has nowhere to come back to",
            "use one that does, such as `goodput_rps`, `answered_share` or `answer_latency_mean_s`",
        ),
        ("confidence=\"90 %\"".into(), "the claim says nothing: `that` is missing", "write the comparison, as in"),
        (
            "that=\"goodput_rps > 1\",of=\"goodput_rps\"".into(),
            "`of` applies to claims with `recovers` only",
            "say how soon, as in `recovers = { to = \"99 %\", within = \"10 min\" }`, or leave `of` out",
        ),
    ] {
        check(&[ONCE, &form(&inner)], message, help);
    }
    check(
        &[ONCE, &recovers("goodput_rps", "10 s", "3 s")],
        "bins of 3 s do not divide `within` of 10 s",
        "use a width that goes into `within` a whole number of times",
    );
    check(
        &[ONCE, &recovers("goodput_rps", "10 s", "1 ms")],
        "a run of 5 min has 300000 bins of 1 ms",
        "widen `bins`, so that there are at most 10000",
    );
    check(
        &[ONCE, &recovers("goodput_rps", "165 s", "15 s")],
        "there is no window after `weather.cut`: the fault is over at 130 s, the first bin of 15 s would begin at 295 s, but the run ends at 5 min",
        "shorten `within`, or lengthen `horizon`",
    );
    check(
        &["weather.cut.every={exponential=\"100 s\"}", &recovers("goodput_rps", "10 s", "5 s")],
        "`weather.cut` strikes at random times: replications have no common bins",
        "let it strike `at` a time, or at equal gaps; `eventually` takes random times",
    );
}
