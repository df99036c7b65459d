//! Named curves with intervals, and how they become lines and ribbons.

use super::axis::Axis;
use super::sheet::{Area, Place, Sheet};
use super::theme::{Look, RIBBON, STROKE};

/// An estimate with its interval at one place of the x axis.
///
/// A mean that is NaN leaves a gap in the line; a bound that is NaN leaves a gap in the ribbon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Where, in the unit of the x axis; seconds if that is time or latency.
    pub x: f64,
    /// Mean over replications, in the unit of the y axis.
    pub mean: f64,
    /// Lower end of the interval, in the unit of the y axis.
    pub low: f64,
    /// Upper end of the interval, in the unit of the y axis.
    pub high: f64,
}

impl Point {
    /// A value known without an interval.
    pub const fn exact(x: f64, value: f64) -> Self {
        Self { x, mean: value, low: f64::NAN, high: f64::NAN }
    }
    /// Whether there is an interval to show.
    pub fn has_interval(&self) -> bool {
        !self.low.is_nan() && !self.high.is_nan()
    }
}

/// How a line runs from point to point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stroke {
    /// Straight to the next point: samples of something that changes smoothly.
    #[default]
    Straight,
    /// Level until the next point: counts, states and settings that hold until they change.
    Step,
    /// Straight to the next point, above an area from the low to the high end of each: a part of a sum.
    Area,
}

/// A named curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name in the legend. The same name has the same colour in all panels of a figure.
    pub name: String,
    /// Its points, in the order of the line; x rises, unless it is a path.
    pub points: Vec<Point>,
    /// How the line runs between them.
    pub stroke: Stroke,
}

impl Series {
    /// Whether any point can be drawn.
    pub fn has_data(&self) -> bool {
        self.points.iter().any(|p| p.x.is_finite() && p.mean.is_finite())
    }
    /// Whether any point has an interval.
    pub fn has_intervals(&self) -> bool {
        let any = self.points.iter().any(|p| p.x.is_finite() && p.mean.is_finite() && p.has_interval());
        any && self.stroke != Stroke::Area
    }
    /// Points that a plot can show.
    pub(crate) fn drawable(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|p| p.x.is_finite() && p.mean.is_finite())
    }
}

/// The least and the greatest of finite numbers.
pub(crate) fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|v| v.is_finite())
        .fold(None, |range, v| Some(range.map_or((v, v), |(low, high): (f64, f64)| (low.min(v), high.max(v)))))
}

/// Where curves are drawn.
#[derive(Clone, Copy)]
pub(crate) struct Plane<'a> {
    pub(crate) plot: Area,
    pub(crate) x: &'a Axis,
    pub(crate) y: &'a Axis,
}

impl Plane<'_> {
    /// The place of a value, if it can be drawn.
    pub(crate) fn place(&self, x: f64, y: f64) -> Option<Place> {
        Some(self.plot.at(self.x.part(x)?, self.y.part(y)?))
    }
    fn bounds(&self, point: &Point) -> Option<(Place, Place)> {
        let x = self.x.part(point.x)?;
        self.y.part(point.mean)?;
        let end = |bound: f64| self.y.bound(bound.clamp(self.y.low(), self.y.high()));
        Some((self.plot.at(x, end(point.low)?), self.plot.at(x, end(point.high)?)))
    }
}

/// Draws the interval of a series as a ribbon.
pub(crate) fn draw_ribbon(sheet: &mut Sheet, plane: Plane<'_>, series: &Series, look: Look) {
    for run in runs(&series.points, |point| plane.bounds(point)) {
        if let [(low, high)] = run[..] {
            sheet.stroke(vec![low, high], 2.0, look.ink);
            continue;
        }
        let lower = stepped(run.iter().map(|ends| ends.0), series.stroke);
        let upper = stepped(run.iter().map(|ends| ends.1), series.stroke);
        sheet.fill(upper.into_iter().chain(lower.into_iter().rev()).collect(), look.ink.sheer(RIBBON));
    }
}

/// Draws the means of a series as a line. A point between two gaps becomes a dot.
pub(crate) fn draw_line(sheet: &mut Sheet, plane: Plane<'_>, series: &Series, look: Look) {
    for run in runs(&series.points, |point| plane.place(point.x, point.mean)) {
        match run[..] {
            [alone] => sheet.disc(alone, STROKE * 1.5, look.ink),
            _ => sheet.stroke_as(stepped(run.into_iter(), series.stroke), STROKE, look),
        }
    }
}

/// Unbroken runs of what can be drawn.
fn runs<T>(points: &[Point], place: impl Fn(&Point) -> Option<T>) -> Vec<Vec<T>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    for point in points {
        match place(point) {
            Some(place) => run.push(place),
            None if run.is_empty() => {}
            None => runs.push(std::mem::take(&mut run)),
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

fn stepped(places: impl Iterator<Item = Place>, stroke: Stroke) -> Vec<Place> {
    let mut path: Vec<Place> = Vec::new();
    for place in places {
        if let (Stroke::Step, Some(&last)) = (stroke, path.last()) {
            path.push((place.0, last.1));
        }
        path.push(place);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Mark;
    use super::super::theme::Palette;
    use super::*;

    fn marks(points: Vec<Point>, stroke: Stroke) -> Vec<Mark> {
        let (x, y) = (Axis::tight(0.0, 10.0, 5), Axis::rounded(0.0, 10.0, 5));
        let plot = Area { left: 0.0, top: 0.0, right: 100.0, bottom: 100.0 };
        let (plane, look) = (Plane { plot, x: &x, y: &y }, Palette::default().look(""));
        let mut sheet = Sheet::new(100, 100);
        let series = Series { name: "a".into(), points, stroke };
        draw_ribbon(&mut sheet, plane, &series, look);
        draw_line(&mut sheet, plane, &series, look);
        sheet.marks
    }

    #[test]
    fn a_missing_value_leaves_a_gap() {
        let values = [1.0, 2.0, f64::NAN, 4.0, f64::INFINITY, 6.0, 7.0];
        let points = values.into_iter().enumerate().map(|(i, v)| Point::exact(i as f64, v)).collect();
        let marks = marks(points, Stroke::Straight);
        assert!(matches!(&marks[..], [Mark::Stroke { .. }, Mark::Disc { .. }, Mark::Stroke { .. }]), "{marks:?}");
    }

    #[test]
    fn steps_hold_until_they_change() {
        let marks = marks(vec![Point::exact(0.0, 2.0), Point::exact(5.0, 8.0)], Stroke::Step);
        let [Mark::Stroke { path, .. }] = &marks[..] else { panic!("{marks:?}") };
        assert_eq!(path[..], [(0.0, 80.0), (50.0, 80.0), (50.0, 20.0)]);
    }

    #[test]
    fn a_ribbon_runs_forth_above_and_back_below() {
        let point = |x, mean| Point { x, mean, low: mean - 1.0, high: mean + 1.0 };
        let marks = marks(vec![point(0.0, 2.0), point(10.0, 5.0)], Stroke::Straight);
        let Mark::Fill { outline, .. } = &marks[0] else { panic!("{marks:?}") };
        assert_eq!(outline[..], [(0.0, 70.0), (100.0, 40.0), (100.0, 60.0), (0.0, 90.0)]);
    }
}
