//! Settings that change by themselves or by a vote, beside what they follow.

use lab::study::SeriesLine;
use units::text::split;
use units::tree::Value;

use super::UNNAMED;
use super::curve::{self, Reading, Scale};
use super::view::View;
use crate::figure::{Figure, Ordinate, Panel, number};

/// What a governor follows, and below it the setting that it moves.
pub(super) fn governor(view: &View<'_>, name: &str) -> Option<Figure> {
    let owner = format!("governor.{name}");
    let row = view.checked.scenario.governors.iter().find(|row| row.name == name)?;
    let reading = view.line("governor_reading", &owner)?;
    let followed = panel(view, row.follows.formula.text(), reading);
    let setting = panel(view, &with_unit(&row.dial.path, &row.dial.unit), view.line("governor_setting", &owner)?);
    let of = |metric: &str| view.mean(metric, &owner);
    let title = match (of("governor_moves"), of("governor_turns")) {
        (Some(moves), Some(turns)) if turns > 0.0 => {
            format!("governor.{name} moves its setting {moves:.0} times, and turns {turns:.0} times")
        }
        (Some(moves), _) => format!("governor.{name} moves its setting {moves:.0} times, and never turns"),
        _ => format!("governor.{name} and what it follows"),
    };
    view.figure(title, [followed, setting].into_iter().flatten().collect())
}

/// The signal of a proposal, if it waits for one, and below it the setting that it would change.
pub(super) fn proposal(view: &View<'_>, name: &str) -> Option<Figure> {
    let row = view.checked.scenario.proposals.iter().find(|row| row.name == name)?;
    let owner = format!("proposal.{name}");
    let means: Vec<f64> =
        view.line("proposal_setting", &owner)?.points.iter().flatten().map(|point| point.mean).collect();
    let (first, last) = (means.first()?, means.last()?);
    let (path, value) = row.set.first()?;
    let unit = if let Value::Text(text) = value { split(text).map_or("", |(_, unit)| unit) } else { "" };
    let title = if means.iter().any(|mean| (mean - first).abs() > 1e-9 * first.abs()) {
        format!("`{path}` goes from {} to {}", number::amount(*first), number::amount(*last))
    } else {
        format!("`{path}` stays at {}", number::amount(*first))
    };
    let columns = row.when.iter().flat_map(|when| when.formula.names());
    let line = |name: &str, owner: Option<&str>| view.line(name, owner.unwrap_or(""));
    let signal = columns.filter_map(|of| panel(view, &of.label(), line(&of.name, of.owner.as_deref())?));
    view.figure(
        title,
        signal.chain(panel(view, &with_unit(path, unit), line("proposal_setting", Some(&owner))?)).collect(),
    )
}

fn panel(view: &View<'_>, label: &str, line: &SeriesLine) -> Option<Panel> {
    let curve = curve::curve(UNNAMED, line, Scale::PLAIN, Reading::State);
    view.over_time(label, Ordinate::FromZero, vec![curve])
}

fn with_unit(path: &str, unit: &str) -> String {
    if unit.is_empty() { path.into() } else { format!("{path} [{unit}]") }
}
