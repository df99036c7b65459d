//! What weather looks at to find where it can strike: the scenario, and when.

use scenario::Checked;
use scenario::sweep::number;
use units::ids::{RegionId, ZoneId};
use units::settings::NONE;
use units::time::Span;
use units::tree::{Entry, Table, Tree, Value};
use world::scenario::{Group, Scenario};

/// A scenario with the time at which it is to be struck.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// The scenario in calm.
    pub checked: &'a Checked,
    /// When the strike begins.
    pub at: Span,
    /// How long it lasts where its strength does not say so.
    pub lasts: Span,
}

impl Site<'_> {
    pub(super) fn scenario(&self) -> &Scenario {
        &self.checked.scenario
    }
    /// The setting of a fault at the time of the strike, which begins with `name`; one that the scenario has keeps its
    /// own.
    pub(super) fn fault(&self, name: &str, fault: &str) -> String {
        self.fault_at(name, self.at, fault)
    }
    /// The setting of a fault at a time.
    pub(super) fn fault_at(&self, name: &str, at: Span, fault: &str) -> String {
        let name = free(name, |name| self.checked.file.weather.names().any(|known| known == name));
        format!("weather.{name}={{ at = \"{at}\", {fault} }}")
    }
    /// The setting that changes others while the strike lasts, or for good.
    pub(super) fn change(&self, name: &str, is_for_good: bool, set: &[(String, Value)]) -> String {
        let name = free(name, |name| self.checked.file.change.names().any(|known| known == name));
        let until = if is_for_good { String::new() } else { format!("until = \"{}\", ", self.at + self.lasts) };
        let set: Vec<String> = set.iter().map(|(path, value)| format!("\"{path}\" = {}", value.inline())).collect();
        format!("change.{name}={{ at = \"{}\", {until}set = {{ {} }} }}", self.at, set.join(", "))
    }
    /// The value of a setting; none where the scenario has no such setting.
    pub(super) fn value(&self, path: &str) -> Option<Value> {
        self.scenario().get(path).ok().filter(|value| *value != Value::text(NONE))
    }

    /// How many nodes a place has, of all groups; nodes are dealt out in turn.
    fn nodes_at(&self, is_here: impl Fn(RegionId, ZoneId) -> bool) -> u64 {
        let of = |group: &Group| {
            let n = group.places.len() as u64;
            let count = u64::from(group.rules.count);
            let here = (0..n).filter(|&at| is_here(group.places[at as usize].0, group.places[at as usize].1));
            here.map(|at| (count + n - 1 - at) / n).sum::<u64>()
        };
        self.scenario().groups.iter().map(of).sum()
    }
    /// The name of the zone with the most nodes.
    ///
    /// # Errors
    /// If no node is in a zone.
    pub(super) fn largest_zone(&self) -> Result<&str, String> {
        let zones = &self.scenario().zones;
        let count = |at: usize| self.nodes_at(|_, zone| zone == ZoneId::of(at));
        let largest = first_largest(zones.len(), count).filter(|&at| count(at) > 0);
        largest.map(|at| zones[at].as_str()).ok_or_else(|| "no nodes are in zones".into())
    }
    /// The regions by number, with their nodes.
    pub(super) fn nodes_by_region(&self) -> Vec<(&str, u64)> {
        let regions = self.scenario().regions.iter().enumerate();
        regions.map(|(at, name)| (name.as_str(), self.nodes_at(|region, _| region == RegionId::of(at)))).collect()
    }
}

/// The first of the greatest.
pub(super) fn first_largest(n: usize, of: impl Fn(usize) -> u64) -> Option<usize> {
    (0..n).rev().max_by_key(|&at| of(at))
}

/// A name that is not taken yet.
fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let others = (2..).map(|n| format!("{name}_{n}"));
    std::iter::once(name.to_string()).chain(others).find(|name| !is_taken(name)).expect("numbers do not run out")
}

/// A value with every number that has a unit, or stands alone, multiplied: rates, spans, prices, and laws of them,
/// whose shapes have no unit.
pub(super) fn scaled(value: &Value, factor: f64) -> Value {
    match value {
        Value::Integer(n) => Value::Float(*n as f64 * factor),
        Value::Float(x) => Value::Float(x * factor),
        other => with_units_scaled(other, factor),
    }
}

fn with_units_scaled(value: &Value, factor: f64) -> Value {
    match value {
        Value::Text(text) => match number(text).filter(|(_, unit)| !unit.is_empty() && *unit != "%") {
            Some((n, unit)) => Value::text(format!("{} {unit}", n * factor)),
            None => value.clone(),
        },
        Value::List(list) => {
            Value::List(list.iter().map(|tree| Tree::bare(with_units_scaled(&tree.value, factor))).collect())
        }
        Value::Table(table) => {
            let mut out = Table::default();
            for entry in table.entries() {
                let tree = Tree::bare(with_units_scaled(&entry.tree.value, factor));
                out.put(Entry { key: entry.key.clone(), place: entry.place, tree });
            }
            Value::Table(out)
        }
        other => other.clone(),
    }
}
