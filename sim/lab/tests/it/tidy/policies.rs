//! Every policy of every menu is played by a scenario and says where it comes from.

use std::collections::{BTreeMap, BTreeSet};

use units::settings::{Choice, Kind};
use units::tree::{Tree, Value};

use super::none;
use crate::support;

/// The wings of a kind of table: fields that hold a menu, several named ones of it, or a fault.
fn wings(kind: &Kind, found: &mut BTreeMap<&'static str, Vec<Choice>>) {
    match kind {
        Kind::Group(group) => {
            for field in &group.fields {
                let inner = if let Kind::Named(_, inner) = &field.kind { inner } else { &field.kind };
                if !inner.policies().is_empty() {
                    found.insert(field.name, inner.policies().to_vec());
                }
                match inner {
                    Kind::OneOf(choices) if choices.iter().any(|c| c.kind.is_some()) => {
                        found.insert(field.name, choices.clone());
                    }
                    inner => wings(inner, found),
                }
                // A flat menu is no field of its own: it goes by the name of what it stands in.
                if let Kind::Group(below) = inner {
                    for menu in &below.flat {
                        if let Kind::OneOf(choices) = &menu.kind {
                            found.insert(field.name, choices.clone());
                        }
                    }
                }
            }
        }
        Kind::Named(_, inner) => wings(inner, found),
        _ => {}
    }
}

/// All menus by the key under which they stand.
fn menus() -> BTreeMap<&'static str, Vec<Choice>> {
    let mut found = BTreeMap::new();
    wings(scenario::kind(), &mut found);
    // The menu of `conduct` under another name.
    found.remove("conducts");
    assert!(found.contains_key("weather") && found.len() >= 15, "only the menus {:?} were found", found.keys());
    found
}

/// Notes every `wing.policy` that a tree writes.
fn play(tree: &Tree, menus: &BTreeMap<&'static str, Vec<Choice>>, played: &mut BTreeSet<(String, String)>) {
    let Some(table) = tree.table() else { return };
    for entry in table.entries() {
        if let Some(choices) = menus.get(entry.key.as_str()) {
            let mut note = |name: &str| {
                if choices.iter().any(|c| c.name == name) {
                    played.insert((entry.key.clone(), name.to_string()));
                }
            };
            match &entry.tree.value {
                Value::Text(name) => note(name),
                Value::Table(below) => below.entries().iter().for_each(|rule| {
                    note(&rule.key);
                    // Named rules stand one floor below their wing.
                    match &rule.tree.value {
                        Value::Text(name) => note(name),
                        Value::Table(named) => named.entries().iter().for_each(|policy| note(&policy.key)),
                        _ => {}
                    }
                }),
                _ => {}
            }
        }
        play(&entry.tree, menus, played);
    }
}

/// Policies that no scenario can name, and who plays them.
const BROUGHT_ALONG: [(&str, &str, &str); 1] = [("scheduling", "custom", "examples/own_policy")];

#[test]
fn every_policy_is_played_by_a_scenario() {
    let menus = menus();
    let mut played = BTreeSet::new();
    for name in support::shipped() {
        // What is written, not what is left to a default.
        play(&support::open(&name, &[]).tree, &menus, &mut played);
    }
    let idle = menus.iter().flat_map(|(wing, choices)| {
        let is_brought = |name: &str| BROUGHT_ALONG.iter().any(|known| (known.0, known.1) == (*wing, name));
        let is_played = |name: &str| played.contains(&(wing.to_string(), name.to_string())) || is_brought(name);
        let idle = choices.iter().filter(|c| !is_played(c.name));
        idle.map(|c| format!("no scenario names `{wing}.{}`", c.name)).collect::<Vec<_>>()
    });
    none(&idle.collect::<Vec<_>>());
}

#[test]
fn every_policy_says_where_it_comes_from() {
    let folder = support::root().join("sim/rules/src");
    let mut silent = Vec::new();
    for (wing, choices) in menus() {
        for choice in choices {
            // Where the key alone would say little as the name of a folder.
            let wing = match wing {
                "rule" => "holding",
                "revises" => "revision",
                wing => wing,
            };
            let file = folder.join(wing).join(format!("{}.rs", choice.name));
            let text = super::read(&file);
            if !text.lines().any(|line| line.trim().starts_with("///") && line.contains("Source:")) {
                silent.push(format!("{}: no line of the doc comment says `Source:`", super::shown(&file)));
            }
        }
    }
    none(&silent);
}
