//! Claims of volume: what is claimed beyond what was served, and what proofs take back.

use super::{is, near, play, text};

/// Fifty operators settle ten answers of 1 alp at once; users have a stake that all claims can be paid from.
fn settled(rule: &str, factor: f64) -> String {
    let rules = format!(
        "payment.stake = {{ amount = \"5_000_000 alp\", nodes = 50, session = \"1_000 s\" }}\nsettlement.batch = {{ size = 10 }}\n\
         slashing.judge.fixed = {{ amount = \"1 alp\" }}\nverification.claims.proof_of_claim = {{ {rule} }}"
    );
    text(&rules, &format!("stake.a = \"100_000 alp\"\nconduct.overclaims = {{ factor = {factor:?} }}\n"), "")
}

#[test]
fn an_overclaim_is_paid_unless_it_is_asked_for() {
    let (p, factor) = (0.1, 3.0);
    let of = play(&settled("rate = 0.1", factor));
    let slashes = of("slashes[network.a]");
    // All answers that are in settled batches: refunded ones were asked for.
    let batches = slashes + of("overclaimed_usd_h[network.a]") * 2_000.0 / 3_600.0 / (10.0 * (factor - 1.0));
    assert!(batches > 3_900.0 && batches <= 4_200.0, "{batches}");
    is(slashes / batches, p, batches, "asked for, and without a proof");
    assert!(of("claims_unproved_share[network.a]") >= 1.0, "nobody can prove what it did not do");
    let earned = of("earned_usd_h[nodes.n]") * 50.0 * 2_000.0 / 3_600.0;
    near(earned, (batches - slashes) * 10.0 * factor, 1e-6, "what is paid is what was claimed");
}

#[test]
fn claims_above_the_threshold_are_always_asked_for_and_honest_ones_proved() {
    let of = play(&settled("rate = 0, above = \"25 alp\"", 3.0));
    assert!(of("overclaimed_usd_h[network.a]") <= 0.0 && of("earned_usd_h[nodes.n]") <= 0.0);
    let of = play(&settled("rate = 0, above = \"35 alp\"", 3.0));
    assert!(of("overclaimed_usd_h[network.a]") > 0.0 && of("slashes[network.a]") <= 0.0);
    let of = play(&settled("rate = 1", 1.0));
    assert!(of("slashes[network.a]") >= 0.0);
}

#[test]
fn honest_operators_lose_nothing_by_proofs() {
    let text = settled("rate = 1", 2.0).replace("conduct.overclaims = { factor = 2.0 }\n", "");
    let of = play(&text);
    assert!(of("slashes[network.a]") <= 0.0 && of("claims_unproved_share[network.a]") <= 0.0);
    let earned = of("earned_usd_h[nodes.n]") * 50.0 * 2_000.0 / 3_600.0;
    let answered = of("answered_rps") * 2_000.0;
    assert!(earned > answered - 500.0 && earned <= answered, "{earned} of {answered}");
}

/// The bound of reference/mechanisms.md 7.5: R (1 - p) / p against S, the slash and the claim that is lost.
#[test]
fn overclaiming_pays_until_the_slash_is_the_closed_form() {
    let (p, served, factor) = (0.2, 10.0, 2.0);
    let bound = served * (factor - 1.0) * (1.0 - p) / p - served;
    for (slash, pays) in [(bound * 0.8, true), (bound * 1.2, false)] {
        let text = settled("rate = 0.2", factor).replace(
            "slashing.judge.fixed = { amount = \"1 alp\" }",
            &format!("slashing.judge.fixed = {{ amount = \"{slash} alp\" }}"),
        );
        let of = play(&text);
        let slashes = of("slashes[network.a]");
        let overclaimed = of("overclaimed_usd_h[network.a]") * 2_000.0 / 3_600.0;
        let gain = overclaimed - slashes * (slash + served);
        assert_eq!(gain > 0.0, pays, "a slash of {slash}: {gain} usd");
    }
}
