//! The picture of a search: the goal of each candidate and the winner on fresh seeds, or the front of two goals.

use lab::tune::{Answer, Fresh, Seen, Tune, Tuned};
use scenario::sweep::number;
use scenario::tune::{Measure, Side};

use super::quantity::ordinate;
use super::sweep::scale;
use super::{Drawing, drawing};
use crate::figure::{Abscissa, Evidence, Figure, Lines, MOST_PANELS, Ordinate, Panel, Point, Series, Stroke};

/// What the fresh replications are called.
const FRESH: &str = "on fresh seeds";

/// Draws what a search found.
pub fn draw_tuned(work: &Tune, tuned: &Tuned) -> Vec<Drawing> {
    let goals = &work.task().goals;
    let figure = match goals.as_slice() {
        [_] | [] => progress(work, tuned),
        [x, y, ..] => front(work, tuned, [x, y]),
    };
    vec![drawing(if goals.len() > 1 { "front".into() } else { "search".into() }, figure)]
}

fn figure(work: &Tune, tuned: &Tuned, title: String, panels: Vec<Panel>) -> Figure {
    let file = &work.checked.file;
    let fresh = tuned.winner.as_ref().and_then(|winner| winner.goals.first()).map_or(0, |goal| goal.fresh.n);
    let note = format!("Scenario {}, {} candidates; on fresh seeds", file.name, tuned.seen.len());
    let evidence = Evidence { replications: fresh as u32, level: file.confidence };
    Figure { title, note, evidence, panels }
}

/// Goal and constraints by the setting that is chosen, or else by candidate in the order of the search; the winner on
/// fresh seeds is beside them.
fn progress(work: &Tune, tuned: &Tuned) -> Figure {
    let task = work.task();
    let mut panels = Vec::new();
    for (at, measure) in task.goals.iter().chain(&task.constraints).take(MOST_PANELS).enumerate() {
        let value = |one: &Seen| one.goals.iter().chain(&one.constraints).nth(at).copied().unwrap_or(f64::NAN);
        let answer = tuned.winner.as_ref().and_then(|winner| winner.goals.iter().chain(&winner.constraints).nth(at));
        panels.push(Panel::Lines(panel(work, tuned, measure, &value, answer)));
    }
    let wanted = |goal: &Measure| if goal.side == Side::Upper { "least" } else { "most" };
    let title =
        task.goals.first().map_or(String::new(), |goal| format!("Search for the {} {}", wanted(goal), goal.text));
    figure(work, tuned, title, panels)
}

/// The number of the one setting that is chosen, and its unit; none if there are several, or it is no number.
fn only_number<'v>(work: &Tune, values: &'v [String]) -> Option<(f64, &'v str)> {
    if work.task().axes.len() == 1 { number(&values[0]) } else { None }
}

fn panel(
    work: &Tune,
    tuned: &Tuned,
    measure: &Measure,
    value: &dyn Fn(&Seen) -> f64,
    answer: Option<&Answer>,
) -> Lines {
    let (factor, unit) = unit(measure);
    let known = tuned.seen.iter().enumerate().filter(|(_, one)| one.error.is_empty() && one.replications > 0);
    let by_value = tuned.seen.iter().all(|one| only_number(work, &one.values).is_some());
    let place = |at: usize, values: &[String]| match only_number(work, values) {
        Some((number, _)) if by_value => number,
        _ => at as f64,
    };
    let mut points: Vec<(f64, f64, bool)> =
        known.map(|(at, one)| (place(at, &one.values), factor * value(one), one.is_feasible)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let dots = |wanted: bool| {
        let own = points.iter().filter(|(_, _, is_feasible)| *is_feasible == wanted);
        apart(own.map(|&(x, y, _)| Point::exact(x, y)))
    };
    let has_limits = points.iter().any(|(_, _, is_feasible)| !is_feasible);
    let mut series = vec![Series {
        name: if has_limits { "meets the constraints".into() } else { "in the search".into() },
        points: dots(true),
        stroke: Stroke::Straight,
    }];
    if has_limits {
        series.push(Series { name: "breaks a constraint".into(), points: dots(false), stroke: Stroke::Straight });
    }
    if let Some((_, limit)) = measure.limit {
        let ends =
            [points.first(), points.last()].map(|end| Point::exact(end.map_or(0.0, |end| end.0), factor * limit));
        series.push(Series { name: "limit".into(), points: ends.to_vec(), stroke: Stroke::Straight });
    }
    if let Some(answer) = answer {
        let values = tuned.winner.as_ref().map_or(&[][..], |winner| &winner.values);
        let x = if by_value { place(0, values) } else { tuned.seen.len() as f64 };
        let point = interval(x, &answer.fresh, factor);
        series.push(Series { name: format!("winner {FRESH}"), points: vec![point], stroke: Stroke::Straight });
    }
    series.retain(Series::has_data);
    let label = match work.task().axes.first() {
        Some(axis) if by_value => {
            let unit = tuned.seen.first().and_then(|one| only_number(work, &one.values)).map_or("", |(_, unit)| unit);
            if unit.is_empty() { axis.path.clone() } else { format!("{} [{unit}]", axis.path) }
        }
        _ => "candidate, in the order of the search".into(),
    };
    let values = series.iter().flat_map(|series| &series.points).map(|point| point.mean);
    let y = ordinate(values);
    Lines {
        heading: String::new(),
        x: Abscissa::Quantity(label),
        y_label: format!("{}{unit}", left(measure)),
        y,
        series,
        windows: Vec::new(),
        reach: None,
    }
}

/// The first two goals against each other: all candidates, and the front on fresh seeds with its intervals.
fn front(work: &Tune, tuned: &Tuned, [x, y]: [&Measure; 2]) -> Figure {
    let ((x_factor, x_unit), (y_factor, y_unit)) = (unit(x), unit(y));
    let known = tuned.seen.iter().filter(|one| one.error.is_empty() && one.replications > 0);
    let mut all: Vec<Point> = known.map(|one| Point::exact(x_factor * one.goals[0], y_factor * one.goals[1])).collect();
    all.retain(|point| point.x.is_finite() && point.mean.is_finite());
    all.sort_by(|a, b| a.x.total_cmp(&b.x));
    let cross = |one: &Fresh| {
        // The ends of the first goal are ends of x.
        let (x, y) = (interval(0.0, &one.goals[0].fresh, x_factor), &one.goals[1].fresh);
        let at = |x: f64| interval(x, y, y_factor);
        let end = |x: f64| Point { low: f64::NAN, high: f64::NAN, ..at(x) };
        let gap = Point::exact(f64::NAN, f64::NAN);
        let middle = at(x.mean);
        if x.has_interval() { vec![end(x.low), middle, end(x.high), gap] } else { vec![middle, gap] }
    };
    let fresh: Vec<Point> = tuned.front.iter().flat_map(cross).collect();
    let chosen: Vec<Point> = tuned.winner.iter().flat_map(cross).collect();
    let series = [
        ("in the search".to_string(), apart(all.into_iter())),
        (format!("front {FRESH}"), fresh),
        ("tuned.toml".to_string(), chosen),
    ];
    let mut series: Vec<Series> =
        series.into_iter().map(|(name, points)| Series { name, points, stroke: Stroke::Straight }).collect();
    series.retain(Series::has_data);
    let lines = Lines {
        heading: String::new(),
        x: Abscissa::Quantity(format!("{}{x_unit}", left(x))),
        y_label: format!("{}{y_unit}", left(y)),
        y: Ordinate::Fitted,
        series,
        windows: Vec::new(),
        reach: None,
    };
    let title = format!("{} against {}", y.text, x.text);
    figure(work, tuned, title, vec![Panel::Lines(lines)])
}

/// Points that are no curve: a gap between any two.
fn apart(points: impl Iterator<Item = Point>) -> Vec<Point> {
    points.flat_map(|point| [point, Point::exact(point.x, f64::NAN)]).collect()
}

/// What is compared with the limit.
fn left(measure: &Measure) -> String {
    let limited = measure.limit.and_then(|_| measure.text.rfind(['<', '>']));
    limited.map_or(measure.text.as_str(), |at| measure.text[..at].trim_end()).to_string()
}

fn unit(measure: &Measure) -> (f64, &'static str) {
    if measure.is_chance() { (100.0, " [%]") } else { measure.metric().map_or((1.0, ""), scale) }
}

fn interval(x: f64, estimate: &statistics::Estimate, factor: f64) -> Point {
    let limits = estimate.interval();
    if !limits.low.is_finite() || !limits.high.is_finite() {
        return Point::exact(x, estimate.mean * factor);
    }
    Point { x, mean: estimate.mean * factor, low: limits.low * factor, high: limits.high * factor }
}
