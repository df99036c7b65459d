//! Which gateways individuals use over time, where they may change them.

use lab::study::SeriesLine;

use super::curve::{self, Reading, Scale};
use super::view::{View, name_of};
use super::{MOST_GROUPS, UNNAMED};
use crate::figure::{Figure, Ordinate, number};

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let lines = view.lines_of("users_share", "gateway");
    if lines.is_empty() {
        return None;
    }
    let series = curve::curves(&lines, MOST_GROUPS, Scale::PERCENT, Reading::State);
    let shares = view.over_time("Individuals by gateway [%]", Ordinate::FromZero, series);
    let tries = view.line("tries_rps", "").map(|line| {
        let series = vec![curve::curve(UNNAMED, line, Scale::PLAIN, Reading::MeanSince)];
        view.over_time("Requests sent, first and again [1/s]", Ordinate::FromZero, series)
    });
    view.figure(title(&lines), shares.into_iter().chain(tries.flatten()).collect())
}

fn title(lines: &[&SeriesLine]) -> String {
    let last = |line: &SeriesLine| line.points.iter().flatten().last().map_or(0.0, |point| point.mean);
    let most = lines.iter().copied().reduce(|one, other| if last(other) > last(one) { other } else { one });
    let Some(most) = most else { return "Individuals by gateway".into() };
    format!("At the end {} % of the individuals are at {}", number::amount(100.0 * last(most)), name_of(&most.owner))
}
