//! From names to ids, with a remedy for a name that means nothing.

use units::problem::{Problems, did_you_mean};
use units::quantity::Name;
use units::settings::Named;

/// The position of a name among the tables of a kind; a fault if there is none.
pub(super) fn find<T>(name: &Name, tables: &Named<T>, kind: &str, problems: &mut Problems) -> Option<usize> {
    let found = tables.position(&name.text);
    if found.is_none() {
        let known = if tables.list.is_empty() {
            format!("write a table `[{kind}.{}]`", name.text)
        } else {
            format!("known here: {}", tables.names().collect::<Vec<_>>().join(", "))
        };
        let remedy = did_you_mean(&name.text, tables.names()).unwrap_or(known);
        problems.push_with(name.place, format!("there is no {kind} `{}`", name.text), remedy);
    }
    found
}

/// The positions of a list of names; all of them if the list is empty. Names given twice are a fault.
pub(super) fn find_all<T>(
    names: &[Name],
    tables: &Named<T>,
    kind: &str,
    problems: &mut Problems,
) -> Option<Vec<usize>> {
    if names.is_empty() {
        return Some((0..tables.list.len()).collect());
    }
    let mut list = Vec::new();
    let mut whole = true;
    for name in names {
        match find(name, tables, kind, problems) {
            Some(at) if list.contains(&at) => {
                problems.push(name.place, format!("`{}` is named twice", name.text));
                whole = false;
            }
            Some(at) => list.push(at),
            None => whole = false,
        }
    }
    whole.then_some(list)
}
