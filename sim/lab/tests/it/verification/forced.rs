//! Forced errors: who finds them, what that pays, and whether checkers look.

use super::{is, near, play, text};

/// Forced errors of a run of 2,000 s.
fn forced(of: &impl Fn(&str) -> f64) -> f64 {
    of("forced_errors_per_h[network.a]") * 2_000.0 / 3_600.0
}

/// Jackpots of a run of 2,000 s that were won, and those that were not paid \[usd\].
fn jackpots(of: &impl Fn(&str) -> f64) -> (f64, f64) {
    let usd = |label: &str| of(label) * 2_000.0 / 3_600.0;
    (usd("jackpots_usd_h[network.a]"), usd("jackpots_unpaid_usd_h[network.a]"))
}

/// A network whose treasury has so many coins at the start.
fn with_treasury(rule: &str, nodes: &str, more: &str, coins: &str) -> String {
    text(rule, nodes, more).replace("[network.a]\n", &format!("genesis.treasury.a = \"{coins} alp\"\n[network.a]\n"))
}

#[test]
fn as_many_errors_are_forced_and_found_as_rates_say_and_nobody_is_convicted() {
    let rule = "verification.all.spot_check = { rate = 0.5, false_negative = 0.2 }\n\
                slashing.wrong.fixed = { share = 0.1 }\nforced_errors = { rate = 0.05, jackpot = \"2 alp\" }";
    let of = play(&with_treasury(rule, "stake.a = \"1_000 alp\"\n", "", "1_000_000"));
    let answers = of("answered_rps") * 2_000.0;
    is(forced(&of) / answers, 0.05, answers, "forced errors");
    is(of("forced_errors_found_share[network.a]"), 0.5 * 0.8, forced(&of), "found");
    let found = of("forced_errors_found_share[network.a]") * forced(&of);
    near(jackpots(&of).0, 2.0 * found, 1e-9, "one checker wins it whole");
    assert!(jackpots(&of).1.abs() < 1e-9 && of("slashed_usd[network.a]") <= 0.0 && of("wrong_caught_share") <= 0.0);
    // Fees as if there were no errors, and the jackpots; a few answers are still checked at the end.
    let earned = of("earned_usd_h[nodes.n]") * 50.0 * 2_000.0 / 3_600.0;
    near(earned, answers + 2.0 * found, 2e-4, "what nodes earn");
}

/// reference/results.md D61.
#[test]
fn a_jackpot_is_split_as_truebit_says() {
    for (seats, whole) in [(1, 1.0), (2, 1.0), (3, 0.75), (5, 0.3125)] {
        let rule = format!(
            "verification.all.committee = {{ seats = {seats}, work = 0.1 }}\n\
             forced_errors = {{ rate = 0.1, jackpot = \"16 alp\" }}"
        );
        let of = play(&with_treasury(&rule, "", "", "1_000_000"));
        assert!(of("forced_errors_found_share[network.a]") >= 1.0 && forced(&of) > 3_000.0);
        near(jackpots(&of).0, 16.0 * whole * forced(&of), 1e-9, &format!("{seats} finders"));
    }
}

#[test]
fn who_passes_everything_finds_nothing_and_wrong_answers_are_never_forced() {
    let rule = "verification.all.spot_check = { rate = 1 }\nforced_errors = { rate = 0.1, jackpot = \"2 alp\" }";
    let of = play(&with_treasury(rule, "conduct.rubber_stamp = {}\n", "", "1_000_000"));
    assert!(of("forced_errors_found_share[network.a]") <= 0.0 && jackpots(&of) == (0.0, 0.0));
    // Of the servers one half cheats always, and checks as any other.
    let cheats = "[nodes.c]\nlike = \"nodes.n\"\nconduct.substitute = { rate = 1, work = 1 }\n";
    let of = play(&with_treasury(rule, "", cheats, "1_000_000"));
    let right = of("answered_rps") * 2_000.0 * (1.0 - of("wrong_share"));
    assert!(of("wrong_share") > 0.3);
    is(forced(&of) / right, 0.1, right, "forced errors of right answers");
    is(of("wrong_caught_share"), 1.0, right, "a check still finds every wrong answer");
}

#[test]
fn a_treasury_pays_what_it_has_and_the_rest_is_told() {
    let rule = "verification.all.spot_check = { rate = 1 }\nforced_errors = { rate = 0.1, jackpot = \"2 alp\" }";
    let of = play(&with_treasury(rule, "", "", "501"));
    let (paid, unpaid) = jackpots(&of);
    near(paid, 501.0, 1e-9, "what there was");
    near(paid + unpaid, 2.0 * forced(&of), 1e-9, "what was due");
}

/// Where nobody cheats, errors alone make checkers look: of two conducts, by logit, `1 / (1 + e^(-n (q W - c) / s))` of
/// them, for n checks an hour that cost c each and find an error with q, which wins W.
#[test]
fn checkers_look_as_a_logit_of_what_forced_errors_pay_says() {
    for (jackpot, c) in [(0.02, 0.001_f64), (0.005, 0.001)] {
        let (q, scale, n) = (0.1, 0.05, 5.0 * 3_600.0 / 200.0);
        let text = format!(
            "horizon = \"2 d\"\nstudy = \"steady\"\nwarm_up = \"12 h\"\n[coin.alp]\ngenesis.treasury.a = \"100_000 alp\"\n\
             genesis.market = \"1_000_000 alp\"\n[network.a]\ncoin = \"alp\"\n\
             pricing.posted = {{ request = \"0.01 alp/request\" }}\n\
             verification.all.spot_check = {{ rate = 1, work = 0.1, checkers = \"k\" }}\n\
             forced_errors = {{ rate = {q}, jackpot = \"{jackpot} alp\" }}\n\
             [gateway.g]\nnetworks = [\"a\"]\n[nodes.n]\ncount = 20\nnetworks = [\"a\"]\nqueueing.fcfs = {{ slots = 50 }}\n\
             [nodes.k]\ncount = 200\nnetworks = [\"a\"]\ncost = \"36 usd/h\"\nqueueing.fcfs = {{ slots = 20 }}\n\
             [nodes.k.revises]\nlogit = {{ scale = \"{scale} usd/h\", moves = 0.2 }}\n\
             conducts.blind = {{ rubber_stamp = {{}} }}\nstarts.blind = 0.5\nevery = \"1 h\"\n\
             [users.u]\ngateway = \"g\"\narrival.poisson = {{ rate = \"5 /s\" }}\ndemand.work = \"1 s\"\n"
        );
        let of = play(&text);
        let looks = 1.0 - of("cheating_share[nodes.k]");
        let form = 1.0 / (1.0 + (-n * (q * jackpot - c) / scale).exp());
        // 200 nodes, drawn anew every 5 h: 7 independent looks at a binomial share in 36 h.
        let error = (form * (1.0 - form) / (200.0 * 7.0)).sqrt();
        assert!((looks - form).abs() < 4.0 * error, "W = {jackpot}: {looks} look, not {form} +- {error}");
    }
}
