//! Security: what it costs to corrupt a network, against what that gains.

use units::ids::NetworkId;
use world::scenario::Scenario;

use super::form::{Bound, Form, Prediction, Premise, number};

const CORRUPTION: &str = "reference/mechanisms.md M15: slashable stake at the threshold over profit from corruption";

/// The forms of all networks that say what whoever corrupts them gains.
pub fn corruptions(scenario: &Scenario) -> Vec<Form> {
    (0..scenario.networks.len()).map(NetworkId::of).filter_map(|network| of(scenario, network)).collect()
}

fn of(scenario: &Scenario, id: NetworkId) -> Option<Form> {
    let network = &scenario.networks[id.row()];
    let coin = &scenario.coins[network.coin?.row()];
    let gain = scenario.profit(id)? as f64 / 1e9;
    let home = scenario.home(id);
    let own = scenario.groups.iter().flat_map(|g| g.stake.iter().map(move |s| (g.rules.count, s)));
    let own = own.filter(|(_, stake)| stake.0 == home).map(|(n, stake)| i64::from(n).saturating_mul(stake.1));
    let delegated = scenario.delegators.iter().filter(|class| class.network == home).map(|class| class.stake);
    let bonded = scenario.counted(id, own.chain(delegated).fold(0, i64::saturating_add));
    let usd = coin.opening() as f64 / 1e9 / 10_u64.pow(coin.rules.decimals) as f64;
    let cost = bonded as f64 * usd / 3.0;
    if gain <= 0.0 {
        return None;
    }
    let cover = cost / gain;
    let name = format!("network.{}", network.name);
    let remedy =
        if cover < 1.0 { format!(": it pays; stake of {} usd would serve", number(3.0 * gain)) } else { String::new() };
    Some(Form {
        theme: "security",
        name: "corruption_cover_share",
        of: name.clone(),
        formula: "bonded_usd / 3 / gain_usd",
        inputs: vec![("bonded_usd", bonded as f64 * usd), ("gain_usd", gain)],
        source: CORRUPTION,
        value: cover,
        bound: Some(Bound::AtLeast(1.0)),
        says: format!("{name}: corrupting it costs {} usd and gains {} usd{remedy}", number(cost), number(gain)),
        predicts: Some(Prediction::mean("corruption_cover_share", name, cover, &[Premise::Prices, Premise::Stakes])),
    })
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::corruptions;

    #[test]
    fn a_third_of_the_stake_stands_against_what_all_networks_that_it_secures_gain() {
        let text = "# q?\nname = \"t\"\nhorizon = \"10 d\"\n[coin.alp]\n[network.a]\ncoin = \"alp\"\nprofit = \"100 usd\"\n[network.b]\n\
                    coin = \"alp\"\nsecured_by = \"a\"\nprofit = \"50 usd\"\n[nodes.n]\ncount = 10\nstake.a = \"36 alp\"\n";
        let checked = crate::open_text(text, &Request { file: "t.toml".into(), ..Request::default() });
        let found = corruptions(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
        // 360 usd are staked: 120 against 150.
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|form| (form.value - 0.8).abs() < 1e-12 && form.holds() == Some(false)));
        assert_eq!(
            found[0].says,
            "network.a: corrupting it costs 120 usd and gains 150 usd: it pays; stake of 450 usd would serve"
        );
    }
}
