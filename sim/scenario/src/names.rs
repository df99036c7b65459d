//! From names to ids; [`super::references`] tells which names mean nothing.

use files::publish;
use units::problem::Problems;
use units::reference::{Ref, Row};
use units::settings::Named;
use units::tree::{Tree, Value};

/// A name that would lead out of the output folder is a fault.
pub(super) fn check(tree: &Tree, problems: &mut Problems) {
    if let Some(Tree { place, value: Value::Text(name) }) = tree.at("name")
        && !publish::is_safe_name(name)
    {
        let message = format!("`{name}` cannot name an output folder");
        problems.push_with(*place, message, "use letters, digits, `_`, `-` and no `/`, not starting with a dot");
    }
}

/// The id of what a name refers to; nothing if it means nothing, which is told already.
pub(super) fn find<T, R: Row>(name: &Ref<R>, tables: &Named<T>) -> Option<R> {
    tables.position(&name.text).map(R::of)
}

/// The ids of a list of names; all of them if the list is empty. Names given twice are a fault.
pub(super) fn find_all<T, R: Row>(names: &[Ref<R>], tables: &Named<T>, problems: &mut Problems) -> Option<Vec<R>> {
    if names.is_empty() {
        return Some((0..tables.len()).map(R::of).collect());
    }
    let mut list = Vec::new();
    let mut whole = true;
    for name in names {
        match find(name, tables) {
            Some(id) if list.contains(&id) => {
                problems.push(name.place, format!("`{}` is named twice", name.text));
                whole = false;
            }
            Some(id) => list.push(id),
            None => whole = false,
        }
    }
    whole.then_some(list)
}
