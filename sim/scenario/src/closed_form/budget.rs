//! Budgets: how much of what nodes earn is minted, and how long a treasury lasts.

use units::ids::CoinId;
use units::time::{Span, Time};
use world::scenario::Scenario;

use super::earnings::{earnings, networks};
use super::form::{Bound, Form, Prediction, Premise, number, percent};

const SUBSIDY: &str = "reference/mechanisms.md M14: subsidy factor";
/// What earnings of the start are taken for.
pub(super) const EARNED: &[Premise] =
    &[Premise::Even, Premise::Served, Premise::Prices, Premise::Emission, Premise::Stakes];

const RUNWAY: &str = "reference/mechanisms.md M10: liquid value over burn";

/// The forms of all coins, and of networks whose treasuries spend.
pub fn budgets(scenario: &Scenario) -> Vec<Form> {
    (0..scenario.coins.len()).map(CoinId::of).flat_map(|coin| of(scenario, coin).unwrap_or_default()).collect()
}

fn of(scenario: &Scenario, id: CoinId) -> Option<Vec<Form>> {
    let (coin, earned) = (&scenario.coins[id.row()], earnings(scenario, id)?);
    let mut list = Vec::new();
    let name = format!("coin.{}", coin.name);
    // Where nobody pays, all is new.
    if earned.minted > 0.0 && earned.fees > 0.0 {
        let share = earned.minted / (earned.minted + earned.fees);
        list.push(Form {
            theme: "budget",
            name: "subsidy_share",
            of: name.clone(),
            formula: "emission / (emission + fees)",
            inputs: vec![("emission_coins_per_d", earned.minted), ("fees_coins_per_d", earned.fees)],
            source: SUBSIDY,
            value: share,
            bound: None,
            says: format!(
                "{name}: {} of what nodes earn is new: {} a day beside fees of {}",
                percent(share),
                number(earned.minted),
                number(earned.fees)
            ),
            predicts: (scenario.coins.len() == 1).then(|| Prediction::mean("subsidy_share", "", share, EARNED)),
        });
    }
    let of_coin = networks(scenario, id);
    for network in &of_coin {
        let row = &scenario.networks[network.row()];
        let Some(spending) = &row.rules.spending else { continue };
        // Which treasury gets which part of several networks' fees is not known before.
        if earned.treasury > 0.0 && of_coin.len() > 1 {
            continue;
        }
        let held = coin.in_treasury(&row.name) as f64 / 10_u64.pow(coin.rules.decimals) as f64 * earned.usd;
        let (out, inflow) = (spending.usd_per_day(), earned.treasury * earned.usd);
        let (lasts, run) =
            (held / (out - inflow).max(0.0), scenario.horizon.since(Time::ZERO).as_secs() / Span::days(1).as_secs());
        let left = (held + (inflow - out) * run).max(0.0);
        let name = format!("network.{}", row.name);
        let days =
            if lasts.is_finite() { format!("lasts {} d", number(lasts)) } else { "gets as much as it spends".into() };
        let remedy = if lasts < run {
            let serves = inflow + held / run;
            format!(", and the run {} d: it can spend {} usd a day", number(run), number(serves))
        } else {
            String::new()
        };
        list.push(Form {
            theme: "budget",
            name: "runway_d",
            of: name.clone(),
            formula: "held_usd / (spent_usd_per_d - fees_usd_per_d)",
            inputs: vec![("held_usd", held), ("spent_usd_per_d", out), ("fees_usd_per_d", inflow)],
            source: RUNWAY,
            value: lasts,
            bound: (out > 0.0).then_some(Bound::AtLeast(run)),
            says: format!("{name}: its treasury {days} at the price of the start{remedy}"),
            predicts: (out > 0.0).then(|| Prediction::mean("runway_d", name, left / out, EARNED)),
        });
    }
    Some(list)
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::budgets;

    #[test]
    fn emission_stands_beside_fees_and_treasuries_last_as_long_as_they_have() {
        // 1,000 a day are minted. 0.01 /s for 2 alp are 1,728 a day, of which a tenth is the gateway's and a fifth of
        // the rest the treasury's: 1,244.16 for nodes and 311.04, which with 1,000 alp pay 500 usd a day for 5.29 d.
        let text = "# q?\nname = \"t\"\nhorizon = \"10 d\"\n[coin.alp]\ngenesis = { market = \"1_000_000 alp\", treasury.net = \"1_000 alp\" }\n\
                    emission.constant.rate = \"1_000 alp/d\"\n[network.net]\ncoin = \"alp\"\npayout.fee_split.treasury = \"20 %\"\n\
                    spending.rate = \"500 usd/d\"\npricing.posted = { request = \"2 alp/request\" }\n[gateway.front]\nnetworks = [\"net\"]\n\
                    take = \"10 %\"\n[nodes.n]\ncount = 1\n[users.all]\ngateway = \"front\"\narrival.poisson = { rate = \"0.01 /s\" }\n\
                    demand.work = \"1 s\"\n";
        let checked = crate::open_text(text, &Request { file: "t.toml".into(), ..Request::default() });
        let found = budgets(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
        let [share, runway] = &found[..] else { panic!("{found:?}") };
        assert!((share.value - 1_000.0 / 2_244.16).abs() < 1e-6, "{}", share.value);
        assert!((runway.value - 1_000.0 / (500.0 - 311.04)).abs() < 1e-6, "{}", runway.value);
        assert_eq!(runway.holds(), Some(false));
        assert_eq!(
            runway.says,
            "network.net: its treasury lasts 5.292 d at the price of the start, and the run 10 d: it can spend 411 usd a day"
        );
    }
}
