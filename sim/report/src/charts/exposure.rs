//! Who reads what users ask: operators, gateways, and those who know whose it is.

use super::MOST_GROUPS;
use super::view::{View, name_of};
use crate::figure::{Bar, Bars, Figure, Panel, number};

/// The metric of all who run nodes and read a request.
const OPERATORS: &str = "exposed_to_operators_mean";

/// What each panel shows: a metric with its label, and what its values are multiplied by.
const PANELS: [(&str, &str, f64); 4] = [
    (OPERATORS, "Operators of nodes who read a request, on average", 1.0),
    ("exposed_to_checkers_share", "Requests that a check shows to one more [%]", 100.0),
    ("exposed_to_gateway_share", "Requests that a gateway reads [%]", 100.0),
    ("linked_share", "Requests of which somebody knows who asked, and what [%]", 100.0),
];

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let panels = PANELS.into_iter().filter_map(|(metric, label, factor)| panel(view, metric, label, factor));
    view.figure(title(view)?, panels.collect())
}

/// A bar for each group of users; nothing where all are zero, but for the operators.
fn panel(view: &View<'_>, metric: &str, x_label: &str, factor: f64) -> Option<Panel> {
    let bars: Vec<Bar> = users(view, metric)
        .take(MOST_GROUPS)
        .map(|(name, estimate)| {
            let interval = estimate.interval();
            // A bound that is missing leaves the whisker away.
            let end = |end: f64| if end.is_finite() { end.max(0.0) * factor } else { f64::NAN };
            Bar { name: name.into(), value: end(estimate.mean), low: end(interval.low), high: end(interval.high) }
        })
        .collect();
    let is_shown = metric == OPERATORS || bars.iter().any(|bar| bar.value > 0.0);
    (is_shown && !bars.is_empty()).then(|| Panel::Bars(Bars { heading: String::new(), x_label: x_label.into(), bars }))
}

/// Each group of users of which a metric exists, with its estimate.
fn users<'a>(view: &View<'a>, metric: &str) -> impl Iterator<Item = (&'a str, statistics::Estimate)> {
    let lines = view.findings.summary.iter().filter(move |line| line.metric == metric && !line.owner.is_empty());
    let lines: Vec<_> = lines.filter_map(|line| Some((name_of(&line.owner), line.estimate?))).collect();
    lines.into_iter().filter(|(_, estimate)| estimate.mean.is_finite())
}

fn title(view: &View<'_>) -> Option<String> {
    let (name, most) =
        users(view, OPERATORS).reduce(|one, other| if other.1.mean > one.1.mean { other } else { one })?;
    if most.mean <= 0.0 {
        return Some("No operator of a node reads any request".into());
    }
    let n = number::amount(most.mean);
    let are = if n == "1" { "operator reads" } else { "operators read" };
    Some(format!("{n} {are} a request of {name} on average"))
}
