//! `list settings`, and the settings of one table.

use scenario::menu::{self, form, wings};
use serde_json::{Value, json};
use units::settings::Kind;

use super::{COLUMN, default, setting_document};
use crate::wrap::{hang, wrap};

/// The tables of a scenario: what has settings below it.
pub(super) fn tables() -> Vec<String> {
    let mut tables: Vec<String> = Vec::new();
    for place in menu::places() {
        if let Some((table, _)) = place.path.split_once('.')
            && !tables.iter().any(|known| known == table)
        {
            tables.push(table.to_string());
        }
    }
    tables
}

/// The settings of one table of a scenario; those of policies are with the policies.
pub(super) fn table(name: &str) -> (String, Vec<Value>) {
    let below = |path: &str| path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    let wings = wings();
    let of_policy =
        |path: &str| wings.iter().any(|wing| path.strip_prefix(&wing.name).is_some_and(|rest| rest.starts_with('.')));
    let places = menu::places();
    let doc = places.iter().find(|place| place.path == name).map_or("", |place| &place.field.doc);
    let shown: Vec<_> = places
        .iter()
        .filter(|place| below(&place.path) && !of_policy(&place.path) && !matches!(place.field.kind, Kind::Group(_)))
        .collect();
    let chosen = |place: &menu::Place| wings.iter().find(|wing| wing.name == place.path);
    let mut out = hang(name, doc, COLUMN);
    for place in &shown {
        out.push('\n');
        out.push_str(&hang(&place.path, &place.field.doc, COLUMN));
        let how = match chosen(place) {
            Some(wing) => format!("chosen from a module: `windtunnel list {}`", wing.short()),
            None => form(&place.field.kind),
        };
        let bounds = place.field.bounds.as_ref().map_or(String::new(), |bounds| format!(", {}", bounds.text));
        out.push_str(&wrap(&format!("{how}{bounds}; {}; {}", default(&place.field), live(place)), COLUMN));
    }
    (out, shown.into_iter().map(place_document).collect())
}

/// Whether a setting may change during a run, and if not why.
fn live(place: &menu::Place) -> String {
    place.field.fixed.map_or("may change during a run".into(), |why| format!("fixed: {why}"))
}

fn place_document(place: &menu::Place) -> Value {
    let mut document = setting_document(&place.field);
    document["name"] = json!(place.path);
    document
}

/// All settings of scenarios, or those that may change during a run.
pub(super) fn every_setting(live_only: bool) -> (String, Vec<Value>) {
    let is_shown = |place: &menu::Place| !live_only || place.field.fixed.is_none();
    // What only holds others is no setting.
    let is_leaf = |place: &menu::Place| match &place.field.kind {
        Kind::Group(_) | Kind::Named(None, _) => false,
        Kind::OneOf(choices) => choices.iter().all(|choice| choice.kind.is_none()),
        _ => true,
    };
    let places: Vec<_> = menu::places().into_iter().filter(|place| is_leaf(place) && is_shown(place)).collect();
    let mut out = wrap(
        "Paths leave out the names of tables. A setting that may change is changed during a run as in \
         `[change.dear] at = \"6 h\", set = { \"network.alpha.pricing.posted.work\" = \"3 usd/h\" }`.",
        0,
    );
    for place in &places {
        out.push('\n');
        out.push_str(&hang(&place.path, &place.field.doc, COLUMN));
        out.push_str(&wrap(&format!("{}; {}", form(&place.field.kind), live(place)), COLUMN));
    }
    (out, places.iter().map(place_document).collect())
}
