//! What the declared kinds say of the place below a key, and of the shape of a value.

use units::settings::Kind;
use units::tree::{Place, Tree, Value};

/// The kind of what stands below a key.
pub(super) fn below<'k>(kind: Option<&'k Kind>, key: &str) -> Option<&'k Kind> {
    match kind? {
        Kind::Group(group) => group.fields.iter().find(|f| f.name == key).map(|f| &f.kind),
        Kind::OneOf(choices) => choices.iter().find(|c| c.name == key)?.kind.as_ref(),
        Kind::Named(inner) => Some(inner),
        Kind::Any(kinds) => kinds.iter().find_map(|k| below(Some(k), key)),
        Kind::Text { .. } | Kind::File | Kind::Integer | Kind::Number | Kind::Switch | Kind::List(_) | Kind::Paths => {
            None
        }
    }
}

/// The kind of the items of a list.
pub(super) fn item(kind: Option<&Kind>) -> Option<&Kind> {
    match kind? {
        Kind::List(inner) => Some(inner),
        Kind::Any(kinds) => kinds.iter().find_map(|k| item(Some(k))),
        _ => None,
    }
}

/// Whether a value has the shape of a kind; its keys may be incomplete, for other layers add to them.
pub(super) fn fits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Text { .. }, Value::Text(_) | Value::Integer(_) | Value::Float(_))
        | (Kind::File, Value::Text(_))
        | (Kind::Integer, Value::Integer(_))
        | (Kind::Number, Value::Integer(_) | Value::Float(_))
        | (Kind::Switch, Value::Switch(_))
        | (Kind::List(_), Value::List(_))
        | (Kind::Paths, Value::Table(_)) => true,
        (Kind::Group(group), Value::Table(table)) => {
            table.entries().iter().all(|e| e.key == super::LIKE || group.fields.iter().any(|f| f.name == e.key))
        }
        (Kind::OneOf(choices), Value::Table(table)) => {
            table.entries().iter().all(|e| e.key == super::LIKE || choices.iter().any(|c| c.name == e.key))
        }
        (Kind::OneOf(choices), Value::Text(text)) => choices.iter().any(|c| c.name == text),
        (Kind::Named(inner), Value::Table(table)) => {
            table.entries().iter().all(|e| e.key == super::LIKE || fits(inner, &e.tree.value))
        }
        (Kind::Any(kinds), value) => kinds.iter().any(|k| fits(k, value)),
        _ => false,
    }
}

/// Visits the path of every file that a value names, with its place.
pub fn each_file(kind: &Kind, tree: &mut Tree, visit: &mut impl FnMut(Place, &mut String)) {
    let place = tree.place;
    match (kind, &mut tree.value) {
        (Kind::File, Value::Text(path)) => visit(place, path),
        (Kind::List(inner), Value::List(items)) => items.iter_mut().for_each(|item| each_file(inner, item, visit)),
        (Kind::Any(kinds), value) => {
            if let Some(kind) = kinds.iter().find(|kind| fits(kind, value)) {
                each_file(kind, tree, visit);
            }
        }
        (kind, Value::Table(table)) => {
            let keys: Vec<String> = table.entries().iter().map(|entry| entry.key.clone()).collect();
            for key in keys {
                if let (Some(kind), Some(inner)) = (below(Some(kind), &key), table.get_mut(&key)) {
                    each_file(kind, inner, visit);
                }
            }
        }
        _ => {}
    }
}
