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

/// Nodes of two classes that share 20 usd an hour: the old cost 1 usd/h, the new half of it, and none of the new is in
/// at the start, of `room` that could be; how many of each are in at the end.
fn classes(room: u32, shared: bool) -> [f64; 2] {
    let rule = |start: u32| {
        format!(
            "entry.hysteresis = {{ start = {start}, smooth = \"1 d\", enters_above = \"25 %\", leaves_below = \"-10 %\", moves = \"10 %\" }}"
        )
    };
    let chip = "memory = \"80 GiB\"\nbandwidth = \"1 TB/s\"\nthroughput = \"100 TFLOP/s\"\n";
    let new = if shared { "old" } else { "new" };
    let text = format!(
        "horizon = \"90 d\"\n[coin.alp]\nmarket.fixed = {{ price = \"0.2 usd\" }}\nemission.constant = {{ rate = \"100 alp/h\" }}\n\
         [network.net]\ncoin = \"alp\"\n[hardware.old]\n{chip}[hardware.new]\n{chip}\
         [nodes.old]\nhardware = \"old\"\ncount = 30\ncost = \"1 usd/h\"\nstake.net = \"1 alp\"\n{}\n\
         [nodes.new]\nhardware = \"{new}\"\ncount = {room}\ncost = \"0.5 usd/h\"\nstake.net = \"1 alp\"\n{}\n",
        rule(16),
        rule(0)
    );
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    ["in_nodes[nodes.old]", "in_nodes[nodes.new]"]
        .map(|name| support::value(&checked.scenario, &outcome, name).expect("it exists"))
}

#[test]
fn a_class_of_which_nobody_is_in_enters_by_what_others_earn_and_its_own_cost() {
    for shared in [false, true] {
        // The new come until 20 / n is 0.625 usd/h; at 0.9 the old have left.
        let [old, new] = classes(40, shared);
        assert!(old <= 1.0 && (30.0..=36.0).contains(&new), "{old} {new}");
        // Ten of them leave room for the old where 20 / (n + 10) is between 0.9 and 1.25 usd/h.
        let [old, new] = classes(10, shared);
        assert!((5.0..=13.0).contains(&old) && new > 9.5, "{old} {new}");
    }
}
