//! Draws a whole scenario from a seed: every setting by its declaration, tamed where a table says so.

mod change;
#[cfg(test)]
mod coverage;
mod how;
mod minting;
mod moves;
mod never;
mod plan;
mod tamed;
mod values;

use files::canonical;
use units::settings::{Bounds, Choice, Field, Kind, Relation};
use units::tree::{Entry, Place, Table, Tree, Value};

use super::dice::{Dice, list, plain, span};
use how::How;
use plan::Plan;

/// The scenario of a seed, with about this many events.
pub fn draw(seed: u64, events: u32) -> String {
    format!("# Which law breaks in the random scenario of seed {seed}?\n{}", canonical(&world(seed, events)))
}

/// The scenario of a seed as a value.
fn world(seed: u64, events: u32) -> Value {
    let mut drawing = Drawing { seed, plan: Plan::new(seed, events), tables: Vec::new(), path: Vec::new() };
    drawing.kind(scenario::kind(), "").expect("a scenario is a table")
}

/// A world that is being drawn.
pub(super) struct Drawing {
    seed: u64,
    /// What its parts must agree on.
    plan: Plan,
    /// The tables around the setting that is drawn, each with what was drawn before it; the whole file first.
    tables: Vec<Table>,
    /// The keys that lead to it.
    path: Vec<String>,
}

impl Drawing {
    /// The dice of what is drawn, or of a part of it.
    fn dice(&self, part: &str) -> Dice {
        Dice::new(self.seed, &format!("{}/{part}", self.path.join(".")))
    }
    /// What was drawn of the same table before.
    fn beside(&self, key: &str) -> Option<&Value> {
        Some(&self.tables.last()?.get(key)?.tree.value)
    }
    /// What was drawn of the same owner before, by its path there.
    fn owner(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('.');
        let mut value = &self.tables.get(1)?.get(keys.next()?)?.tree.value;
        for key in keys {
            let Value::Table(table) = value else { return None };
            value = &table.get(key)?.tree.value;
        }
        Some(value)
    }
    /// What was drawn of the whole file before.
    fn whole(&self) -> &Table {
        &self.tables[0]
    }
    /// The name of the owner that is drawn, and which of its kind it is.
    fn name(&self) -> (&str, usize) {
        let name = self.path.get(1).map_or("", String::as_str);
        (name, name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0))
    }
    /// Whether a setting may be drawn here, and whether it always is where it may.
    fn may(&self, place: &str) -> bool {
        tamed::may(place, self)
    }
    fn always(place: &str) -> bool {
        tamed::always(place)
    }
    /// The coin of the network that is drawn.
    fn coin(&self) -> Option<&str> {
        self.plan.coin_of(self.name().0)
    }

    /// A value for what may stand at a place; nothing where it is left out.
    fn kind(&mut self, kind: &Kind, place: &str) -> Option<Value> {
        match kind {
            Kind::Group(group) => {
                self.tables.push(Table::default());
                let flat: Vec<&str> = group.flat.iter().filter_map(|menu| self.policy(&menu.kind, place)).collect();
                for field in &group.fields {
                    let is_flat = group.flat.iter().any(|menu| alternatives(&menu.kind).any(|c| c.name == field.name));
                    if is_flat && !flat.contains(&field.name) {
                        continue;
                    }
                    self.path.push(field.name.into());
                    let value = self.field(field, &join(place, field.name), is_flat);
                    self.path.pop();
                    if let (Some(value), Some(table)) = (value, self.tables.last_mut()) {
                        put(table, field.name, value);
                    }
                }
                self.tables.pop().map(Value::Table)
            }
            Kind::Named(_, inner) => {
                let mut table = Table::default();
                for name in self.names(kind, place) {
                    self.path.push(name.clone());
                    if let Some(value) = self.kind(inner, place) {
                        put(&mut table, &name, value);
                    }
                    self.path.pop();
                }
                (!table.is_empty()).then_some(Value::Table(table))
            }
            Kind::OneOf(choices) if choices.iter().any(|choice| choice.kind.is_some()) => {
                let chosen = self.policy(kind, place)?;
                let inner = choices.iter().find(|choice| choice.name == chosen)?.kind.as_ref()?;
                self.path.push(chosen.into());
                let value = match tamed::how(&join(place, chosen)) {
                    Some(how) => self.tamed(how, inner, None),
                    None => self.kind(inner, &join(place, chosen)),
                };
                self.path.pop();
                Some(units::settings::write_choice(chosen, value?))
            }
            // A plain value, or a menu in its place.
            Kind::Any(kinds) if !kind.policies().is_empty() => {
                let form = &kinds[usize::from(self.dice("form").comes(0.6))];
                self.kind(form, place)
            }
            kind => Some(self.leaf(kind, None)),
        }
    }

    /// The names of tables at a place.
    fn names(&self, kind: &Kind, place: &str) -> Vec<String> {
        // Nodes have stakes on networks that they serve.
        let served = |name: &String| match self.owner("networks") {
            Some(Value::List(networks)) if place == "nodes.stake" => {
                networks.iter().any(|network| network.value == Value::text(name))
            }
            _ => true,
        };
        match (self.plan.names(place, &self.path.join(".")), kind) {
            (Some(names), _) => names.into_iter().filter(served).collect(),
            (None, Kind::Named(Some(target), _)) => self.plan.targets(target.table),
            // There must be another one to choose.
            _ if place == "nodes.revises.conducts" => {
                (0..self.dice("names").whole(1, 3)).map(|i| format!("rule{i}")).collect()
            }
            _ => (0..self.dice("names").whole(0, 3)).map(|i| format!("rule{i}")).collect(),
        }
    }

    /// One of the policies of a menu that may be drawn here.
    fn policy<'k>(&self, kind: &'k Kind, place: &str) -> Option<&'k str> {
        let may = |choice: &&Choice| tamed::may(&join(place, choice.name), self);
        let here: Vec<&Choice> = alternatives(kind).filter(may).collect();
        (!here.is_empty()).then(|| self.dice("policy").one(&here).name)
    }

    /// The value of a field, or nothing where it stays at its default.
    fn field(&mut self, field: &Field, place: &str, is_flat: bool) -> Option<Value> {
        if !tamed::may(place, self) {
            return None;
        }
        let often = match &field.kind {
            Kind::Named(..) => 1.0,
            Kind::OneOf(choices) if choices.iter().any(|choice| choice.kind.is_some()) => 0.8,
            _ => 0.35,
        };
        let is_needed = tamed::needed(place, self);
        let is_given = is_flat || field.default.is_none() || tamed::always(place) || is_needed;
        if !is_given && !self.dice("given").comes(often) {
            return None;
        }
        match tamed::how(place) {
            Some(how) => self.tamed(how, &field.kind, field.bounds.as_ref()),
            None => match &field.kind {
                Kind::Group(_) | Kind::Named(..) | Kind::OneOf(_) => self.kind(&field.kind, place),
                kind if !kind.policies().is_empty() => self.kind(kind, place),
                kind => Some(self.leaf(kind, field.bounds.as_ref())),
            },
        }
    }

    /// A value as the table of the tamed says.
    fn tamed(&mut self, how: &How, kind: &Kind, bounds: Option<&Bounds>) -> Option<Value> {
        let mut dice = self.dice("");
        let s = match how {
            How::Is(value) => return Some(value(self, &mut dice)),
            How::By(value) => return value(self, &mut dice),
            How::Whole(low, high) => return Some(Value::Integer(dice.whole(*low, *high).into())),
            How::Number(low, high) => return Some(plain(dice.scale(*low, *high))),
            How::Share(low, high) => return Some(dice.share(*low, *high)),
            How::Amount(low, high, unit) => {
                return Some(Value::text(format!("{} {unit}", dice.scale(*low, *high).round())));
            }
            How::Gaps(low, high) => dice.scale(*low, *high) / self.plan.rate,
            How::Horizon(low, high) => dice.scale(*low, *high) * self.plan.horizon_s,
            How::Law(low, high) => dice.scale(*low, *high),
        };
        Some(match (kind, laws(kind)) {
            (Kind::List(_), _) => list([span(s), span(s * 1.5)]),
            (_, []) => self.clip(s, bounds, span),
            (Kind::Any(kinds), laws) if matches!(kinds[0], Kind::Number) => dice.law(laws, s, plain),
            (_, laws) => dice.law(laws, s, span),
        })
    }

    /// A span within its bounds, which allow nothing but 0 s to be left out.
    fn clip(&self, s: f64, bounds: Option<&Bounds>, shown: fn(f64) -> Value) -> Value {
        let may_be_0 = bounds.is_none_or(|bounds| bounds.hold(0.0));
        shown(if may_be_0 && self.dice("zero").comes(0.1) { 0.0 } else { s })
    }

    /// A plain value by its kind and bounds.
    fn leaf(&self, kind: &Kind, bounds: Option<&Bounds>) -> Value {
        let mut dice = self.dice("");
        let (low, high) = limits(bounds);
        match kind {
            Kind::Switch => Value::Switch(dice.comes(0.5)),
            Kind::Integer => {
                let (low, high) = (low.max(0.0), high.min(low.max(0.0) + 20.0));
                Value::Integer(dice.whole(low.ceil() as u32, high as u32).into())
            }
            Kind::Number => {
                let (low, high) = (low.max(0.0), high.min(low.max(0.0) + 4.0));
                plain(dice.number(low + (high - low) * 0.01, high).min(high))
            }
            Kind::Text { what: "a share", .. } => {
                let (low, high) = (low.max(0.0), high.min(low.max(0.0) + 1.0));
                // Open ends stay out.
                let is_open = bounds.is_some_and(|bounds| !bounds.hold(low) || !bounds.hold(high));
                if is_open { dice.share(low + 0.001, high - 0.001) } else { dice.share(low, high) }
            }
            Kind::Text { what: "a span of time", .. } => {
                self.clip(dice.scale(0.001, 0.5) * self.plan.horizon_s, bounds, span)
            }
            // Under the name of a network, as stakes are.
            Kind::Text { what: "an amount of a coin", .. } => {
                let coin = self.path.last().and_then(|network| self.plan.coin_of(network)).unwrap_or("usd");
                Value::text(format!("{} {coin}", dice.whole(1, 1000)))
            }
            Kind::Text { what: "a rate", .. } => super::dice::rate(self.plan.rate * dice.scale(0.3, 3.0)),
            Kind::Reference(target) => Value::text(dice.one(&self.plan.targets(target.table))),
            Kind::List(inner) => match &**inner {
                Kind::Reference(target) => super::dice::names(&dice.some(&self.plan.targets(target.table))),
                Kind::Integer => list([Value::Integer(1), Value::Integer(dice.whole(2, 20).into())]),
                inner => list([self.leaf(inner, bounds)]),
            },
            Kind::OneOf(words) => Value::text(dice.one(words).name),
            Kind::Any(_) => dice.law(laws(kind), dice_mean(self), span),
            other => panic!("`{}` needs a row in the table of the tamed: {other:?}", self.path.join(".")),
        }
    }
}

/// A mean that is short beside the run and long beside the time between requests.
fn dice_mean(drawing: &Drawing) -> f64 {
    drawing.dice("mean").scale(0.01, 0.3) * drawing.plan.horizon_s
}

/// The alternatives of a menu.
fn alternatives(kind: &Kind) -> impl Iterator<Item = &Choice> {
    let choices: &[Choice] = if let Kind::OneOf(choices) = kind { choices } else { &[] };
    choices.iter()
}

/// The laws, if one may stand here.
fn laws(kind: &Kind) -> &[Choice] {
    match kind {
        Kind::List(inner) => laws(inner),
        Kind::Any(kinds) => {
            kinds.iter().find_map(|k| if let Kind::OneOf(laws) = k { Some(&laws[..]) } else { None }).unwrap_or(&[])
        }
        _ => &[],
    }
}

/// The least and the largest value of bounds, open ends included.
fn limits(bounds: Option<&Bounds>) -> (f64, f64) {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for &(relation, limit) in bounds.map_or(&[][..], |bounds| &bounds.limits) {
        match relation {
            Relation::Above | Relation::AtLeast => low = low.max(limit),
            Relation::Below | Relation::AtMost => high = high.min(limit),
        }
    }
    (low, high)
}

/// Whether a setting can be unset, and other settings do not rest on it.
fn is_optional(field: &Field, place: &str) -> bool {
    matches!(&field.default, Some(Value::Table(nothing)) if nothing.is_empty()) && !tamed::always(place)
}

/// A key below a place.
fn join(place: &str, key: &str) -> String {
    if place.is_empty() { key.into() } else { format!("{place}.{key}") }
}

fn put(table: &mut Table, key: &str, value: Value) {
    table.put(Entry { key: key.into(), place: Place::NONE, tree: Tree::bare(value) });
}
