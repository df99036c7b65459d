//! Windows in which answers can be disputed, and the disputes.

use super::{is, near, play, text};

const CHALLENGERS: &str = "[nodes.challengers]\ncount = 20\nnetworks = [\"a\"]\nqueueing.fcfs = { slots = 50 }\n";

fn rule(more: &str) -> String {
    format!(
        "slashing.judge.fixed = {{ amount = \"1 alp\" }}\nverification.window.optimistic = {{ window = \"600 s\", \
         checkers = \"challengers\", {more} }}"
    )
}

#[test]
fn answers_that_nobody_looks_at_are_assured_and_paid_at_the_end_of_their_window() {
    let of = play(&text(&rule("rate = 0, false_positive = 0, false_negative = 0"), "", CHALLENGERS));
    near(of("assured_latency_mean_s"), 600.1, 1e-9, "the window");
    // Those of the last 600 s wait, each in 48 bytes; the others are paid.
    let waiting = of("disputable_answers[network.a]");
    near(waiting, 12_000.0, 4.0 / 12_000.0_f64.sqrt(), "they wait");
    let answered = of("answered_rps") * 2_000.0;
    near(of("earned_usd_h[nodes.n]") * 50.0 * 2_000.0 / 3_600.0, answered - waiting, 1e-6, "fees");
}

#[test]
fn wrong_answers_stand_unless_they_are_looked_at_found_and_disputed_in_time() {
    let nodes = "conduct.lazy = { rate = 0.5 }\nstake.a = \"100_000 alp\"\n";
    for (q, b) in [(0.3, 0.1), (1.0, 0.2)] {
        let settings = format!("rate = {q}, false_positive = 0, false_negative = {b}, work = 0");
        let of = play(&text(&rule(&settings), nodes, CHALLENGERS));
        let caught = q * (1.0 - b);
        // A wrong answer is caught at once and stands after the window: of the last 600 s only those caught are
        // settled.
        let settled = caught * 2_000.0 + (1.0 - caught) * 1_400.0;
        is(of("wrong_caught_share"), caught * 2_000.0 / settled, 20.0 * 0.5 * settled, &settings);
        assert!(of("right_convicted_share") <= 0.0, "{settings}");
    }
    for (q, b, c, retry) in [(0.5, 0.0, 0.9, 60), (1.0, 0.2, 0.5, 300), (0.4, 0.0, 1.0, 12), (1.0, 0.0, 0.99, 2)] {
        let settings = format!(
            "rate = {q}, false_positive = 0, false_negative = {b}, censored = {c}, retry = \"{retry} s\", work = 0"
        );
        let of = play(&text(&rule(&settings), nodes, CHALLENGERS));
        // Tries at 0, retry, 2 retry, …, before the 600 s are over.
        let missed = f64::powi(c, 600 / retry);
        let late = of("late_challenges_per_h[network.a]") * 2_000.0 / 3_600.0;
        let answers = of("answered_rps") * 2_000.0;
        is(late / answers, 0.5 * q * (1.0 - b) * missed, answers, &settings);
    }
}

/// Each side misses its move with the same chance, the challenger first: who is right loses at its first miss.
#[test]
fn honest_sides_lose_by_moves_that_come_too_late() {
    let late = 0.1_f64;
    let timeout = -2.0 * late.ln();
    let settings = format!(
        "rate = 0.05, false_positive = 1, false_negative = 0, work = 0, steps = [16, 3], \
         takes = {{ exponential = \"2 s\" }}, move_timeout = \"{timeout} s\""
    );
    let of = play(&text(&rule(&settings), "stake.a = \"100_000 alp\"\n", CHALLENGERS));
    let disputes = of("disputes_per_h[network.a]") * 2_000.0 / 3_600.0;
    near(disputes, 2_000.0, 4.0 / 2_000.0_f64.sqrt(), "disputes");
    // Moves 1, 3, 5 are the challenger's, 2, 4, 6 the server's.
    let (stays, moves) = (1.0 - late, 6);
    let upheld: f64 = (1..=moves / 2).map(|j| stays.powi(2 * j - 1) * late).sum();
    is(of("disputes_upheld_share[network.a]"), upheld, disputes, "the challenger wins");
    is(of("disputes_captured_share[network.a]"), upheld, disputes, "against the truth");
    is(of("disputes_forfeited_share[network.a]"), 1.0 - stays.powi(moves), disputes, "by a late move");
    is(of("right_convicted_share"), 0.05 * upheld, of("answered_rps") * 2_000.0, "honest servers are convicted");
}

#[test]
fn the_loser_of_a_dispute_loses_the_bonds_of_all_its_moves() {
    // Bonds 1, 2, 4, 8, 16 of depths 0 to 4: the challenger posts 2 and 8, the server 1, 4 and 16.
    let settings = |fp: u32| {
        format!(
            "rate = 0.05, false_positive = {fp}, false_negative = 0, work = 0, steps = [16], bond = \"1 alp\", growth = 2.0"
        )
    };
    let stake = "stake.a = \"100_000 alp\"\n";
    for (fp, conduct, lost) in [(1, "", 10.0), (0, "conduct.lazy = { rate = 1 }\n", 21.0)] {
        let of = play(&text(&rule(&settings(fp)), &format!("{stake}{conduct}"), CHALLENGERS));
        let disputes = of("disputes_per_h[network.a]") * 2_000.0 / 3_600.0;
        assert!(disputes > 1_500.0);
        near(of("bonds_forfeited_usd[network.a]"), disputes * lost, 1e-9, "bonds");
        is(of("disputes_upheld_share[network.a]"), if fp == 1 { 0.0 } else { 1.0 }, disputes, "the truth decides");
    }
}

#[test]
fn a_dispute_without_a_verdict_pays_or_refunds_as_the_rule_says() {
    for (word, paid) in [("pay", true), ("refund", false)] {
        let settings = format!(
            "rate = 1, false_positive = 1, false_negative = 0, work = 0, takes = \"30 s\", verdict = \"100 s\", \
             bond = \"1 alp\", on_timeout = \"{word}\""
        );
        let of = play(&text(&rule(&settings), "stake.a = \"100_000 alp\"\n", CHALLENGERS));
        assert!(of("disputes_undecided_share[network.a]") >= 1.0);
        assert!(of("right_convicted_share") <= 0.0 && of("bonds_forfeited_usd[network.a]") <= 0.0);
        let earned = of("earned_usd_h[nodes.n]") * 50.0 * 2_000.0 / 3_600.0;
        // What was refunded is over at once; what is paid waits for its window, in which nobody disputes it again.
        let answered = of("answered_rps") * 2_000.0;
        if paid {
            near(earned, answered - of("disputable_answers[network.a]") - 20.0 * 100.0, 0.02, word);
        } else {
            assert!(earned <= 0.0, "{earned}");
        }
    }
}

/// A server that is away cannot move: it loses unless it is back in time.
#[test]
fn a_server_that_is_down_loses_its_disputes() {
    let settings = "rate = 0.2, false_positive = 1, false_negative = 0, work = 0, steps = [16], takes = \"1 s\", \
                    move_timeout = \"10 s\"";
    // Sessions of 20 s, absences of 1,000 s: hardly any node is back in time.
    let churn = "churn.renewal = { session = { exponential = \"20 s\" }, absence = { exponential = \"1_000 s\" } }\n";
    let of = play(&text(&rule(settings), &format!("stake.a = \"100_000 alp\"\n{churn}"), CHALLENGERS));
    // The server moves 2 s and 4 s after the challenge: it must be up then.
    let up = |s: f64| (-s / 20.0_f64).exp();
    let found = of("disputes_upheld_share[network.a]");
    let expected = 1.0 - up(4.0);
    assert!((found - expected).abs() < 0.05, "{found}, about {expected}");
}

/// A griefing challenger loses each dispute on a right answer, and the bonds of all its moves.
#[test]
fn who_challenges_right_answers_pays_the_bonds_of_its_moves_to_the_servers() {
    let griefs = CHALLENGERS.replace("count = 20", "count = 5\nconduct.griefing = {}");
    let honest = CHALLENGERS.replace("challengers]", "others]");
    let settings = "rate = 0.1, false_positive = 0, false_negative = 0, steps = [16], bond = \"1 alp\", growth = 2";
    let of = play(&text(&rule(settings), "stake.a = \"100_000 alp\"\n", &(griefs + &honest)));
    let answers = of("answered_rps") * 2_000.0;
    let disputes = of("disputes_per_h[network.a]") * 2_000.0 / 3_600.0;
    is(disputes / answers, 0.1, answers, "all challengers of the group grief");
    assert!(of("disputes_upheld_share[network.a]") <= 0.0 && of("right_convicted_share") <= 0.0);
    // Bonds 1 and 3 of 1, 2, 4, 8 and 16 alp are the challenger's: 2 + 8.
    near(of("bonds_forfeited_usd[network.a]"), 10.0 * disputes, 1e-9, "bonds");
    let earned = of("earned_usd_h[nodes.challengers]") * 5.0 * 2_000.0 / 3_600.0;
    assert!(earned <= 0.0, "griefing pays {earned} usd");
}

/// A check by a griefer convicts a right answer.
#[test]
fn griefers_convict_honest_nodes_as_often_as_they_check() {
    let rule = "verification.all.spot_check = { rate = 0.4, false_positive = 0.05 }";
    let griefs = "[nodes.g]\nlike = \"nodes.n\"\nconduct.griefing = {}\n";
    let of = play(&text(rule, "", griefs));
    let answers = of("answered_rps") * 2_000.0;
    // Half of the nodes grief, and servers are checked by one of the 99 others: 49 of them grief, or 50.
    let expected = |others: f64| 0.4 * (others / 99.0 + (1.0 - others / 99.0) * 0.05);
    is(of("right_convicted_share"), expected(49.5), answers, "right answers");
    // As many of the forced errors as are looked at by an honest checker, and all that a griefer is asked.
    let rule = "verification.all.spot_check = { rate = 0.4, false_negative = 0.5 }\n\
                forced_errors = { rate = 0.2, jackpot = \"1 alp\" }\npayout.fee_split = { treasury = \"50 %\" }";
    let of = play(&text(rule, "", griefs));
    let forced = of("forced_errors_per_h[network.a]") * 2_000.0 / 3_600.0;
    is(of("forced_errors_found_share[network.a]"), 0.4 * (0.5 + 0.5 * 0.5), forced, "found without looking");
}
