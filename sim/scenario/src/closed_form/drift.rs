//! Drift: how far the new coins of a day move the price of a pool if all are sold, and what goes in and out in a day.

use rules::holding::Holding;
use rules::owner::spending::Spending;
use rules::payment::Payment;
use rules::sells::View;
use units::ids::CoinId;
use units::time::{Span, Time};
use world::scenario::Scenario;

use super::earnings::{Earnings, earnings, networks};
use super::form::{Form, Prediction, Premise, Way, number, percent};

const PRODUCT: &str = "constant product; reference/mechanisms.md M11";

/// The forms of coins with a pool into which operators sell.
pub fn drifts(scenario: &Scenario) -> Vec<Form> {
    let all = (0..scenario.coins.len()).map(CoinId::of);
    all.flat_map(|coin| [of(scenario, coin), flow(scenario, coin)]).flatten().collect()
}

/// What more goes into a pool than out of it in the first day, by its depth.
///
/// Operators sell by their rule, treasuries spend, users buy what they pay, treasuries buy back. Where somebody trades
/// by what the price does, nothing is known before.
fn flow(scenario: &Scenario, id: CoinId) -> Option<Form> {
    let (coin, of_coin, earned) = (&scenario.coins[id.row()], networks(scenario, id), earnings(scenario, id)?);
    let pool = coin.reserves().filter(|pool| pool.coins > 0)?;
    let trades = scenario.holders.iter().any(|row| row.coin == id && !matches!(row.rules.rule, Holding::Idle(_)));
    let is_shared = scenario.delegators.iter().any(|class| class.coin == id);
    let is_paid =
        of_coin.iter().all(|network| matches!(scenario.networks[network.row()].rules.payment, Payment::Exact(_)));
    if trades || is_shared || !is_paid || coin.rules.sharing.vesting.is_some() {
        return None;
    }
    let unit = 10_u64.pow(coin.rules.decimals) as f64;
    let sold = sold(scenario, id, &earned)? + spent(scenario, id) / earned.usd;
    let mut back = 0.0;
    for network in scenario.networks.iter().filter(|network| network.bought_back == Some(id)) {
        let buyback = network.rules.buyback.as_ref()?;
        buyback.rate.as_ref()?;
        back += buyback.due() as f64 / 1e9 * Span::days(1).as_secs() / buyback.every.as_secs();
    }
    let (depth, bought) = (pool.coins as f64 / unit, earned.paid + back / earned.usd);
    let net = sold - bought;
    if sold == 0.0 && bought == 0.0 {
        return None;
    }
    let (name, left) = (format!("coin.{}", coin.name), depth / (depth + net).max(1e-300));
    let way = if net >= 0.0 { "into the pool than out of it" } else { "out of the pool than into it" };
    let moves = left * left - 1.0;
    let price =
        if net >= 0.0 { format!("falls by {}", percent(-moves)) } else { format!("rises by {}", percent(moves)) };
    Some(Form {
        theme: "drift",
        name: "pool_inflow_per_d_share",
        of: name.clone(),
        formula: "(sold - bought) / x, price after a day (x / (x + sold - bought))^2 of that at the start",
        inputs: vec![("sold_coins_per_d", sold), ("bought_coins_per_d", bought), ("x_coins", depth)],
        source: PRODUCT,
        value: net / depth,
        bound: None,
        says: format!("{name}: {} a day more go {way}, so that its price {price} in the first day", number(net.abs())),
        predicts: None,
    })
}

/// What operators sell of what they earn in a day \[coins\]; none where not all have the same rule.
fn sold(scenario: &Scenario, id: CoinId, earned: &Earnings) -> Option<f64> {
    let of_coin = networks(scenario, id);
    let mut groups = scenario.groups.iter().filter(|group| group.networks.iter().any(|n| of_coin.contains(n)));
    let first = groups.next()?;
    let mut owed = first.usd_per_hour * f64::from(first.rules.count);
    for group in groups {
        if group.rules.sells != first.rules.sells {
            return None;
        }
        owed += group.usd_per_hour * f64::from(group.rules.count);
    }
    let decimals = scenario.coins[id.row()].rules.decimals;
    let unit = 10_u64.pow(decimals) as f64;
    let units = ((earned.minted + earned.fees) * unit) as i64;
    let nano_usd = (earned.usd * 1e9) as i64;
    let view = View { coins: units, earned: units, decimals, nano_usd, owed: (owed * 24.0 * 1e9) as i64 };
    Some(first.rules.sells.policy().sells(&view).clamp(0, units.max(0)) as f64 / unit)
}

/// What treasuries of a coin's networks spend in a day \[usd\].
fn spent(scenario: &Scenario, id: CoinId) -> f64 {
    let own = networks(scenario, id).into_iter().map(|network| &scenario.networks[network.row()].rules);
    own.filter_map(|rules| rules.spending.as_ref()).map(Spending::usd_per_day).sum()
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
