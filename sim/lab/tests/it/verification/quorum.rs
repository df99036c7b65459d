//! Votes to which too few come.

use super::{is, play, text};

/// Members leave before they vote as often as sessions end within the time that a vote takes.
#[test]
fn a_quorum_fails_as_often_as_too_few_members_stay() {
    // Votes take 1 s, sessions last 2 s on average.
    let stays = (-0.5_f64).exp();
    let below = |votes: i32| -> f64 {
        let ways = [1.0, 5.0, 10.0, 10.0, 5.0, 1.0];
        (0..votes).map(|k| ways[k as usize] * stays.powi(k) * (1.0 - stays).powi(5 - k)).sum()
    };
    let churn = "conduct.lazy = { rate = 1, work = 1 }\n\
                 churn.renewal = { session = { exponential = \"2 s\" }, absence = { exponential = \"1 s\" } }\n";
    for (quorum, votes, refunds) in [("40 %", 2, false), ("60 %", 3, true), ("100 %", 5, false)] {
        let rule = format!(
            "verification.all.committee = {{ seats = 5, work = 10, quorum = \"{quorum}\", without_quorum = \"{}\" }}",
            if refunds { "refund" } else { "pay" }
        );
        let of = play(&text(&rule, churn, ""));
        let answers = of("answered_rps") * 2_000.0;
        let found = of("votes_without_quorum_share[network.a]");
        is(found, below(votes), answers, quorum);
        // All answers are wrong: those that are decided upon are caught, the others are not, unless they are refunded.
        let stand = if refunds { 0.0 } else { below(votes) };
        is(of("wrong_caught_share"), 1.0 - stand, answers, quorum);
        let paid = of("earned_usd_h[nodes.n]") * of("active_nodes_mean") * 2_000.0 / 3_600.0 / answers;
        if refunds {
            assert!(paid <= 0.0, "{quorum}: nobody is paid for what is undecided, not {paid}");
        } else {
            is(paid, below(votes), answers, quorum);
        }
    }
}

#[test]
fn an_llm_that_too_few_serve_is_never_decided_upon() {
    let rule = "verification.all.committee = { seats = 5, quorum = \"60 %\" }";
    for (nodes, caught) in [(3, 0.0), (4, 1.0)] {
        let text = text(rule, "conduct.lazy = { rate = 1 }\n", "").replace("count = 50", &format!("count = {nodes}"));
        let of = play(&text);
        assert!((of("wrong_caught_share") - caught).abs() < 1e-12, "{nodes} nodes: {}", of("wrong_caught_share"));
        let told = scenario::warnings(&crate::support::open_text(&text, &[]));
        let is_told = told.iter().any(|t| t.contains("asks for 3 votes, but there are only 2"));
        assert_eq!(is_told, nodes == 3, "{told:?}");
    }
}
