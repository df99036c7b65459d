//! The page of a sweep: question, pictures, points, and how to run it again, in one file.

use lab::study::Status;
use lab::sweep::{Plan, Swept};
use scenario::Checked;

use super::markup::Markup;
use super::numbers::shown;
use super::{again, figures, plural, question};
use crate::charts::Drawing;

/// Points that the page lists at the most; the tables have all.
const MOST_LISTED: usize = 200;

/// Writes one self-contained HTML document about a sweep.
pub fn sweep_html(checked: &Checked, plan: &Plan, swept: &Swept, drawings: &[Drawing]) -> String {
    let file = &checked.file;
    let mut page = Markup::page(&format!("{} sweep", file.name), question(checked));
    let text = format!(
        "Scenario {} at {}, {} each, all on the same random numbers (seed {}). What varies: {}. Intervals hold at {}.",
        file.name,
        plural(swept.done, "point"),
        plural(file.replications as usize, "replication"),
        file.seed,
        plan.paths.join(", "),
        file.confidence
    );
    page.sentence(&text);
    if swept.status == Status::Partial {
        let text = format!("Only {} of {} are done; the same command goes on from here.", swept.done, plan.n());
        page.classed("p", "warning", &text);
    }
    if swept.failed > 0 {
        let (point, error) = &swept.errors[0];
        let text = format!("{} failed; the first is point {point}: {}", plural(swept.failed, "point"), error.trim());
        page.classed("p", "warning", &text);
    }
    for drawing in drawings {
        figures::figure(&mut page, drawing);
    }
    points(&mut page, plan, swept);
    again(&mut page, checked, "windtunnel sweep scenario.toml");
    page.end()
}

fn points(page: &mut Markup, plan: &Plan, swept: &Swept) {
    let metrics: Vec<_> = swept.shown.iter().filter(|shown| !shown.points.is_empty()).collect();
    if metrics.is_empty() {
        return;
    }
    page.element("h2", "Points");
    let listed = swept.done.min(MOST_LISTED);
    if swept.done > listed {
        page.element("p", &format!("The first {listed} of {} points; summary.csv has all.", swept.done));
    }
    page.raw("<table>\n<thead>");
    let heads: Vec<&str> = ["point"]
        .into_iter()
        .chain(plan.paths.iter().map(String::as_str))
        .chain(metrics.iter().map(|shown| shown.label.as_str()))
        .collect();
    page.row("th", &heads);
    page.raw("</thead>\n<tbody>\n");
    for point in 0..listed {
        let mut cells = vec![point.to_string()];
        cells.extend(plan.values(point));
        cells.extend(metrics.iter().map(|metric| {
            let found = metric.points.binary_search_by_key(&point, |(at, _)| *at);
            found.map_or_else(|_| String::new(), |at| shown(&metric.points[at].1))
        }));
        page.row("td", &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    page.raw("</tbody>\n</table>\n");
}
