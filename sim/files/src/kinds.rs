//! What the declared kinds say of the place below a key, and of the shape of a value.

use units::reference::Target;
use units::settings::Kind;
use units::tree::{Place, Tree, Value};

/// The kind of what stands below a key.
pub(super) fn below<'k>(kind: Option<&'k Kind>, key: &str) -> Option<&'k Kind> {
    match kind? {
        Kind::Group(group) => group.fields.iter().find(|f| f.name == key).map(|f| &f.kind),
        Kind::OneOf(choices) => choices.iter().find(|c| c.name == key)?.kind.as_ref(),
        Kind::Named(_, inner) => Some(inner),
        Kind::Any(kinds) => kinds.iter().find_map(|k| below(Some(k), key)),
        Kind::Text { .. }
        | Kind::Reference(_)
        | Kind::File
        | Kind::Integer
        | Kind::Number
        | Kind::Switch
        | Kind::List(_)
        | Kind::Paths => None,
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
        | (Kind::File | Kind::Reference(_), Value::Text(_))
        | (Kind::Integer, Value::Integer(_))
        | (Kind::Number, Value::Integer(_) | Value::Float(_))
        | (Kind::Switch, Value::Switch(_))
        | (Kind::List(_), Value::List(_))
        | (Kind::Paths, Value::Table(_)) => true,
        (Kind::Group(group), Value::Table(table)) => {
            table.entries().iter().all(|e| e.key == super::LIKE || group.fields.iter().any(|f| f.name == e.key))
        }
        (Kind::OneOf(choices), Value::Table(table)) => {
            // A word that stands alone is no key, even where another form has a field of that name.
            let is_chosen = |key: &str| choices.iter().any(|c| c.name == key && c.kind.is_some());
            table.entries().iter().all(|e| e.key == super::LIKE || is_chosen(&e.key))
        }
        (Kind::OneOf(choices), Value::Text(text)) => choices.iter().any(|c| c.name == text),
        (Kind::Named(_, inner), Value::Table(table)) => {
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

/// A name that refers to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'t> {
    /// What it refers to.
    pub target: Target,
    /// The name.
    pub name: &'t str,
    /// Where it was written.
    pub place: Place,
}

/// All names in a value that refer to tables, in the order in which their settings are declared.
pub fn references<'t>(kind: &Kind, tree: &'t Tree) -> Vec<Reference<'t>> {
    let mut list = Vec::new();
    refer(kind, tree, &mut list);
    list
}

fn refer<'t>(kind: &Kind, tree: &'t Tree, list: &mut Vec<Reference<'t>>) {
    let mut below = |key: &str, kind: &Kind| {
        if let Some(entry) = tree.table().and_then(|table| table.get(key)) {
            refer(kind, &entry.tree, list);
        }
    };
    match (kind, &tree.value) {
        (Kind::Reference(target), Value::Text(name)) => {
            list.push(Reference { target: *target, name, place: tree.place });
        }
        (Kind::List(inner), Value::List(items)) => items.iter().for_each(|item| refer(inner, item, list)),
        (Kind::Named(target, inner), Value::Table(table)) => {
            for entry in table.entries() {
                list.extend(target.map(|target| Reference { target, name: &entry.key, place: entry.place }));
                refer(inner, &entry.tree, list);
            }
        }
        (Kind::Group(group), _) => group.fields.iter().for_each(|field| below(field.name, &field.kind)),
        (Kind::OneOf(choices), _) => {
            choices
                .iter()
                .filter_map(|choice| Some((choice.name, choice.kind.as_ref()?)))
                .for_each(|(n, k)| below(n, k));
        }
        (Kind::Any(kinds), value) => {
            if let Some(kind) = kinds.iter().find(|kind| fits(kind, value)) {
                refer(kind, tree, list);
            }
        }
        _ => {}
    }
}

/// The kind of the setting at a dotted path; none if nothing may stand there.
pub fn kind_at<'k>(root: &'k Kind, path: &str) -> Option<&'k Kind> {
    path.split('.').try_fold(root, |kind, key| below(Some(kind), key))
}
