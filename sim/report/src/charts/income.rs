//! Emission against fees: what the nodes of each network get of both over time.

use lab::study::SeriesLine;

use super::curve;
use super::view::{View, name_of};
use crate::figure::{Figure, MOST_PANELS, Ordinate, Panel, Point, Series, Stroke, number};

/// Emission and fees of a network.
struct Income<'a> {
    network: &'a str,
    emission: &'a SeriesLine,
    fees: &'a SeriesLine,
}

impl<'a> Income<'a> {
    /// Of the network of a line of emission, if it has both.
    fn new(view: &View<'a>, emission: &'a SeriesLine) -> Option<Self> {
        let fees = view.line("fees_usd_h", &emission.owner)?;
        let has = |line: &SeriesLine| line.points.iter().flatten().any(|point| point.mean > 0.0);
        (has(emission) && has(fees)).then(|| Self { network: name_of(&emission.owner), emission, fees })
    }
}

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let lines = view.lines_of("emission_usd_h", "network");
    let networks: Vec<Income<'_>> =
        lines.into_iter().filter_map(|line| Income::new(view, line)).take(MOST_PANELS).collect();
    let panels = networks.iter().filter_map(|income| panel(view, income, networks.len() > 1)).collect();
    view.figure(title(view, networks.first()?), panels)
}

fn panel(view: &View<'_>, income: &Income<'_>, is_named: bool) -> Option<Panel> {
    let mut fees = Vec::new();
    let mut emission = Vec::new();
    let before = std::iter::once(0.0).chain(income.fees.times.iter().copied());
    let points = income.fees.times.iter().zip(&income.fees.points).zip(&income.emission.points);
    for (from, ((&until, paid), minted)) in before.zip(points) {
        let x = f64::midpoint(from, until);
        let (Some(paid), Some(minted)) = (paid, minted) else {
            fees.push(Point::exact(x, f64::NAN));
            emission.push(Point::exact(x, f64::NAN));
            continue;
        };
        fees.push(part(x, 0.0, paid.mean));
        emission.push(part(x, paid.mean, paid.mean + minted.mean));
    }
    let area = |name: &str, points| Series { name: name.into(), points: curve::thinned(points), stroke: Stroke::Area };
    let label = if is_named {
        format!("Income of the nodes of {} [usd/h]", income.network)
    } else {
        "Income of the nodes [usd/h]".into()
    };
    view.over_time(&label, Ordinate::FromZero, vec![area("emission, on top of fees", emission), area("fees", fees)])
}

/// A part of a sum, from what is below it up.
fn part(x: f64, low: f64, high: f64) -> Point {
    Point { x, mean: high, low, high }
}

fn title(view: &View<'_>, income: &Income<'_>) -> String {
    let total = |line: &SeriesLine| line.points.iter().flatten().map(|point| point.mean).sum::<f64>();
    let last = |line: &SeriesLine| line.points.iter().flatten().last().map_or(0.0, |point| point.mean);
    let share = |of: &dyn Fn(&SeriesLine) -> f64| {
        let (minted, paid) = (of(income.emission), of(income.fees));
        number::amount(100.0 * minted / (minted + paid))
    };
    let (all, ends) = (share(&total), share(&last));
    let whose = if view.checked.file.network.len() > 1 { format!(" of {}", income.network) } else { String::new() };
    if last(income.emission) + last(income.fees) > 0.0 {
        format!("New coins are {all} % of what the nodes{whose} earn, and {ends} % at the end")
    } else {
        format!("New coins are {all} % of what the nodes{whose} earn")
    }
}
