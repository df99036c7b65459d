//! Governors against closed forms of control, a twin, and changes at fixed times; proposals on a signal.

use files::{Colour, Request};
use scenario::Checked;

use crate::governance::{slashed, told};
use crate::support;

fn open(text: &str) -> Checked {
    support::open_text(text, &[])
}

/// The points of a column of the time series.
fn points(checked: &Checked, outcome: &world::outcome::Outcome, name: &str, owner: &str) -> Vec<f64> {
    let columns = world::metrics::series::columns(&checked.scenario);
    let at = columns.iter().position(|c| c.name == name && c.owner == owner);
    outcome.series[at.unwrap_or_else(|| panic!("no {name} of {owner}"))].clone()
}

/// A node that one request of fixed work reaches every ten seconds, so that its utilisation is a tenth of the work in
/// seconds; a governor holds it at 30 %.
fn loop_of(per_day: f64, reviews_late: u32) -> String {
    format!(
        "horizon = \"100_000 s\"\npoints = 100\n[network.a]\n[gateway.g]\nnetworks = [\"a\"]\n[nodes.n]\ncount = 1\n[users.u]\n\
         gateway = \"g\"\narrival.renewal = {{ gap = \"10 s\" }}\ndemand.work = \"4 s\"\n[governor.load]\nfollows = \"utilisation\"\n\
         sets = {{ \"users.u.demand.work\" = {{ from = \"0.5 s\", to = \"9 s\" }} }}\nevery = \"1_000 s\"\ndelay = \"{} s\"\n\
         control.integral = {{ target = \"30 %\", per_day = {per_day} }}\n",
        reviews_late * 1_000
    )
}

/// What the same loop does step by step, by plain arithmetic: the settings in force at the ends of its reviews.
fn steps(per_day: f64, reviews_late: usize) -> Vec<f64> {
    let nine = |value: f64| format!("{value:.8e}").parse::<f64>().expect("a number");
    let (mut settings, mut decided) = (Vec::new(), Vec::new());
    let (mut force, mut before, mut last) = (4.0_f64, 4.0_f64, 4.0_f64);
    for review in 0..100 {
        // Requests come at 10 s, 20 s, ...: that of the end of a period is served in the next one, as long as was asked
        // for before the review; the first period has none of it.
        let served = 99.0 * force + if review == 0 { 0.0 } else { before };
        before = force;
        let next = (last + per_day * (served / 1_000.0 / 0.3 - 1.0) / 86.4).clamp(0.5, 9.0);
        decided.push(next);
        last = next;
        if review >= reviews_late {
            force = nine(decided[review - reviews_late]);
        }
        settings.push(force);
    }
    settings
}

/// With a delay of m reviews a loop of gain a settles below `2 cos(m pi / (2 m + 1))` and swings ever wider above.
#[test]
fn a_loop_settles_or_swings_by_its_gain_and_delay() {
    for late in 0..3_u32 {
        let m = f64::from(late);
        let limit = 2.0 * (m * std::f64::consts::PI / (2.0 * m + 1.0)).cos();
        for (gain, settles) in [(0.8 * limit, true), (1.15 * limit, false)] {
            // A second more adds a tenth to the utilisation, a third of its target; it falls where there is too much.
            let per_day = -gain * 3.0 * 86.4;
            let checked = open(&loop_of(per_day, late));
            let outcome = support::simulate(&checked.scenario, 0);
            let found = points(&checked, &outcome, "governor_setting", "governor.load");
            let expected = steps(per_day, late as usize);
            assert_eq!(found.len(), 100);
            for (i, (a, b)) in found.iter().zip(&expected).enumerate() {
                assert!((a - b).abs() < 1e-6, "delay {late}, gain {gain}: {a}, not {b}, at review {i}");
            }
            let width = |part: &[f64]| part.iter().fold(0.0_f64, |most, x| most.max((x - 3.0).abs()));
            let (early, end) = (width(&found[10..20]), width(&found[80..]));
            assert_eq!(end < 0.1 * early.max(0.01), settles, "delay {late}, gain {gain}: {early}, then {end}");
        }
    }
}

const RATE: &str = "network.a.verification.v.spot_check.rate";

#[test]
fn a_governor_does_what_a_change_does_and_one_that_moves_nothing_leaves_no_trace() {
    let governor = |above: &str, delay: &str| {
        slashed(&format!(
            "[governor.g]\nfollows = \"wrong_share[network.a]\"\nsets = {{ \"{RATE}\" = {{ from = \"20 %\", to = \"40 %\" }} }}\n\
             every = \"12 h\"\ndelay = \"{delay}\"\ncontrol.on_off = {{ above = \"{above}\", below = \"0 %\" }}\n"
        ))
    };
    let change = |at: &str| slashed(&format!("[change.c]\nat = \"{at}\"\nset = {{ \"{RATE}\" = \"40 %\" }}\n"));
    let plain = told(&slashed(""));
    // One in twenty is wrong: it is seen at the first review, and nobody cheats more than one in ten.
    assert_eq!(told(&governor("10 %", "0 s")), plain, "a governor that moves nothing");
    for (delay, at) in [("0 s", "12 h"), ("6 h", "18 h")] {
        let changed = told(&change(at));
        assert_ne!(plain.0, changed.0, "the change shows");
        assert_eq!(told(&governor("1 %", delay)), changed, "a governor that changes what a change does");
    }
}

#[test]
fn a_governor_reads_how_many_answers_are_wrong_and_steps_to_its_bound() {
    let text = slashed(&format!(
        "[governor.g]\nfollows = \"wrong_share[network.a]\"\nsets = {{ \"{RATE}\" = {{ from = \"1 %\", to = \"75 %\" }} }}\n\
         every = \"6 h\"\ncontrol.step = {{ above = \"2 %\", below = \"0.5 %\", factor = 2.0 }}\n"
    ));
    let checked = open(&text);
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it has a value");
    // 20, 40, 75 and again 75 %: of 16 reviews two move it, and from the second on it wants more than it may.
    assert!((of("governor_moves[governor.g]") - 2.0).abs() < 1e-12);
    assert_eq!((of("governor_setting_least[governor.g]"), of("governor_setting_most[governor.g]")), (20.0, 75.0));
    let mean = (20.0 + 40.0 + 14.0 * 75.0) / 16.0;
    assert!((of("governor_setting_mean[governor.g]") - mean).abs() < 1e-9);
    assert!((of("governor_bound_share[governor.g]") - 15.0 / 16.0).abs() < 1e-9);
    let (p, n) = (0.05_f64, of("answered_rps") * 4.0 * 86_400.0);
    let z = (of("governor_reading_mean[governor.g]") - p) / (p * (1.0 - p) / n).sqrt();
    assert!(z.abs() < 4.0, "the share of wrong answers is {z} standard errors from {p}");
}

/// One answer in five is checked, and one in twenty is wrong: one in a hundred is convicted.
#[test]
fn a_governor_reads_how_many_answers_are_convicted() {
    let text = slashed(&format!(
        "[governor.g]\nfollows = \"convicted_share[network.a]\"\nsets = {{ \"{RATE}\" = {{ from = \"20 %\", to = \"21 %\" }} }}\n\
         every = \"6 h\"\ncontrol.on_off = {{ above = \"50 %\", below = \"0 %\" }}\n"
    ));
    let checked = open(&text);
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it has a value");
    let (p, n) = (0.01_f64, of("answered_rps") * 4.0 * 86_400.0);
    let z = (of("governor_reading_mean[governor.g]") - p) / (p * (1.0 - p) / n).sqrt();
    assert!(z.abs() < 4.0, "the share of convicted answers is {z} standard errors from {p}");
}

/// Whatever a governor follows: where measuring begins changes neither what happens nor who pays.
#[test]
fn a_governor_does_not_see_where_measuring_begins() {
    for follows in [
        "utilisation",
        "answer_latency_mean_s / 1 s",
        "sent_rps * 1 s",
        "in_system_requests",
        "wrong_share[network.a] * 20",
        "slashed_usd / 1 usd",
        "emission_usd_h[network.a] / 1 usd/h + answered_rps * 1 s",
    ] {
        let text = slashed(&format!(
            "[governor.g]\nfollows = \"{follows}\"\nsets = {{ \"{RATE}\" = {{ from = \"1 %\", to = \"90 %\" }} }}\n\
             every = \"5 h\"\ncontrol.integral = {{ target = 0.5, per_day = 40.0 }}\n"
        ));
        let play = |cut: u64| {
            let mut scenario = open(&text).scenario;
            scenario.cut = units::time::Time::ZERO + units::time::Span::mins(cut);
            let horizon = scenario.horizon;
            let mut run = world::replication::Replication::new(scenario, 0);
            run.run_to(horizon).expect("it keeps all laws");
            (run.history(), run.money())
        };
        // Within a period between two reviews, and at one of them.
        let plain = play(0);
        assert_eq!((play(1_933), play(1_800)), (plain, plain), "{follows}");
    }
}

#[test]
fn a_governor_goes_on_from_what_others_have_set() {
    // Up by a point a day from 20 %; after a day and a half it is set to 60 %, and then goes on from there.
    let text = slashed(&format!(
        "[governor.g]\nfollows = \"active_nodes\"\nsets = {{ \"{RATE}\" = {{ from = \"1 %\", to = \"75 %\" }} }}\n\
         control.integral = {{ target = 5, per_day = 1.0 }}\n[change.c]\nat = \"36 h\"\nset = {{ \"{RATE}\" = \"60 %\" }}\n"
    ));
    let checked = open(&text);
    let outcome = support::simulate(&checked.scenario, 0);
    let found = points(&checked, &outcome, "governor_setting", "governor.g");
    let days = found.len() / 4;
    // The setting at the end of each day, after its review.
    let ends: Vec<f64> = (1..=4).map(|day| found[day * days - 1]).collect();
    assert_eq!(ends, [21.0, 61.0, 62.0, 63.0]);
}

#[test]
fn a_proposal_is_made_at_the_first_look_that_sees_its_signal() {
    // The price falls to a quarter after two days; looks are 5 h apart, from 1 h on: the first after that is at 51 h.
    let text = |more: &str| {
        format!(
            "horizon = \"20 d\"\npoints = 480\n[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\n[holders.crowd]\ncoins = \"1_000 \
             alp\"\n[network.a]\ncoin = \"alp\"\nslashing.wrong.fixed = {{ share = \"10 %\" }}\n[nodes.n]\ncount = 1\n\
             [governance.main]\nmay_change = [\"network.a.slashing.*\"]\npower = \"coins\"\ndelay = \"1 h\"\nvoting = \"12 h\"\n\
             timelock = \"3 h\"\nvotes.holders.crowd = {{ yes = \"60 %\" }}\n[proposal.p]\nat = \"1 h\"\nevery = \"5 h\"\nwhen = \"\
             price_usd[coin.alp] < 0.5 usd/alp\"\nset = {{ \"network.a.slashing.wrong.fixed.share\" = \"5 %\" }}\n{more}"
        )
    };
    let crash = "[change.crash]\nat = \"48 h\"\nset = { \"coin.alp.market.fixed.price\" = \"0.25 usd\" }\n";
    let checked = open(&text(crash));
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it has a value");
    assert!((of("proposals_executed[governance.main]") - 1.0).abs() < 1e-12);
    assert!((of("signal_to_change_mean_d[governance.main]") - 16.0 / 24.0).abs() < 1e-12);
    let slash = points(&checked, &outcome, "proposal_setting", "proposal.p");
    // Points are an hour apart: made at 51 h, it changes the slash at 67 h.
    let first = slash.iter().position(|&share| share < 7.5).expect("it changes") + 1;
    assert_eq!(first, 67);
    let calm = open(&text(""));
    let outcome = support::simulate(&calm.scenario, 0);
    let value = support::value(&calm.scenario, &outcome, "proposals_executed[governance.main]");
    assert_eq!(value, Some(0.0), "nothing is proposed without a signal");
}

#[test]
fn what_no_governor_can_do_is_told() {
    let refused = |governor: &str| {
        let request = Request { file: "t.toml".into(), ..Request::default() };
        let text = support::whole(&slashed(&format!("[governor.g]\n{governor}\n")));
        scenario::open_text(&text, &request).expect_err("it is refused").render(Colour::Plain)
    };
    let with = |follows: &str, sets: &str, control: &str| {
        refused(&format!("follows = \"{follows}\"\nsets = {{ {sets} }}\ncontrol.{control}"))
    };
    let (rate, step) =
        (format!("\"{RATE}\" = {{ from = \"1 %\", to = \"40 %\" }}"), "step = { above = 0.2, below = 0.1 }");
    let check = |text: String, says: &str| assert!(text.contains(says), "{text}");
    check(with("wrong_shar[network.a]", &rate, step), "wrong_share");
    check(with("active_nodes / 1 s", "\"network.a.nothing\" = { from = 1, to = 2 }", step), "no setting");
    check(with("active_nodes", &rate, "step = { above = 0.1, below = 0.2 }"), "`below` is more than `above`");
    check(with("active_nodes", &rate, "integral = { target = 0, per_day = 1.0 }"), "parts of the target");
    check(with("active_nodes", &format!("\"{RATE}\" = {{ from = \"1 %\", to = \"140 %\" }}"), step), "140 %");
    check(with("active_nodes", &format!("\"{RATE}\" = {{ from = \"1 s\", to = \"2 s\" }}"), step), "at 1 s");
    check(with("active_nodes", "\"nodes.n.count\" = { from = 1, to = 20 }", step), "cannot change during a run");
    let never =
        format!("[governor.g]\nfollows = \"active_nodes\"\nsets = {{ {rate} }}\nevery = \"5 d\"\ncontrol.{step}\n");
    let says = "`governor.g.every` is 5 d, and the run ends at 4 d: it is never looked at";
    assert!(open(&slashed(&never)).noticed.iter().any(|told| told == says));
}
