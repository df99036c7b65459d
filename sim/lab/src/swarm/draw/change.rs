//! Draws what changes while a world runs: any settings of it that may, each by its own declaration.

use engine::draws::name_hash;
use units::settings::{Field, Group, Kind, NONE};
use units::tree::{Entry, Table, Tree, Value};

use super::{Dice, Drawing, is_optional, join, put};

/// Settings that may change, but not to whatever is drawn, and why.
pub(super) const KEPT: &[(&str, &str)] = &[
    ("gateway.view_age", "it stays above 0 s or at it, and does not get shorter where nodes report in turn"),
    ("network.view_age", "it stays above 0 s or at it"),
    ("gateway.routing.joint.by", "a `worth` beside it weighs latencies against prices"),
    ("network.settlement.fee", "alone it says whether answers are settled otherwise than simply, which stays as it is"),
    ("network.settlement.validity", "as above"),
    ("nodes.conduct.whitewash.below", "it is drawn where all networks keep reputations, in a world of a thousand"),
    ("nodes.conduct.whitewash.rate", "as above"),
    ("nodes.conduct.whitewash.work", "as above"),
    ("network.slashing.fixed.offence", "an amnesty is for what some rule punishes"),
    ("network.slashing.correlated.offence", "as above"),
    ("network.slashing.concurrent.offence", "as above"),
    ("network.slashing.graded.offence", "as above"),
    ("network.slashing.random.offence", "as above"),
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
    let mut declared_beside = None;
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
        if let Kind::Group(group) = kind {
            declared_beside = Some(group);
        }
        tables.push(inner);
        other.path.push(key.into());
        (kind, field) = (next, declared);
    }
    let before = other.tables.last_mut()?.take(path.rsplit('.').next()?);
    let place = place_of(path);
    let value = another(&mut other, kind, field, &place)?;
    match (before, declared_beside) {
        (Some(before), Some(group)) => suits(&mut other, group, &place, before, &value).then_some(value),
        _ => Some(value),
    }
}

/// Another value for the setting that is drawn.
fn another(drawing: &mut Drawing, kind: &Kind, field: Option<&Field>, place: &str) -> Option<Value> {
    let Some(field) = field else { return drawing.kind(kind, place) };
    if is_optional(field, place) && drawing.dice("none").comes(0.2) {
        return Some(Value::text(NONE));
    }
    if let Kind::Any(kinds) = &field.kind
        && !field.kind.policies().is_empty()
    {
        // A plain value stays one: no policy may take its place.
        return Some(drawing.leaf(&kinds[0], field.bounds.as_ref()));
    }
    let must_be = Field { default: None, ..field.clone() };
    drawing.field(&must_be, place, false)
}

/// Whether what stands beside a setting, which was taken out of its table, still may with another value of it, and
/// nothing is missing that must be there then.
fn suits(drawing: &mut Drawing, beside: &Group, place: &str, before: Entry, value: &Value) -> bool {
    let (above, key) = place.rsplit_once('.').unwrap_or(("", place));
    let own = drawing.path.pop().unwrap_or_default();
    let mut fit = |entry: Option<Entry>| -> Vec<bool> {
        let Some(table) = drawing.tables.last_mut() else { return Vec::new() };
        if let Some(entry) = entry {
            table.put(entry);
        }
        let others = beside.fields.iter().filter(|field| field.name != key);
        let fit = others.map(|field| {
            let place = join(above, field.name);
            drawing.path.push(field.name.into());
            let (is_there, may) = (drawing.beside(field.name).is_some(), drawing.may(&place));
            drawing.path.pop();
            if is_there { may } else { !may || !Drawing::always(&place) }
        });
        let fit = fit.collect();
        if let Some(table) = drawing.tables.last_mut() {
            table.take(key);
        }
        fit
    };
    let tree = Tree::bare(value.clone());
    let after = (*value != Value::text(NONE)).then(|| Entry { tree, ..before.clone() });
    let (before, after) = (fit(Some(before)), fit(after));
    drawing.path.push(own);
    before.into_iter().zip(after).all(|(before, after)| after || !before)
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
