//! Appeals: what convictions cost, and where what they took goes.

use super::{is, near, play, text};

/// Appeals that were decided in a run of 2,000 s.
fn decided(of: &impl Fn(&str) -> f64) -> f64 {
    of("appeals_per_h[network.a]") * 2_000.0 / 3_600.0
}

/// Right answers are convicted with 10 %, wrong ones always; a conviction takes 3 alp.
fn rule(appeals: &str, destination: &str) -> String {
    format!(
        "verification.all.spot_check = {{ rate = 1, false_positive = 0.1, service = \"1 ms\" }}\n\
         slashing.wrong.fixed = {{ amount = \"3 alp\", destination = \"{destination}\" }}\n\
         appeals = {{ takes = \"100 s\", {appeals} }}"
    )
}

#[test]
fn as_many_convictions_are_appealed_and_reversed_as_said_and_cost_what_the_form_says() {
    let appeals = "fee = \"2 alp\", right = 0.8, wrong = 0.5, reverses_right = 0.9, reverses_wrong = 0.2";
    let stake = "stake.a = \"100_000 alp\"\n";
    for (conduct, appeal, succeeds) in [("", 0.8, 0.9), ("conduct.lazy = { rate = 1, work = 1 }\n", 0.5, 0.2)] {
        let of = play(&text(&rule(appeals, "burn"), &format!("{stake}{conduct}"), ""));
        let convictions = of("slashed_usd[network.a]") / 3.0;
        // Of 2,000 s all but the last 100 s are decided.
        near(decided(&of), convictions * appeal * 0.95, 4.0 / (convictions * appeal).sqrt(), "decided");
        let reversed = of("appeals_reversed_share[network.a]");
        is(reversed, succeeds, decided(&of), "reversed");
        near(of("reversed_usd[network.a]"), 3.0 * reversed * decided(&of), 1e-9, "given back");
        // What is not given back is gone from the bonds.
        let bonded = 50.0 * 100_000.0 - of("slashed_usd[network.a]") + of("reversed_usd[network.a]");
        near(of("bonded_coins[network.a]"), bonded, 1e-12, "stake");
        // Fees, less slashes, and less what appeals cost that failed.
        let failed = decided(&of) * (1.0 - reversed);
        let margin = of("operator_margin_usd_h[nodes.n]") * 50.0 * 2_000.0 / 3_600.0;
        let earned = of("earned_usd_h[nodes.n]") * 50.0 * 2_000.0 / 3_600.0;
        let lost = of("slashed_usd[network.a]") - of("reversed_usd[network.a]") + 2.0 * failed;
        near(margin, earned - lost, 1e-6, "what operators have");
        // (1 - A) S + A (1 - P) (S + F) a conviction, of those that are decided.
        let form = (1.0 - appeal) * 3.0 + appeal * (1.0 - succeeds) * 5.0;
        let decided_all = decided(&of) / appeal;
        let cost = (decided_all * (1.0 - appeal) * 3.0 + failed * 5.0) / decided_all;
        // The deviation of one is at most the greatest cost.
        assert!((cost - form).abs() < 4.0 * 5.0 / decided_all.sqrt(), "a conviction costs {cost}, not {form}");
    }
}

#[test]
fn a_slash_that_stands_goes_where_its_rule_says_and_one_that_is_reversed_to_nobody() {
    for (succeeds, of_taken) in [(0, 1.0), (1, 0.0)] {
        let appeals = format!("reverses_right = {succeeds}, reverses_wrong = 0");
        let of = play(&text(&rule(&appeals, "reporter"), "stake.a = \"100_000 alp\"\n", ""));
        let earned = of("earned_usd_h[nodes.n]") * 50.0 * 2_000.0 / 3_600.0;
        let fees = of("answered_rps") * 2_000.0 - of("slashed_usd[network.a]") / 3.0;
        near(earned, fees + of_taken * 3.0 * decided(&of), 1e-4, "fees and rewards");
    }
}

#[test]
fn who_cannot_pay_the_fee_does_not_appeal() {
    let appeals = "fee = \"900_000 alp\", reverses_right = 1, reverses_wrong = 1";
    let text = text(&rule(appeals, "burn"), "stake.a = \"100_000 alp\"\n", "");
    // The market has sold all but a few coins as stake.
    let of = play(&text.replace("1_000_000_000 alp", "5_500_000 alp"));
    assert!(of("slashed_usd[network.a]") > 0.0 && decided(&of) <= 0.0);
}
