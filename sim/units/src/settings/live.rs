//! What of a setting may change while a world runs, by its declaration.

use super::{Choice, Kind};
use crate::tree::Value;

/// A part of a setting that may not change while a world runs, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The keys that lead to it, outermost first.
    pub path: Vec<String>,
    /// Why it may not change.
    pub why: String,
}

/// A setting that a value has or may have, and why it may not change while a world runs, if it may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its path from the value, keys joined by dots.
    pub path: String,
    /// Why it may not change.
    pub fixed: Option<&'static str>,
}

impl Kind {
    /// The settings of a value of this kind: of menus those of the chosen policy, of names those that there are.
    pub fn rules(&self, value: Option<&Value>) -> Vec<Rule> {
        let mut list = Vec::new();
        self.gather("", None, value, &mut list);
        list
    }

    fn gather(&self, path: &str, fixed: Option<&'static str>, value: Option<&Value>, list: &mut Vec<Rule>) {
        let join = |key: &str| if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
        match self {
            // A table that may be left out, and is: it cannot come where one of its settings must be what it was.
            Self::Group(group) if value.is_none() && !path.is_empty() => {
                let fixed = fixed.or_else(|| group.fields.iter().find_map(|field| field.fixed));
                list.push(Rule { path: path.into(), fixed });
            }
            Self::Group(group) => {
                for field in &group.fields {
                    let inner = entry(value, field.name);
                    field.kind.gather(&join(field.name), fixed.or(field.fixed), inner.as_ref(), list);
                }
            }
            Self::Named(_, kind) => {
                for key in &keys(value) {
                    kind.gather(&join(key), fixed, entry(value, key).as_ref(), list);
                }
            }
            Self::OneOf(choices) if choices.iter().any(|choice| choice.kind.is_some()) => {
                let chosen = chosen(value).unwrap_or_default();
                let here = choices.iter().filter(|choice| choice.name == chosen);
                for (name, kind) in here.filter_map(|choice| Some((choice.name, choice.kind.as_ref()?))) {
                    let inner = entry(value, name);
                    kind.gather(&join(name), fixed, inner.as_ref(), list);
                }
            }
            // A policy in the place of a plain value.
            Self::Any(kinds) if !self.policies().is_empty() && matches!(value, Some(Value::Table(_))) => {
                kinds.iter().filter(|kind| is_menu(kind)).for_each(|kind| kind.gather(path, fixed, value, list));
            }
            _ => list.push(Rule { path: path.into(), fixed }),
        }
    }

    /// What keeps a value of this kind from turning into another while a world runs; `None` if nothing does.
    ///
    /// A value is nothing where an optional setting is absent. Fields may change unless they are declared as fixed,
    /// laws and lists as wholes; named tables may not come or go, and no other policy may be chosen.
    pub fn freezes(&self, before: Option<&Value>, after: Option<&Value>) -> Option<Frozen> {
        if before == after {
            return None;
        }
        let frozen = |path: &[&str], why: &str| {
            let path = path.iter().map(ToString::to_string).collect();
            Some(Frozen { path, why: why.into() })
        };
        let below = |key: &str, kind: &Self| {
            let mut found = kind.freezes(entry(before, key).as_ref(), entry(after, key).as_ref())?;
            found.path.insert(0, key.into());
            Some(found)
        };
        match self {
            Self::Group(group) => group.fields.iter().find_map(|field| match field.fixed {
                Some(why) if entry(before, field.name) != entry(after, field.name) => frozen(&[field.name], why),
                Some(_) => None,
                None => below(field.name, &field.kind),
            }),
            Self::Named(_, inner) => {
                let (old, new) = (keys(before), keys(after));
                if old != new {
                    let other = old.iter().find(|key| !new.contains(key)).or(new.iter().find(|key| !old.contains(key)));
                    return frozen(
                        other.map(std::string::String::as_str).as_slice(),
                        "tables of a name are there for the whole run",
                    );
                }
                old.iter().find_map(|key| below(key, inner))
            }
            Self::OneOf(choices) if choices.iter().any(|choice| choice.kind.is_some()) => {
                match (chosen(before), chosen(after)) {
                    (Some(old), Some(new)) if old == new => choices.iter().find_map(|choice| match choice {
                        Choice { name, kind: Some(kind), .. } if *name == old => below(name, kind),
                        _ => None,
                    }),
                    _ => frozen(&[], "settings of a policy may, but not which policy it is"),
                }
            }
            Self::Any(kinds) if !self.policies().is_empty() => match (before, after) {
                (Some(Value::Table(_)), Some(Value::Table(_))) => {
                    kinds.iter().filter(|kind| is_menu(kind)).find_map(|kind| kind.freezes(before, after))
                }
                (Some(Value::Table(_)), _) | (_, Some(Value::Table(_))) => {
                    frozen(&[], "a plain value cannot become a policy, nor the other way round")
                }
                _ => None,
            },
            _ => None,
        }
    }
}

fn is_menu(kind: &Kind) -> bool {
    matches!(kind, Kind::OneOf(choices) if choices.iter().any(|choice| choice.kind.is_some()))
}

fn entry(value: Option<&Value>, key: &str) -> Option<Value> {
    match value {
        Some(Value::Table(table)) => table.get(key).map(|entry| entry.tree.value.clone()),
        _ => None,
    }
}

fn keys(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Table(table)) => table.entries().iter().map(|entry| entry.key.clone()).collect(),
        _ => Vec::new(),
    }
}

fn chosen(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Text(name)) => Some(name.clone()),
        value => keys(value).into_iter().next(),
    }
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro makes public what only these tests see")]
mod tests {
    use super::*;
    use crate::settings::{Named, Setting};
    use crate::tree::Tree;

    crate::settings! {
        /// A part.
        pub struct Part {
            /// How often.
            pub times: u32 = 3,
            /// How many rows.
            #[fixed = "a table has a row for each"]
            pub rows: u32 = 2,
            /// What may be left out.
            pub extra: Option<u32>,
            /// Parts of a name.
            pub list: Named<u32>,
        }
    }

    fn frozen(path: &[&str], value: Value) -> Option<(String, String)> {
        let mut part = Part::absent().expect("every field has a default");
        part.list.list.push((crate::quantity::Name::new("a"), 1));
        let before = part.write();
        let mut problems = crate::problem::Problems::default();
        assert!(part.set(path, &Tree::bare(value), &mut problems) && problems.is_empty(), "{path:?}");
        Part::kind().freezes(Some(&before), Some(&part.write())).map(|found| (found.path.join("."), found.why))
    }

    #[test]
    fn a_table_with_a_fixed_setting_does_not_come_during_a_run() {
        crate::settings! {
            /// What holds a part.
            pub struct Whole {
                /// The part.
                pub part: Option<Part>,
            }
        }
        let why = "a table has a row for each";
        let rules = Whole::kind().rules(Some(&Whole { part: None }.write()));
        assert_eq!(rules, [Rule { path: "part".into(), fixed: Some(why) }]);
        let part = Whole { part: Part::absent() }.write();
        let frozen = Whole::kind().freezes(Some(&Whole { part: None }.write()), Some(&part));
        assert_eq!(frozen.map(|frozen| frozen.why), Some(why.into()));
    }

    #[test]
    fn only_what_is_declared_as_fixed_is_frozen() {
        assert_eq!(frozen(&["times"], Value::Integer(4)), None);
        assert_eq!(frozen(&["extra"], Value::Integer(4)), None);
        assert_eq!(frozen(&["list", "a"], Value::Integer(4)), None);
        assert_eq!(frozen(&["rows"], Value::Integer(2)), None, "the same value is no change");
        let why = "a table has a row for each";
        assert_eq!(frozen(&["rows"], Value::Integer(3)), Some(("rows".into(), why.into())));
    }
}
