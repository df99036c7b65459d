//! The horizon, against three times the slowest clock of a scenario.

use rules::reputation::Reputation;
use units::time::{Span, Time};
use world::scenario::Scenario;

use super::form::{Bound, Form, number, time};

const CLOCKS: &str = "reference/economy.md 5: three times the slowest clock";

/// The form of the slowest clock that runs.
pub fn horizons(scenario: &Scenario) -> Vec<Form> {
    // Of two that are as slow, the first.
    let slowest =
        clocks(scenario).into_iter().reduce(|slowest, clock| if clock.1 > slowest.1 { clock } else { slowest });
    let Some((path, clock)) = slowest.filter(|(_, clock)| *clock > Span::ZERO) else { return Vec::new() };
    let horizon = scenario.horizon.since(Time::ZERO).as_secs();
    let times = horizon / clock.as_secs();
    let remedy = if times < 3.0 {
        format!(": what follows from it has hardly begun; {} would serve", time(3.0 * clock.as_secs()))
    } else {
        String::new()
    };
    vec![Form {
        theme: "horizon",
        name: "slowest_clocks",
        of: path.clone(),
        formula: "horizon_s / clock_s",
        inputs: vec![("horizon_s", horizon), ("clock_s", clock.as_secs())],
        source: CLOCKS,
        value: times,
        bound: Some(Bound::AtLeast(3.0)),
        says: format!("the run lasts {} times its slowest clock, `{path}` ({clock}){remedy}", number(times)),
        predicts: None,
    }]
}

/// What takes its time before it acts, by path.
fn clocks(scenario: &Scenario) -> Vec<(String, Span)> {
    let mut list = Vec::new();
    for group in &scenario.groups {
        let name = &group.name;
        if let Some(terms) = group.rules.entry.policy().terms() {
            list.push((format!("nodes.{name}.entry.{}.smooth", group.rules.entry.name()), terms.smooth));
        }
        if let Some(terms) = group.rules.migration.policy().terms() {
            list.push((format!("nodes.{name}.migration.{}.smooth", group.rules.migration.name()), terms.smooth));
        }
        if group.rules.are_chosen() {
            for stake in group.stake.iter().filter(|stake| stake.1 > 0) {
                let network = &scenario.networks[stake.0.row()];
                list.push((format!("network.{}.unbonding", network.name), network.rules.unbonding));
            }
        }
    }
    for network in &scenario.networks {
        let path = format!("network.{}.reputation", network.name);
        let Some(kept) = &network.rules.reputation else { continue };
        match &kept.by {
            Reputation::Beta(beta) => list.extend(beta.half_life.map(|life| (format!("{path}.beta.half_life"), life))),
            Reputation::EpochsServed(served) => {
                list.push((format!("{path}.epochs_served.epochs"), kept.every * u64::from(served.epochs)));
            }
            _ => {}
        }
    }
    for class in &scenario.delegators {
        list.push((format!("delegators.{}.review", class.name), class.rules.review));
    }
    for holders in &scenario.holders {
        list.extend(holders.rules.vesting.as_ref().map(|vesting| {
            (format!("holders.{}.vesting.over", holders.name), vesting.over.saturating_sub(vesting.age))
        }));
    }
    for coin in scenario.coins.iter().filter(|coin| coin.rules.emission.mints()) {
        let vesting = coin.rules.sharing.vesting.as_ref();
        list.extend(vesting.map(|vesting| (format!("coin.{}.sharing.vesting.over", coin.name), vesting.over)));
        list.push((format!("coin.{}.epoch", coin.name), coin.rules.epoch));
    }
    list
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::horizons;

    #[test]
    fn a_run_is_measured_by_its_slowest_clock() {
        let of = |horizon: &str| {
            let text = format!(
                "# q?\nname = \"t\"\nhorizon = \"{horizon}\"\n[coin.alp]\nemission.constant.rate = \"1 alp/h\"\n\
                 sharing.vesting.over = \"10 d\"\n[network.net]\ncoin = \"alp\"\n[nodes.n]\ncount = 1\n"
            );
            let checked = crate::open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
            horizons(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario)
        };
        let [long] = &of("30 d")[..] else { panic!("one") };
        assert_eq!((long.value.to_bits(), long.holds()), (3.0_f64.to_bits(), Some(true)));
        let [short] = &of("15 d")[..] else { panic!("one") };
        assert_eq!(
            (short.holds(), &*short.says),
            (
                Some(false),
                "the run lasts 1.5 times its slowest clock, `coin.alp.sharing.vesting.over` (10 d): what follows from it has \
                 hardly begun; 30 d would serve"
            )
        );
    }
}
