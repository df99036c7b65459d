//! The page of a sweep: question, pictures, points, and how to run it again, in one file.

use lab::study::Status;
use lab::sweep::{Plan, Swept};
use scenario::Checked;

use super::markup::Markup;
use super::numbers::shown;
use super::{STYLE, figures, plural};
use crate::charts::Drawing;

/// Points that the page lists at the most; the tables have all.
const MOST_LISTED: usize = 200;

/// Writes one self-contained HTML document about a sweep.
pub fn sweep_html(checked: &Checked, plan: &Plan, swept: &Swept, drawings: &[Drawing]) -> String {
    let file = &checked.file;
    let mut page = Markup::new();
    let question = if checked.question.is_empty() { &file.name } else { &checked.question };
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.element("title", &format!("{} sweep – windtunnel", file.name));
    page.raw("<style>\n").raw(STYLE).raw("</style>\n</head>\n<body>\n");
    page.element("h1", question);
    let text = format!(
        "Scenario {} at {}, {} each, all on the same random numbers (seed {}). What varies: {}. Intervals hold at {}.",
        file.name,
        plural(swept.done, "point"),
        plural(file.replications as usize, "replication"),
        file.seed,
        plan.paths.join(", "),
        file.confidence
    );
    page.element("p", &text.replace(" %", "\u{a0}%"));
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
    page.element("h2", "How to run it again");
    let text = format!(
        "Save the scenario below as scenario.toml. Version {} of windtunnel gives the same numbers, bit for bit, on any \
         number of threads and shards:",
        env!("CARGO_PKG_VERSION")
    );
    page.element("p", &text);
    page.element("pre", "windtunnel sweep scenario.toml");
    page.element("p", &format!("The hash of the scenario with what varies is {}.", checked.hash));
    page.element("pre", checked.canonical.trim_end());
    page.raw("</body>\n</html>\n");
    page.text
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
