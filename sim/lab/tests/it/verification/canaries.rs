//! Canaries: when cheats are found, whom they convict, what they cost.

use super::{is, near, play, text};

#[test]
fn a_cheat_is_found_after_the_time_that_the_closed_form_says() {
    let (every, x, told, b) = (20.0, 0.5, 0.2, 0.1);
    let rule = format!(
        "verification.known.canary = {{ every = \"{every} s\", told = {told}, false_positive = 0, false_negative = {b} }}\n\
         slashing.judge.fixed = {{ share = \"10 %\", eject = true }}"
    );
    let cheats = "[nodes.cheats]\ncount = 400\nnetworks = [\"a\"]\nstake.a = \"10 alp\"\nqueueing.fcfs = { slots = 50 }\n\
                  conduct.substitute = { rate = 0.5, work = 0.5 }\n";
    let of = play(&format!("observe.sentenced = [1]\n{}", text(&rule, "stake.a = \"10 alp\"\n", cheats)));
    let expected = every / (x * (1.0 - told) * (1.0 - b));
    // Exponential: its deviation is its mean; the first answer, before which there is no canary, comes at once.
    near(of("time_to_sentence_mean_s[nodes.cheats]"), expected, 4.0 / 400.0_f64.sqrt(), "time to sentence");
    assert!(of("sentenced_within_1_share[nodes.n]") <= 0.0, "no honest node is sentenced");
    assert!(of("wrong_caught_share") <= 0.0, "answers of users stand");
    assert!(of("canaries_failed_wrongly_share[network.a]") <= 0.0);
}

#[test]
fn canaries_come_at_their_rate_and_convict_honest_nodes_at_theirs() {
    let rule = "verification.known.canary = { every = \"10 s\", false_positive = 0.05, false_negative = 0 }";
    let of = play(&text(rule, "", ""));
    let sent = of("canaries_per_h[network.a]") * 2_000.0 / 3_600.0;
    // 50 nodes, one in 10 s each: Poisson of 10,000.
    near(sent, 10_000.0, 4.0 / 100.0, "canaries");
    is(of("canaries_failed_share[network.a]"), 0.05, sent, "honest nodes are convicted");
    is(of("canaries_failed_wrongly_share[network.a]"), 0.05, sent, "all of them wrongly");
    // Each takes as long as an answer: 5 /s beside 20 /s.
    near(of("verification_cost_share"), 0.2, 0.04, "their work");
    // Users are paid for as if there were none.
    near(of("earned_usd_h[nodes.n]") * 50.0, of("answered_rps") * 3_600.0, 1e-6, "fees");
}

#[test]
fn who_recognises_every_canary_is_never_found() {
    let rule = "verification.known.canary = { every = \"10 s\", told = 1, false_positive = 0, false_negative = 0 }";
    let of = play(&text(rule, "conduct.lazy = { rate = 1 }\n", ""));
    assert!(of("canaries_failed_share[network.a]") <= 0.0 && of("wrong_share") >= 1.0);
}
