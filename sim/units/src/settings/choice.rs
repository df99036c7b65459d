//! A table with exactly one key that names the alternative.

use super::{Kind, Setting};
use crate::problem::{Problems, did_you_mean};
use crate::tree::{Entry, Place, Table, Tree, Value};

/// One alternative of a menu or a law.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The key that chooses it.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// What stands below the key; nothing for a plain word.
    pub kind: Option<Kind>,
}

impl Choice {
    /// An alternative that is a setting of its own.
    pub fn new<T: Setting>(name: &'static str) -> Self {
        let kind = T::kind();
        let doc = if let Kind::Group(group) = &kind { group.doc } else { "" };
        Self { name, doc, kind: Some(kind) }
    }
    /// An alternative that is a plain word.
    pub fn word(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, kind: None }
    }
    /// Reads one of the plain words.
    pub fn read_word<'a>(tree: &Tree, words: &[&'a str], problems: &mut Problems) -> Option<&'a str> {
        let Value::Text(text) = &tree.value else {
            problems.push(tree.place, format!("this must be one of {}, not {}", words.join(", "), tree.value.what()));
            return None;
        };
        let found = words.iter().find(|w| *w == text).copied();
        if found.is_none() {
            problems.push_with(tree.place, format!("`{text}` is not known here"), remedy(text, words));
        }
        found
    }
}

/// Finds the one key of a choice and what stands below it; a plain text chooses with all defaults.
pub fn read_choice(tree: &Tree, names: &[&'static str], problems: &mut Problems) -> Option<(&'static str, Tree)> {
    let (key, place, inner) = match &tree.value {
        Value::Text(text) => {
            let nothing = Tree { place: tree.place, value: Value::Table(Table::default()) };
            (text, tree.place, nothing)
        }
        Value::Table(table) => match table.entries() {
            [entry] => (&entry.key, entry.place, entry.tree.clone()),
            [] => {
                problems.push(tree.place, format!("this must name one of {}", names.join(", ")));
                return None;
            }
            entries => {
                let keys: Vec<_> = entries.iter().map(|e| format!("`{}`", e.key)).collect();
                let message = format!("only one can be chosen, not {} together", keys.join(" and "));
                problems.push_with(entries[1].place, message, format!("one of {}", names.join(", ")));
                return None;
            }
        },
        other => {
            problems.push(tree.place, format!("this must name one of {}, not {}", names.join(", "), other.what()));
            return None;
        }
    };
    let found = names.iter().find(|n| *n == key).copied();
    if found.is_none() {
        problems.push_with(place, format!("`{key}` is not known here"), remedy(key, names));
    }
    found.map(|name| (name, inner))
}

/// A choice in its canonical form.
pub fn write_choice(name: &str, inner: Value) -> Value {
    let mut table = Table::default();
    table.put(Entry { key: name.into(), place: Place::NONE, tree: Tree::bare(inner) });
    Value::Table(table)
}

fn remedy(word: &str, names: &[&str]) -> String {
    did_you_mean(word, names.iter().copied()).unwrap_or_else(|| format!("known here: {}", names.join(", ")))
}
