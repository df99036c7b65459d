//! A table of fields, and its reader that goes on after a fault.

use super::bounds::{Bounds, prose};
use super::{Kind, Setting};
use crate::problem::{Problems, did_you_mean};
use crate::tree::{Entry, Place, Table, Tree, Value};

/// A struct of settings as lists and the schema see it.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name of the struct.
    pub name: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// Its fields; each key of a flat menu is one.
    pub fields: Vec<Field>,
    /// Its flat menus: of the keys of each, one stands beside the other fields.
    pub flat: Vec<Field>,
}

/// One field of a struct of settings.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What it means, in one line.
    pub doc: String,
    /// Its bounds.
    pub bounds: Option<Bounds>,
    /// Its default; a field without one must be given.
    pub default: Option<Value>,
    /// What may stand there.
    pub kind: Kind,
    /// Why it may not change while a world runs, if it may not.
    pub fixed: Option<&'static str>,
    /// Where in a calibration the number stands that `calibrated:NAME` means here, if it may be said here.
    pub measured: Option<&'static str>,
}

impl Field {
    /// A field as the macro declares it.
    pub fn new<T: Setting>(name: &'static str, doc: &str, default: Option<T>) -> Self {
        let (bounds, default) = (Bounds::of::<T>(doc), default.map(|d| d.write()));
        Self { name, doc: prose(doc), bounds, default, kind: T::kind(), fixed: None, measured: None }
    }
    /// The same field, which may name a calibration in the place of a number: where the number stands in it.
    pub fn measured(self, at: &'static str) -> Self {
        Self { measured: Some(at), ..self }
    }
    /// The same field, which may not change while a world runs.
    pub fn fixed(self, why: &'static str) -> Self {
        Self { fixed: Some(why), ..self }
    }
}

impl Group {
    /// A struct without fields.
    pub fn new(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, fields: Vec::new(), flat: Vec::new() }
    }
    /// A table from the written fields; an empty table is left out, because absence reads back as the same.
    pub fn write(fields: Vec<(&'static str, Value)>) -> Value {
        let mut table = Table::default();
        for (name, value) in fields {
            if !matches!(&value, Value::Table(t) if t.is_empty()) {
                table.put(Entry { key: name.into(), place: Place::NONE, tree: Tree::bare(value) });
            }
        }
        Value::Table(table)
    }
}

/// Reads the fields of one table.
pub struct Reader<'a> {
    pub(super) table: &'a Table,
    pub(super) place: Place,
    pub(super) problems: &'a mut Problems,
}

impl<'a> Reader<'a> {
    /// Opens a table; notes every key that is not among `names`.
    pub fn new(tree: &'a Tree, names: &[&'static str], problems: &'a mut Problems) -> Option<Self> {
        let Value::Table(table) = &tree.value else {
            let message = format!("this must be a table with the keys {}, not {}", names.join(", "), tree.value.what());
            problems.push(tree.place, message);
            return None;
        };
        for entry in table.entries() {
            if !names.contains(&entry.key.as_str()) {
                let known = match names {
                    [] => "there is nothing to set here".to_string(),
                    _ => format!("known here: {}", names.join(", ")),
                };
                let remedy = did_you_mean(&entry.key, names.iter().copied()).unwrap_or(known);
                problems.push_with(entry.place, format!("unknown key `{}`", entry.key), remedy);
            }
        }
        Some(Self { table, place: tree.place, problems })
    }

    /// Reads one field with its bounds, or takes its default.
    pub fn field<T: Setting>(&mut self, name: &str, doc: &str, default: impl Fn() -> Option<T>) -> Option<T> {
        let Some(entry) = self.table.get(name) else {
            let value = default();
            if value.is_none() {
                self.problems.push_with(self.place, format!("`{name}` is missing"), prose(doc));
            }
            return value;
        };
        let value = T::read(&entry.tree, self.problems)?;
        is_within(&value, name, doc, &entry.tree, self.problems).then_some(value)
    }
}

/// Changes a field at a path below it; a value beyond the field's bounds is noted, and the old one stays.
pub fn set_field<T: Setting>(
    field: &mut T,
    name: &str,
    doc: &str,
    path: &[&str],
    tree: &Tree,
    problems: &mut Problems,
) -> bool {
    let (mut changed, faults) = (field.clone(), problems.list().len());
    let is_known = changed.set(path, tree, problems);
    // What could not even be read has no bounds to keep.
    if problems.list().len() == faults && is_within(&changed, name, doc, tree, problems) {
        *field = changed;
    }
    is_known
}

/// Whether a value keeps its field's bounds; notes it if not.
fn is_within<T: Setting>(value: &T, name: &str, doc: &str, tree: &Tree, problems: &mut Problems) -> bool {
    let Some(bounds) = Bounds::of::<T>(doc) else { return true };
    let is_kept = value.keeps(&bounds);
    if !is_kept {
        let shown = tree.value.inline();
        problems.push(tree.place, format!("`{name}` must be {}, not {shown}", bounds.text));
    }
    is_kept
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro makes public what only these tests see")]
mod tests {
    use super::*;
    use crate::share::Share;
    use crate::time::Span;

    crate::settings! {
        /// Takes a part.
        pub struct Part {
            /// The part that is taken [0 ..= 1].
            pub share: Share,
            /// How often at most [>= 1].
            pub times: u32 = 3,
            /// How long each time [> 0 s].
            pub holds: Vec<Span> = Vec::new(),
        }
    }

    fn table(entries: &[(&str, Value)]) -> Tree {
        let mut table = Table::default();
        for (key, value) in entries {
            let tree = Tree::bare(value.clone());
            table.put(Entry { key: (*key).into(), place: Place::NONE, tree });
        }
        Tree::bare(Value::Table(table))
    }

    #[test]
    fn defaults_fill_what_is_not_said() {
        let mut problems = Problems::default();
        let part = Part::read(&table(&[("share", Value::text("5 %"))]), &mut problems).unwrap();
        assert_eq!((part.times, part.share, part.holds), (3, Share::percent(5), Vec::new()));
        assert!(problems.is_empty());
    }

    #[test]
    fn all_faults_are_found_at_once() {
        let mut problems = Problems::default();
        let tree = table(&[("shar", Value::text("5 %")), ("times", Value::Integer(0))]);
        assert_eq!(Part::read(&tree, &mut problems), None);
        let messages: Vec<_> = problems.list().iter().map(|p| p.message.as_str()).collect();
        assert_eq!(messages, ["unknown key `shar`", "`share` is missing", "`times` must be >= 1, not 0"]);
        assert_eq!(problems.list()[0].remedy.as_deref(), Some("did you mean `share`?"));
    }

    #[test]
    fn a_value_out_of_bounds_changes_nothing() {
        let part = Part { share: Share::ONE, times: 2, holds: Vec::new() };
        let check = |path: &[&str], value: Value, message: &str| {
            let (mut changed, mut problems) = (part.clone(), Problems::default());
            assert!(changed.set(path, &Tree::bare(value), &mut problems), "{path:?} exists");
            let messages: Vec<_> = problems.list().iter().map(|p| p.message.as_str()).collect();
            assert_eq!((messages, changed), (vec![message], part.clone()));
        };
        check(&["times"], Value::Integer(0), "`times` must be >= 1, not 0");
        check(&["share"], Value::text("101 %"), "`share` must be 0 ..= 1, not \"101 %\"");
        let holds = |second: &str| Value::List(["1 s", second].map(|text| Tree::bare(Value::text(text))).into());
        check(&["holds"], holds("0 s"), "`holds` must be > 0 s, not [\"1 s\", \"0 s\"]");
        check(&["times"], Value::text("often"), "this must be a whole number, not `\"often\"`");
    }

    #[test]
    fn paths_lead_to_every_field() {
        let mut part = Part { share: Share::ONE, times: 1, holds: Vec::new() };
        let mut problems = Problems::default();
        assert!(part.set(&["times"], &Tree::bare(Value::Integer(7)), &mut problems));
        assert_eq!(part.get(&["times"]), Some(Value::Integer(7)));
        assert!(!part.set(&["nothing"], &Tree::bare(Value::Integer(7)), &mut problems));
        assert_eq!(Part::read(&Tree::bare(part.write()), &mut problems), Some(part));
    }
}
