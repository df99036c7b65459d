//! Drift: how far the new coins of a day move the price of a pool if all are sold.

use units::ids::CoinId;
use units::time::{Span, Time};
use world::scenario::Scenario;

use super::earnings::{earnings, networks};
use super::form::{Form, Prediction, Premise, Way, number, percent};

const PRODUCT: &str = "constant product; reference/mechanisms.md M11";

/// The forms of coins with a pool into which operators sell.
pub fn drifts(scenario: &Scenario) -> Vec<Form> {
    (0..scenario.coins.len()).map(CoinId::of).filter_map(|coin| of(scenario, coin)).collect()
}

fn of(scenario: &Scenario, id: CoinId) -> Option<Form> {
    let (coin, of_coin) = (&scenario.coins[id.row()], networks(scenario, id));
    let pool = coin.reserves()?;
    let sells = scenario.groups.iter().any(|group| {
        group.rules.sells.policy().is_active() && group.networks.iter().any(|network| of_coin.contains(network))
    });
    let minted = earnings(scenario, id)?.minted;
    if !sells || minted <= 0.0 {
        return None;
    }
    let depth = pool.coins as f64 / 10_u64.pow(coin.rules.decimals) as f64;
    let left = depth / (depth + minted);
    let fall = 1.0 - left * left;
    // Nobody but operators sells, and these no more than what is minted.
    let is_alone = scenario.holders.iter().all(|holders| holders.coin != id)
        && of_coin.iter().all(|network| scenario.networks[network.row()].rules.spending.is_none());
    let days = scenario.horizon.since(Time::ZERO).as_secs() / Span::days(1).as_secs();
    let after = depth / (depth + minted * days);
    let price = coin.opening() as f64 / 1e9 * after * after;
    let name = format!("coin.{}", coin.name);
    Some(Form {
        theme: "drift",
        name: "price_fall_per_d_share",
        of: name.clone(),
        formula: "1 - (x / (x + E))^2",
        inputs: vec![("x_coins", depth), ("E_coins_per_d", minted), ("usd", pool.usd as f64 / 1e9)],
        source: PRODUCT,
        value: fall,
        bound: None,
        says: format!(
            "{name}: {} a day are minted; sold with nobody who buys them, they take {} of the pool's price in the first day",
            number(minted),
            percent(fall)
        ),
        predicts: is_alone
            .then(|| Prediction::mean("price_usd", name, price, &[Premise::Emission, Premise::Stakes]).way(Way::Least)),
    })
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::drifts;

    #[test]
    fn a_day_of_new_coins_moves_a_pool_by_the_constant_product() {
        // Selling 1 % and 10 % of a pool: -1.97 % and -17.36 % (reference/mechanisms.md M11).
        for (rate, fall) in [("1_000", 0.019_7), ("10_000", 0.173_6)] {
            let text = format!(
                "# q?\nname = \"t\"\nhorizon = \"10 d\"\n[coin.alp]\ngenesis = 1_000_000\nmarket.pool = {{ coins = \"100_000 alp\", usd = \"50_000 usd\" }}\n\
                 emission.constant.rate = \"{rate} alp/d\"\n[network.net]\ncoin = \"alp\"\n[nodes.n]\ncount = 1\nsells.share = {{ share = 1 }}\n"
            );
            let checked = crate::open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
            let found = drifts(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
            assert!((found[0].value - fall).abs() < 5e-5, "{}", found[0].value);
        }
    }
}
