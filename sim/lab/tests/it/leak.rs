//! Stakes of absent nodes that leak while too little stake is there.

use crate::support;

fn play(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| {
        let value = support::value(&checked.scenario, &outcome, label);
        value.unwrap_or_else(|| panic!("{label} has no value"))
    }
}

/// So many nodes that are there and so many that never come, each with 1,000 coins.
fn text(horizon: &str, leak: &str, there: u32, away: u32) -> String {
    format!(
        "horizon = \"{horizon}\"\n[coin.alp]\ndecimals = 9\ngenesis.market = \"1_000_000_000 alp\"\nmarket.fixed = {{ price = \"1 usd\" }}\n\
         [network.a]\ncoin = \"alp\"\nleak = {{ {leak} }}\n[nodes.there]\ncount = {there}\nstake.a = \"1_000 alp\"\n\
         [nodes.away]\ncount = {away}\nstake.a = \"1_000 alp\"\n\
         churn.renewal = {{ session = \"1 ns\", absence = \"100_000 d\", start = \"all_up\" }}\n"
    )
}

#[test]
fn stakes_leak_by_the_squared_time_until_enough_is_there_again() {
    // One epoch of 1 min: e^(-t^2 / 2q) with q = 100,000.
    let leak = "epoch = \"1 min\", quotient = 100_000, patience = 0, ejects = \"1 %\"";
    // Half is away, so that the leak does not end before a stake is at a half: sqrt(2 q ln 2) = 372 epochs.
    for epochs in [50_u32, 200, 360] {
        let of = play(&text(&format!("{epochs} min"), leak, 10, 10));
        let form = 1.0 - (-f64::from(epochs * (epochs + 1)) / 200_000.0).exp();
        let found = of("slashed_usd[network.a]") / 10_000.0;
        assert!((found / form - 1.0).abs() < 2e-3, "after {epochs}: {found}, not {form}");
    }
    let of = play(&text("2_000 min", leak, 10, 10));
    let lost = of("slashed_usd[network.a]") / 10_000.0;
    assert!((0.5..0.505).contains(&lost), "it ends as soon as two thirds of what is left are there: {lost}");
}

#[test]
fn nothing_leaks_while_enough_is_there_nor_before_patience_is_over() {
    let leak = "epoch = \"1 min\", quotient = 100, patience = 4";
    assert_eq!(play(&text("100 min", leak, 20, 10))("slashes[network.a]").to_bits(), 0.0_f64.to_bits());
    assert_eq!(play(&text("4 min", leak, 10, 10))("slashes[network.a]").to_bits(), 0.0_f64.to_bits());
    assert!(play(&text("5 min", leak, 10, 10))("slashes[network.a]") > 9.5, "ten who are away lose something");
}

#[test]
fn who_has_lost_half_is_out_and_the_others_decide() {
    let leak = "epoch = \"1 min\", quotient = 100_000, patience = 0, ejects = \"60 %\"";
    // At 60 % of their stakes, after sqrt(2 q ln(1 / 0.6)) = 320 epochs, those who are away are out; then nothing
    // leaks.
    let of = play(&text("2_000 min", leak, 10, 10));
    let lost = of("slashed_usd[network.a]") / 10_000.0;
    assert!((0.4..0.403).contains(&lost), "{lost}");
    assert_eq!(of("admitted_share[network.a]").to_bits(), 0.5_f64.to_bits());
}
