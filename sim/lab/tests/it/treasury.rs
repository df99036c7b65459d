//! What treasuries do with coins, against closed forms: they buy them back.

use crate::support;

fn near(found: f64, expected: f64, relative: f64, what: &str) {
    assert!((found - expected).abs() <= relative * expected.abs() + 1e-6, "{what}: {found}, not {expected}");
}

/// A pool of 40,000 alp and 6,000 usd, and a network whose fees are in a stable coin of which its treasury has a
/// million.
fn play(horizon: &str, buyback: &str, more: &str, labels: &[&str]) -> Vec<f64> {
    let text = format!(
        "horizon = \"{horizon}\"\n[coin.usdc]\n\
         genesis = {{ market = \"1_000_000 usdc\", treasury.net = \"1_000_000 usdc\" }}\n\
         [coin.alp]\ngenesis = 1_000_000\nmarket.pool = {{ coins = \"40_000 alp\", usd = \"6_000 usd\" }}\n\
         [network.net]\ncoin = \"usdc\"\nbuyback = {buyback}\n{more}"
    );
    let nodes = if text.contains("[nodes.") { "" } else { "[nodes.n]\ncount = 1\n" };
    let checked = support::open_text(&format!("{text}{nodes}"), &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    labels.iter().map(|label| support::value(&checked.scenario, &outcome, label).expect("it exists")).collect()
}

/// U usd in all buy `x U / (y + U)` coins and lift the price to `(y + U)^2 / (x y)`, however they are cut.
#[test]
fn a_steady_buyback_lifts_the_price_of_a_pool_by_its_product() {
    let labels = [
        "price_usd[coin.alp]",
        "bought_back_coins[coin.alp]",
        "bought_back_usd[network.net]",
        "treasury_coins[network.net]",
        "supply_coins[coin.alp]",
        "circulating_coins[coin.alp]",
    ];
    for (horizon, spent) in [("5 d", 1_000.0), ("20 d", 4_000.0)] {
        for every in ["1 d", "5 h", "2.5 d"] {
            for then in ["burns", "holds"] {
                let rule =
                    format!("{{ coin = \"alp\", rate = \"200 usd/d\", every = \"{every}\", then = \"{then}\" }}");
                let found = play(horizon, &rule, "", &labels);
                let (usd, bought) = (6_000.0 + spent, 40_000.0 * spent / (6_000.0 + spent));
                let what = format!("{horizon} {rule}");
                near(found[0], usd * usd / 240e6, 1e-6, &what);
                near(found[1], bought, 1e-6, &what);
                near(found[2], spent, 1e-6, &what);
                near(found[3], 1e6 - spent, 1e-6, &what);
                near(found[4], if then == "burns" { 1e6 - bought } else { 1e6 }, 1e-9, &what);
                // What it holds does not circulate.
                near(found[5], 1e6 - bought, 1e-9, &what);
            }
        }
    }
}

/// Others sell E coins a day: `y' = B - E y^2 / k` has the solution `y* tanh(B t / y* + artanh(y(0) / y*))`.
#[test]
fn against_sellers_the_price_goes_to_what_is_spent_over_what_is_sold() {
    let more = "[network.rewards]\ncoin = \"alp\"\n[nodes.n]\ncount = 4\nreview = \"1 h\"\nsells = \"all\"\nstake.rewards = \"1 alp\"\n\
        [coin.alp.emission.constant]\nrate = \"50 alp/h\"\n";
    let (budget, sold, k) = (300.0_f64, 1_200.0_f64, 240e6_f64);
    let end = (k * budget / sold).sqrt();
    for days in [10.0_f64, 30.0, 120.0] {
        let rule = "{ coin = \"alp\", rate = \"300 usd/d\", every = \"1 h\" }";
        let price = play(&format!("{days} d"), rule, more, &["price_usd[coin.alp]"])[0];
        let usd = end * (budget * days / end + (6_000.0 / end).atanh()).tanh();
        // Each hour's coins are sold within the hour after they are minted.
        near(price, usd * usd / k, 0.005, &format!("{days} d"));
    }
}

/// A share of what the treasury gets of fees is spent, whatever it had before.
#[test]
fn a_share_of_fees_buys_what_it_pays_for() {
    let more = "pricing.posted = { request = \"0.5 usdc/request\" }\npayout.fee_split = { treasury = \"40 %\" }\n\
        [users.all]\narrival.poisson = { rate = \"60 /h\" }\ndemand.work = { exponential = \"1 s\" }\n\
        [coin.bet]\nmarket.fixed = { price = \"0.25 usd\" }\n";
    let labels = ["treasury_coins[network.net]", "bought_back_usd[network.net]", "bought_back_coins[coin.bet]"];
    let rule = "{ coin = \"bet\", share = \"75 %\", every = \"1 h\" }";
    let [left, usd, bought] = play("10 d", rule, more, &labels)[..] else { panic!("three") };
    // Of 100 that came in, 25 stayed; what came after the last purchase is none at its time.
    near(usd, (left - 1e6) * 3.0, 1e-6, "usd");
    near(bought, usd / 0.25, 1e-6, "coins");
    assert!(usd > 2_000.0, "{usd}");
    let [more_left, all] = play("10 d", &rule.replace("75 %", "100 %"), more, &labels[..2])[..] else { panic!("two") };
    near(more_left, 1e6, 1e-9, "nothing stays");
    near(all, usd / 0.75, 1e-9, "all is spent");
}

/// A treasury without a coin left buys nothing, and what it lacks it does not owe.
#[test]
fn a_treasury_that_has_nothing_buys_nothing() {
    let rule = "{ coin = \"alp\", rate = \"90_000 usd/d\" }";
    let labels = ["treasury_coins[network.net]", "bought_back_usd[network.net]", "price_usd[coin.alp]"];
    let [left, usd, price] = play("20 d", rule, "", &labels)[..] else { panic!("three") };
    assert!(left < 1e-6, "{left}");
    near(usd, 1e6, 1e-6, "all that it had");
    near(price, 1_006e3 * 1_006e3 / 240e6, 1e-6, "price");
}
