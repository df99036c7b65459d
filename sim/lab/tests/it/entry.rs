//! Who sets up nodes, and at which prices of their stakes.

use crate::support;

/// Nodes that are up at the end, of forty that could be: each earns 1.6 times its cost while the ten of the start are
/// in.
fn up(capital: &str, market: &str, stake: &str) -> f64 {
    let text = format!(
        "horizon = \"30 d\"\n[coin.alp]\ngenesis = 10_000_000\n{market}\nemission.constant = {{ rate = \"1.6 alp/h\" }}\n\
         epoch = \"1 d\"\n[network.net]\ncoin = \"alp\"\n\
         [nodes.home]\ncount = 40\noperators = 40\ncost = \"0.1 usd/h\"\nstake.net = \"{stake}\"\n{capital}\n\
         entry.hysteresis = {{ start = 10, smooth = \"1 d\", enters_above = \"25 %\", leaves_below = \"-90 %\", moves = \"20 %\" }}\n"
    );
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    support::value(&checked.scenario, &outcome, "in_nodes[nodes.home]").expect("it exists")
}

#[test]
fn whoever_could_earn_more_elsewhere_with_the_price_of_its_stake_stays_out() {
    let fixed = "market.fixed = { price = \"1 usd\" }";
    let capital = |cost: &str| format!("capital = {{ price = \"0 usd\", cost = \"{cost}\" }}");
    // A stake of 1,000 usd yields 0.1142 of the cost an hour for each 100 % a year: a margin of 60 % is 35 % too much.
    assert!(up(&capital("20 %/y"), fixed, "1_000 alp") > 10.0);
    assert!((up(&capital("40 %/y"), fixed, "1_000 alp") - 10.0).abs() < 0.5);
    // Without an outside yield a stake costs nothing but itself.
    assert!(up("", fixed, "1_000 alp") > 10.0);
}

#[test]
fn a_pool_that_is_nearly_bought_up_lets_nobody_in_and_breaks_no_books() {
    // Thirty stakes of 1,000 coins from a pool of 5,000: a handful can be bought at any price.
    let pool = "market.pool = { coins = \"5_000 alp\", usd = \"5_000 usd\" }";
    let n = up("", pool, "1_000 alp");
    assert!((10.0..16.0).contains(&n), "{n}");
    // The last coins would cost more usd than the books hold.
    let dear = "decimals = 9\nmarket.pool = { coins = \"1_000.000_001 alp\", usd = \"9_000_000 usd\" }";
    assert!((up("", dear, "1_000 alp") - 10.0).abs() < 0.5);
}
