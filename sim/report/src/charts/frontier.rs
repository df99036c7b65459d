//! The pictures of a frontier: both sides of each claim along a setting, or a map of how often the claims hold.

use lab::frontier::{Flip, Found, Plan, Shape, Tried};
use scenario::Checked;
use scenario::sweep::number;
use statistics::Estimate;

use super::quantity::Quantity;
use super::{Drawing, UNNAMED, drawing};
use crate::figure::{
    Evidence, Figure, Heat, Lines, MOST_PANELS, Ordinate, Panel, Point, Region, Series, Stroke, Window,
};

/// Draws what a search found; nothing if no point was played.
pub fn draw_frontier(checked: &Checked, plan: &Plan, found: &Found) -> Vec<Drawing> {
    if found.tried.is_empty() {
        return Vec::new();
    }
    let view = View { checked, plan, found };
    let (name, figure) = match &plan.shape {
        Shape::Line { .. } => ("frontier", view.line()),
        Shape::Map { columns, rows } => ("map", view.map(columns, rows)),
    };
    vec![drawing(name.into(), figure)]
}

struct View<'a> {
    checked: &'a Checked,
    plan: &'a Plan,
    found: &'a Found,
}

impl View<'_> {
    fn line(&self) -> Figure {
        let tried = &self.found.tried;
        let window = self.found.flips.iter().filter_map(|flip| match flip {
            Flip::Flips { held, failed, .. } => {
                let (a, b) = (tried[*held].x, tried[*failed].x);
                Some(Window { from: a.min(b), until: a.max(b), label: "the flip is in here".into() })
            }
            _ => None,
        });
        let windows: Vec<Window> = window.collect();
        let across = Quantity { values: tried.iter().map(|point| point.x).collect(), unit: self.unit(0) };
        let lines = |y_label: String, series: Vec<Series>| {
            Panel::Lines(Lines {
                heading: String::new(),
                x: across.abscissa(&self.plan.paths[0]),
                y_label,
                y: Ordinate::Fitted,
                series,
                windows: windows.clone(),
                reach: None,
            })
        };
        let share = |point: &Tried| Point::exact(point.x, point.held_share.map_or(f64::NAN, |share| share * 100.0));
        let shares =
            Series { name: UNNAMED.into(), points: tried.iter().map(share).collect(), stroke: Stroke::Straight };
        let mut panels = vec![lines("Replications in which the claims hold [%]".into(), vec![shares])];
        let n = tried.iter().map(|point| point.claims.len()).max().unwrap_or(0);
        for claim in (0..n).take(MOST_PANELS - 1) {
            let side = |name: &str, of: fn(&lab::study::Judged) -> &Estimate| {
                let point = |point: &Tried| Some(interval(point.x, of(point.claims.get(claim)?)));
                let points = tried.iter().filter_map(point).collect();
                Series { name: name.into(), points, stroke: Stroke::Straight }
            };
            let that = tried.iter().find_map(|point| point.claims.get(claim)).map_or("", |claim| claim.that.as_str());
            panels.push(lines(
                that.to_string(),
                vec![side("left side of the claim", |c| &c.left), side("right side", |c| &c.right)],
            ));
        }
        self.figure(format!("Where {} flips", self.claims()), panels)
    }
    fn map(&self, columns: &[String], rows: &[String]) -> Figure {
        let at = |row: usize, column: usize| self.found.tried.get(column * rows.len() + row);
        let table = |of: &dyn Fn(&Tried) -> Option<bool>| -> Vec<Vec<Option<bool>>> {
            let cell = |row: usize, column: usize| at(row, column).and_then(of);
            (0..rows.len()).map(|row| (0..columns.len()).map(|column| cell(row, column)).collect()).collect()
        };
        let share =
            |row: usize, column: usize| at(row, column).and_then(|p| p.held_share).map_or(f64::NAN, |s| s * 100.0);
        let values = (0..rows.len()).map(|row| (0..columns.len()).map(|column| share(row, column)).collect()).collect();
        let decided = table(&|point| Some(point.holds() == Some(true)));
        let mut regions = vec![Region { name: "the claims hold: decided".into(), cells: decided }];
        let closed = table(&|point| point.closed_form);
        if closed.iter().flatten().any(Option::is_some) {
            regions.push(Region { name: "the slash is in its corridor: closed form".into(), cells: closed });
        }
        let bare = |list: &[String]| list.iter().map(|text| bare(text)).collect::<Vec<_>>();
        let heat = Heat {
            heading: "Replications in which the claims hold [%]".into(),
            x_label: self.label(0),
            y_label: self.label(1),
            columns: bare(columns),
            rows: bare(rows),
            values,
            limit: None,
            regions,
        };
        self.figure(format!("Where {} holds", self.claims()), vec![Panel::Heat(heat)])
    }
    fn figure(&self, title: String, panels: Vec<Panel>) -> Figure {
        let file = &self.checked.file;
        let evidence = Evidence { replications: file.replications, level: file.confidence };
        let points = self.found.tried.len();
        let note = format!("Scenario {}, {points} points, replications added where claims ask for them.", file.name);
        Figure { title, note, evidence, panels }
    }
    fn claims(&self) -> String {
        let all: Vec<&str> = self
            .found
            .tried
            .iter()
            .find(|p| !p.claims.is_empty())
            .map_or(Vec::new(), |p| p.claims.iter().map(|claim| claim.name.as_str()).collect());
        all.join(" and ")
    }
    /// What an axis says, with its unit in brackets.
    fn label(&self, axis: usize) -> String {
        let (unit, path) = (self.unit(axis), &self.plan.paths[axis]);
        if unit.is_empty() { path.clone() } else { format!("{path} [{unit}]") }
    }
    /// The unit of a setting; empty if it is a plain number.
    fn unit(&self, axis: usize) -> String {
        let first = self.found.tried.first().map(|point| point.values[axis].clone()).unwrap_or_default();
        number(&first).map_or("", |(_, unit)| unit).into()
    }
}

/// A value without its unit.
fn bare(text: &str) -> String {
    number(text).map_or_else(|| text.to_string(), |(value, _)| format!("{value}"))
}

fn interval(x: f64, estimate: &Estimate) -> Point {
    let interval = estimate.interval();
    if !estimate.half_width.is_finite() {
        return Point::exact(x, estimate.mean);
    }
    Point { x, mean: estimate.mean, low: interval.low, high: interval.high }
}
