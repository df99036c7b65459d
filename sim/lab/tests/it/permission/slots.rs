//! Few places: the rate of registrations, who is evicted, and what is paid.

use state::ledger::Reason;

use super::{erlang_b, is_near, play};
use crate::support;

/// Ten places; nine nodes that are asked and five that nobody asks, who have places at the start.
fn text(slots: &str) -> String {
    format!(
        "horizon = \"60 d\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.01 usd/request\" }}\n\
         permission.slots = {{ most = 10, {slots} }}\n[gateway.front]\nretries = 0\nscheduling = \"join_idle_queue\"\n\
         [llm.asked]\n[llm.other]\n[nodes.idle]\ncount = 5\nllms = [\"other\"]\n\
         [nodes.busy]\ncount = 9\nllms = [\"asked\"]\nqueueing.fcfs = {{ slots = 1, waiting = 0 }}\n\
         [users.all]\nllms = [\"asked\"]\narrival.poisson = {{ rate = \"0.05 /s\" }}\ndemand.work = {{ exponential = \"100 s\" }}\n"
    )
    .replace("[llm.asked]", "[llm.asked]\nparameters = 1_000\nweights = \"1 MB\"\ncache = \"1 B\"")
    .replace("[llm.other]", "[llm.other]\nparameters = 1_000\nweights = \"1 MB\"\ncache = \"1 B\"")
}

#[test]
fn three_nodes_register_in_each_half_life_whatever_a_place_is_worth() {
    for (slots, factor, half_life_h) in [
        ("price = \"4 usd\", worth = \"4 usd\"", 1.26_f64, 1.2_f64),
        ("price = \"1 usd\", worth = \"400 usd\", immunity = \"1 h\"", 1.26, 1.2),
        ("price = \"4 usd\", worth = \"4 usd\", factor = 2.0, half_life = \"3 h\"", 2.0, 3.0),
    ] {
        let per_h = 1.0 / (half_life_h * factor.log2());
        let of = play(&text(slots), 0);
        // The first ones come at once where a place is worth more than it costs at the start: 27 of 3,600.
        let found = of("approvals_per_h[network.net]");
        assert!((found / per_h - 1.0).abs() < 0.01, "{slots}: {found} an hour instead of {per_h}");
        let anchor = per_h * 1.2;
        assert!(factor > 1.5 || (anchor - 3.0).abs() < 0.01, "{anchor} in each half-life");
    }
}

#[test]
fn who_earns_least_is_evicted() {
    // Once all nine have places, only the tenth changes hands, among those that nobody asks: Erlang's B of nine.
    let of = play(&text("price = \"4 usd\", worth = \"4 usd\", immunity = \"20 min\""), 0);
    let lost = 1.0 - of("answered_share");
    let expected = erlang_b(9, 5.0);
    // The first few hours have fewer nodes.
    assert!(lost > expected - 0.003 && lost < expected + 0.02, "{lost} against {expected}");
    let eight = erlang_b(8, 5.0);
    assert!(lost < 0.5 * (expected + eight) + 0.005, "{lost}: nearer to nine than to eight, {eight}");
}

#[test]
fn registrations_are_paid_and_burnt() {
    let checked = support::open_text(&text("price = \"4 usd\", worth = \"4 usd\""), &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let per_h = support::value(&checked.scenario, &outcome, "approvals_per_h[network.net]").unwrap_or(0.0);
    let burnt: i128 = outcome.flows[0].iter().filter(|f| f.reason == Reason::FeeBurn).map(|f| f.amount).sum();
    let coin = &checked.scenario.coins[0];
    let usd = burnt as f64 / 10_f64.powi(coin.rules.decimals as i32) * coin.opening() as f64 / 1e9;
    // Each at the price at which a place is worth it, rounded down to units of the coin.
    is_near(usd, per_h * 1_440.0 * 4.0, 1e-3 * usd, "burnt");
    let price = support::value(&checked.scenario, &outcome, "place_price_usd[network.net]").unwrap_or(0.0);
    assert!(price > 4.0 && price <= 4.0 * 1.26 + 1e-9, "{price}");
}
