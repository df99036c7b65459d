//! Which settings and policies random worlds have: all but those that a table excuses.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use units::settings::Kind;
use units::tree::Value;

use super::change::{KEPT, place_of};
use super::never::NEVER;
use super::tamed::rows;
use super::{join, world};

/// Worlds that are looked at: of 3,500 one setting in three hundred is still missed.
const WORLDS: u64 = 12_000;

/// What a scenario may say: the place of each setting, `=` and the word or `law` of each choice among plain values.
fn all(kind: &Kind, place: &str, found: &mut BTreeSet<String>) {
    match kind {
        Kind::Group(group) => {
            for field in &group.fields {
                found.insert(join(place, field.name));
                all(&field.kind, &join(place, field.name), found);
            }
        }
        Kind::Named(_, inner) | Kind::List(inner) => all(inner, place, found),
        Kind::OneOf(choices) => {
            for choice in choices {
                match &choice.kind {
                    Some(kind) => {
                        found.insert(join(place, choice.name));
                        all(kind, &join(place, choice.name), found);
                    }
                    None => drop(found.insert(format!("{place} = {}", choice.name))),
                }
            }
        }
        Kind::Any(kinds) if !is_law(kinds) => kinds.iter().for_each(|kind| all(kind, place, found)),
        Kind::Any(kinds) => {
            for law in
                kinds.iter().filter_map(|kind| if let Kind::OneOf(laws) = kind { Some(laws) } else { None }).flatten()
            {
                found.insert(format!("a law = {}", law.name));
            }
        }
        _ => {}
    }
}

/// Whether one of these is a law of chance, not a plain word.
fn is_law(kinds: &[Kind]) -> bool {
    kinds.iter().any(|kind| matches!(kind, Kind::OneOf(laws) if laws.iter().any(|law| law.name == "exponential")))
}

/// What of it a value says.
fn said(kind: &Kind, value: &Value, place: &str, found: &mut BTreeSet<String>) {
    match (kind, value) {
        (Kind::Group(group), Value::Table(table)) => {
            for field in &group.fields {
                if let Some(entry) = table.get(field.name) {
                    found.insert(join(place, field.name));
                    said(&field.kind, &entry.tree.value, &join(place, field.name), found);
                }
            }
        }
        (Kind::Named(_, inner), Value::Table(table)) => {
            table.entries().iter().for_each(|entry| said(inner, &entry.tree.value, place, found));
        }
        (Kind::List(inner), Value::List(items)) => items.iter().for_each(|item| said(inner, &item.value, place, found)),
        (Kind::OneOf(choices), Value::Table(table)) => {
            for (choice, entry) in choices.iter().filter_map(|choice| Some((choice, table.get(choice.name)?))) {
                found.insert(join(place, choice.name));
                if let Some(kind) = &choice.kind {
                    said(kind, &entry.tree.value, &join(place, choice.name), found);
                }
            }
        }
        (Kind::OneOf(_), Value::Text(word)) => drop(found.insert(format!("{place} = {word}"))),
        (Kind::Any(kinds), value) if !is_law(kinds) => kinds.iter().for_each(|kind| said(kind, value, place, found)),
        (Kind::Any(_), Value::Table(law)) => drop(found.insert(format!("a law = {}", law.entries()[0].key))),
        (Kind::Any(_), _) => drop(found.insert("a law = fixed".into())),
        (Kind::Paths, Value::Table(table)) => {
            found.extend(table.entries().iter().map(|entry| format!("{} changes", place_of(&entry.key))));
        }
        _ => {}
    }
}

/// What the worlds of the first seeds say.
static DRAWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut found = BTreeSet::new();
    for seed in 0..WORLDS {
        said(scenario::kind(), &world(seed, 1_500), "", &mut found);
    }
    found
});

fn declared() -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    all(scenario::kind(), "", &mut declared);
    declared
}

/// Whether something is at a place or below it.
fn is_of(what: &str, place: &str) -> bool {
    what.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ']))
}

#[test]
fn every_setting_and_policy_is_drawn_or_excused() {
    let (declared, drawn) = (declared(), &*DRAWN);
    let missing: Vec<&String> =
        declared.difference(drawn).filter(|what| !NEVER.iter().any(|(place, _)| is_of(what, place))).collect();
    assert!(missing.is_empty(), "never drawn in {WORLDS} worlds: {missing:#?}");
    for (place, why) in NEVER {
        assert!(declared.contains(*place), "`{place}` is excused because {why}, and is no setting");
        assert!(!drawn.iter().any(|what| is_of(what, place)), "`{place}` is drawn though {why}");
    }
}

#[test]
fn every_setting_that_may_change_is_changed_or_excused() {
    let changed: BTreeSet<&str> = DRAWN.iter().filter_map(|what| what.strip_suffix(" changes")).collect();
    assert!(KEPT.iter().all(|(place, _)| !changed.contains(place)));
    let places = scenario::menu::places();
    // Which policy it is does not change, nor which tables there are.
    let holds_others = |kind: &Kind| match kind {
        Kind::Group(_) | Kind::Named(..) => true,
        Kind::OneOf(choices) => choices.iter().any(|choice| choice.kind.is_some()),
        _ => false,
    };
    let live = places.iter().filter(|place| place.field.fixed.is_none() && !holds_others(&place.field.kind));
    let missing: Vec<&str> = live
        .map(|place| place.path.as_str())
        .filter(|path| !changed.contains(path) && !NEVER.iter().chain(KEPT).any(|(place, _)| is_of(path, place)))
        .collect();
    assert!(missing.is_empty(), "never changed in {WORLDS} worlds: {missing:#?}");
}

#[test]
fn every_row_of_the_tamed_is_about_a_setting() {
    let declared = declared();
    let wrong: Vec<&str> = rows().filter(|place| !declared.contains(*place)).collect();
    assert!(wrong.is_empty(), "{wrong:?} are no settings");
}
