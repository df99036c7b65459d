//! Stretches of time that charts shade: outages on a timetable, changed rules, and the warm-up that was cut off.

use lab::study::Findings;
use scenario::Checked;
use units::problem::Problems;
use units::settings::Setting;
use units::time::Span;
use units::tree::{Table, Tree, Value};

use crate::figure::Window;

/// The stretches, in order of time.
///
/// Weather that comes by chance strikes at other times in each replication, so that there is nothing to shade.
pub(super) fn windows(checked: &Checked, findings: &Findings) -> Vec<Window> {
    let mut list = Vec::new();
    if let Some(cut) = findings.cut.filter(|&cut| cut > Span::ZERO) {
        list.push(Window { from: 0.0, until: cut.as_secs(), label: "warm-up, cut off".into() });
    }
    // As settings write themselves: report knows no rule by its type, and needs none of a fault but its span.
    if let Value::Table(weather) = checked.file.weather.write() {
        list.extend(weather.entries().iter().filter_map(|e| window(&e.key, e.tree.table()?)));
    }
    if let Value::Table(changes) = checked.file.change.write() {
        list.extend(changes.entries().iter().filter_map(|e| change(&e.key, e.tree.table()?, checked.file.horizon)));
    }
    list.retain(|window| window.from < checked.file.horizon.as_secs());
    list.sort_by(|a, b| a.from.total_cmp(&b.from));
    list
}

/// The stretch of one entry of the weather; none if it has no fixed time.
fn window(name: &str, entry: &Table) -> Option<Window> {
    let from = span(&entry.get("at")?.tree)?;
    let fault = entry.entries().iter().find_map(|e| e.tree.table());
    let part = |key: &str| fault.and_then(|table| table.get(key));
    let lasts = part("lasts").and_then(|e| span(&e.tree)).unwrap_or(Span::ZERO);
    let struck = ["zone", "regions", "between", "network"].into_iter().find_map(|key| Some(names(&part(key)?.tree)));
    let name = name.replace('_', " ");
    let label = struck.map_or(name.clone(), |struck| format!("{name}: {struck}"));
    Some(Window { from: from.as_secs(), until: (from + lasts).as_secs(), label })
}

/// The stretch of rules that change: to the end where they stay.
fn change(name: &str, entry: &Table, horizon: Span) -> Option<Window> {
    let from = span(&entry.get("at")?.tree)?;
    let until = entry.get("until").and_then(|e| span(&e.tree)).unwrap_or(horizon).min(horizon);
    Some(Window { from: from.as_secs(), until: until.as_secs(), label: name.replace('_', " ") })
}

/// A name or a list of names, in words.
fn names(tree: &Tree) -> String {
    match &tree.value {
        Value::Text(name) => name.clone(),
        Value::List(list) => list.iter().map(names).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}

fn span(tree: &Tree) -> Option<Span> {
    Span::read(tree, &mut Problems::default())
}
