//! Rules that cannot be are refused, and those that are hardly meant are told.

use files::{Colour, Request};

use super::text;
use crate::support;

const STAKE: &str = "stake.a = \"10 alp\"\n";

/// What is refused of a rule.
fn refused(rule: &str) -> String {
    let request = Request { file: support::root().join("scenarios/test.toml"), ..Request::default() };
    let text = support::whole(&text(rule, STAKE, ""));
    scenario::open_text(&text, &request).err().map_or_else(String::new, |refused| refused.render(Colour::Plain))
}

/// What is told of a rule.
fn told(rule: &str) -> Vec<String> {
    scenario::warnings(&support::open_text(&text(rule, STAKE, ""), &[]))
}

#[test]
fn rules_that_cannot_be_are_refused_with_what_to_do() {
    let window = "optimistic = { rate = 0.1, false_positive = 0, false_negative = 0 }";
    for (rule, message, remedy) in [
        (
            format!("verification.one.{window}\nverification.two.{window}"),
            "an answer has one window of disputes",
            "keep only one `optimistic` rule",
        ),
        (
            "verification.claims.proof_of_claim = { rate = 0.1 }".into(),
            "there is no volume to claim",
            "settle claims together, as with `settlement.batch = { size = 20 }`",
        ),
        (
            "verification.audit.adaptive = { least = 0.1, false_positive = 0, false_negative = 0 }".into(),
            "checks must become fewer with more traffic",
            "set `least` <= `halfway` <= `most`",
        ),
        (
            "verification.audit.adaptive = { low_traffic = 5_000, false_positive = 0, false_negative = 0 }".into(),
            "5000 is not below half of `full_traffic`, 5000",
            "lower it, or raise `full_traffic`",
        ),
        (
            "verification.sums.layers = { sampled = 33, false_positive = 0 }".into(),
            "33 layers cannot be drawn of 32",
            "lower it, or raise `layers`",
        ),
        (
            "payout.fee_split = { equally = true, checker = \"10 %\" }".into(),
            "checkers get either a share of their own or as much as the node",
            "leave out `checker` or `equally`",
        ),
        (
            "verification.audit.adaptive = { false_positive = 0, false_negative = 0 }\nverification.vote.committee = { seats = 3 }"
                .into(),
            "an answer can be voted on only once",
            "keep only one of the rules that vote",
        ),
        (
            "verification.copies.replicate = { copies = 3 }\nforced_errors = { jackpot = \"1 alp\" }".into(),
            "no checker judges the network's answers, so nobody can find an error",
            "add a `verification` in which nodes judge answers",
        ),
        (
            "appeals = { fee = \"1 usd\", reverses_right = 1, reverses_wrong = 0 }".into(),
            "this must be in alp, not in usd",
            "",
        ),
        ("appeals = { reverses_wrong = 0 }".into(), "`reverses_right` is missing", ""),
        (
            "verification.all.spot_check = { rate = 1 }\nforced_errors = { jackpot = \"1 usd\" }".into(),
            "this must be in alp, not in usd",
            "",
        ),
    ] {
        let found = refused(&rule);
        assert!(found.contains(message) && found.contains(remedy), "{rule}: {found}");
    }
    // Errors of checkers are never silently zero.
    for rule in
        ["adaptive = {}", "canary = { every = \"1 s\" }", "fingerprint = { rate = 1 }", "zk = {}", "layers = {}"]
    {
        let found = refused(&format!("verification.rule.{rule}"));
        assert!(found.contains("false_positive"), "{rule}: {found}");
    }
}

#[test]
fn checks_that_tell_no_cheat_and_windows_that_let_everybody_escape_are_told() {
    let blind = told("verification.prints.fingerprint = { rate = 1, false_positive = 0.3, false_negative = 0.8 }");
    assert_eq!(
        blind,
        ["`network.a.verification.prints.fingerprint` finds 20 % of the wrong answers and rejects 30 % of the right \
          ones: it tells no cheat from an honest node, and no slash deters anybody (S >= C / (p D) - R with D = -10 %); lower \
          its false positives, or find more"]
    );
    let fair = told("verification.prints.fingerprint = { rate = 1, false_positive = 0.3, false_negative = 0.6 }");
    assert!(fair.is_empty(), "{fair:?}");
    let window = |more: &str| {
        told(&format!(
            "unbonding = \"2 d\"\nslashing.wrong.fixed = {{ share = \"1 %\" }}\n\
             verification.window.optimistic = {{ rate = 0.1, false_positive = 0, false_negative = 0, {more} }}"
        ))
    };
    // A window of a day and thirty moves of an hour.
    let found = window("window = \"1 d\"");
    assert!(found.len() == 1 && found[0].contains("may take 54 h") && found[0].contains("free after 2 d"), "{found:?}");
    assert!(window("window = \"1 d\", verdict = \"12 h\"").is_empty());
    let found = window("window = \"1 min\", censored = 0.99, retry = \"12 s\"");
    assert!(found.len() == 1 && found[0].contains("95.1 % of the challenges are kept from the chain"), "{found:?}");
}

#[test]
fn jackpots_that_nobody_can_pay_are_told() {
    let rule = "verification.all.spot_check = { rate = 1 }\nforced_errors = { jackpot = \"1 alp\" }";
    let found = told(rule);
    assert!(found.len() == 1 && found[0].contains("pays no jackpot, for the treasury gets nothing"), "{found:?}");
    for funded in [
        "payout.fee_split = { treasury = \"1 %\" }",
        "slashing.wrong.fixed = { share = \"5 %\", destination = \"treasury\" }",
    ] {
        let found = told(&format!("{rule}\n{funded}"));
        assert!(found.is_empty(), "{funded}: {found:?}");
    }
}

/// Rules of slashing that deter nobody in the run, with the reason.
#[test]
fn rules_that_can_never_fire_are_told_with_the_reason() {
    let check = "verification.all.spot_check = { rate = \"50 %\" }\n";
    for (rules, message) in [
        (
            "slashing.lie.fixed = { share = \"5 %\" }".to_string(),
            "`network.a.slashing.lie.fixed` can never fire: no answer of the network is checked, so that p = 0",
        ),
        (
            format!("{check}slashing.away.downtime_window = {{ min_signed = \"0 %\" }}"),
            "`network.a.slashing.away.downtime_window` can never fire: all 100 slots of the window may be missed",
        ),
        // 4 / ln(10.0001 / 10) failed checks.
        (
            format!("{check}slashing.test.sprt = {{ guilty = \"10.0001 %\" }}"),
            "it takes 400002 failed checks of one node in a row at least (4 / ln(0.100001 / 0.1))",
        ),
        // Gonka's numbers of 2026 in a z-test: 9 * 99 checks.
        (
            format!("{check}slashing.test.z_test = {{ expected = \"99.9999 %\", z_max = 3.0, run = 10_000_000 }}"),
            "failed checks of one node in a row at least (the least of `run` and z^2 p / (1 - p)",
        ),
    ] {
        let told = told(&rules);
        assert!(told.iter().any(|line| line.contains(message)), "{rules}: {told:?}");
    }
    for alive in [
        "slashing.lie.fixed = { share = \"5 %\" }",
        "slashing.away.downtime_window = {}",
        "slashing.test.sprt = {}",
        "slashing.test.z_test = {}",
        "slashing.test.z_test = { expected = \"99.9999 %\", z_max = 3.0, run = 5 }",
    ] {
        assert_eq!(told(&format!("{check}{alive}")), Vec::<String>::new(), "{alive}");
    }
}
