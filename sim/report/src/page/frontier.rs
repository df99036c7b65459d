//! The page of a frontier: question, answer, picture, points, and how to run it again, in one file.

use lab::frontier::{Flip, Found, Plan, Shape};
use lab::study::Status;
use scenario::Checked;

use super::markup::Markup;
use super::{again, figures, plural, question};
use crate::charts::Drawing;

/// Points that the page lists at the most; the table has all.
const MOST_LISTED: usize = 200;

/// Writes one self-contained HTML document about a search.
pub fn frontier_html(checked: &Checked, plan: &Plan, found: &Found, drawings: &[Drawing]) -> String {
    let file = &checked.file;
    let mut page = Markup::page(&format!("{} frontier", file.name), question(checked));
    let text = format!(
        "Scenario {} at {}, all on the same random numbers (seed {}). What varies: {}. Intervals hold at {}.",
        file.name,
        plural(found.tried.len(), "point"),
        file.seed,
        plan.paths.join(", "),
        file.confidence
    );
    page.sentence(&text);
    if found.status == Status::Partial {
        page.classed("p", "warning", "The search was interrupted; the same command goes on from here.");
    }
    answers(&mut page, plan, found);
    for drawing in drawings {
        figures::figure(&mut page, drawing);
    }
    points(&mut page, plan, found);
    again(&mut page, checked, "windtunnel frontier scenario.toml");
    page.end()
}

fn answers(page: &mut Markup, plan: &Plan, found: &Found) {
    page.raw("<table>\n<thead>");
    let first = if found.flips.len() > 1 { plan.paths[0].as_str() } else { "setting" };
    page.row("th", &[first, "result", "last that holds", "first that fails"]);
    page.raw("</thead>\n<tbody>\n");
    for (at, flip) in found.flips.iter().enumerate() {
        let (name, value): (&str, &dyn Fn(usize) -> String) = match &plan.shape {
            Shape::Line { .. } => (&plan.paths[0], &|at| found.tried[at].values[0].clone()),
            Shape::Map { columns, rows } => (&columns[at], &|at| rows[at].clone()),
        };
        let (held, failed) = match flip {
            Flip::Flips { held, failed, .. } => (value(*held), value(*failed)),
            _ => ("–".into(), "–".into()),
        };
        page.row("td", &[name, flip.word(), &held, &failed]);
    }
    page.raw("</tbody>\n</table>\n");
}

fn points(page: &mut Markup, plan: &Plan, found: &Found) {
    page.element("h2", "Points");
    let listed = found.tried.len().min(MOST_LISTED);
    if found.tried.len() > listed {
        page.element("p", &format!("The first {listed} of {} points; points.csv has all.", found.tried.len()));
    }
    page.raw("<table>\n<thead>");
    let heads = plan.paths.iter().map(String::as_str).chain(["verdict", "holds in", "replications"]);
    page.row("th", &heads.collect::<Vec<_>>());
    page.raw("</thead>\n<tbody>\n");
    for point in &found.tried[..listed] {
        let share = point.held_share.map_or("–".into(), |share| format!("{:.0}\u{a0}%", share * 100.0));
        let replications = point.replications.to_string();
        let values = point.values.iter().map(String::as_str);
        page.row("td", &values.chain([point.word(), &share, &replications]).collect::<Vec<_>>());
    }
    page.raw("</tbody>\n</table>\n");
}
