//! Lines of findings as curves of figures: intervals within what is possible, and no more points than one sees.

use lab::study::SeriesLine;
use statistics::Estimate;

use super::view::name_of;
use crate::figure::{Point, Series, Stroke};

/// More points than this are thinned out: a figure is about a thousand pixels wide.
const MOST_POINTS: usize = 2_000;

/// What the points of a line say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The state at their time.
    State,
    /// The mean since the point before, which is drawn in the middle of that stretch.
    MeanSince,
}

/// How numbers of findings are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// By how much they are multiplied.
    factor: f64,
    /// The most that is possible, in the unit shown.
    most: f64,
}

impl Scale {
    /// What is counted or measured, and cannot be negative.
    pub(super) const PLAIN: Self = Self { factor: 1.0, most: f64::INFINITY };
    /// A share, shown in percent.
    pub(super) const PERCENT: Self = Self { factor: 100.0, most: 100.0 };

    /// A point at `x` \[s\]; an interval is shown as far as it is possible, and not at all if it is infinite.
    fn point(self, x: f64, estimate: Option<Estimate>) -> Point {
        let Some(estimate) = estimate else { return Point::exact(x, f64::NAN) };
        let mean = estimate.mean * self.factor;
        if !estimate.half_width.is_finite() {
            return Point::exact(x, mean);
        }
        let half = estimate.half_width * self.factor;
        // Student's interval knows no bounds, the quantity does; rounding must not push the mean out of its band.
        let (low, high) = ((mean - half).max(0.0).min(mean), (mean + half).min(self.most).max(mean));
        Point { x, mean, low, high }
    }
}

/// A line as a curve.
pub(super) fn curve(name: &str, line: &SeriesLine, scale: Scale, reading: Reading) -> Series {
    let places = places(&line.times, reading);
    let points = places.into_iter().zip(&line.points).map(|(x, &estimate)| scale.point(x, estimate)).collect();
    Series { name: name.into(), points: thinned(points), stroke: stroke(reading) }
}

/// States hold until they change; between two means since nobody knows more than the straight line.
fn stroke(reading: Reading) -> Stroke {
    match reading {
        Reading::State => Stroke::Step,
        Reading::MeanSince => Stroke::Straight,
    }
}

/// Where the points of a line stand \[s\].
fn places(times: &[f64], reading: Reading) -> Vec<f64> {
    let before = std::iter::once(0.0).chain(times.iter().copied());
    match reading {
        Reading::State => times.to_vec(),
        Reading::MeanSince => before.zip(times).map(|(from, &until)| f64::midpoint(from, until)).collect(),
    }
}

/// One curve a line, named by its owner. Past `most` the smallest are added up as `others`, without interval.
pub(super) fn curves(lines: &[&SeriesLine], most: usize, scale: Scale, reading: Reading) -> Vec<Series> {
    let (kept, rest) = largest(lines, most);
    let mut list: Vec<Series> = kept.iter().map(|l| curve(name_of(&l.owner), l, scale, reading)).collect();
    if let Some(first) = rest.first() {
        let sum = |at: usize| -> f64 { rest.iter().filter_map(|l| l.points.get(at).copied()?).map(|e| e.mean).sum() };
        let places = places(&first.times, reading);
        let points = places.into_iter().enumerate().map(|(at, x)| Point::exact(x, sum(at) * scale.factor)).collect();
        let name = format!("{} others", rest.len());
        list.push(Series { name, points: thinned(points), stroke: stroke(reading) });
    }
    list
}

/// The lines with the greatest sums, in the order given, and the rest; no rest if there are at most `most`.
fn largest<'a>(lines: &[&'a SeriesLine], most: usize) -> (Vec<&'a SeriesLine>, Vec<&'a SeriesLine>) {
    if lines.len() <= most {
        return (lines.to_vec(), Vec::new());
    }
    let size = |line: &SeriesLine| -> f64 { line.points.iter().flatten().map(|e| e.mean).sum() };
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|&a, &b| size(lines[b]).total_cmp(&size(lines[a])));
    let (mut kept, mut rest) = (order[..most - 1].to_vec(), order[most - 1..].to_vec());
    kept.sort_unstable();
    rest.sort_unstable();
    (kept.into_iter().map(|i| lines[i]).collect(), rest.into_iter().map(|i| lines[i]).collect())
}

/// At most [`MOST_POINTS`] points: of each stretch the lowest and the highest, so that no peak is lost.
pub(super) fn thinned(points: Vec<Point>) -> Vec<Point> {
    if points.len() <= MOST_POINTS {
        return points;
    }
    let stretch = points.len().div_ceil(MOST_POINTS / 2);
    let mut kept = Vec::with_capacity(MOST_POINTS);
    for part in points.chunks(stretch) {
        let known = || (0..part.len()).filter(|&i| part[i].mean.is_finite());
        let by_mean = |a: &usize, b: &usize| part[*a].mean.total_cmp(&part[*b].mean);
        match (known().min_by(by_mean), known().max_by(by_mean)) {
            (Some(low), Some(high)) if low != high => kept.extend([part[low.min(high)], part[low.max(high)]]),
            (Some(only), _) => kept.push(part[only]),
            // A stretch without numbers stays a gap.
            _ => kept.push(part[0]),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(owner: &str, means: &[f64]) -> SeriesLine {
        let point = |&mean: &f64| Some(Estimate { mean, half_width: 2.0, n: 5, sd: 1.0, limits: None });
        SeriesLine {
            name: "active_nodes".into(),
            owner: owner.into(),
            doc: "",
            times: (1..=means.len()).map(|i| i as f64 * 10.0).collect(),
            points: means.iter().map(point).collect(),
        }
    }

    #[test]
    fn thinning_keeps_peaks_and_order() {
        let mut points: Vec<Point> = (0..9_999).map(|i| Point::exact(f64::from(i), 1.0)).collect();
        points[4_321].mean = 7.0;
        points[7_000].mean = -3.0;
        let kept = thinned(points);
        assert!(kept.len() <= MOST_POINTS, "{} points", kept.len());
        assert!(kept.windows(2).all(|w| w[0].x < w[1].x));
        assert!(kept.iter().any(|p| p.mean > 6.9) && kept.iter().any(|p| p.mean < -2.9));
    }

    #[test]
    fn few_points_are_left_alone() {
        let points: Vec<Point> = (0..2_000).map(|i| Point::exact(f64::from(i), 1.0)).collect();
        assert_eq!(thinned(points).len(), 2_000);
    }

    #[test]
    fn intervals_stay_within_what_is_possible() {
        let shown = |mean, scale: Scale| {
            scale.point(0.0, Some(Estimate { mean, half_width: 0.5, n: 3, sd: 1.0, limits: None }))
        };
        assert_eq!(shown(0.2, Scale::PLAIN), Point { x: 0.0, mean: 0.2, low: 0.0, high: 0.7 });
        assert_eq!(shown(0.75, Scale::PERCENT), Point { x: 0.0, mean: 75.0, low: 25.0, high: 100.0 });
    }

    #[test]
    fn one_replication_has_no_band() {
        let alone = Estimate { mean: 3.0, half_width: f64::INFINITY, n: 1, sd: f64::NAN, limits: None };
        assert!(!Scale::PLAIN.point(1.0, Some(alone)).has_interval());
    }

    #[test]
    fn a_mean_since_stands_in_the_middle_of_its_stretch() {
        let line = line("nodes.a", &[1.0, 2.0]);
        let xs = |reading| curve("a", &line, Scale::PLAIN, reading).points.iter().map(|p| p.x).collect::<Vec<_>>();
        assert_eq!(xs(Reading::State), [10.0, 20.0]);
        assert_eq!(xs(Reading::MeanSince), [5.0, 15.0]);
    }

    #[test]
    fn many_groups_become_the_largest_and_the_others() {
        let lines: Vec<SeriesLine> = (0..10).map(|i| line(&format!("nodes.g{i}"), &[f64::from(i)])).collect();
        let lines: Vec<&SeriesLine> = lines.iter().collect();
        let curves = curves(&lines, 8, Scale::PLAIN, Reading::State);
        let names: Vec<&str> = curves.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["g3", "g4", "g5", "g6", "g7", "g8", "g9", "3 others"]);
        let total: f64 = curves.iter().map(|c| c.points[0].mean).sum();
        assert!((total - 45.0).abs() < 1e-12, "nothing is lost: {total}");
    }
}
