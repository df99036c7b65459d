//! Which settings are declared, and where a scenario has them.

use scenario::Checked;
use units::settings::{Kind, Setting};
use units::tree::Value;

/// A declared setting: its path, with `*` for names, and what may stand there.
pub(super) struct Leaf {
    keys: Vec<&'static str>,
    /// What may stand there.
    pub(super) kind: Kind,
}

/// A place of a scenario at which a setting may be changed.
pub(super) struct Place {
    /// Its path.
    pub(super) path: String,
    /// What stands there, if anything does.
    pub(super) value: Option<Value>,
}

impl Leaf {
    /// Its path, with `*` for names.
    pub(super) fn path(&self) -> String {
        self.keys.join(".")
    }
    /// Whether a scenario is the one that plays the setting's policy, as in `policies/churn_renewal.toml`.
    pub(super) fn is_played_by(&self, scenario: &str) -> bool {
        self.keys.windows(2).any(|pair| scenario == format!("policies/{}_{}.toml", pair[0], pair[1]))
            || self.keys.windows(3).any(|three| scenario == format!("policies/{}_{}.toml", three[0], three[2]))
    }
}

/// All declared settings below a kind.
pub(super) fn leaves(kind: &Kind) -> Vec<Leaf> {
    let mut list = Vec::new();
    walk(kind, &mut Vec::new(), &mut list);
    list
}

fn walk(kind: &Kind, keys: &mut Vec<&'static str>, list: &mut Vec<Leaf>) {
    let mut below = |key: &'static str, kind: &Kind| {
        keys.push(key);
        walk(kind, keys, list);
        keys.pop();
    };
    match kind {
        Kind::Group(group) => group.fields.iter().for_each(|field| below(field.name, &field.kind)),
        Kind::Named(_, inner) => below("*", inner),
        Kind::OneOf(choices) if choices.iter().any(|c| c.kind.is_some()) => {
            choices.iter().filter_map(|c| Some((c.name, c.kind.as_ref()?))).for_each(|(name, kind)| below(name, kind));
        }
        // A plain value, or a policy in its place.
        Kind::Any(kinds) if !kind.policies().is_empty() => {
            list.push(Leaf { keys: keys.clone(), kind: kinds[0].clone() });
            kinds[1..].iter().for_each(|kind| walk(kind, keys, list));
        }
        // A law is one setting here: its parameters are the engine's, and tested there.
        Kind::Any(_)
        | Kind::OneOf(_)
        | Kind::Text { .. }
        | Kind::Reference(_)
        | Kind::File
        | Kind::Integer
        | Kind::Number
        | Kind::Switch
        | Kind::List(_)
        | Kind::Paths => list.push(Leaf { keys: keys.clone(), kind: kind.clone() }),
    }
}

/// The places of a scenario at which a setting may be changed, defaults included.
pub(super) fn places(leaf: &Leaf, checked: &Checked) -> Vec<Place> {
    let mut found = Vec::new();
    descend(&leaf.keys, "", &checked.file.write(), &mut found);
    found
}

fn descend(keys: &[&str], path: &str, value: &Value, found: &mut Vec<Place>) {
    // The name of a calibration has a colon, and so needs quotes.
    let quoted = |key: &str| if key.contains(':') { format!("\"{key}\"") } else { key.to_string() };
    let join = |key: &str| if path.is_empty() { quoted(key) } else { format!("{path}.{}", quoted(key)) };
    let Value::Table(table) = value else { return };
    match keys {
        [] => {}
        ["*", rest @ ..] => {
            for entry in table.entries() {
                match rest {
                    [] => found.push(Place { path: join(&entry.key), value: Some(entry.tree.value.clone()) }),
                    _ => descend(rest, &join(&entry.key), &entry.tree.value, found),
                }
            }
        }
        [key] => found.push(Place { path: join(key), value: table.get(key).map(|e| e.tree.value.clone()) }),
        [key, rest @ ..] => {
            if let Some(entry) = table.get(key) {
                descend(rest, &join(key), &entry.tree.value, found);
            }
        }
    }
}
