//! Pools that are quoted in another coin: what a coin is worth follows what that one is worth.

use crate::support;

/// `gamma` is quoted in `beta`, which is quoted in `alpha`, whose price is its market's; a fund sells gamma.
const CHAIN: &str = r#"
# What is a coin worth that is quoted in a coin that is quoted in a coin?
horizon = "10 d"
[coin.alpha]
MARKET
[coin.beta]
decimals = 3
market.pool = { coins = "1_000 beta", against = "5_000 alpha", fee = "1 %" }
[coin.gamma]
decimals = 9
market.pool = { coins = "4_000 gamma", against = "500 beta", fee = "0.3 %" }
[holders.fund]
coin = "gamma"
coins = "HELD gamma"
review = "1 d"
rule.sells = { share = "100 %" }
[network.net]
coin = "gamma"
[nodes.n]
count = 1
[weather.crash]
at = "5 d"
price_crash = { coin = "alpha", by = "60 %" }
"#;

fn play(market: &str, held: &str) -> impl Fn(&str) -> f64 {
    let text = CHAIN.replace("MARKET", market).replace("HELD", held);
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists")
}

/// What a pool pays for coins, in whole units of what it is quoted in, and what is then in it.
fn sells((x, y): (i128, i128), coins: i128, left: (i128, i128)) -> (i128, (i128, i128)) {
    let counted = coins * left.0 / left.1;
    let paid = y * counted / (x + counted);
    (paid, (x + coins, y - paid))
}

#[test]
fn a_coin_falls_with_the_coin_in_which_it_is_quoted_though_nobody_sells_it() {
    let of = play("market.fixed = { price = \"2 usd\" }", "0");
    // 5,000 / 1,000 of 2 usd, and 500 / 4,000 of that; all lose 60 % at once, and no pool has moved.
    for (coin, price, pooled) in [("beta", 10.0, 1_000.0), ("gamma", 1.25, 4_000.0)] {
        let (now, coins) = (of(&format!("price_usd[coin.{coin}]")), of(&format!("pool_coins[coin.{coin}]")));
        assert!((now - 0.4 * price).abs() < 2e-9, "{coin}: {now}");
        assert!((coins - pooled).abs() < 1e-9 && of(&format!("sold_coins[coin.{coin}]")) == 0.0, "{coin}: {coins}");
        assert!((of(&format!("pool_usd[coin.{coin}]")) - 0.4 * price * pooled).abs() < 1e-6);
    }
}

#[test]
fn who_sells_goes_from_pool_to_pool_and_gets_what_each_pays_to_the_last_unit() {
    // The fund sells all at its first review; alpha is in a pool of its own, which the crash finds later.
    let alpha = "market.pool = { coins = \"20_000 alpha\", usd = \"40_000 usd\" }";
    let of = play(alpha, "100");
    let (beta_units, gamma) = sells((4_000_000_000_000, 500_000), 100_000_000_000, (997, 1_000));
    let (alpha_units, beta) = sells((1_000_000, 5_000_000_000), beta_units, (99, 100));
    let (nanos, alpha) = sells((20_000_000_000, 40_000_000_000_000), alpha_units, (1, 1));
    assert!((of("held_usd[holders.fund]") - nanos as f64 / 1e9).abs() < 1e-9, "{}", of("held_usd[holders.fund]"));
    assert!((of("pool_coins[coin.gamma]") - gamma.0 as f64 / 1e9).abs() < 1e-9);
    assert!((of("pool_coins[coin.beta]") - beta.0 as f64 / 1e3).abs() < 1e-9);
    assert!((of("sold_coins[coin.beta]") - beta_units as f64 / 1e3).abs() < 1e-9);
    // The crash sells alpha until it has lost 60 % of what it was worth then; the others are worth what they are in it.
    let price = alpha.1 as f64 / alpha.0 as f64 / 1e3 * 0.4;
    let now = of("price_usd[coin.alpha]");
    assert!((now / price - 1.0).abs() < 1e-6, "{now} against {price}");
    let beta_price = beta.1 as f64 / 1e6 / (beta.0 as f64 / 1e3) * now;
    assert!((of("price_usd[coin.beta]") / beta_price - 1.0).abs() < 1e-6);
    let gamma_price = gamma.1 as f64 / 1e3 / (gamma.0 as f64 / 1e9) * beta_price;
    assert!((of("price_usd[coin.gamma]") / gamma_price - 1.0).abs() < 1e-6);
}
