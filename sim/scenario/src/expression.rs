//! Formulas in a scenario file, with the place of every fault in them.

use formula::{Formula, Names, Unit};
use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::time::Time;
use units::tree::{Place, Tree, Value};
use world::metrics::catalogue::{Column, SNAPSHOTS};
use world::metrics::series;
use world::scenario::Scenario;

/// The text of a formula, with the place where it stands.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The text.
    pub text: String,
    /// Where it stands, quotes included.
    pub place: Place,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Setting for Expression {
    fn kind() -> Kind {
        Kind::Text { what: "a comparison of metrics", example: "wrong_accepted_share < 0.5 %" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        String::read(tree, problems).map(|text| Self { text, place: tree.place })
    }
    fn write(&self) -> Value {
        Value::text(&self.text)
    }
}

/// The metrics of a scenario as names of formulas, each with its unit.
pub(super) fn names(scenario: &Scenario, columns: &[Column]) -> Names {
    let mut names = Names::with_remedy("`windtunnel list metrics` shows all, `observe` adds more");
    scenario.coins.iter().for_each(|coin| names.add_coin(&coin.name));
    let end = scenario.horizon.since(Time::ZERO);
    for instant in SNAPSHOTS {
        names.add_timed(formula::Column { name: instant.name.into(), unit: Unit::of_name(instant.name, "coins") }, end);
    }
    for column in columns {
        let unit = unit(scenario, &column.name, &column.owner);
        names.add_of(&column.owner, formula::Column { name: column.name.to_string(), unit });
    }
    names
}

/// The columns of the time series of a scenario as names of formulas, each with its unit.
pub(super) fn series_names(scenario: &Scenario, columns: &[series::Column]) -> Names {
    let mut names = Names::with_remedy("columns of the time series are those of `series.csv`, as in `active_nodes`");
    scenario.coins.iter().for_each(|coin| names.add_coin(&coin.name));
    for column in columns {
        let unit = unit(scenario, column.name, &column.owner);
        names.add_of(&column.owner, formula::Column { name: column.name.into(), unit });
    }
    names
}

/// The unit of a metric, which is the end of its name; a price is for a coin, as its owner tells.
fn unit(scenario: &Scenario, name: &str, owner: &str) -> Unit {
    let of_network = |name: &str| {
        let network = scenario.networks.iter().find(|network| network.name == name)?;
        Some(scenario.coins[network.coin?.row()].name.as_str())
    };
    let coin = match owner.split_once('.') {
        Some(("coin", name)) => Some(name),
        Some(("network", name)) => of_network(name),
        Some(("attacker", name)) => {
            let row = scenario.attackers.iter().find(|row| row.name == name);
            row.map(|row| scenario.coins[scenario.holders[row.by.row()].coin.row()].name.as_str())
        }
        Some(("holders", name)) => {
            let row = scenario.holders.iter().find(|row| row.name == name);
            row.map(|row| scenario.coins[row.coin.row()].name.as_str())
        }
        _ => None,
    };
    // Without a coin, the metric cannot exist.
    let coin = coin.unwrap_or("coins");
    let unit = Unit::of_name(name, coin);
    // What a network asks is for a request.
    if name == "price_usd" && !owner.starts_with("network.") { unit.over(&Unit::money(coin)) } else { unit }
}

/// Notes the faults of a formula where they stand in its text.
pub(super) fn note(text: &str, place: Place, faults: Vec<formula::Fault>, problems: &mut Problems) {
    for fault in faults {
        let place = place.of_part(text, fault.start, fault.end);
        match fault.remedy {
            Some(remedy) => problems.push_with(place, fault.message, remedy),
            None => problems.push(place, fault.message),
        }
    }
}

/// The instants that formulas name, each once, in the order in which they are named.
pub(super) fn instants<'f>(formulas: impl Iterator<Item = &'f Formula>) -> Vec<Time> {
    let mut list: Vec<Time> = Vec::new();
    for at in formulas.flat_map(Formula::names).filter_map(|name| name.at) {
        if !list.contains(&(Time::ZERO + at)) {
            list.push(Time::ZERO + at);
        }
    }
    list
}

/// Whether requests in flight could change a column: shares and times.
pub(super) fn can_change(column: &Column) -> bool {
    column.name.ends_with("_share") || column.name.ends_with("_s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_with_a_word_for_a_unit_in_its_name_has_that_unit() {
        let words = ["s", "s2", "bytes", "rps", "tps", "usd", "coins"];
        // Of a share the word says what it is a share by.
        let is_share = |name: &str| name.ends_with("_share");
        let has_word =
            |name: &str| !is_share(name) && (name.split('_').any(|word| words.contains(&word)) || name.ends_with("_h"));
        for metric in world::metrics::catalogue::metrics() {
            assert_eq!(Unit::of_name(metric.name, "coins") != Unit::NONE, has_word(metric.name), "{}", metric.name);
        }
    }
}
