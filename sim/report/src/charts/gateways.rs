//! Which gateways individuals use over time, where they may change them.

use lab::study::SeriesLine;

use super::curve::{self, Reading, Scale};
use super::view::{View, name_of};
use super::{MOST_GROUPS, UNNAMED};
use crate::figure::{Figure, Ordinate, Point, Series, Stroke, number};

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let lines = view.lines_of("users_share", "gateway");
    if lines.is_empty() {
        return None;
    }
    let series = stacked(curve::curves(&lines, MOST_GROUPS, Scale::PERCENT, Reading::State));
    let shares = view.over_time("Individuals by gateway [%]", Ordinate::FromZero, series);
    let tries = view.line("tries_rps", "").map(|line| {
        let series = vec![curve::curve(UNNAMED, line, Scale::PLAIN, Reading::MeanSince)];
        view.over_time("Requests sent, first and again [1/s]", Ordinate::FromZero, series)
    });
    view.figure(title(&lines), shares.into_iter().chain(tries.flatten()).collect())
}

/// Parts of one whole as areas, the first at the bottom; as they were, if they do not have the same places.
fn stacked(parts: Vec<Series>) -> Vec<Series> {
    let places = |part: &Series| part.points.iter().map(|point| point.x.to_bits()).collect::<Vec<_>>();
    if parts.windows(2).any(|pair| places(&pair[0]) != places(&pair[1])) {
        return parts;
    }
    let mut below: Vec<f64> = vec![0.0; parts.first().map_or(0, |part| part.points.len())];
    let area = |part: Series| {
        let on_top = |(point, below): (&Point, &mut f64)| {
            let low = *below;
            *below += point.mean;
            Point { x: point.x, mean: *below, low, high: *below }
        };
        let points = part.points.iter().zip(&mut below).map(on_top).collect();
        Series { name: part.name, points, stroke: Stroke::Area }
    };
    parts.into_iter().map(area).collect()
}

fn title(lines: &[&SeriesLine]) -> String {
    let last = |line: &SeriesLine| line.points.iter().flatten().last().map_or(0.0, |point| point.mean);
    let most = lines.iter().copied().reduce(|one, other| if last(other) > last(one) { other } else { one });
    let Some(most) = most else { return "Individuals by gateway".into() };
    format!("At the end {} % of the individuals are at {}", number::amount(100.0 * last(most)), name_of(&most.owner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, values: &[(f64, f64)]) -> Series {
        let points = values.iter().map(|&(x, value)| Point::exact(x, value)).collect();
        Series { name: name.into(), points, stroke: Stroke::Step }
    }

    #[test]
    fn parts_are_stacked_up_to_the_whole() {
        let parts = vec![part("a", &[(1.0, 60.0), (2.0, 10.0)]), part("b", &[(1.0, 40.0), (2.0, 90.0)])];
        let areas = stacked(parts);
        let ends = |at: usize| areas[at].points.iter().map(|point| (point.low, point.high)).collect::<Vec<_>>();
        assert_eq!(ends(0), [(0.0, 60.0), (0.0, 10.0)]);
        assert_eq!(ends(1), [(60.0, 100.0), (10.0, 100.0)]);
        assert!(areas.iter().all(|area| area.stroke == Stroke::Area));
        let uneven = vec![part("a", &[(1.0, 60.0)]), part("b", &[(2.0, 40.0)])];
        assert!(stacked(uneven).iter().all(|part| part.stroke == Stroke::Step), "they are no parts of one whole");
    }
}
