//! Draws what changes while a world runs: any settings of it that may, each by its own declaration.

use engine::draws::name_hash;
use units::settings::{Field, Kind};
use units::tree::{Table, Value};

use super::{Dice, Drawing, is_optional, put};

/// Settings that may change, but not to whatever is drawn, and why.
pub(super) const KEPT: &[(&str, &str)] = &[
    ("gateway.view_age", "it stays above 0 s or at it, and does not get shorter where nodes report in turn"),
    ("network.view_age", "it stays above 0 s or at it"),
    ("gateway.routing.joint.by", "a `worth` beside it weighs latencies against prices"),
    ("network.settlement.fee", "alone it says whether answers are settled otherwise than simply, which stays as it is"),
    ("network.settlement.validity", "as above"),
];

/// Some rules of the world by path, each with another value.
pub(super) fn set(drawing: &Drawing, dice: &mut Dice) -> Value {
    let world = Value::Table(drawing.whole().clone());
    let turn = drawing.name().1;
    let may = |path: &str| !KEPT.iter().any(|kept| kept.0 == place_of(path));
    let rules = scenario::kind().rules(Some(&world));
    // Changes that meet in one rule exclude each other: each takes from rules of its own.
    let owned = rules.iter().enumerate().filter(|(i, rule)| i % 3 == turn && rule.fixed.is_none());
    let paths: Vec<&str> = owned.map(|(_, rule)| rule.path.as_str()).filter(|path| may(path)).collect();
    let mut table = Table::default();
    let mut left = dice.whole(1, 6);
    while left > 0 || table.is_empty() {
        let path = *dice.one(&paths);
        // Some rules have no other value here.
        if let Some(value) = other(drawing, path) {
            put(&mut table, path, value);
        }
        left = left.saturating_sub(1);
    }
    Value::Table(table)
}

/// A path without the names of tables.
pub(super) fn place_of(path: &str) -> String {
    let mut place = Vec::new();
    let mut kind = scenario::kind();
    for key in path.split('.') {
        if !matches!(kind, Kind::Named(..)) {
            place.push(key);
        }
        match below(kind, key) {
            Some((next, _)) => kind = next,
            None => break,
        }
    }
    place.join(".")
}

/// Another value for a rule, drawn as the first one was, in its surroundings.
fn other(drawing: &Drawing, path: &str) -> Option<Value> {
    let seed = drawing.seed ^ name_hash(&drawing.path.join("."));
    let mut other = Drawing { seed, plan: drawing.plan.clone(), tables: Vec::new(), path: Vec::new() };
    let (mut kind, mut field, mut tables) = (scenario::kind(), None, vec![drawing.whole().clone()]);
    for key in path.split('.') {
        let inner = match tables.last().and_then(|table| table.get(key)).map(|entry| &entry.tree.value) {
            Some(Value::Table(inner)) => inner.clone(),
            _ => Table::default(),
        };
        let (next, declared): (&Kind, Option<&Field>) = below(kind, key)?;
        // What is declared beside the setting is what stands in its table, without itself.
        if !matches!(kind, Kind::Named(..) | Kind::OneOf(_)) && kind.policies().is_empty() {
            other.tables.push(tables.last()?.clone());
        }
        tables.push(inner);
        other.path.push(key.into());
        (kind, field) = (next, declared);
    }
    other.tables.last_mut()?.take(path.rsplit('.').next()?);
    let place = place_of(path);
    let Some(field) = field else { return other.kind(kind, &place) };
    if is_optional(field, &place) && other.dice("none").comes(0.2) {
        return Some(Value::text(units::settings::NONE));
    }
    if let Kind::Any(kinds) = &field.kind
        && !field.kind.policies().is_empty()
    {
        // A plain value stays one: no policy may take its place.
        return Some(other.leaf(&kinds[0], field.bounds.as_ref()));
    }
    let must_be = Field { default: None, ..field.clone() };
    other.field(&must_be, &place, false)
}

/// What stands below a key, with its declaration if it is a field.
fn below<'k>(kind: &'k Kind, key: &str) -> Option<(&'k Kind, Option<&'k Field>)> {
    match kind {
        Kind::Group(group) => group.fields.iter().find(|f| f.name == key).map(|f| (&f.kind, Some(f))),
        Kind::OneOf(choices) => Some((choices.iter().find(|c| c.name == key)?.kind.as_ref()?, None)),
        Kind::Named(_, inner) => Some((inner, None)),
        // A policy in the place of a plain value; without any, nothing stands below.
        kind => Some((kind.policies().iter().find(|c| c.name == key)?.kind.as_ref()?, None)),
    }
}
