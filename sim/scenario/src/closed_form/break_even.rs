//! Break-even: at which price of the coin, and at which load, nodes earn what they cost; and whether splitting pays.

use engine::math::pow;
use rules::owner::coin::Basis;
use units::ids::{CoinId, NetworkId};
use world::scenario::{Group, Scenario, Users};

use super::budget::EARNED;
use super::earnings::{earnings, fee, networks};
use super::form::{Bound, Form, Prediction, number, percent};
use super::pools::{availability, node_seconds, nodes};

const PRICE: &str = "(cost - fees) / emission; reference/mechanisms.md 11.3";
const LOAD: &str = "cost over fees at full load; reference/mechanisms.md 11.3";
const SPLIT: &str = "reference/mechanisms.md M4: Sybil test";

/// The forms of all groups of nodes, and of coins that are shared by a score.
pub fn break_evens(scenario: &Scenario) -> Vec<Form> {
    let mut list: Vec<Form> = Vec::new();
    for coin in (0..scenario.coins.len()).map(CoinId::of) {
        list.extend(price(scenario, coin));
        list.extend(splitting(scenario, coin));
    }
    list.extend(scenario.groups.iter().filter_map(|group| load(scenario, group)));
    list
}

/// What a node costs in an hour in which it is up \[usd\].
fn cost(group: &Group) -> Option<f64> {
    let up = availability(group)?;
    let cost = group.usd_per_hour + group.rent_per_hour as f64 / 1e9 / up;
    (cost > 0.0).then_some(cost)
}

/// The price of a coin, as a share of that of the start, at which the only nodes that earn it earn what they cost.
fn price(scenario: &Scenario, id: CoinId) -> Option<Form> {
    let (coin, of_coin) = (&scenario.coins[id.row()], networks(scenario, id));
    let mut earning = scenario.groups.iter().filter(|group| group.networks.iter().any(|n| of_coin.contains(n)));
    let (Some(group), None) = (earning.next(), earning.next()) else { return None };
    let earned = earnings(scenario, id)?;
    let is_all = scenario.delegators.is_empty() && group.networks.iter().all(|n| of_coin.contains(n));
    if !is_all || earned.minted <= 0.0 {
        return None;
    }
    let hours = 24.0 * nodes(group) * availability(group)?;
    let (cost, new, fees) = (cost(group)?, earned.minted * earned.usd / hours, earned.fees * earned.usd / hours);
    let share = (cost - fees) / new;
    let name = format!("nodes.{}", group.name);
    let says = if share <= 0.0 {
        format!("{name}: fees alone pay what they cost")
    } else {
        let now = format!("{name} earn what they cost at {} usd for a coin", number(share * earned.usd));
        let remedy = if share > 1.0 { ": they lose at the start" } else { "" };
        format!("{now}, {} of the price of the start{remedy}", percent(share))
    };
    Some(Form {
        theme: "pays",
        name: "break_even_price_share",
        of: name.clone(),
        formula: "(cost - fees) / emission",
        inputs: vec![
            ("cost_usd_h", cost),
            ("fees_usd_h", fees),
            ("emission_usd_h", new),
            ("price_usd", coin.opening() as f64 / 1e9),
        ],
        source: PRICE,
        value: share,
        bound: Some(Bound::Below(1.0)),
        says,
        predicts: Some(Prediction::mean("break_even_price_share", name, share, EARNED)),
    })
}

/// The load at which fees alone pay what a node costs, where one group of users pays one fee.
fn load(scenario: &Scenario, group: &Group) -> Option<Form> {
    if group.checks_only {
        return None;
    }
    let serves = |network: &NetworkId| group.networks.contains(network);
    let mut paying = scenario.users.iter().filter(|users| scenario.reached(users).any(|network| serves(&network)));
    let (Some(users), None) = (paying.next(), paying.next()) else { return None };
    let (kept, seconds) = (kept_usd(scenario, users, &serves)?, node_seconds(scenario, users, group)?);
    let cost = cost(group)?;
    let full = kept * 3600.0 / seconds;
    let share = cost / full;
    let name = format!("nodes.{}", group.name);
    let mints = group.networks.iter().any(|network| {
        scenario.networks[network.row()].coin.is_some_and(|coin| scenario.coins[coin.row()].rules.emission.mints())
    });
    let remedy = if share >= 1.0 && !mints {
        format!(": they lose at any load; a fee {} times as high would serve", number(share))
    } else if share >= 1.0 {
        ": fees alone never do".into()
    } else {
        String::new()
    };
    Some(Form {
        theme: "pays",
        name: "break_even_load",
        of: name.clone(),
        formula: "cost / (fee * 3600 / node_s)",
        inputs: vec![("cost_usd_h", cost), ("fee_usd", kept), ("node_s", seconds), ("full_usd_h", full)],
        source: LOAD,
        value: share,
        bound: (!mints).then_some(Bound::Below(1.0)),
        says: format!("{name}: fees pay what a node costs from {} of full load on{remedy}", percent(share)),
        predicts: None,
    })
}

/// What nodes get of the fee of users, the same on all networks of theirs \[usd\].
fn kept_usd(scenario: &Scenario, users: &Users, serves: &impl Fn(&NetworkId) -> bool) -> Option<f64> {
    let mut kept: Option<f64> = None;
    for network in scenario.reached(users).filter(serves) {
        let coin = &scenario.coins[scenario.networks[network.row()].coin?.row()];
        let usd = coin.opening() as f64 / 1e9 / 10_u64.pow(coin.rules.decimals) as f64;
        let own = fee(scenario, users, network)?.0 * usd;
        if kept.is_some_and(|kept| (own / kept - 1.0).abs() > 1e-9) {
            return None;
        }
        kept = Some(own);
    }
    kept.filter(|kept| *kept > 0.0)
}

/// How many times as much an operator gets that splits a node into two, or joins two, under a score.
fn splitting(scenario: &Scenario, id: CoinId) -> Option<Form> {
    let coin = &scenario.coins[id.row()];
    let Basis::Score(score) = &coin.rules.sharing.by else { return None };
    let power = 1.0 - score.work - score.stake;
    let gain = pow(2.0, power);
    let name = format!("coin.{}", coin.name);
    let what = if power > 1e-9 {
        format!("a node that is split into two weighs {} times as much: Sybils pay", number(gain))
    } else if power < -1e-9 {
        format!("two nodes that join weigh {} times as much: concentration pays", number(1.0 / gain))
    } else {
        "neither splitting nor joining nodes pays".into()
    };
    Some(Form {
        theme: "sybil",
        name: "split_in_two_times",
        of: name.clone(),
        formula: "m^(1 - a - b), m = 2",
        inputs: vec![("a_work", score.work), ("b_stake", score.stake)],
        source: SPLIT,
        value: gain,
        bound: None,
        says: format!("{name}: {what}"),
        predicts: None,
    })
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::break_evens;

    fn check(coin: &str, cost: &str, expected: &[(&str, f64, Option<bool>)]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"10 d\"\n[coin.alp]\ngenesis.market = \"1_000_000 alp\"\n{coin}\n[network.net]\ncoin = \"alp\"\n\
             pricing.posted = {{ request = \"0.01 usd/request\" }}\n[gateway.front]\nnetworks = [\"net\"]\n[nodes.n]\ncount = 10\n\
             {cost}\n[users.all]\ngateway = \"front\"\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"2 s\"\n"
        );
        let checked = crate::open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
        let found = break_evens(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
        assert_eq!(found.iter().map(|f| f.name).collect::<Vec<_>>(), expected.iter().map(|e| e.0).collect::<Vec<_>>());
        for (form, (name, value, holds)) in found.iter().zip(expected) {
            assert!((form.value - value).abs() < 1e-6 && form.holds() == *holds, "{name}: {}", form.value);
        }
    }

    #[test]
    fn fees_pay_from_a_load_on_and_new_coins_at_a_price() {
        // 1,800 requests an hour at full load pay 18 usd.
        check("", "cost = \"9 usd/h\"", &[("break_even_load", 0.5, Some(true))]);
        check("", "cost = \"36 usd/h\"", &[("break_even_load", 2.0, Some(false))]);
        // Each of ten nodes gets 36 requests an hour, 3.6 usd, and 10 new coins of 1 usd.
        let mints = "emission.constant.rate = \"100 alp/h\"";
        let both = [("break_even_price_share", 0.54, Some(true)), ("break_even_load", 0.5, None)];
        check(mints, "cost = \"9 usd/h\"", &both);
        check("", "", &[]);
    }

    #[test]
    fn splitting_pays_below_an_exponent_of_one() {
        let by = |a: f64, b: f64| format!("sharing.by = {{ work = {a:?}, stake = {b:?} }}");
        check(&by(0.5, 0.25), "", &[("split_in_two_times", 1.189_207, None)]);
        check(&by(1.0, 0.0), "", &[("split_in_two_times", 1.0, None)]);
        check(&by(1.0, 1.0), "", &[("split_in_two_times", 0.5, None)]);
    }
}
