//! From names to ids, with a remedy for a name that means nothing.

use files::{CALIBRATIONS, no_calibration};
use units::problem::{Problems, did_you_mean};
use units::quantity::Name;
use units::settings::Named;
use units::tree::Place;

use crate::models::MODELS;

/// The position of a name among the tables of a kind; a fault if there is none.
pub(super) fn find<T>(name: &Name, tables: &Named<T>, kind: &str, problems: &mut Problems) -> Option<usize> {
    let found = tables.position(&name.text);
    if found.is_none() {
        unknown(&name.text, name.place, &tables.names().collect::<Vec<_>>(), kind, problems);
    }
    found
}

/// Notes a name that means none of the known tables of a kind.
pub(super) fn unknown(name: &str, place: Place, known: &[&str], kind: &str, problems: &mut Problems) {
    if let Some(measured) = name.strip_prefix(Name::CALIBRATED).filter(|_| kind == "hardware") {
        let (message, remedy) = no_calibration(measured, &MODELS.below(CALIBRATIONS));
        problems.push_with(place, message, remedy);
        return;
    }
    let models = MODELS.names(kind);
    let all = known.iter().chain(models.iter().filter(|model| !known.contains(model)));
    let remedy = did_you_mean(name, all.copied()).unwrap_or_else(|| match (known, &models[..]) {
        ([], []) => format!("write a table `[{kind}.{name}]`"),
        ([], _) => format!("write a table `[{kind}.{name}]`, or name one of `windtunnel list {kind}`"),
        (known, []) => format!("known here: {}", known.join(", ")),
        (known, _) => format!("known here: {}; `windtunnel list {kind}` shows more", known.join(", ")),
    });
    problems.push_with(place, format!("there is no {kind} `{name}`"), remedy);
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
