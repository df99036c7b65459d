//! Menus whose one key stands beside the fields of the struct that holds them.

use super::group::{Field, Group, Reader};
use super::{Choice, Kind, Setting};
use crate::tree::{Table, Tree, Value};

/// A written choice as a field: its key and what stands below it.
pub fn chosen<T: Setting>(written: Value) -> (&'static str, Value) {
    let Value::Table(table) = written else { panic!("a menu writes a table, not {}", written.what()) };
    let found = T::keys().iter().find_map(|&name| Some((name, table.get(name)?.tree.value.clone())));
    found.expect("a menu writes one of its keys")
}

impl Group {
    /// Adds a flat menu: each of its keys becomes a field that is fixed where the menu is.
    pub fn put_flat(&mut self, menu: Field) {
        let nothing = || Some(Value::Table(Table::default()));
        let field = |Choice { name, doc, kind }: &Choice| {
            let kind = kind.clone()?;
            Some(Field {
                name,
                doc: (*doc).into(),
                bounds: None,
                default: nothing(),
                kind,
                fixed: menu.fixed,
                measured: None,
            })
        };
        if let Kind::OneOf(choices) = &menu.kind {
            self.fields.extend(choices.iter().filter_map(field));
        }
        self.flat.push(menu);
    }
}

impl Reader<'_> {
    /// Reads a flat menu from those of its keys that are there, or takes its default.
    pub fn flat<T: Setting>(&mut self, default: impl Fn() -> Option<T>) -> Option<T> {
        let names = T::keys();
        let mut rest = Table::default();
        for entry in self.table.entries().iter().filter(|entry| names.contains(&entry.key.as_str())) {
            rest.put(entry.clone());
        }
        if rest.is_empty()
            && let Some(value) = default()
        {
            return Some(value);
        }
        T::read(&Tree { place: self.place, value: Value::Table(rest) }, self.problems)
    }
}

/// Adds a field to the kind of a struct.
#[doc(hidden)]
#[macro_export]
macro_rules! field_in_group {
    ([] $group:ident, $field:ident) => {
        $group.fields.push($field)
    };
    ([flat] $group:ident, $field:ident) => {
        $group.put_flat($field)
    };
}

/// The keys of a field.
#[doc(hidden)]
#[macro_export]
macro_rules! names_of_field {
    ([] $field:ident, $ty:ty) => {
        vec![stringify!($field)]
    };
    ([flat] $field:ident, $ty:ty) => {
        <$ty as $crate::settings::Setting>::keys().to_vec()
    };
}

/// Reads a field.
#[doc(hidden)]
#[macro_export]
macro_rules! read_field {
    ([] $reader:ident, $field:ident, $doc:ident, $default:ident) => {
        $reader.field(stringify!($field), $doc, $default)
    };
    ([flat] $reader:ident, $field:ident, $doc:ident, $default:ident) => {
        $reader.flat($default)
    };
}

/// Writes a field: its key and its value.
#[doc(hidden)]
#[macro_export]
macro_rules! write_field {
    ([] $field:ident, $ty:ty, $value:expr) => {
        (stringify!($field), $crate::settings::Setting::write(&$value))
    };
    ([flat] $field:ident, $ty:ty, $value:expr) => {
        $crate::settings::flat_choice::<$ty>($crate::settings::Setting::write(&$value))
    };
}

/// What of a path lies below a field, if the path leads there.
#[doc(hidden)]
#[macro_export]
macro_rules! path_of_field {
    ([] $path:ident, $field:ident, $ty:ty) => {
        $path.split_first().filter(|(first, _)| **first == stringify!($field)).map(|(_, rest)| rest)
    };
    ([flat] $path:ident, $field:ident, $ty:ty) => {
        $path.first().filter(|first| <$ty as $crate::settings::Setting>::keys().contains(first)).map(|_| $path)
    };
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro makes public what only these tests see")]
mod tests {
    use super::*;
    use crate::problem::Problems;
    use crate::tree::{Entry, Place};

    crate::settings! {
        /// A short one.
        pub struct Short {
            /// How often [>= 1].
            pub times: u32 = 3,
        }
    }
    crate::settings! {
        /// A long one.
        pub struct Long {
            /// How long.
            pub meters: u32,
        }
    }
    #[derive(Clone, Debug, PartialEq)]
    pub enum Length {
        Short(Short),
        Long(Long),
    }
    crate::choice_setting!(Length { "short" => Short(Short), "long" => Long(Long) });
    crate::settings! {
        /// A thing with a length.
        pub struct Thing {
            /// Its weight.
            pub weight: u32 = 1,
            /// How long it is.
            #[fixed = "it is cut once"]
            #[flat]
            pub length: Length,
        }
    }

    fn table(entries: &[(&str, Value)]) -> Value {
        let mut table = Table::default();
        for (key, value) in entries {
            table.put(Entry { key: (*key).into(), place: Place::NONE, tree: Tree::bare(value.clone()) });
        }
        Value::Table(table)
    }
    fn read(value: Value) -> Result<Thing, Vec<String>> {
        let mut problems = Problems::default();
        let thing = Thing::read(&Tree::bare(value), &mut problems);
        thing.ok_or_else(|| problems.list().iter().map(|p| p.message.clone()).collect())
    }

    #[test]
    fn the_key_of_a_flat_menu_stands_beside_the_other_fields() {
        let written = table(&[("weight", Value::Integer(7)), ("short", table(&[("times", Value::Integer(2))]))]);
        let thing = read(written.clone()).unwrap();
        assert_eq!(thing, Thing { weight: 7, length: Length::Short(Short { times: 2 }) });
        assert_eq!(thing.write(), written);
        assert_eq!(thing.get(&["short", "times"]), Some(Value::Integer(2)));
        assert_eq!(thing.get(&["length"]), None);
    }

    #[test]
    fn a_choice_without_settings_is_written_all_the_same() {
        let empty = Thing { weight: 1, length: Length::Short(Short { times: 3 }) };
        assert_eq!(read(table(&[("short", table(&[]))])), Ok(empty.clone()));
        assert_eq!(read(empty.write()), Ok(empty));
    }

    #[test]
    fn exactly_one_key_of_a_flat_menu_is_chosen() {
        let long = || table(&[("meters", Value::Integer(1))]);
        let said = |message: &str| Err(vec![message.to_string()]);
        assert_eq!(read(table(&[])), said("this must name one of short, long"));
        let both = table(&[("long", long()), ("short", table(&[]))]);
        assert_eq!(read(both), said("only one can be chosen, not `long` and `short` together"));
        let wrong = table(&[("long", long()), ("wait", Value::Integer(1))]);
        let mut problems = Problems::default();
        Thing::read(&Tree::bare(wrong), &mut problems);
        assert_eq!(problems.list()[0].message, "unknown key `wait`");
    }

    #[test]
    fn settings_of_a_flat_choice_change_within_their_bounds() {
        let mut thing = read(table(&[("short", table(&[]))])).unwrap();
        let mut problems = Problems::default();
        assert!(thing.set(&["short", "times"], &Tree::bare(Value::Integer(5)), &mut problems));
        assert_eq!(thing.length, Length::Short(Short { times: 5 }));
        assert!(thing.set(&["short", "times"], &Tree::bare(Value::Integer(0)), &mut problems));
        assert_eq!(problems.list()[0].message, "`times` must be >= 1, not 0");
        assert!(!thing.set(&["length"], &Tree::bare(Value::Integer(0)), &mut problems), "there is no such key");
    }

    #[test]
    fn lists_show_the_keys_of_a_flat_menu_as_fields() {
        let Kind::Group(group) = Thing::kind() else { panic!("a struct is a group") };
        let fields: Vec<_> = group.fields.iter().map(|field| (field.name, field.fixed)).collect();
        let cut = Some("it is cut once");
        assert_eq!(fields, [("weight", None), ("short", cut), ("long", cut)]);
        assert_eq!(group.flat[0].name, "length");
    }
}
